"""Another kind in the place of a layer: it keeps its id, title and place, and of the rest what the new kind takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ordering import is_loss
from engine.graph.ports import Interface, Interfaces
from engine.layers.parameters import Declaration
from engine.project.change import Change
from engine.project.edits import connect, disconnect, edit_node, together
from engine.project.project import Project


@dataclass(frozen=True)
class Swap:
    """The change, and what became of what stood there: parameters by name, starts and ties of weights, edges."""

    change: Change
    nodes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()  # the parameters whose start or tie belonged to the weights of the old kind
    edges: int = 0  # that are gone: the new kind has no port for them


def swap_kind(
    project: Project,
    page: str,
    nodes: Collection[str],
    kind: str,
    interfaces: Interfaces,
    params: Mapping[str, Any] | None = None,
) -> Swap:
    """Lets a kind take the place of these nodes' kinds, with `params` over those that it keeps.

    Where a node uses another one's layer again, that one changes, and all who use it. Weights stay with layers of one
    category, which give theirs the same names (engine/project/carrying.py); what does not fit starts anew.
    """
    graph = project.page(page)
    owners = dict.fromkeys(owner(graph, name) for name in nodes if name in graph.nodes)
    changed = [name for name in owners if (graph.nodes[name].role, graph.nodes[name].of) != ("kind", kind)]
    steps = _Steps(project, page, interfaces)
    kept: dict[str, None] = {}
    dropped: dict[str, None] = {}
    starts: dict[str, None] = {}
    for name in changed:
        node = graph.nodes[name]
        fitting = fitting_params(node.params, interfaces.kinds[kind])
        kept |= dict.fromkeys(fitting)
        dropped |= dict.fromkeys(parameter for parameter in node.params if parameter not in fitting)
        starts |= dict.fromkeys((*node.init, *node.tie))
        given = {**interfaces.kinds[kind].initial(), **fitting, **(params or {})}
        steps.swap(node, replace(node, role="kind", of=kind, params=given, repeat=1, init={}, tie={}))
    change = together("change_kind", steps.changes, names=changed, kind=kind)
    kept_weights = {(page, name): name for name in changed if _name_weights_alike(graph.nodes[name], kind, interfaces)}
    patches = tuple(patch for patch in change.patches if patch.before != patch.after)
    change = replace(change, patches=patches, renamed=kept_weights)
    return Swap(change, tuple(changed), tuple(kept), tuple(dropped), tuple(starts), steps.cut)


def nodes_of_kind(graph: Graph, kind: str) -> list[str]:
    """The layers of a kind on a page, without those that use another one's again."""
    return [node.id for node in graph.nodes.values() if (node.role, node.of) == ("kind", kind)]


def owner(graph: Graph, node: str) -> str:
    """The node whose layer it is: another one where it is used again."""
    present = graph.nodes[node]
    return present.of if present.role == "share" and present.of in graph.nodes else node


def fitting_params(params: Mapping[str, Any], declaration: type[Declaration]) -> dict[str, Any]:
    """Those of the given parameters that a kind takes; expressions stay."""
    return {
        name: value
        for name, value in params.items()
        if name in declaration.parameters
        and (str(value).startswith("=") or not declaration.check({**declaration.initial(), name: value})[1])
    }


def _name_weights_alike(node: Node, kind: str, interfaces: Interfaces) -> bool:
    """Whether the weights of the new kind have the names that those of the old one have."""
    before = interfaces.kinds.get(node.of) if node.role == "kind" else None
    return before is not None and before.category == interfaces.kinds[kind].category


class _Steps:
    """Swaps one node after another; each step is made for the project after the one before."""

    def __init__(self, project: Project, page: str, interfaces: Interfaces) -> None:
        self.changes: list[Change] = []
        self.cut = 0
        self._project, self._page, self._interfaces = project, page, interfaces

    def swap(self, before: Node, after: Node) -> None:
        """Puts another node in place, and leads to its ports the edges of all who use its layer."""
        graph = self._graph
        users = [before.id, *(it.id for it in graph.nodes.values() if it.role == "share" and it.of == before.id)]
        old, new = (self._interfaces.of(node, graph) or Interface((), ()) for node in (before, after))
        incoming = [edge for user in users for edge in graph.into(user)]
        outgoing = [edge for user in users for edge in graph.out_of(user) if edge.target.node not in users]
        ends = after.of == "Output" or is_loss(self._interfaces.kinds, after.of)
        sources = {
            edge.source: None if ends else _other_output(edge.source, old, new)
            for edge in (*incoming, *outgoing)
            if edge.source.node in users
        }
        lost = [edge.target for edge in outgoing if sources[edge.source] is None]
        for edge in outgoing:
            if (source := sources[edge.source]) not in (None, edge.source):
                self._connect(source, edge.target)
        self._add(disconnect(self._project, self._page, {*lost, *(edge.target for edge in incoming)}))
        self._add(edit_node(self._project, self._page, before.id, lambda _: after, "change_kind"))
        self.cut += len(lost)
        for user in users:
            free = _Inputs(new)
            entering = [edge for edge in incoming if edge.target.node == user]
            for edge in sorted(entering, key=lambda edge: (edge.target.port not in free.names, _place(edge, old))):
                port = free.take(edge.target.port, is_first=_place(edge, old)[0] == 0)
                source = sources.get(edge.source, edge.source)
                if port is None or source is None:
                    self.cut += 1
                else:
                    self._connect(source, PortRef(user, port))

    @property
    def _graph(self) -> Graph:
        return self._project.page(self._page)

    def _connect(self, source: PortRef, target: PortRef) -> None:
        self._add(connect(self._project, self._page, Edge(source, target), self._interfaces))

    def _add(self, change: Change) -> None:
        self.changes.append(change)
        self._project = change.apply(self._project)


class _Inputs:
    """The ports of a kind that edges are led to: by name, the first to the first, others to what is still free."""

    def __init__(self, interface: Interface) -> None:
        self._ports = interface.inputs
        self._taken: set[str] = set()
        self.names = frozenset(port.name for port in interface.inputs)

    def take(self, name: str, is_first: bool) -> str | None:
        """The port for an edge that ended at one of this name; None where there is none for it."""
        free = [port for port in self._ports if port.variadic or port.name not in self._taken]
        named = next((port for port in free if port.name == name), None)
        needed = next((port for port in free if port.required or port.variadic), None)
        found = named or (free[0] if is_first and free and free[0] is self._ports[0] else needed)
        if found is None:
            return None
        self._taken.add(found.name)
        return found.name


def _place(edge: Edge, interface: Interface) -> tuple[int, int]:
    """Which of the declared inputs an edge enters, and its number there."""
    names = [port.name for port in interface.inputs]
    place = names.index(edge.target.port) if edge.target.port in names else len(names)
    return place, edge.target.index or 0


def _other_output(source: PortRef, old: Interface, new: Interface) -> PortRef | None:
    """The output of the new kind that stands for one of the old: of that name, the first for the first."""
    if source.port in new.outputs:
        return source
    return replace(source, port=new.outputs[0]) if new.outputs and old.outputs[:1] == (source.port,) else None
