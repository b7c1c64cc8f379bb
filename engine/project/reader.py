"""Reads a project file: every part on its own, so that one wrong line hides nothing else.

What cannot be read at all (no JSON, another format, a newer version) leaves no project; everything else leaves a
project with what could be read, and problems that name the node. Whether parameters and shapes are right is not
asked here: that is the plan's business.
"""

from __future__ import annotations

import keyword
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from engine.data.settings import DataSettings
from engine.graph.graph import BLOCK_TYPES, ROLES, Block, BlockParameter, Graph, Node
from engine.graph.ids import ID_PATTERN, id_problem
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.own_code.codes import read_codes
from engine.problem import Problem, ProblemError
from engine.project.json_text import Finding, parse
from engine.project.migrations import VERSION, migrate
from engine.project.project import Json, Project, WeightsRef
from engine.project.wiring import wire
from engine.settings.training import TrainingSettings
from engine.texts.phrase import Phrase, Words

MAXIMUM_BYTES = 64 * 2**20
MAXIMUM_REPEAT = 10_000

_PROJECT_KEYS = {"format", "version", "name", "graph", "blocks", "codes", "data", "training", "weights", "view"}
_NODE_KEYS = {*ROLES, "params", "repeat", "title", "frozen", "tie", "init"}
_BLOCK_KEYS = {"graph", "parameters", "view"}
# It is printed into the generated source, so it may hold nothing but names and numbers.
_PARAMETER_PATH = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]{1,6}))+")
_TYPE_WORDS: dict[type, str] = {
    str: "a_text", int: "whole_number", bool: "true_or_false", dict: "an_object", list: "a_list",
}  # fmt: skip


@dataclass(frozen=True)
class ReadResult:
    """What could be read, and what was wrong."""

    project: Project | None
    problems: tuple[Problem, ...]


def read_file(path: Path) -> ReadResult:
    """Reads a project from disk. A file that cannot be opened is a problem, not an exception."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would keep us waiting
            return _unreadable(Problem("file_not_readable", {"received": Phrase("no_regular_file")}))
        if status.st_size > MAXIMUM_BYTES:
            return _unreadable(Problem("file_too_large", {"received": status.st_size, "expected": MAXIMUM_BYTES}))
        return read_text(path.read_bytes().decode("utf-8-sig"), default_name=path.stem)
    except UnicodeDecodeError as error:
        return _unreadable(Problem("file_not_utf8", {"received": error.reason}))
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        return _unreadable(Problem("file_not_readable", {"received": getattr(error, "strerror", None) or str(error)}))


def read_text(text: str, default_name: str = "Untitled") -> ReadResult:
    """Reads a project from the text of its file."""
    try:
        value, findings = parse(text)
    except ProblemError as error:
        return _unreadable(error.problem)
    if not isinstance(value, dict) or value.get("format") != "chainrule":
        received = value.get("format") if isinstance(value, dict) else value
        return _unreadable(Problem("file_format", {"received": _short(received)}))
    version = value.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        return _unreadable(Problem("file_version", {"expected": VERSION, "received": _short(version)}))
    if version > VERSION:
        return _unreadable(Problem("file_newer", {"expected": VERSION, "received": version}))
    reader = _Reader([_as_problem(finding) for finding in findings])
    return ReadResult(reader.project(migrate(value), default_name), tuple(reader.problems))


class _Reader:
    """Reads the parts one after another and gathers the problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def project(self, value: Mapping[str, Json], default_name: str) -> Project:
        name = self.typed(value, "name", str, default_name)
        raw_graph = self.typed(value, "graph", dict, {})
        raw_blocks = self.typed(value, "blocks", dict, {})
        graph = self.nodes(raw_graph)
        blocks = {name: self.block(name, raw) for name, raw in raw_blocks.items() if self.is_block_name(name)}
        codes = self.codes(self.typed(value, "codes", dict, {}))
        # Before the edges: a block's ports are nodes inside it, those of own code stand in its text.
        interfaces = Interfaces(catalogue(), blocks, read_codes(codes).kinds)
        graph = self.wired(raw_graph, graph, interfaces, "")
        wired_blocks = {}
        for block_name, block in blocks.items():
            raw = raw_blocks[block_name] if isinstance(raw_blocks[block_name], dict) else {}
            raw_page = raw["graph"] if isinstance(raw.get("graph"), dict) else {}
            inner = self.wired(raw_page, block.graph, interfaces, block_name)
            wired_blocks[block_name] = replace(block, graph=inner)
        data, data_problems = DataSettings.from_json(value.get("data", {}))
        training, training_problems = TrainingSettings.from_json(value.get("training", {}))
        self.problems += data_problems + training_problems
        return Project(
            name=name,
            graph=graph,
            blocks=wired_blocks,
            codes=codes,
            data=data,
            training=training,
            weights=self.weights(value.get("weights")),
            view=self.view(self.typed(value, "view", dict, {}), graph),
            extra=_others(value, _PROJECT_KEYS),
        )

    def is_block_name(self, name: str) -> bool:
        """Whether a block may be called so: its name becomes a class."""
        if ID_PATTERN.fullmatch(name) and not keyword.iskeyword(name):
            return True
        self.problems.append(Problem("block_name", {"received": _short(name)}))
        return False

    def codes(self, value: Mapping[str, Json]) -> dict[str, str]:
        """The texts of own layers. They are read, and nothing of them is run."""
        codes = {}
        for name, text in value.items():
            if not ID_PATTERN.fullmatch(name) or keyword.iskeyword(name):
                self.problems.append(Problem("code_name_form", {"received": _short(name)}))
            elif not isinstance(text, str):
                self.wrong(f"codes.{name}", Phrase("a_text"), text)
            else:
                codes[name] = text
        return codes

    def block(self, name: str, value: Json) -> Block:
        """A block without its edges."""
        if not isinstance(value, dict):
            self.wrong(f"blocks.{name}", Phrase("an_object"), value)
            return Block(Graph())
        before = len(self.problems)
        graph = self.nodes(self.typed(value, "graph", dict, {}))
        parameters = {}
        for key, item in self.typed(value, "parameters", dict, {}).items():
            parameter = self.block_parameter(key, item)
            if parameter is not None:
                parameters[key] = parameter
        view = self.view(self.typed(value, "view", dict, {}), graph)
        self.move_inside(name, before)
        return Block(graph, parameters, view, _others(value, _BLOCK_KEYS))

    def block_parameter(self, name: str, value: Json) -> BlockParameter | None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not name.isidentifier() or not isinstance(kind, str) or kind not in BLOCK_TYPES:
            self.wrong(f"parameters.{_plain(name)}", Phrase("block_parameter"), value)
            return None
        parameter = BlockParameter(kind, value.get("default"), _others(value, {"type", "default"}))  # type: ignore[arg-type]
        if not parameter.takes(parameter.default):
            self.wrong(f"parameters.{name}.default", kind, parameter.default)
            return None
        return parameter

    def nodes(self, value: Mapping[str, Json]) -> Graph:
        """A page without its edges."""
        nodes = {}
        for name, item in self.typed(value, "nodes", dict, {}).items():
            node = self.node(name, item)
            if node is not None:
                nodes[name] = node
        return Graph(nodes, {}, _others(value, {"nodes", "edges"}))

    def wired(self, value: Mapping[str, Json], graph: Graph, interfaces: Interfaces, page: str) -> Graph:
        """The page with its edges."""
        before = len(self.problems)
        wired = wire(self.typed(value, "edges", list, []), graph, interfaces)
        self.problems += wired.problems
        if page:
            self.move_inside(page, before)
        return replace(graph, sources=wired.sources)

    def move_inside(self, block: str, since: int) -> None:
        """Gives the problems found since then their place inside a block."""
        self.problems[since:] = [problem.inside(block) for problem in self.problems[since:]]

    def node(self, name: str, value: Json) -> Node | None:
        problem = id_problem(name)
        if problem is not None:
            # A hostile name stays out of the address, which is printed as it is.
            place = name if ID_PATTERN.fullmatch(name) else None
            self.problems.append(Problem(problem.code, {"received": _short(name)}, node=place))
            return None
        if not isinstance(value, dict):
            self.wrong("node", Phrase("an_object"), value, node=name)
            return None
        roles = [role for role in ROLES if role in value]
        if len(roles) != 1 or not isinstance(value[roles[0]], str):
            received = [f"{role}={_short(value[role])}" for role in roles] or Phrase("none")
            self.problems.append(Problem("node_role", {"expected": list(ROLES), "received": received}, node=name))
            return None
        repeat = self.typed(value, "repeat", int, 1, node=name)
        if not 1 <= repeat <= MAXIMUM_REPEAT:
            limits = Phrase("from_to", first=1, last=MAXIMUM_REPEAT)
            self.wrong("repeat", Phrase("limited", value=Phrase("whole_number"), limits=limits), repeat, node=name)
            repeat = 1
        tie = self.typed(value, "tie", dict, {}, node=name)
        if not all(isinstance(path, str) and _PARAMETER_PATH.fullmatch(path) for path in tie.values()):
            self.wrong("tie", '{"weight": "node.weight"}', tie, node=name)
            tie = {}
        return Node(
            id=name,
            role=roles[0],
            of=value[roles[0]],
            params=self.typed(value, "params", dict, {}, node=name),
            repeat=repeat,
            title=self.typed(value, "title", str, "", node=name),
            frozen=self.typed(value, "frozen", bool, False, node=name),
            tie=tie,
            init=self.typed(value, "init", dict, {}, node=name),
            extra=_others(value, _NODE_KEYS),
        )

    def weights(self, value: Json) -> WeightsRef | None:
        if value is None:
            return None
        file, step = (value.get("file"), value.get("step", 0)) if isinstance(value, dict) else (None, 0)
        if not isinstance(file, str) or isinstance(step, bool) or not isinstance(step, int) or step < 0:
            self.wrong("weights", Phrase("or", first='{"file": ..., "step": ...}', second="null"), value)
            return None
        if not _is_beside(file):
            self.wrong("weights.file", Phrase("path_beside"), file)
            return None
        return WeightsRef(file, step, _others(value, {"file", "step"}))

    def view(self, value: Mapping[str, Json], graph: Graph) -> dict[str, Json]:
        positions: dict[str, tuple[float, float]] = {}
        for node, place in self.typed(value, "positions", dict, {}).items():
            if isinstance(place, list) and len(place) == 2 and all(_is_coordinate(number) for number in place):
                positions[node] = (place[0], place[1])
            else:
                arguments = {"received": _short(place)}
                node_here = node if node in graph.nodes else None
                self.problems.append(Problem("view_position", arguments, severity="warning", node=node_here))
        return {**value, "positions": positions}

    def typed(self, value: Mapping[str, Json], key: str, wanted: type, default: Any, node: str | None = None) -> Any:
        """The value of a key where it has the type that is wanted; else the default, and a problem."""
        item = value.get(key, default)
        if isinstance(item, wanted) and (wanted is bool or not isinstance(item, bool)):
            return item
        self.wrong(key, Phrase(_TYPE_WORDS[wanted]), item, node)
        return default

    def wrong(self, name: str, expected: Words, received: Json, node: str | None = None) -> None:
        arguments = {"name": name, "expected": expected, "received": _short(received)}
        self.problems.append(Problem("file_value", arguments, node=node, parameter=name if node else None))


def _as_problem(finding: Finding) -> Problem:
    """What was odd in the text, on the node where it stands."""
    path = [_plain(key) for key in finding.path]
    prefix, rest = ("", path)
    if path[:1] == ["blocks"] and len(path) > 2:
        prefix, rest = path[1] + ".", path[2:]
    if rest[:2] != ["graph", "nodes"] or len(rest) < 3:
        return Problem(finding.code, {"name": ".".join(path)})
    node = prefix + rest[2]
    if len(rest) == 3 and finding.code == "file_key_repeated":
        return Problem("id_duplicate", {"received": rest[2]}, node=node)
    return Problem(finding.code, {"name": ".".join(rest[3:])}, node=node)


def _others(value: Mapping[str, Json], known: set[str]) -> dict[str, Json]:
    """What stands there under keys that this version does not know; it is kept and written back."""
    return {key: item for key, item in value.items() if key not in known}


def _is_beside(file: str) -> bool:
    """Whether this path stays in the project's folder, on whatever system it is read."""
    path, elsewhere = PurePosixPath(file), PureWindowsPath(file)
    parts = {*path.parts, *elsewhere.parts}
    return (
        bool(path.parts) and not path.is_absolute() and not elsewhere.anchor and ".." not in parts and "\0" not in file
    )


def _is_coordinate(number: Json) -> bool:
    return isinstance(number, (int, float)) and not isinstance(number, bool) and abs(number) < 1e9


def _plain(key: str) -> str:
    """A key as it may stand in an address."""
    return key if ID_PATTERN.fullmatch(key) else _short(key)


def _short(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _unreadable(problem: Problem) -> ReadResult:
    return ReadResult(None, (problem,))
