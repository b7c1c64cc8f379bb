"""Edits that keep what runs through a graph: layers go, and what they were fed goes on to whom they fed.

Like all edits they are functions of a project that return a change; places are plain numbers, with the sizes of the
cards handed in.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from engine.graph.graph import Graph, PortRef
from engine.project.change import Change, Patch, Place
from engine.project.edits import remove, together
from engine.project.project import Position, Project

Side = Literal["left", "right", "top", "bottom", "centre", "middle"]
Axis = Literal["horizontal", "vertical"]
TWO = 2  # fewer cannot be in line
THREE = 3  # fewer have no gaps to be made equal


# ------------------------------------------------------------------ layers that go


@dataclass(frozen=True)
class Piece:
    """Chosen nodes that hang together: the outputs that feed them, and the places outside that they feed."""

    nodes: frozenset[str]
    sources: frozenset[PortRef]
    targets: Mapping[PortRef, PortRef]  # and what fed them

    @property
    def is_clear(self) -> bool:
        """Whether it is plain what shall feed the targets once the piece is gone.

        Nothing does where nothing came in. A layer that hands out two of its outputs gives two different things.
        """
        if not self.targets or not self.sources:
            return True
        ports: dict[str, set[str]] = {}
        for source in self.targets.values():
            ports.setdefault(source.node, set()).add(source.port)
        return len(self.sources) == 1 and all(len(found) == 1 for found in ports.values())


def pieces(graph: Graph, nodes: Collection[str]) -> list[Piece]:
    """The chosen nodes, in pieces that hang together; in the order of the first node of each."""
    chosen = dict.fromkeys(node for node in nodes if node in graph.nodes)
    found: list[Piece] = []
    seen: set[str] = set()
    for first in chosen:
        if first in seen:
            continue
        inside: set[str] = set()
        waiting = [first]
        while waiting:
            node = waiting.pop()
            if node not in inside:
                inside.add(node)
                beside = [edge.source.node for edge in graph.into(node)]
                beside += [edge.target.node for edge in graph.out_of(node)]
                waiting += [other for other in beside if other in chosen]
        seen |= inside
        entering = (edge.source for node in inside for edge in graph.into(node))
        leaving = (edge for node in inside for edge in graph.out_of(node))
        found.append(
            Piece(
                frozenset(inside),
                frozenset(source for source in entering if source.node not in inside),
                {edge.target: edge.source for edge in leaving if edge.target.node not in inside},
            )
        )
    return found


def remove_keeping_flow(project: Project, page: str, nodes: Collection[str]) -> Change:
    """Removes nodes, and joins what fed them to what they fed, piece by piece, where that is clear."""
    graph = project.page(page)
    patches = [
        Patch(Place("edge", page, target), before, source)
        for piece in pieces(graph, nodes)
        if piece.is_clear
        for source in piece.sources
        for target, before in sorted(piece.targets.items(), key=lambda pair: pair[0].sort_key)
        if target.node != source.node  # a loop that was drawn by hand is not made shorter
    ]
    joined = Change("remove", tuple(patches))
    removed = remove(joined.apply(project), page, nodes)
    names = removed.arguments["names"]
    return together("remove_keeping_flow", [joined, removed], names=names) if names else Change("remove_keeping_flow")


# ------------------------------------------------------------------ places


class Box(NamedTuple):
    """The place of a card by its top left corner, and its size."""

    x: float
    y: float
    width: float
    height: float


def aligned(boxes: Mapping[str, Box], side: Side, gap: Position) -> dict[str, Position]:
    """Where cards stand whose left sides, middles or so on are in line; the outermost of them says where.

    `centre` puts their middles below one another, `middle` beside one another. Cards that would cover one another move
    apart along that line, in their order and with a gap (its width and its height are given); the first one stays.
    """
    if len(boxes) < TWO:
        return {}
    if side in ("top", "bottom", "middle"):
        lying: Mapping[Side, Side] = {"top": "left", "bottom": "right", "middle": "centre"}
        return _turned(aligned(_lying(boxes), lying[side], (gap[1], gap[0])))
    left, right = min(box.x for box in boxes.values()), max(box.x + box.width for box in boxes.values())
    share = {"left": 0.0, "centre": 0.5, "right": 1.0}[side]
    places: dict[str, Position] = {}
    free = -math.inf  # above that, the line is taken
    for name in sorted(boxes, key=lambda name: (boxes[name].y, boxes[name].x, name)):
        box = boxes[name]
        y = box.y if box.y >= free else free + gap[1]
        places[name] = (left + (right - left - box.width) * share, y)
        free = y + box.height
    return {name: places[name] for name in boxes}


def distributed(boxes: Mapping[str, Box], axis: Axis, gap: Position) -> dict[str, Position]:
    """Where cards stand with equal gaps between them; the first and the last one stay where they are.

    Where there is so little room that cards would cover one another, they take more, from the first one on: with the
    gap whose width and height are given.
    """
    if len(boxes) < THREE:
        return {}
    if axis == "vertical":
        return _turned(distributed(_lying(boxes), "horizontal", (gap[1], gap[0])))
    order = sorted(boxes, key=lambda name: (boxes[name].x + boxes[name].width / 2, name))
    first, last = boxes[order[0]], boxes[order[-1]]
    room = last.x + last.width - first.x - sum(box.width for box in boxes.values())
    found = _in_a_row(boxes, order, room / (len(order) - 1))
    if room < 0 and _cover(list(found.values())):
        found = _in_a_row(boxes, order, gap[0])
    return {name: (box.x, box.y) for name, box in found.items()}


def _in_a_row(boxes: Mapping[str, Box], order: Sequence[str], gap: float) -> dict[str, Box]:
    """The cards from left to right in this order, from where the first one stands."""
    x = boxes[order[0]].x
    found: dict[str, Box] = {}
    for name in order:
        found[name] = boxes[name]._replace(x=x)
        x += boxes[name].width + gap
    return found


def _cover(boxes: Sequence[Box]) -> bool:
    """Whether any card covers another one."""
    return any(
        abs(one.x + one.width / 2 - other.x - other.width / 2) < (one.width + other.width) / 2
        and abs(one.y + one.height / 2 - other.y - other.height / 2) < (one.height + other.height) / 2
        for one, other in combinations(boxes, 2)
    )


def _lying(boxes: Mapping[str, Box]) -> dict[str, Box]:
    """The same cards with the axes changed for each other, so that rules are said once."""
    return {name: Box(box.y, box.x, box.height, box.width) for name, box in boxes.items()}


def _turned(places: Mapping[str, Position]) -> dict[str, Position]:
    return {name: (x, y) for name, (y, x) in places.items()}
