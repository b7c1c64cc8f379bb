"""Writes a project as text that people can read and compare, and to disk without ever leaving half a file.

Nodes stand in the order of execution, edges by where they end: equal projects give equal bytes.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engine.graph.graph import Block, Graph, Node, PortRef
from engine.graph.ordering import execution_order, in_port_order
from engine.graph.ports import Interfaces
from engine.project.migrations import VERSION
from engine.project.project import Json, Project, WeightsRef
from engine.texts.phrase import Phrase

WIDTH = 120
TEMPORARY = ".tmp"  # ends the name of a file that is still being written

_SURROGATE = re.compile("[\ud800-\udfff]")


def project_json(project: Project) -> dict[str, Json]:
    """The project as plain data, as it stands in its file."""
    interfaces = project.interfaces
    return {
        "format": "chainrule",
        "version": VERSION,
        "name": project.name,
        "graph": _graph_json(project.graph, interfaces),
        "blocks": {name: _block_json(block, interfaces) for name, block in sorted(project.blocks.items())},
        **({"codes": dict(sorted(project.codes.items()))} if project.codes else {}),
        "data": project.data.to_json(),
        "training": project.training.to_json(),
        "weights": _weights_json(project.weights),
        "view": _view_json(project.view, project.graph, interfaces),
        **project.extra,
    }


def project_text(project: Project) -> str:
    """The text of the project's file."""
    return _laid_out(project_json(project), 0, 0) + "\n"


def drawing_text(project: Project) -> str:
    """The text of a file that holds the drawing alone: no data, no training, no weights."""
    value = project_json(project)
    parts = ("format", "version", "graph", "blocks", "codes", "view")
    kept = {key: value[key] for key in parts if value.get(key)}
    return _laid_out(kept, 0, 0) + "\n"


def project_bytes(project: Project) -> bytes:
    """The content of the project's file. Half a surrogate pair, which UTF-8 cannot hold, is escaped."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", project_text(project)).encode("utf-8")


def write_atomically(path: Path, content: bytes) -> None:
    """Writes a file so that at every moment either the old or the new content is there whole. Raises OSError."""
    with taking_its_place(path) as file:
        file.write(content)


@contextmanager
def taking_its_place(path: Path) -> Iterator[IO[bytes]]:
    """A new file to be written, under its `name` beside `path`; at the end it takes the place of `path`, whole.

    Where the block is left by an exception, the old file stays as it was. Raises OSError.
    """
    path = Path(os.path.realpath(path))  # a symbolic link stays one: its target is replaced
    status = path.stat() if path.exists() else None
    if status is not None and not stat.S_ISREG(status.st_mode):  # a rename would put a file in a device's place
        raise OSError(errno.EINVAL, Phrase("no_regular_file"))
    mode = status.st_mode & 0o777 if status is not None else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, 0o666)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _graph_json(graph: Graph, interfaces: Interfaces) -> dict[str, Json]:
    order = execution_order(graph, interfaces).nodes
    edges = []
    for node in order:
        for edge in in_port_order(graph.into(node), graph, interfaces):
            edges.append(
                f"{_source_text(edge.source, graph, interfaces)} -> {_target_text(edge.target, graph, interfaces)}"
            )
    return {"nodes": {node: _node_json(graph.nodes[node], interfaces) for node in order}, "edges": edges, **graph.extra}


def _source_text(ref: PortRef, graph: Graph, interfaces: Interfaces) -> str:
    interface = interfaces.of(graph.nodes[ref.node], graph) if ref.node in graph.nodes else None
    only = interface is not None and interface.outputs == (ref.port,)
    return ref.node if only else str(ref)


def _target_text(ref: PortRef, graph: Graph, interfaces: Interfaces) -> str:
    interface = interfaces.of(graph.nodes[ref.node], graph) if ref.node in graph.nodes else None
    if interface is not None and len(interface.inputs) == 1:
        port = interface.inputs[0]
        if port.name == ref.port and not port.variadic and ref.index is None:
            return ref.node
    return str(ref)


def _node_json(node: Node, interfaces: Interfaces) -> dict[str, Json]:
    value: dict[str, Json] = {node.role: node.of}
    for name, item, default in (
        ("params", _params_json(node, interfaces), {}),
        ("repeat", node.repeat, 1),
        ("title", node.title, ""),
        ("frozen", node.frozen, False),
        ("tie", _by_parameter(node.tie), {}),
        ("init", _by_parameter(node.init), {}),
    ):
        if item != default:
            value[name] = item
    return value | dict(node.extra)


def _by_parameter(given: Mapping[str, Json]) -> dict[str, Json]:
    """What is said of parameters: weights before biases, else by name."""
    return {name: given[name] for name in sorted(given, key=lambda name: ("bias" in name, name))}


def _params_json(node: Node, interfaces: Interfaces) -> dict[str, Json]:
    """The parameters in the order in which they are declared, then those that nobody knows."""
    declared: Iterable[str] = ()
    kind = interfaces.kind(node)
    if kind is not None:
        declared = kind.parameters
    elif node.role == "block" and node.of in interfaces.blocks:
        declared = interfaces.blocks[node.of].parameters
    known = [name for name in declared if name in node.params]
    return {name: node.params[name] for name in [*known, *sorted(set(node.params) - set(known))]}


def _block_json(block: Block, interfaces: Interfaces) -> dict[str, Json]:
    parameters = {
        name: {"type": parameter.type, "default": parameter.default, **parameter.extra}
        for name, parameter in block.parameters.items()
    }
    graph = _graph_json(block.graph, interfaces)
    return {"parameters": parameters, "graph": graph, "view": _view_json(block.view, block.graph, interfaces)} | dict(
        block.extra
    )


def _view_json(view: Mapping[str, Json], graph: Graph, interfaces: Interfaces) -> dict[str, Json]:
    positions = view.get("positions", {})
    placed = [node for node in execution_order(graph, interfaces).nodes if node in positions]
    placed += sorted(set(positions) - set(placed))  # of nodes that are not there, as the file had them
    rest = {key: item for key, item in view.items() if key != "positions"}
    return {"positions": {node: list(positions[node]) for node in placed}, **rest}


def _weights_json(weights: WeightsRef | None) -> dict[str, Json] | None:
    return None if weights is None else {"file": weights.file, "step": weights.step, **weights.extra}


def _laid_out(value: Any, indent: int, used: int) -> str:
    """JSON with what fits on one line on one line; the first two levels are always opened."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    opens = indent < 2 and isinstance(value, (dict, list)) and value and _has_containers(value)
    if not opens and len(flat) + used + indent <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        items = []
        for key, item in value.items():
            name = json.dumps(key, ensure_ascii=False) + ": "
            items.append(pad + name + _laid_out(item, indent + 1, len(name) + 1))
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    if all(isinstance(item, (int, float)) for item in value):
        return flat  # a row of numbers stays a row
    return "[\n" + ",\n".join(pad + _laid_out(item, indent + 1, 1) for item in value) + "\n" + " " * indent + "]"


def _has_containers(value: Any) -> bool:
    children = value.values() if isinstance(value, dict) else value
    return any(isinstance(child, (dict, list)) for child in children)
