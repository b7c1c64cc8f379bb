"""Carries weights through a change: under new keys where a node was renamed, away where it was removed.

Where another kind took a node's place, the change says whether its weights stay; what those of another shape keep is
seen when the network is built (`compiler/kept_parts.py`). Where a layer stops being another's, or becomes it, weights
begin as copies.

A key of the `state_dict` is a path of ids (`encoder.0.attention.in_proj_weight`); it is followed through the pages of
the project before the change, and written anew for the project after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from engine.graph.graph import Node
from engine.project.change import Change, Copied
from engine.project.project import MAIN, Project
from engine.project.weights import Weights


class Carried(NamedTuple):
    """The weights after a change, and those that had no place any more, under their old keys.

    Dropped are also those in whose place a copy stands now, or stood until the change was taken back.
    """

    kept: Weights
    dropped: Weights


def carry(weights: Weights, before: Project, after: Project, change: Change) -> Carried:
    """The weights of every node that the change leaves in place, whatever its parameters are now."""
    if not weights or not change.touches("node", "block"):
        return Carried(weights, {})
    given, gone = _without_copies(weights, before, change.copied)
    kept, dropped = {}, dict(gone)
    for key, array in given.items():
        new = _new_key(key.split("."), before, after, change.renamed)
        if new is None:
            dropped[key] = array
        else:
            kept[new] = array
    if change.copied:
        copied, overwritten = _with_copies(kept, after, change.copied)
        return Carried(copied, {**dropped, **overwritten})
    if len(kept) == len(weights) and all(kept.get(key) is array for key, array in weights.items()):
        return Carried(weights, {})  # the very same, so that nobody writes them anew
    return Carried(kept, dropped)


def _with_copies(kept: Weights, after: Project, copied: Collection[Copied]) -> tuple[Weights, Weights]:
    """The weights with the copies in place, and what stood where a copy stands."""
    result, replaced = dict(kept), {}
    for one in copied:
        for source, target in _pairs(kept, after, one) if not one.is_back else ():
            if target in kept:
                replaced[target] = kept[target]
            result[target] = kept[source]
    return result, replaced


def _without_copies(weights: Weights, before: Project, copied: Collection[Copied]) -> tuple[Weights, Weights]:
    """The weights without the copies that go again, and these; where there was no original, there is no copy."""
    result, gone = dict(weights), {}
    for one in copied:
        for _, target in _pairs(weights, before, one) if one.is_back else ():
            if target in result:
                gone[target] = result.pop(target)
    return result, gone


def _pairs(weights: Weights, project: Project, one: Copied) -> list[tuple[str, str]]:
    """The keys of originals, each with that of its copy; in a project in which the paths of both are known.

    A parameter may be tied to one that is there no more: nothing is copied to where no node stands.
    """
    pairs: list[tuple[str, str]] = []
    if not _leads_to_node(project, one.page, one.new):
        return pairs
    for key in weights:
        below = _below(key, project, one.page, one.old)
        if below is not None:
            pairs.append((key, f"{key[: len(key) - len(one.old) - len(below)]}{one.new}{below}"))
    return pairs


def _below(key: str, project: Project, page: str, path: str) -> str | None:
    """What follows a path of a page at the place where a key comes through it; None where it does not."""
    parts, present = key.split("."), MAIN
    while parts and (present == MAIN or present in project.blocks):
        rest = ".".join(parts)
        if present == page and (rest == path or rest.startswith(f"{path}.")):
            return rest[len(path) :]
        node = project.page(present).nodes.get(parts[0])
        if node is None or node.role != "block":
            return None
        _, parts = _copy_number(node, parts[1:])
        present = node.of
    return None


def _new_key(parts: list[str], before: Project, after: Project, renamed: Mapping[tuple[str, str], str]) -> str | None:
    """The key after the change; None where its node is gone. What belongs to no node stays as it is.

    A node may have gone through the walls of blocks: then both its old and its new name are paths.
    """
    page, new = MAIN, []
    later_page = MAIN
    while parts:
        length, path = _path_of(page, parts, renamed)
        present = _node_at(before, page, parts[:length])
        if present is None:
            break
        if path == present.id and length == 1 and _is_given_away(page, path, renamed):
            return None
        later = _node_at(after, later_page, path.split("."))
        if later is None:
            return None
        is_named = (page, ".".join(parts[:length])) in renamed
        if not is_named and not _is_same(before, present, after, later):
            return None
        new += path.split(".")
        parts = parts[length:]
        if present.role != "block" or present.of not in before.blocks or later.of not in after.blocks:
            break
        if present.repeat > 1 and not (parts and parts[0].isdecimal()):
            break  # a repeated block's weights say which copy's they are: this is nobody's
        number, parts = _copy_number(present, parts)
        if number >= later.repeat:
            return None
        new += [str(number)] if later.repeat > 1 else []
        page, later_page = present.of, later.of
    return ".".join([*new, *parts])


def _path_of(page: str, parts: list[str], renamed: Mapping[tuple[str, str], str]) -> tuple[int, str]:
    """How many parts of a key name the node, and what it is called now: of a moved one the whole path."""
    for length in range(len(parts), 1, -1):
        path = renamed.get((page, ".".join(parts[:length])))
        if path is not None:
            return length, path
    return 1, renamed.get((page, parts[0]), parts[0])


def _node_at(project: Project, page: str, path: list[str]) -> Node | None:
    """The node at a path on a page, through the walls of blocks."""
    rest = list(path)
    while page == MAIN or page in project.blocks:
        node = project.page(page).nodes.get(rest.pop(0))
        if node is None or not rest:
            return node
        if node.role != "block":
            return None
        _, rest = _copy_number(node, rest)
        page = node.of
    return None


def _leads_to_node(project: Project, page: str, path: str) -> bool:
    """Whether a path of a page, of a node or of one's parameter, comes to a node that is there."""
    rest = path.split(".")
    while page == MAIN or page in project.blocks:
        node = project.page(page).nodes.get(rest[0]) if rest else None
        if node is None:
            return False
        if node.role != "block" or len(rest) == 1:
            return True
        _, rest = _copy_number(node, rest[1:])
        page = node.of
    return False


def _is_same(before: Project, present: Node, after: Project, later: Node) -> bool:
    """Whether a node may keep its weights.

    A block may have another name with the same nodes in it; own code may be called otherwise as it is edited.
    """
    if (later.role, later.of) == (present.role, present.of) or present.role == later.role == "code":
        return True
    if later.role != "block" or present.role != "block":
        return False
    old, new = before.blocks.get(present.of), after.blocks.get(later.of)
    return old is not None and new is not None and old.graph == new.graph


def _is_given_away(page: str, name: str, renamed: Mapping[tuple[str, str], str]) -> bool:
    """Whether another node has this id now."""
    return any(of == page and old != name and new == name for (of, old), new in renamed.items())


def _copy_number(node: Node, parts: list[str]) -> tuple[int, list[str]]:
    """Which copy of a repeated block the key goes into, and the rest of the key."""
    if node.repeat > 1 and parts and parts[0].isdecimal():
        return int(parts[0]), parts[1:]
    return 0, parts
