"""Edits of blocks as a whole: their names, their parameters, and which block a node uses."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.graph.expressions import names_in, renamed_in
from engine.graph.graph import BLOCK_TYPES, Block, BlockParameter, Node
from engine.problem import Problem, ProblemError
from engine.project.change import Change, Patch, Place
from engine.project.edits import Fragment, add_fragment
from engine.project.project import Position, Project

BLOCK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
BLOCK_MARK = "block:"  # before a block's name, where the name of a kind may stand too
Use = tuple[str, str]  # page and node


def uses_of(project: Project, block: str) -> list[Use]:
    """Every node that uses a block, by page."""
    return [
        (page, node.id)
        for page in project.pages
        for node in project.page(page).nodes.values()
        if node.role == "block" and node.of == block
    ]


def contains(project: Project, block: str, other: str) -> bool:
    """Whether a block is `other`, or uses it at any depth: then `other` cannot use the block."""
    waiting, seen = [block], set[str]()
    while waiting:
        name = waiting.pop()
        if name == other:
            return True
        if name not in seen and name in project.blocks:
            seen.add(name)
            waiting += [node.of for node in project.blocks[name].graph.nodes.values() if node.role == "block"]
    return False


def free_block_name(project: Project, wanted: str) -> str:
    """A name for a new block near to `wanted`: `Block`, `Block2`, ..."""
    stem = re.sub(r"[^A-Za-z0-9_]", "", wanted)[:56] or "Block"
    stem = stem if stem[0].isalpha() else f"Block{stem}"
    name, number = stem, 1
    while name in project.blocks or not _is_class_name(name):
        number += 1
        name = f"{stem}{number}"
    return name


def _is_class_name(name: str) -> bool:
    return bool(BLOCK_NAME.fullmatch(name)) and not keyword.iskeyword(name)


def add_use(
    project: Project, page: str, block: str, position: Position, blocks: Mapping[str, Block] | None = None
) -> tuple[Change, str]:
    """Places a use of a block; `blocks` are those that come with it and that the project lacks.

    Raises ProblemError where the block would contain itself.
    """
    new = {name: one for name, one in (blocks or {}).items() if name not in project.blocks}
    first = Change("add", tuple(Patch(Place("block", "", name), None, one) for name, one in new.items()))
    present = first.apply(project)
    if page and contains(present, block, page):
        raise ProblemError(Problem("block_recursive", {"received": block}))
    node = Node(block.lower(), "block", block)
    change, ids = add_fragment(present, page, Fragment((node,), (), {node.id: position}))
    return replace(first.then(change), code="add", arguments=change.arguments), ids[0]


def rename_block(project: Project, old: str, new: str) -> Change:
    """Gives a block another name, wherever it is used. Raises ProblemError where the name is taken or not allowed."""
    if old == new:
        return Change("rename_block")
    if not _is_class_name(new):
        raise ProblemError(Problem("block_name", {"received": repr(new)}))
    if new in project.blocks:
        raise ProblemError(Problem("block_name_taken", {"received": new}))
    block = project.blocks[old]
    inside = _using(block.graph.nodes, old, new)  # a block that uses itself is wrong, but may be renamed
    graph = replace(block.graph, nodes={**block.graph.nodes, **inside}) if inside else block.graph
    patches = [Patch(Place("block", "", new), None, replace(block, graph=graph))]
    for page in project.pages:
        if page != old:
            nodes = project.page(page).nodes
            patches += [
                Patch(Place("node", page, name), nodes[name], node) for name, node in _using(nodes, old, new).items()
            ]
    patches.append(Patch(Place("block", "", old), block, None))
    return Change("rename_block", tuple(patches), {"name": old, "new": new})


def _using(nodes: Mapping[str, Node], old: str, new: str) -> dict[str, Node]:
    """The nodes that use a block, with its new name."""
    return {name: replace(node, of=new) for name, node in nodes.items() if node.role == "block" and node.of == old}


def make_own(project: Project, page: str, node: str) -> tuple[Change, str]:
    """Gives one use of a block a copy of its own, which can be edited alone. Returns the change and the copy's name."""
    present = project.page(page).nodes[node]
    name = free_block_name(project, present.of)
    patches = (
        Patch(Place("block", "", name), None, project.blocks[present.of]),
        Patch(Place("node", page, node), present, replace(present, of=name)),
    )
    return Change("make_own", patches, {"name": node, "new": name}), name


def remove_block(project: Project, block: str) -> Change:
    """Removes a block that nobody uses. Raises ProblemError where somebody does."""
    users = uses_of(project, block)
    if users:
        raise ProblemError(Problem("block_used", {"received": block, "names": [node for _, node in users]}))
    return Change("remove_block", (Patch(Place("block", "", block), project.blocks[block], None),), {"name": block})


# ---------------------------------------------------------------------------------------------- parameters


def add_parameter(project: Project, block: str, name: str, parameter: BlockParameter) -> Change:
    """Gives a block one more parameter. Raises ProblemError where the name is taken or not allowed."""
    _check_name(project.blocks[block], name)
    return _with_parameters(project, block, {**project.blocks[block].parameters, name: parameter}, parameter=name)


def set_parameter(project: Project, block: str, name: str, parameter: BlockParameter) -> Change:
    """Changes type and default of a parameter."""
    return _with_parameters(project, block, {**project.blocks[block].parameters, name: parameter}, parameter=name)


def remove_parameter(project: Project, block: str, name: str) -> Change:
    """Takes a parameter away, also from the uses that set it. Raises ProblemError where an expression needs it."""
    present = project.blocks[block]
    needing = [node.id for node in present.graph.nodes.values() if name in set(_names(node.params))]
    if needing:
        raise ProblemError(Problem("block_parameter_used", {"received": name, "names": needing}))
    left = {key: one for key, one in present.parameters.items() if key != name}
    return _with_parameters(
        project, block, left, lambda node: node.without_param(name) if name in node.params else node, parameter=name
    )


def rename_parameter(project: Project, block: str, old: str, new: str) -> Change:
    """Gives a parameter another name, in expressions and in uses too. Raises ProblemError where it is not free."""
    present = project.blocks[block]
    if old == new:
        return Change("block_parameters")
    _check_name(present, new)
    renamed = {new if name == old else name: one for name, one in present.parameters.items()}
    nodes = {
        name: replace(node, params={key: renamed_in(value, old, new) for key, value in node.params.items()})
        for name, node in present.graph.nodes.items()
    }

    def use(node: Node) -> Node:
        return replace(node, params={new if key == old else key: value for key, value in node.params.items()})

    return _with_parameters(project, block, renamed, use, nodes, parameter=new)


def typed(text: str, type_: str) -> Any:
    """The value that a text stands for as a default of this type. Raises ValueError where it is none."""
    match type_:
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "bool":
            if text.strip().lower() not in ("true", "false"):
                raise ValueError(text)
            return text.strip().lower() == "true"
    if type_ not in BLOCK_TYPES:
        raise ValueError(type_)
    return text


def _check_name(block: Block, name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name in block.parameters:
        raise ProblemError(Problem("block_parameter_name", {"received": repr(name)}))


def _names(params: Mapping[str, Any]) -> Iterator[str]:
    for value in params.values():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, str) and one.startswith("="):
                yield from names_in(one)


def _with_parameters(
    project: Project, block: str, parameters: Mapping[str, BlockParameter], use: Any = None,
    nodes: Mapping[str, Node] | None = None, **arguments: object,
) -> Change:  # fmt: skip
    """A block with other parameters, perhaps other nodes, and what becomes of the nodes that use it."""
    present = project.blocks[block]
    graph = present.graph.with_nodes(nodes) if nodes is not None else present.graph
    patches = [Patch(Place("block", "", block), present, replace(present, parameters=dict(parameters), graph=graph))]
    for page, name in uses_of(project, block) if use is not None else ():
        node = project.page(page).nodes[name]
        if use(node) != node and page != block:
            patches.append(Patch(Place("node", page, name), node, use(node)))
    return Change("block_parameters", tuple(patches), {"name": block, **arguments})
