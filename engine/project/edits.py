"""Every edit there is: functions that look at a project and say what a user's wish changes in it.

They change nothing themselves; the document applies the change that they return. An edit that would change nothing
returns a change that is false.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.data.settings import DataSettings
from engine.graph.graph import Edge, Node, PortRef
from engine.graph.ids import free_id, id_problem
from engine.graph.ordering import is_loss
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import Problem, ProblemError
from engine.project.change import Change, Patch, Place, edge_patches
from engine.project.outside import patches_outside
from engine.project.project import MAIN, Position, Project
from engine.settings.training import TrainingSettings


@dataclass(frozen=True)
class Fragment:
    """A piece of a graph that can be added to any page: what copy takes and paste brings."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    positions: Mapping[str, Position] | None = None


def add_fragment(
    project: Project, page: str, fragment: Fragment, offset: Position = (0, 0)
) -> tuple[Change, list[str]]:
    """Adds nodes with the edges among them; ids that are taken get a number. Returns the change and the new ids."""
    graph = project.page(page)
    ids: dict[str, str] = {}
    taken = set(graph.nodes)
    for node in fragment.nodes:
        ids[node.id] = free_id(node.id, taken)
        taken.add(ids[node.id])
    patches = []
    for node in fragment.nodes:
        of = ids.get(node.of, node.of) if node.role == "share" else node.of
        tie = {name: renamed_path(path, ids) for name, path in node.tie.items()}
        patches.append(Patch(Place("node", page, ids[node.id]), None, replace(node, id=ids[node.id], of=of, tie=tie)))
        position = (fragment.positions or {}).get(node.id)
        if position is not None:
            place = Place("position", page, ids[node.id])
            patches.append(Patch(place, None, (position[0] + offset[0], position[1] + offset[1])))
    for edge in fragment.edges:
        source, target = moved(edge.source, ids), moved(edge.target, ids)
        patches.append(Patch(Place("edge", page, target), None, source))
    return Change("add", tuple(patches), {"names": list(ids.values())}), list(ids.values())


def add_node(
    project: Project, page: str, kind: str, params: Mapping[str, Any], position: Position
) -> tuple[Change, str]:
    """Places a new layer of a kind. Returns the change and the id it got (`conv2d`, `conv2d2`; `loss`)."""
    wanted = free_id("loss" if is_loss(catalogue(), kind) else kind.lower(), project.page(page).nodes)
    node = Node(wanted, "kind", kind, dict(params))
    change, ids = add_fragment(project, page, Fragment((node,), (), {wanted: position}))
    return change, ids[0]


def copy_fragment(project: Project, page: str, nodes: Collection[str]) -> Fragment:
    """The nodes, the edges among them and their positions, for pasting."""
    graph = project.page(page)
    kept = [graph.nodes[node] for node in nodes if node in graph.nodes]
    inside = {node.id for node in kept}
    inner = {edge.target: edge.source for edge in graph.edges if {edge.source.node, edge.target.node} <= inside}
    outer = [edge.target for edge in graph.edges if edge.target not in inner]
    edges = [Edge(source, target) for target, source in closed_up(inner, outer).items()]
    positions = {node: place for node, place in project.positions(page).items() if node in inside}
    return Fragment(tuple(kept), tuple(sorted(edges, key=lambda edge: edge.target.sort_key)), positions)


def remove(project: Project, page: str, nodes: Collection[str], edges: Collection[PortRef] = ()) -> Change:
    """Removes nodes with every edge at them, and the edges into the given targets; indices close up."""
    graph = project.page(page)
    gone = set(nodes) & set(graph.nodes)
    cut = set(edges) | {edge.target for edge in graph.edges if {edge.source.node, edge.target.node} & gone}
    sources = {target: source for target, source in graph.sources.items() if target not in cut}
    patches = edge_patches(page, graph, closed_up(sources, cut))
    patches += [Patch(Place("node", page, node), graph.nodes[node], None) for node in sorted(gone)]
    for node in sorted(gone & set(project.positions(page))):
        patches.append(Patch(Place("position", page, node), project.positions(page)[node], None))
    return Change("remove", tuple(patches), {"names": sorted(gone), "edges": len(cut)})


def connect(project: Project, page: str, edge: Edge, interfaces: Interfaces) -> Change:
    """Draws an edge. At a variadic port without an index it is added last; elsewhere it replaces what was there."""
    graph = project.page(page)
    source = interfaces.resolved_source(edge.source, graph)
    target = interfaces.resolved_target(edge.target, graph)
    node = graph.nodes.get(target.node)
    interface = interfaces.of(node, graph) if node else None
    port = interface.input(target.port) if interface else None
    if port is not None and port.variadic and target.index is None:
        used = [ref.index for ref in graph.sources if ref.node == target.node and ref.port == target.port]
        target = replace(target, index=1 + max((index for index in used if index is not None), default=-1))
    patch = Patch(Place("edge", page, target), graph.sources.get(target), source)
    return Change("connect", (patch,), {"source": str(source), "target": str(target)})


def disconnect(project: Project, page: str, targets: Collection[PortRef]) -> Change:
    """Removes the edges into these places."""
    return replace(remove(project, page, (), targets), code="disconnect")


def move(project: Project, page: str, positions: Mapping[str, Position]) -> Change:
    """Puts nodes in other places."""
    present = project.positions(page)
    patches = [Patch(Place("position", page, node), present.get(node), (x, y)) for node, (x, y) in positions.items()]
    return Change("move", tuple(patches), {"names": list(positions)})


def edit_node(
    project: Project, page: str, node: str, edit: Callable[[Node], Node], code: str, **arguments: Any
) -> Change:
    """Replaces a node by what `edit` makes of it; the id stays."""
    before = project.page(page).nodes[node]
    return Change(code, (Patch(Place("node", page, node), before, edit(before)),), {"name": node, **arguments})


def set_param(project: Project, page: str, node: str, name: str, value: Any) -> Change:
    """Sets a parameter of a node."""
    return edit_node(project, page, node, lambda it: it.with_param(name, value), "set_param", parameter=name)


def reset_param(project: Project, page: str, node: str, name: str) -> Change:
    """Takes a parameter back to its default."""
    return edit_node(project, page, node, lambda it: it.without_param(name), "set_param", parameter=name)


def set_title(project: Project, page: str, node: str, title: str) -> Change:
    return edit_node(project, page, node, lambda it: replace(it, title=title), "set_title")


def set_frozen(project: Project, page: str, node: str, frozen: bool) -> Change:
    return edit_node(project, page, node, lambda it: replace(it, frozen=frozen), "set_frozen")


def set_init(project: Project, page: str, node: str, parameter: str, value: Any) -> Change:
    """Chooses how a parameter starts; None leaves it to torch."""

    def edit(it: Node) -> Node:
        init = {name: item for name, item in it.init.items() if name != parameter}
        return replace(it, init=init if value is None else {**init, parameter: value})

    return edit_node(project, page, node, edit, "set_init", parameter=parameter)


def rename(project: Project, page: str, node: str, new_id: str) -> Change:
    """Gives a node another id, wherever it is named. Raises ProblemError where the id is not free or not allowed."""
    graph = project.page(page)
    problem = id_problem(new_id)
    if problem is None and new_id != node and new_id in graph.nodes:
        problem = Problem("id_duplicate", {"received": new_id}, node=node)
    if problem is not None:
        raise ProblemError(problem)
    if new_id == node:
        return Change("rename")
    ids = {node: new_id}
    patches = []
    for present in graph.nodes.values():
        tie = {name: renamed_path(path, ids) for name, path in present.tie.items()}
        of = ids.get(present.of, present.of) if present.role == "share" else present.of
        renamed = replace(present, id=ids.get(present.id, present.id), of=of, tie=tie)
        if renamed.id != present.id:
            patches.append(Patch(Place("node", page, present.id), present, None))
            patches.append(Patch(Place("node", page, renamed.id), None, renamed))
        elif renamed != present:
            patches.append(Patch(Place("node", page, present.id), present, renamed))
    sources = {moved(target, ids): moved(source, ids) for target, source in graph.sources.items()}
    patches += edge_patches(page, graph, sources)
    position = project.positions(page).get(node)
    if position is not None:
        patches.append(Patch(Place("position", page, node), position, None))
        patches.append(Patch(Place("position", page, new_id), None, position))
    patches += patches_outside(project, page, ids)
    return Change("rename", tuple(patches), {"name": node, "new": new_id}, {(page, node): new_id})


def set_data(project: Project, data: DataSettings) -> Change:
    return Change("set_data", (Patch(Place("data"), project.data, data),))


def set_training(project: Project, training: TrainingSettings) -> Change:
    return Change("set_training", (Patch(Place("training"), project.training, training),))


def set_name(project: Project, name: str) -> Change:
    return Change("set_name", (Patch(Place("name"), project.name, name),), {"name": name})


def together(code: str, changes: Iterable[Change], **arguments: Any) -> Change:
    """Several changes, each made for the project after the one before, as one step of undo."""
    joined = Change(code, (), arguments)
    for change in changes:
        joined = joined.then(change)
    return joined


def closed_up(sources: Mapping[PortRef, PortRef], cut: Collection[PortRef]) -> dict[PortRef, PortRef]:
    """The same edges, with the indices of the ports that lost one counting from 0 without gaps."""
    ports = {(target.node, target.port) for target in cut}
    counts: dict[tuple[str, str], int] = {}
    result: dict[PortRef, PortRef] = {}
    for target in sorted(sources, key=lambda ref: ref.sort_key):
        if target.index is None or (target.node, target.port) not in ports:
            result[target] = sources[target]
            continue
        index = counts.get((target.node, target.port), 0)
        counts[target.node, target.port] = index + 1
        result[replace(target, index=index)] = sources[target]
    return result


def moved(ref: PortRef, ids: Mapping[str, str]) -> PortRef:
    """The same port of a node under its new id."""
    return replace(ref, node=ids.get(ref.node, ref.node))


def renamed_path(path: str, ids: Mapping[str, str]) -> str:
    """A path of ids whose first one has a new id."""
    head, dot, tail = path.partition(".")
    return ids.get(head, head) + dot + tail


__all__ = [
    "MAIN", "Fragment", "add_fragment", "add_node", "closed_up", "connect", "copy_fragment", "disconnect",
    "edge_patches", "edit_node", "move", "moved", "remove", "rename", "renamed_path", "reset_param", "set_data",
    "set_frozen", "set_init", "set_name", "set_param", "set_title", "set_training", "together",
]  # fmt: skip
