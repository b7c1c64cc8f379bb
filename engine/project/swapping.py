"""Another kind in the place of a layer: it keeps its id, title and place, and of the rest what the new kind takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ordering import is_loss
from engine.graph.ports import Interface, Interfaces
from engine.layers.parameters import Declaration
from engine.project.change import Change, Patch, Place
from engine.project.edits import closed_up, edge_patches
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
    before = {
        name: graph.nodes[name] for name in owners if (graph.nodes[name].role, graph.nodes[name].of) != ("kind", kind)
    }
    kept: dict[str, None] = {}
    dropped: dict[str, None] = {}
    starts: dict[str, None] = {}
    patches = []
    for name, node in before.items():
        fitting = fitting_params(node.params, interfaces.kinds[kind])
        kept |= dict.fromkeys(fitting)
        dropped |= dict.fromkeys(parameter for parameter in node.params if parameter not in fitting)
        starts |= dict.fromkeys((*node.init, *node.tie))
        given = {**interfaces.kinds[kind].initial(), **fitting, **(params or {})}
        after = replace(node, role="kind", of=kind, params=given, repeat=1, init={}, tie={})
        patches.append(Patch(Place("node", page, name), node, after))
    sources = _led_on(graph, before, kind, interfaces)
    patches += edge_patches(page, graph, sources)
    kept_weights = {(page, name): name for name, node in before.items() if _name_weights_alike(node, kind, interfaces)}
    change = Change("change_kind", tuple(patches), {"names": list(before), "kind": kind}, kept_weights)
    gone = len(graph.sources) - len(sources)
    return Swap(change, tuple(before), tuple(kept), tuple(dropped), tuple(starts), gone)


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


def _led_on(graph: Graph, before: Mapping[str, Node], kind: str, interfaces: Interfaces) -> dict[PortRef, PortRef]:
    """The edges of a page once a kind has taken the place of some: led to its ports, without those it has none for."""
    new = interfaces.of(Node("new", "kind", kind), graph) or Interface((), ())
    given = () if kind == "Output" or is_loss(interfaces.kinds, kind) else new.outputs
    old = {name: interfaces.of(node, graph) or Interface((), ()) for name, node in before.items()}
    old |= {it.id: old[it.of] for it in graph.nodes.values() if it.role == "share" and it.of in before}
    entering: dict[str, list[Edge]] = {name: [] for name in old}
    sources: dict[PortRef, PortRef] = {}
    cut: list[PortRef] = []
    for target, source in graph.sources.items():
        led = _other_output(source, old[source.node], given) if source.node in old else source
        if led is None:
            cut.append(target)
        elif target.node in old:
            entering[target.node].append(Edge(led, target))
        else:
            sources[target] = led
    sources = closed_up(sources, cut)
    for name, edges in entering.items():
        free = _Inputs(new)
        for edge in sorted(edges, key=lambda edge: (edge.target.port not in free.names, _place(edge, old[name]))):
            port = free.take(edge.target.port, is_first=_place(edge, old[name])[0] == 0)
            if port is not None:
                sources[replace(port, node=name)] = edge.source
    return sources


class _Inputs:
    """The ports of a kind that edges are led to: by name, the first to the first, others to what is still free."""

    def __init__(self, interface: Interface) -> None:
        self._ports = interface.inputs
        self._taken: dict[str, int] = {}
        self.names = frozenset(port.name for port in interface.inputs)

    def take(self, name: str, is_first: bool) -> PortRef | None:
        """The place for an edge that ended at a port of this name; None where there is none for it."""
        free = [port for port in self._ports if port.variadic or port.name not in self._taken]
        named = next((port for port in free if port.name == name), None)
        needed = next((port for port in free if port.required or port.variadic), None)
        found = named or (free[0] if is_first and free and free[0] is self._ports[0] else needed)
        if found is None:
            return None
        number = self._taken.get(found.name, 0)
        self._taken[found.name] = number + 1
        return PortRef("", found.name, number if found.variadic else None)


def _place(edge: Edge, interface: Interface) -> tuple[int, int]:
    """Which of the declared inputs an edge enters, and its number there."""
    names = [port.name for port in interface.inputs]
    place = names.index(edge.target.port) if edge.target.port in names else len(names)
    return place, edge.target.index or 0


def _other_output(source: PortRef, old: Interface, given: Sequence[str]) -> PortRef | None:
    """The output that stands for one of the old kind: of that name, the first for the first."""
    if source.port in given:
        return source
    return replace(source, port=given[0]) if given and old.outputs[:1] == (source.port,) else None
