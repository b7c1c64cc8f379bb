"""Carries weights through a change: under new keys where a node was renamed, away where it was removed.

A key of the `state_dict` is a path of ids (`encoder.0.attention.in_proj_weight`); it is followed through the pages of
the project before the change, and written anew for the project after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.graph.graph import Node
from engine.project.change import Change
from engine.project.project import MAIN, Project
from engine.project.weights import Weights


class Carried(NamedTuple):
    """The weights after a change, and those that had no place any more, under their old keys."""

    kept: Weights
    dropped: Weights


def carry(weights: Weights, before: Project, after: Project, change: Change) -> Carried:
    """The weights of every node that the change leaves in place, whatever its parameters are now."""
    if not weights or not change.touches("node", "block"):
        return Carried(weights, {})
    kept, dropped = {}, {}
    for key, array in weights.items():
        new = _new_key(key.split("."), before, after, change.renamed)
        if new is None:
            dropped[key] = array
        else:
            kept[new] = array
    if len(kept) == len(weights) and all(kept.get(key) is array for key, array in weights.items()):
        return Carried(weights, {})  # the very same, so that nobody writes them anew
    return Carried(kept, dropped)


def _new_key(parts: list[str], before: Project, after: Project, renamed: Mapping[tuple[str, str], str]) -> str | None:
    """The key after the change; None where its node is gone. What belongs to no node stays as it is."""
    page, new = MAIN, []
    while parts:
        present = before.page(page).nodes.get(parts[0])
        if present is None:
            break
        name = renamed.get((page, present.id), present.id)
        if name == present.id and _is_given_away(page, name, renamed):
            return None
        later = after.page(page).nodes.get(name)
        if later is None or not _is_same_layer(present, later):
            return None
        new.append(name)
        parts = parts[1:]
        if present.role != "block" or present.of not in before.blocks or present.of not in after.blocks:
            break
        number, parts = _copy_number(present, parts)
        if number >= later.repeat:
            return None
        new += [str(number)] if later.repeat > 1 else []
        page = present.of
    return ".".join([*new, *parts])


def _is_same_layer(present: Node, later: Node) -> bool:
    """Whether a node may keep its weights; own code may be called otherwise as it is edited."""
    return (present.role, present.of) == (later.role, later.of) or present.role == later.role == "code"


def _is_given_away(page: str, name: str, renamed: Mapping[tuple[str, str], str]) -> bool:
    """Whether another node has this id now."""
    return any(of == page and old != name and new == name for (of, old), new in renamed.items())


def _copy_number(node: Node, parts: list[str]) -> tuple[int, list[str]]:
    """Which copy of a repeated block the key goes into, and the rest of the key."""
    if node.repeat > 1 and parts and parts[0].isdecimal():
        return int(parts[0]), parts[1:]
    return 0, parts
