"""What a remedy changes in a project: one change, and so one step of undo, for every code of engine/layers/remedies.py.

The command line, the window and two trainings side by side share it. Weights of the nodes that keep their kind are
kept with them (engine/project/carrying.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.layers.parameters import Declaration
from engine.layers.remedies import Start
from engine.problem import ProblemError, Remedy
from engine.project.change import Change
from engine.project.edits import (
    Fragment,
    add_fragment,
    connect,
    edit_node,
    move,
    set_frozen,
    set_init,
    set_param,
    set_training,
    together,
)
from engine.project.project import Position, Project
from engine.settings.training import TrainingSettings

# Where a new node goes that is put between two others, if they have places, and which nodes make room for it.
Room = Callable[[Project, str, str], tuple[Position | None, Mapping[str, Position]]]


def change_for(project: Project, page: str, node: str, remedy: Remedy, room: Room | None = None) -> Change:
    """The change that a remedy of a node on a page is; empty, and so false, where there is nothing to do.

    `room` gives new nodes their places; without it they stand half way between their neighbours. Raises ProblemError
    where the training settings do not take the value, KeyError for a code that is not known.
    """
    return _CHANGES[remedy.code](project, page, node, remedy.arguments, room or half_way(page))


def is_known(remedy: Remedy) -> bool:
    """Whether this is a remedy that can be carried out."""
    return remedy.code in _CHANGES


def half_way(page: str) -> Room:
    """Puts a node half way between two others, where both have places; the canvas does better."""

    def room(project: Project, left: str, right: str) -> tuple[Position | None, Mapping[str, Position]]:
        before, after = project.positions(page).get(left), project.positions(page).get(right)
        if before is None or after is None:
            return None, {}
        return ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2), {}

    return room


# ------------------------------------------------------------------ settings of nodes and of the training


def _set_parameter(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    return set_param(project, page, arguments.get("node") or node, arguments["parameter"], arguments["value"])


def _unfreeze(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    return set_frozen(project, page, _owner(project.page(page), node), False)


def _set_init(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    done = _Steps(project, "set_init")
    _start(done, page, arguments["starts"])
    names = dict.fromkeys(_owner(project.page(page), name) for _, nodes in arguments["starts"] for name in nodes)
    parameters = dict.fromkeys(name for init, _ in arguments["starts"] for name in init)
    return done.change(name=", ".join(names), parameter=", ".join(parameters))


def _start(done: _Steps, page: str, starts: Sequence[Start]) -> None:
    """Chooses starts, each for the nodes that have such a parameter; a Linear without bias has none for it."""
    for init, nodes in starts:
        for name in nodes:
            owner = _owner(done.project.page(page), name)
            for parameter, value in init.items():
                if _has_parameter(done.project.page(page).nodes[owner], parameter):
                    done.add(set_init(done.project, page, owner, parameter, value))


def _has_parameter(node: Node, parameter: str) -> bool:
    return parameter != "bias" or node.params.get("bias", True) is not False


def _set_training(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    value = project.training.to_json()
    *keys, last = str(arguments["path"]).split(".")
    place = value
    for key in keys:
        place[key] = dict(place.get(key) or {})  # the settings themselves stay as they are
        place = place[key]
    place[last] = arguments["value"]
    settings, problems = TrainingSettings.from_json(value)
    if problems:
        raise ProblemError(*problems)
    return set_training(project, settings)


# ------------------------------------------------------------------ layers


def _change_kind(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    """Lets another kind take the place of some; starts and ties belong to weights of the old one, and go."""
    done = _Steps(project, "change_kind")
    kind = arguments["kind"]
    for name in _owners(project.page(page), node, arguments):
        params = _fitting(project.page(page).nodes[name].params, catalogue()[kind]) | dict(
            arguments.get("params") or {}
        )

        def become(it: Node, params: Mapping[str, Any] = params) -> Node:
            return replace(it, of=kind, params=params, init={}, tie={})

        done.add(edit_node(done.project, page, name, become, "change_kind"))
    _start(done, page, arguments.get("starts") or ())
    return done.change(name=", ".join(_owners(project.page(page), node, arguments)), kind=kind)


def _fitting(params: Mapping[str, Any], declaration: type[Declaration]) -> dict[str, Any]:
    """What a new kind starts with, and the parameters of the old one that it takes, too; expressions stay."""
    kept = {
        name: value
        for name, value in params.items()
        if name in declaration.parameters
        and (str(value).startswith("=") or not declaration.check({**declaration.initial(), name: value})[1])
    }
    return {**declaration.initial(), **kept}


def _insert_layer(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    """Puts a layer on the edge into a port of each node."""
    done = _Steps(project, "insert")
    interface = Interfaces(catalogue(), project.blocks)
    names = []
    for name in arguments.get("nodes") or (node,):
        target = next(
            (edge.target for edge in project.page(page).into(name) if edge.target.port == arguments["port"]), None
        )
        if target is not None:
            source = done.project.page(page).sources[target]
            new = done.add_between(page, arguments["kind"], arguments.get("params") or {}, source.node, name, room)
            names.append(new)
            kind = catalogue()[arguments["kind"]]
            done.add(connect(done.project, page, Edge(source, PortRef(new, kind.inputs[0].name)), interface))
            done.add(connect(done.project, page, Edge(PortRef(new, kind.outputs[0]), target), interface))
    return done.change(names=names)


def _add_skip(project: Project, page: str, node: str, arguments: Mapping[str, Any], room: Room) -> Change:
    """Adds what a node gives to what another gives, before all that reads it; pair by pair, so that ways add up."""
    done = _Steps(project, "add_skip")
    interfaces = Interfaces(catalogue(), project.blocks)
    now: dict[str, PortRef] = {}  # what stands for the output of a node since an Add was put behind it
    names = []
    for first, last in arguments["pairs"]:
        graph = done.project.page(page)
        source, result = (now.get(name, _output(graph, name, interfaces)) for name in (first, last))
        readers = [edge for edge in graph.out_of(last) if edge.source == result]
        following = readers[0].target.node if readers else last
        new = done.add_between(page, "Add", {}, last, following, room)
        names.append(new)
        for entering in (result, source):
            done.add(connect(done.project, page, Edge(entering, PortRef(new, "input")), interfaces))
        now[last] = PortRef(new, "output")
        for edge in readers:
            done.add(connect(done.project, page, Edge(now[last], edge.target), interfaces))
    return done.change(names=names)


def _output(graph: Graph, node: str, interfaces: Interfaces) -> PortRef:
    return interfaces.resolved_source(PortRef(node), graph)


def _owner(graph: Graph, node: str) -> str:
    """The node whose layer it is: another one where it is used again."""
    present = graph.nodes[node]
    return present.of if present.role == "share" else node


def _owners(graph: Graph, node: str, arguments: Mapping[str, Any]) -> list[str]:
    names: Sequence[str] = arguments.get("nodes") or (node,)
    return list(dict.fromkeys(_owner(graph, name) for name in names))


class _Steps:
    """Changes made one after another, each for the project after the one before, that become one."""

    def __init__(self, project: Project, code: str) -> None:
        self.project = project
        self._code = code
        self._changes: list[Change] = []

    def add(self, change: Change) -> None:
        self._changes.append(change)
        self.project = change.apply(self.project)

    def add_between(self, page: str, kind: str, params: Mapping[str, Any], left: str, right: str, room: Room) -> str:
        """Places a new node of a kind; returns its id."""
        at, moved = room(self.project, left, right)
        node = Node(kind.lower(), "kind", kind, {**catalogue()[kind].initial(), **params})
        fragment = Fragment((node,), (), {node.id: at} if at is not None else {})
        change, (name,) = add_fragment(self.project, page, fragment)
        self.add(change)
        if moved:
            self.add(move(self.project, page, moved))
        return name

    def change(self, **arguments: Any) -> Change:
        """All of them as one, in which nothing stands that is the same before and after."""
        joined = together(self._code, self._changes, **arguments)
        return replace(joined, patches=tuple(_altering(joined.patches)))


def _altering(patches: Iterable[Any]) -> Iterable[Any]:
    return (patch for patch in patches if patch.before != patch.after)


_CHANGES: Mapping[str, Callable[[Project, str, str, Mapping[str, Any], Room], Change]] = {
    "insert_layer": _insert_layer,
    "set_parameter": _set_parameter,
    "change_kind": _change_kind,
    "set_init": _set_init,
    "add_skip": _add_skip,
    "set_training": _set_training,
    "unfreeze": _unfreeze,
}
