"""What stands in the way of edges, without Qt: the cards of a page, found by where they are, and the lanes taken."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from math import floor, inf
from typing import NamedTuple

Point = tuple[float, float]

LANE = 8.0  # between edges that run beside each other
STRIP = 256.0  # cards are kept by the strips of this height that they touch, about two cards to a strip


class Rect(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Level(NamedTuple):
    """The edge runs at height y from x `start` to x `end`."""

    y: float
    start: float
    end: float


class Obstacles:
    """The cards of a page, found quickly by where they stand, and the lanes that edges have taken beside them."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        self._lanes: dict[int, list[tuple[float, float, Point]]] = {}
        self._strips: defaultdict[int, list[Rect]] = defaultdict(list)
        widest = 0.0
        for rect in sorted(rects):
            widest = max(widest, rect.right - rect.left)
            for strip in range(floor(rect.top / STRIP), floor(rect.bottom / STRIP) + 1):
                self._strips[strip].append(rect)
        self._widest = widest
        self._lefts = {strip: [rect.left for rect in found] for strip, found in self._strips.items()}
        self._first, self._last = min(self._strips, default=0), max(self._strips, default=-1)

    def within(self, left: float, top: float, right: float, bottom: float) -> list[Rect]:
        """The cards that have a part in a part of the page."""
        highest = self._first if top < self._first * STRIP else floor(top / STRIP)
        lowest = self._last if bottom >= self._last * STRIP else floor(bottom / STRIP)
        found: list[Rect] = []
        for strip in range(highest, lowest + 1):
            lefts = self._lefts.get(strip)
            if lefts is None:
                continue
            first, last = bisect_left(lefts, left - self._widest), bisect_left(lefts, right)
            above = -inf if strip == highest else strip * STRIP  # what reaches in from above was found there
            found += [
                rect
                for rect in self._strips[strip][first:last]
                if rect.right > left and above <= rect.top < bottom and rect.bottom > top
            ]
        return found

    def take_lane(self, level: Level, source: Point, step: float) -> Level:
        """The level, moved by steps until no edge from another source runs there; it is taken from now on."""
        left, right = min(level.start, level.end), max(level.start, level.end)
        y = level.y
        while self._is_taken(y, left, right, source):
            y += step
        self._lanes.setdefault(round(y / LANE), []).append((left, right, source))
        return Level(y, level.start, level.end)

    def keep(self, levels: Iterable[Level], source: Point) -> None:
        """Holds the lanes of an edge that stays as it was led before."""
        for level in levels:
            left, right = min(level.start, level.end), max(level.start, level.end)
            self._lanes.setdefault(round(level.y / LANE), []).append((left, right, source))

    def _is_taken(self, y: float, left: float, right: float, source: Point) -> bool:
        for start, end, other in self._lanes.get(round(y / LANE), ()):  # a plain loop: pages have thousands of lanes
            if start < right and end > left and other != source:
                return True
        return False
