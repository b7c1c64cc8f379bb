"""What a remedy changes in a project: one change, and so one step of undo, for every code of engine/layers/remedies.py.

The command line, the window and two trainings side by side share it. Weights of the nodes that keep their kind are
kept with them (engine/project/carrying.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ports import Interfaces
from engine.layers.remedies import Start
from engine.problem import ProblemError, Remedy
from engine.project.change import Change
from engine.project.edits import (
    Fragment,
    add_fragment,
    connect,
    move,
    set_frozen,
    set_init,
    set_param,
    set_training,
    together,
)
from engine.project.project import Position, Project
from engine.project.swapping import owner, swap_kind
from engine.settings.training import TrainingSettings

# Where a new node goes that is put between two others, if they have places, and which nodes make room for it.
Room = Callable[[Project, str, str], tuple[Position | None, Mapping[str, Position]]]


def change_for(
    project: Project,
    page: str,
    node: str,
    remedy: Remedy,
    room: Room | None = None,
    interfaces: Interfaces | None = None,
) -> Change:
    """The change that a remedy of a node on a page is; empty, and so false, where there is nothing to do.

    `room` gives new nodes their places; without it they stand half way between their neighbours. `interfaces` are
    those of our catalogue, if no others are given. Raises ProblemError where the training settings do not take the
    value, KeyError for a code that is not known.
    """
    known = interfaces or project.interfaces
    return _CHANGES[remedy.code](_Wish(project, page, node, remedy.arguments, room or half_way(page), known))


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


@dataclass(frozen=True)
class _Wish:
    """What is to be done, and where."""

    project: Project
    page: str
    node: str
    arguments: Mapping[str, Any]
    room: Room
    interfaces: Interfaces

    @property
    def graph(self) -> Graph:
        return self.project.page(self.page)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes for which it is to be done."""
        return tuple(self.arguments.get("nodes") or (self.node,))


# ------------------------------------------------------------------ settings of nodes and of the training


def _set_parameter(wish: _Wish) -> Change:
    name = wish.arguments.get("node") or wish.node
    return set_param(wish.project, wish.page, name, wish.arguments["parameter"], wish.arguments["value"])


def _unfreeze(wish: _Wish) -> Change:
    return set_frozen(wish.project, wish.page, owner(wish.graph, wish.node), False)


def _set_init(wish: _Wish) -> Change:
    done = _Steps(wish, "set_init")
    done.start(wish.arguments["starts"])
    names = dict.fromkeys(owner(wish.graph, name) for _, nodes in wish.arguments["starts"] for name in nodes)
    parameters = dict.fromkeys(name for init, _ in wish.arguments["starts"] for name in init)
    return done.change(name=", ".join(names), parameter=", ".join(parameters))


def _set_training(wish: _Wish) -> Change:
    value = wish.project.training.to_json()
    *keys, last = str(wish.arguments["path"]).split(".")
    place = value
    for key in keys:
        place[key] = dict(place.get(key) or {})  # the settings themselves stay as they are
        place = place[key]
    place[last] = wish.arguments["value"]
    settings, problems = TrainingSettings.from_json(value)
    if problems:
        raise ProblemError(*problems)
    return set_training(wish.project, settings)


# ------------------------------------------------------------------ layers


def _change_kind(wish: _Wish) -> Change:
    """Lets another kind take the place of some; starts and ties belong to weights of the old one, and go."""
    done = _Steps(wish, "change_kind")
    kind, params = wish.arguments["kind"], dict(wish.arguments.get("params") or {})
    swap = swap_kind(done.project, wish.page, wish.nodes, kind, wish.interfaces, params)
    done.add(swap.change)
    done.start(wish.arguments.get("starts") or ())
    return done.change(names=swap.nodes, kind=kind)


def _insert_layer(wish: _Wish) -> Change:
    """Puts a layer on the edge into a port of each node."""
    done = _Steps(wish, "insert")
    kind = wish.interfaces.kinds[wish.arguments["kind"]]
    names = []
    for name in wish.nodes:
        edges = (edge for edge in wish.graph.into(name) if edge.target.port == wish.arguments["port"])
        target = next((edge.target for edge in edges), None)
        if target is None or not kind.inputs or not kind.outputs:
            continue
        source = done.graph.sources[target]
        new = done.add_between(wish.arguments["kind"], wish.arguments.get("params") or {}, source.node, name)
        names.append(new)
        done.connect(source, PortRef(new, kind.inputs[0].name))
        done.connect(PortRef(new, kind.outputs[0]), target)
    return done.change(names=names)


def _add_skip(wish: _Wish) -> Change:
    """Adds what a node gives to what another gives, before all that reads it; pair by pair, so that ways add up."""
    done = _Steps(wish, "add_skip")
    now: dict[str, PortRef] = {}  # what stands for the output of a node since an Add was put behind it
    names = []
    for first, last in wish.arguments["pairs"]:
        graph = done.graph
        given = {name: wish.interfaces.resolved_source(PortRef(name), graph) for name in (first, last)}
        source, result = ({**given, **now}[name] for name in (first, last))
        readers = [edge for edge in graph.out_of(result.node) if edge.source == result]
        new = done.add_between("Add", {}, last, readers[0].target.node if readers else last)
        names.append(new)
        for entering in (result, source):
            done.connect(entering, PortRef(new, "input"))
        now[last] = PortRef(new, "output")
        for edge in readers:
            done.connect(now[last], edge.target)
    return done.change(names=names)


class _Steps:
    """Changes made one after another, each for the project after the one before, that become one."""

    def __init__(self, wish: _Wish, code: str) -> None:
        self.project = wish.project
        self._wish, self._code = wish, code
        self._changes: list[Change] = []

    @property
    def graph(self) -> Graph:
        """The page as it is by now."""
        return self.project.page(self._wish.page)

    def add(self, change: Change) -> None:
        self._changes.append(change)
        self.project = change.apply(self.project)

    def add_between(self, kind: str, params: Mapping[str, Any], left: str, right: str) -> str:
        """Places a new node of a kind; returns its id."""
        at, moved = self._wish.room(self.project, left, right)
        node = Node(kind.lower(), "kind", kind, {**self._wish.interfaces.kinds[kind].initial(), **params})
        fragment = Fragment((node,), (), {node.id: at} if at is not None else {})
        change, (name,) = add_fragment(self.project, self._wish.page, fragment)
        self.add(change)
        if moved:
            self.add(move(self.project, self._wish.page, moved))
        return name

    def connect(self, source: PortRef, target: PortRef) -> None:
        self.add(connect(self.project, self._wish.page, Edge(source, target), self._wish.interfaces))

    def start(self, starts: Sequence[Start]) -> None:
        """Chooses starts, each for the nodes that have such a parameter; a Linear without bias has none for it."""
        for init, nodes in starts:
            for name in dict.fromkeys(owner(self.graph, name) for name in nodes):
                for parameter, value in init.items():
                    if parameter != "bias" or self.graph.nodes[name].params.get("bias", True) is not False:
                        self.add(set_init(self.project, self._wish.page, name, parameter, value))

    def change(self, **arguments: Any) -> Change:
        """All of them as one, in which nothing stands that is the same before and after."""
        joined = together(self._code, self._changes, **arguments)
        return replace(joined, patches=tuple(patch for patch in joined.patches if patch.before != patch.after))


_CHANGES: Mapping[str, Callable[[_Wish], Change]] = {
    "insert_layer": _insert_layer,
    "set_parameter": _set_parameter,
    "change_kind": _change_kind,
    "set_init": _set_init,
    "add_skip": _add_skip,
    "set_training": _set_training,
    "unfreeze": _unfreeze,
}
