"""Edits of own code: a new layer from a text, another text for a layer, and what follows from it for its nodes."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterator
from dataclasses import replace

from engine.graph.graph import Graph, Node, PortRef
from engine.graph.ids import ID_PATTERN, free_id
from engine.graph.ports import Interface, Interfaces
from engine.own_code.codes import reserved_names
from engine.own_code.reading import read_code
from engine.project.change import Change, Patch, Place
from engine.project.edits import Fragment, add_fragment, together
from engine.project.project import Position, Project

CODE_MARK = "code:"  # before a code's name, where the name of a kind may stand too


def add_code(project: Project, page: str, name: str, text: str, position: Position) -> tuple[Change, str]:
    """Adds a code under this name, and a node that uses it. Returns the change and the node's id."""
    added = Change("add_code", (Patch(Place("code", key=name), None, text),))
    placed, node = place_code(added.apply(project), page, name, position)
    return together("add_code", [added, placed], name=name), node


def place_code(project: Project, page: str, name: str, position: Position) -> tuple[Change, str]:
    """Adds a node that uses a code of the project. Returns the change and the node's id."""
    kind = project.own_codes.kinds.get(name)
    node = Node(free_id(name.lower(), project.page(page).nodes), "code", name, kind.initial() if kind else {})
    change, ids = add_fragment(project, page, Fragment((node,), (), {node.id: position}))
    return change, ids[0]


def remove_code(project: Project, name: str) -> Change:
    """Takes a code out of the project; nodes that use it, if there are any, stay and say that it is missing."""
    return Change("remove_code", (Patch(Place("code", key=name), project.codes.get(name), None),), {"name": name})


def edit_code(project: Project, name: str, text: str) -> tuple[Change, str]:
    """Gives a code another text. Returns the change, and the name of the code afterwards.

    Where the text calls its layer otherwise, and that name is free, the code and its nodes follow; so do edges where an
    input or an output bears another name at the same place.
    """
    wanted = read_code(name, text).defined_name
    new = wanted if wanted and wanted != name and is_free(project, wanted) else name
    patches = [Patch(Place("code", key=name), project.codes.get(name), text if new == name else None)]
    if new != name:
        patches.append(Patch(Place("code", key=new), None, text))
    kinds, kind = project.interfaces, read_code(new, text).kind
    after = Interfaces(kinds.kinds, kinds.blocks, {new: kind} if kind is not None else {})
    for page in project.pages:
        graph = project.page(page)
        users = [node for node in graph.nodes.values() if node.role == "code" and node.of == name]
        if new != name:
            patches += [Patch(Place("node", page, node.id), node, replace(node, of=new)) for node in users]
        patches += _edges(page, graph, _renamed_ports(graph, users, kinds, after, new))
    return Change("edit_code", tuple(patches), {"name": new}), new


def users_of(project: Project, name: str) -> list[tuple[str, str]]:
    """The nodes that use a code, as (page, id)."""
    return [
        (page, node.id)
        for page in project.pages
        for node in project.page(page).nodes.values()
        if node.role == "code" and node.of == name
    ]


def is_free(project: Project, name: str) -> bool:
    """Whether a code may be called so."""
    is_name = bool(ID_PATTERN.fullmatch(name)) and not keyword.iskeyword(name)
    return is_name and name not in reserved_names() and name not in project.codes


def free_name(project: Project, wanted: str) -> str:
    """A name for a code that is free: the wanted one, or with a number."""
    number, name = 1, wanted
    while not is_free(project, name):
        number += 1
        name = f"{wanted}{number}"
    return name


Renamed = dict[tuple[str, bool], dict[str, str]]  # by node and whether it is an output: old port -> new


def _renamed_ports(graph: Graph, users: Collection[Node], before: Interfaces, after: Interfaces, new: str) -> Renamed:
    found: Renamed = {}
    for node in users:
        old, later = before.of(node, graph), after.of(replace(node, of=new), graph)
        if old is not None and later is not None:
            sharing = [other.id for other in graph.nodes.values() if other.role == "share" and other.of == node.id]
            for user in (node.id, *sharing):
                found[user, False] = _pairs(_inputs(old), _inputs(later))
                found[user, True] = _pairs(old.outputs, later.outputs)
    return found


def _inputs(interface: Interface) -> tuple[str, ...]:
    return tuple(port.name for port in interface.inputs)


def _pairs(before: tuple[str, ...], after: tuple[str, ...]) -> dict[str, str]:
    """The ports that are called otherwise at the same place, where as many are there as before."""
    if len(before) != len(after):
        return {}
    return {old: new for old, new in zip(before, after, strict=True) if old not in after and new not in before}


def _edges(page: str, graph: Graph, renamed: Renamed) -> Iterator[Patch]:
    for target, source in graph.sources.items():
        new_target, new_source = _moved(target, renamed, False), _moved(source, renamed, True)
        if new_target != target:
            yield Patch(Place("edge", page, target), source, None)
            yield Patch(Place("edge", page, new_target), None, new_source)
        elif new_source != source:
            yield Patch(Place("edge", page, target), source, new_source)


def _moved(ref: PortRef, renamed: Renamed, is_output: bool) -> PortRef:
    return replace(ref, port=renamed.get((ref.node, is_output), {}).get(ref.port, ref.port))
