"""The ways of all edges on a page: found round the cards, and found again where something has changed.

On a large page only those edges are led anew that end elsewhere, or in whose neighbourhood a card came, went or moved:
finding 1,500 ways takes a second, and an edit mostly concerns a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF

from app.canvas.layout import Point
from app.canvas.routing import Level, Obstacles, Rect, route
from engine.graph.graph import Edge, PortRef

if TYPE_CHECKING:
    from app.canvas.node_item import NodeItem
    from app.canvas.scene import GraphScene

LARGE = 200  # edges; below, all are led anew, so that each has the best way
NEAR = 60.0  # a card farther than this from an edge and its ends is nothing to it


class _Way(NamedTuple):
    """How an edge was led: from where to where, leaning how, at which levels, and the part of the page about it."""

    start: Point
    end: Point
    lean: int
    levels: tuple[Level, ...]
    about: Rect


class Ways:
    """Leads the edges of a scene, and remembers how."""

    def __init__(self, scene: GraphScene) -> None:
        self._scene = scene
        self._rects: dict[str, Rect] = {}
        self._ways: dict[PortRef, _Way] = {}

    def forget(self) -> None:
        """Another project, or another page."""
        self._rects.clear()
        self._ways.clear()

    def lead(self) -> None:
        """Finds the way of every edge round the cards; on a large page of those alone that may have another."""
        scene = self._scene
        rects = {node: _rect(item) for node, item in scene.item_for_node.items()}
        changed = [rect for node, rect in rects.items() if self._rects.get(node) != rect]
        changed += [rect for node, rect in self._rects.items() if rects.get(node) != rect]
        obstacles = Obstacles(rects.values())
        items = list(scene.item_for_edge.items())
        wanted = {target: (*self.ends(item.edge), self._lean(item.edge)) for target, item in items}
        kept: set[PortRef] = set()
        if len(items) >= LARGE and 2 * len(changed) < len(rects):
            kept = {target for target, way in self._ways.items() if wanted.get(target) == way[:3]}
            kept -= self._near(sorted(kept, key=lambda target: target.sort_key), changed)
        for target in kept:
            obstacles.keep(self._ways[target].levels, self._ways[target].start)
        self._ways = {target: self._ways[target] for target in kept}
        for target, item in items:
            if target not in kept:
                start, end, lean = wanted[target]
                levels = tuple(route(start, end, obstacles, lean))
                item.set_way(start, end, levels)
                self._ways[target] = _Way(start, end, lean, levels, _about(start, end, levels))
        self._rects = rects

    def follow(self, nodes: Iterable[str]) -> None:
        """Draws the edges of cards that are on the move, without looking for a way round."""
        for node in nodes:
            for edge in (*self._scene.graph.into(node), *self._scene.graph.out_of(node)):
                item = self._scene.item_for_edge.get(edge.target)
                if item is not None:
                    start, end = self.ends(edge)
                    item.set_way(start, end, route(start, end, _NOTHING, self._lean(edge)))
                    self._ways.pop(edge.target, None)

    def ends(self, edge: Edge) -> tuple[Point, Point]:
        """Where an edge begins and ends; at the middle of the side where the port is not there."""
        items = self._scene.item_for_node
        source, target = items[edge.source.node], items[edge.target.node]
        out_slot, in_slot = source.card.frame.output(edge.source.port), target.card.frame.input(edge.target)
        start = source.slot_position(out_slot) if out_slot else source.scene_body.topRight() + QPointF(0, 28)
        end = target.slot_position(in_slot) if in_slot else target.pos() + QPointF(0, 28)
        return (start.x(), start.y()), (end.x(), end.y())

    def _lean(self, edge: Edge) -> int:
        """From above where the edge is the first of several into its target, from below where it is the last."""
        edges = self._scene.graph.into(edge.target.node)
        frame = self._scene.item_for_node[edge.target.node].card.frame
        own = frame.input(edge.target)
        others = [slot.y for other in edges if other != edge and (slot := frame.input(other.target)) is not None]
        if own is None or not others:
            return 0
        return (own.y > max(others)) - (own.y < min(others))

    def _near(self, targets: Sequence[PortRef], changed: Sequence[Rect]) -> set[PortRef]:
        """The edges about which a card has changed."""
        if not targets or not changed:
            return set()
        left, top, right, bottom = np.array([self._ways[target].about for target in targets]).T[:, :, None]
        other_left, other_top, other_right, other_bottom = np.array(changed).T[:, None, :]
        meets = (left < other_right) & (other_left < right) & (top < other_bottom) & (other_top < bottom)
        return {target for target, is_near in zip(targets, meets.any(axis=1), strict=True) if is_near}


_NOTHING = Obstacles(())


def _about(start: Point, end: Point, levels: Iterable[Level]) -> Rect:
    """The part of the page in which a card may be in the way of an edge."""
    across, down = [start[0], end[0]], [start[1], end[1]]
    for level in levels:
        across += [level.start, level.end]
        down.append(level.y)
    return Rect(min(across) - NEAR, min(down) - NEAR, max(across) + NEAR, max(down) + NEAR)


def _rect(item: NodeItem) -> Rect:
    """The room of a card: what it takes while training, so that edges stay where they are in every mode."""
    height = max(item.height, item.card.frame.tallest)
    return Rect(item.x(), item.y(), item.x() + item.body.width(), item.y() + height)
