"""The ways of all edges on a page: found round the cards, and found again where something has changed.

On a large page only those edges are led anew that end elsewhere, or in whose neighbourhood a card came, went or moved.
Even they may be hundreds, and a hundred ways can take as long as a frame: so an edit waits for the first of them only,
and the others find theirs while the window goes on, a few milliseconds at a time. Until its turn an edge keeps its old
way, or where its ends have moved, it is drawn as one curve.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QPointF, QTimer

from app.canvas.frames import PORT_Y, WIDTH, Frame
from app.canvas.obstacles import Level, Obstacles, Point, Rect
from app.canvas.routing import route
from engine.graph.graph import Edge, PortRef

if TYPE_CHECKING:
    from app.canvas.node_item import NodeItem
    from app.canvas.scene import GraphScene

LARGE = 200  # edges; below, all are led anew, so that each has the best way
NEAR = 60.0  # a card farther than this from an edge and its ends is nothing to it
AT_ONCE = 0.012  # seconds that an edit on a large page waits for the ways that it changes
SLICE = 0.008  # seconds at a time for those that are left


class _Wanted(NamedTuple):
    """From where to where an edge should run, and how it leans."""

    start: Point
    end: Point
    lean: int


class _Way(NamedTuple):
    """How an edge was led: as it was wanted, at which levels, and the part of the page about it."""

    wanted: _Wanted
    levels: tuple[Level, ...]
    about: Rect


class Ways(QObject):
    """Leads the edges of a scene, and remembers how. On paper nothing waits."""

    def __init__(self, scene: GraphScene, on_paper: bool = False) -> None:
        super().__init__(scene)
        self._scene = scene
        self._on_paper = on_paper
        self._rects: dict[str, Rect] = {}
        self._ways: dict[PortRef, _Way] = {}
        self._obstacles = _NOTHING
        self._waiting: dict[PortRef, _Wanted] = {}  # in the order of their turns
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def forget(self) -> None:
        """Another project, or another page."""
        self._rects.clear()
        self._ways.clear()
        self._wait_for({})

    def drop(self, target: PortRef) -> None:
        """Its edge is taken away; another that comes in its place is led anew."""
        self._ways.pop(target, None)
        self._waiting.pop(target, None)

    def lead(self) -> None:
        """Finds the way of every edge round the cards; on a large page of those alone that may have another."""
        scene = self._scene
        rects = {node: _rect(item) for node, item in scene.item_for_node.items()}
        changed = [rect for node, rect in rects.items() if self._rects.get(node) != rect]
        changed += [rect for node, rect in self._rects.items() if rects.get(node) != rect]
        wanted = self._all_wanted()
        is_large = len(wanted) >= LARGE
        is_as_before = {target for target, way in self._ways.items() if wanted.get(target) == way.wanted}
        kept: set[PortRef] = set()
        if is_large and 2 * len(changed) < len(rects):
            kept = is_as_before - self._waiting.keys()
            kept -= self._near(sorted(kept, key=lambda target: target.sort_key), changed)
        obstacles = Obstacles(rects.values())
        for target in kept:
            obstacles.keep(self._ways[target].levels, self._ways[target].wanted.start)
        is_patient = is_large and bool(self._ways) and not self._on_paper
        self._ways = {target: way for target, way in self._ways.items() if target in is_as_before}
        self._rects, self._obstacles = rects, obstacles
        new = [target for target in wanted if target not in is_as_before]
        old = [target for target in wanted if target in is_as_before and target not in kept]
        self._wait_for({target: wanted[target] for target in (*new, *old)})
        if is_patient:
            for target in new:
                scene.item_for_edge[target].set_way(wanted[target].start, wanted[target].end, ())
            self._lead_until(time.perf_counter() + AT_ONCE)
        else:
            self.settle()

    def settle(self) -> None:
        """Leads all edges that still wait for their turn."""
        self._lead_until(None)

    def _go_on(self) -> None:
        self._lead_until(time.perf_counter() + SLICE)

    def _lead_until(self, end: float | None) -> None:
        """Leads those that wait, one by one, until the clock says so."""
        while self._waiting and (end is None or time.perf_counter() < end):
            target = next(iter(self._waiting))
            wanted = self._waiting.pop(target)
            levels = tuple(route(wanted.start, wanted.end, self._obstacles, wanted.lean))
            self._scene.item_for_edge[target].set_way(wanted.start, wanted.end, levels)
            self._ways[target] = _Way(wanted, levels, _about(wanted.start, wanted.end, levels))
        self._wait_for(self._waiting)

    def _wait_for(self, waiting: dict[PortRef, _Wanted]) -> None:
        self._waiting = waiting
        if bool(waiting) != self._timer.isActive():
            if waiting:
                self._timer.start()
            else:
                self._timer.stop()

    def follow(self, nodes: Iterable[str]) -> None:
        """Draws the edges of cards that are on the move, without looking for a way round."""
        for node in nodes:
            for edge in (*self._scene.graph.into(node), *self._scene.graph.out_of(node)):
                item = self._scene.item_for_edge.get(edge.target)
                if item is not None:
                    start, end = self.ends(edge)
                    leans = _leans(self._scene.graph.into(edge.target.node), self._frame(edge.target.node))
                    item.set_way(start, end, tuple(route(start, end, _NOTHING, leans.get(edge.target, 0))))
                    self._ways.pop(edge.target, None)
                    self._waiting.pop(edge.target, None)

    def ends(self, edge: Edge) -> tuple[Point, Point]:
        """Where an edge begins and ends; at the middle of the side where the port is not there."""
        items = self._scene.item_for_node
        source, target = items[edge.source.node], items[edge.target.node]
        return _out_of(edge, source.card.frame, source.pos()), _into(edge, target.card.frame, target.pos())

    def _all_wanted(self) -> dict[PortRef, _Wanted]:
        graph, items = self._scene.graph, self._scene.item_for_node
        places = {node: item.pos() for node, item in items.items()}  # each asked for once: Qt is far away
        found: dict[PortRef, _Wanted] = {}
        for node, item in items.items():
            edges, frame = graph.into(node), item.card.frame
            leans = _leans(edges, frame)
            for edge in edges:
                source = edge.source.node
                if edge.target in self._scene.item_for_edge:
                    start = _out_of(edge, items[source].card.frame, places[source])
                    found[edge.target] = _Wanted(start, _into(edge, frame, places[node]), leans.get(edge.target, 0))
        return found

    def _frame(self, node: str) -> Frame:
        return self._scene.item_for_node[node].card.frame

    def _near(self, targets: Sequence[PortRef], changed: Sequence[Rect]) -> set[PortRef]:
        """The edges about which a card has changed."""
        if not targets or not changed:
            return set()
        left, top, right, bottom = np.array([self._ways[target].about for target in targets]).T[:, :, None]
        other_left, other_top, other_right, other_bottom = np.array(changed).T[:, None, :]
        meets = (left < other_right) & (other_left < right) & (top < other_bottom) & (other_top < bottom)
        return {target for target, is_near in zip(targets, meets.any(axis=1), strict=True) if is_near}


_NOTHING = Obstacles(())


def _out_of(edge: Edge, frame: Frame, place: QPointF) -> Point:
    slot = frame.output(edge.source.port)
    return place.x() + WIDTH, place.y() + (slot.y if slot is not None else PORT_Y)


def _into(edge: Edge, frame: Frame, place: QPointF) -> Point:
    slot = frame.input(edge.target)
    return place.x(), place.y() + (slot.y if slot is not None else PORT_Y)


def _leans(edges: Sequence[Edge], frame: Frame) -> Mapping[PortRef, int]:
    """Of several edges into a node: the first comes from above (-1), the last from below (1)."""
    leans: dict[PortRef, int] = {}
    if len(edges) > 1:
        heights = {edge.target: slot.y for edge in edges if (slot := frame.input(edge.target)) is not None}
        for target, y in heights.items():
            others = [other for ref, other in heights.items() if ref != target]
            if others:
                leans[target] = (y > max(others)) - (y < min(others))
    return leans


def _about(start: Point, end: Point, levels: Iterable[Level]) -> Rect:
    """The part of the page in which a card may be in the way of an edge."""
    across, down = [start[0], end[0]], [start[1], end[1]]
    for level in levels:
        across += [level.start, level.end]
        down.append(level.y)
    return Rect(min(across) - NEAR, min(down) - NEAR, max(across) + NEAR, max(down) + NEAR)


def _rect(item: NodeItem) -> Rect:
    """The room of a card: what it takes while training, so that edges stay where they are in every mode."""
    place = item.pos()
    x, y = place.x(), place.y()
    return Rect(x, y, x + WIDTH, y + max(item.height, item.card.frame.tallest))
