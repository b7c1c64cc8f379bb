"""Edits that keep what runs through a graph: layers go, and what they were fed goes on to whom they fed.

Like all edits they are functions of a project that return a change; places are plain numbers, with the sizes of the
cards handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
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


def aligned(boxes: Mapping[str, Box], side: Side) -> dict[str, Position]:
    """Where cards stand whose left sides, middles or so on are in line; the outermost of them says where.

    `centre` puts their middles below one another, `middle` beside one another.
    """
    if len(boxes) < TWO:
        return {}
    left, right = min(box.x for box in boxes.values()), max(box.x + box.width for box in boxes.values())
    top, bottom = min(box.y for box in boxes.values()), max(box.y + box.height for box in boxes.values())
    across, down = (left + right) / 2, (top + bottom) / 2
    places: dict[str, Position] = {}
    for name, box in boxes.items():
        match side:
            case "left":
                places[name] = (left, box.y)
            case "right":
                places[name] = (right - box.width, box.y)
            case "centre":
                places[name] = (across - box.width / 2, box.y)
            case "top":
                places[name] = (box.x, top)
            case "bottom":
                places[name] = (box.x, bottom - box.height)
            case "middle":
                places[name] = (box.x, down - box.height / 2)
    return places


def distributed(boxes: Mapping[str, Box], axis: Axis) -> dict[str, Position]:
    """Where cards stand with equal gaps between them; the first and the last one stay where they are."""
    if len(boxes) < THREE:
        return {}
    if axis == "vertical":
        lying = {name: Box(box.y, box.x, box.height, box.width) for name, box in boxes.items()}
        turned = distributed(lying, "horizontal")
        return {name: (x, y) for name, (y, x) in turned.items()}
    order = sorted(boxes, key=lambda name: (boxes[name].x + boxes[name].width / 2, name))
    first, last = boxes[order[0]], boxes[order[-1]]
    between = [boxes[name] for name in order[1:-1]]
    room = last.x - (first.x + first.width) - sum(box.width for box in between)
    gap = room / (len(order) - 1)
    places: dict[str, Position] = {order[0]: (first.x, first.y), order[-1]: (last.x, last.y)}
    x = first.x + first.width + gap
    for name, box in zip(order[1:-1], between, strict=True):
        places[name] = (x, box.y)
        x += box.width + gap
    return places
