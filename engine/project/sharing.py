"""Weights that several nodes have in common: a layer that is used again, and a parameter that is another one.

Like all edits they are functions of a project that return a change. What was learned stays: who gets a layer of its
own begins with a copy of the shared weights, and a parameter that is tied or untied has the value that it was tied to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from engine.graph.graph import Graph, Node
from engine.graph.ordering import execution_order, is_loss
from engine.graph.ports import Interfaces
from engine.graph.ties import tie_target, tied_group
from engine.problem import Problem, ProblemError
from engine.project.change import Change, Copied, Patch, Place
from engine.project.edits import edit_node, renamed_path
from engine.project.project import Project
from engine.project.swapping import owner
from engine.texts.phrase import Phrase

Built = Mapping[str, Mapping[str, str]]  # what constructs the layers of a node, where that is known


# ------------------------------------------------------------------ layers


def share(
    project: Project, page: str, nodes: Collection[str], interfaces: Interfaces, built: Built | None = None
) -> Change:
    """Lets all but the first of these nodes, in order of execution, be the layer of the first one again.

    Who was one of the others again is the first one's now, and what was tied to their parameters is tied to its.
    `built` tells what constructs the layers, to refuse inputs of another shape. Raises ProblemError where they differ.
    """
    graph = project.page(page)
    ordered = [name for name in execution_order(graph, interfaces).nodes if name in nodes]
    owners = list(dict.fromkeys(owner(graph, name) for name in ordered))
    if len(owners) < 2:
        return Change("share")
    first, *others = owners
    for name in others:
        _check_alike(graph, graph.nodes[first], graph.nodes[name], interfaces, built or {})
    ids = dict.fromkeys(others, first)
    after = {node.id: _shared(node, first, ids) for node in graph.nodes.values()}
    changed = {name: node for name, node in after.items() if node != graph.nodes[name]}
    renamed_ties = {
        f"{node.id}.{name}" for node in changed.values() for name, path in node.tie.items()
        if path != graph.nodes[node.id].tie.get(name)
    }  # fmt: skip
    copied = [
        Copied(page, path, source)
        for path in sorted(renamed_ties)
        if (source := _live(graph, tie_target(after, path), interfaces)) != path
    ]
    names = [name for name in ordered if name != first]
    return Change("share", _patches(page, graph, changed), {"names": names, "node": first}, copied=tuple(copied))


def stop_sharing(project: Project, page: str, nodes: Collection[str]) -> Change:
    """Gives each of these nodes that is another one's layer a layer of its own, alike and with the same weights.

    Of a layer that others are again, and none of them among the nodes, all those others get their own.
    """
    graph = project.page(page)
    chosen = [name for name in nodes if name in graph.nodes]
    sharing = {node.id: node.of for node in graph.nodes.values() if node.role == "share" and node.of in graph.nodes}
    wanted = [name for name in chosen if name in sharing]
    served = {sharing[name] for name in wanted}
    wanted += [name for name, of in sharing.items() if of in chosen and of not in served]
    changed = {name: _like(graph.nodes[name], graph.nodes[sharing[name]]) for name in dict.fromkeys(wanted)}
    copied = tuple(Copied(page, name, sharing[name]) for name in changed)
    return Change("stop_sharing", _patches(page, graph, changed), {"names": list(changed)}, copied=copied)


def is_shared(graph: Graph, node: str) -> bool:
    """Whether a node is another one's layer again, or another one is its."""
    present = graph.nodes.get(node)
    return present is not None and (
        present.role == "share" or any(one.role == "share" and one.of == node for one in graph.nodes.values())
    )


def partners(graph: Graph, node: str) -> frozenset[str]:
    """The other nodes that are the same layer as this one."""
    mine = owner(graph, node)
    users = (one.id for one in graph.nodes.values() if one.role == "share" and one.of == mine)
    return frozenset({mine, *users} - {node})


def _shared(node: Node, first: str, ids: Mapping[str, str]) -> Node:
    """What becomes of a node when the layers of `ids` are the first one's; a parameter is not tied to itself."""
    if node.id in ids or (node.role == "share" and node.of in ids):
        return Node(node.id, "share", first, title=node.title, extra=node.extra)
    if not node.tie:
        return node
    ties = {name: renamed_path(path, ids) for name, path in node.tie.items()}
    return replace(node, tie={name: path for name, path in ties.items() if path != f"{node.id}.{name}"})


def _like(node: Node, shared: Node) -> Node:
    """A node with a layer of its own, like the one that it shared; only id and title differ."""
    ties = {name: renamed_path(path, {shared.id: node.id}) for name, path in shared.tie.items()}
    return replace(shared, id=node.id, title=node.title, tie=ties, extra=node.extra)


def _check_alike(graph: Graph, first: Node, other: Node, interfaces: Interfaces, built: Built) -> None:
    for node in (first, other):
        if node.role == "kind" and (node.of in ("Input", "Output") or is_loss(interfaces.kinds, node.of)):
            raise ProblemError(Problem("share_kind", {"received": node.of}, node=node.id))
    if (other.role, other.of) != (first.role, first.of):
        raise ProblemError(Problem("share_other_kind", {"expected": first.of, "received": other.of}, node=other.id))
    expected, received = _settings(first, interfaces), _settings(other, interfaces)
    for name in {**expected, **received}:
        if expected.get(name) != received.get(name):
            arguments = {"name": name, "expected": expected.get(name), "received": received.get(name),
                         "owner": first.id, "other": other.id}  # fmt: skip
            raise ProblemError(Problem("share_other_parameter", arguments, node=other.id, parameter=name))
    theirs, mine = built.get(first.id), built.get(other.id)
    for place in theirs or () if mine else ():
        if theirs and mine and theirs[place] != mine.get(place):
            arguments = {"expected": theirs[place], "received": mine.get(place, Phrase("nothing"))}
            raise ProblemError(Problem("share_unfit", arguments, node=other.id))


def _settings(node: Node, interfaces: Interfaces) -> dict[str, Any]:
    """Every parameter of a node with its value, defaults included, as a file holds it."""
    defaults: dict[str, Any] = {}
    if node.role == "kind" and node.of in interfaces.kinds:
        defaults = {name: one.default for name, one in interfaces.kinds[node.of].parameters.items()}
    elif node.role == "block" and node.of in interfaces.blocks:
        defaults = {name: one.default for name, one in interfaces.blocks[node.of].parameters.items()}
    found = {**defaults, **node.params, "repeat": node.repeat}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


# ------------------------------------------------------------------ parameters


def set_tie(project: Project, page: str, node: str, name: str, target: str, interfaces: Interfaces) -> Change:
    """Lets a parameter of a layer be the one at a path of its page (`token.weight`); an empty path makes it its own.

    Raises ProblemError where the path leads back to the parameter itself.
    """
    graph = project.page(page)
    mine = f"{node}.{name}"

    def edit(it: Node) -> Node:
        left = {key: path for key, path in it.tie.items() if key != name}
        return replace(it, tie={**left, name: target} if target else left)

    change = edit_node(project, page, node, edit, "set_tie", parameter=name, target=target)
    if target and not tie_target(change.apply(project).page(page).nodes, mine):
        raise ProblemError(Problem("tie_unknown", {"name": name, "received": target}, node=node, parameter=name))
    before = graph.nodes[node].tie.get(name, "")
    source = _live(graph, target or before, interfaces)
    touched = sorted({*tied_group(graph.nodes, mine), *tied_group(graph.nodes, target or mine)} - {source})
    return replace(change, copied=tuple(Copied(page, path, source) for path in touched))


def _live(graph: Graph, path: str, interfaces: Interfaces) -> str:
    """Under which of the paths of one tied parameter its weights are kept: the one that is constructed first."""
    group = tied_group(graph.nodes, path)
    if len(group) == 1:
        return path
    ranks = execution_order(graph, interfaces).ranks
    return min(group, key=lambda one: (ranks.get(one.partition(".")[0], len(ranks)), one))


def _patches(page: str, graph: Graph, changed: Mapping[str, Node]) -> tuple[Patch, ...]:
    return tuple(Patch(Place("node", page, name), graph.nodes[name], node) for name, node in changed.items())


__all__ = ["is_shared", "partners", "set_tie", "share", "stop_sharing"]
