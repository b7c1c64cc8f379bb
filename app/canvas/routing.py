"""The way of an edge, without Qt: out to the right, in from the left, and round the cards that stand between.

A way is a list of levels: over which stretch of x the edge runs at which height. No level: one curve is enough.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

Point = tuple[float, float]

CLEARANCE = 12.0  # between an edge and the cards that it passes
TURN = 20.0  # how far an edge that runs back leaves the cards on the side
LEAN = 240.0  # how much longer a way may be that comes from the right side
MARGIN = 4.0  # nearer than this, a curve is in the way of a card
LANE = 8.0  # between edges that run beside each other
SHORTEST = 28.0  # a target nearer than this is reached by running back
_SAMPLES = tuple(
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3) for t in (number / 16 for number in range(17))
)


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
        self._rects = sorted(rects)
        self._lefts = [rect.left for rect in self._rects]
        self._widest = max((rect.right - rect.left for rect in self._rects), default=0.0)

    def between(self, left: float, right: float) -> list[Rect]:
        """The cards that have a part between two places on the x axis."""
        first = bisect_left(self._lefts, left - self._widest)
        last = bisect_left(self._lefts, right)
        return [rect for rect in self._rects[first:last] if rect.right > left]

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
        lanes = self._lanes.get(round(y / LANE), ())
        return any(other != source and start < right and end > left for start, end, other in lanes)


def route(start: Point, end: Point, obstacles: Obstacles, lean: int = 0) -> list[Level]:
    """The levels of an edge from an output at `start` to an input at `end`; empty where one curve is free.

    `lean` is -1 where the edge should rather come from above its neighbours at the target, 1 from below.
    """
    levels = _levels(start, end, obstacles, lean)
    below = lean > 0 or (lean == 0 and bool(levels) and levels[0].y > (start[1] + end[1]) / 2)
    return [obstacles.take_lane(level, start, LANE if below else -LANE) for level in levels]


def _levels(start: Point, end: Point, obstacles: Obstacles, lean: int) -> list[Level]:
    if end[0] - start[0] < SHORTEST:
        left, right = end[0] - TURN, start[0] + TURN
        crossed = obstacles.between(left, right)
        return [Level(_free_level(crossed, lean, start[1], end[1]), right, left)]
    inside = [
        rect
        for rect in obstacles.between(start[0], end[0])
        if rect.left > start[0] and rect.right < end[0]  # its own cards touch the ends
    ]
    if not inside or not _is_blocked(start, end, inside):
        return []
    columns = _columns(inside)
    single = _free_level(inside, lean, start[1], end[1])
    steps = _stepped(columns, start, end, lean)
    heights = [start[1], *(level.y for level in steps), end[1]]
    stepped_cost = sum(abs(b - a) for a, b in pairwise(heights)) + 48 * (len(steps) - 1)
    if abs(single - start[1]) + abs(single - end[1]) <= stepped_cost:
        return [_across(inside, single)]
    return steps


def control_points(start: Point, end: Point) -> tuple[Point, Point]:
    """The two inner points of the curve that joins two ends at which the edge runs level."""
    reach = max(16.0, min(0.5 * (end[0] - start[0]), 120.0))
    return (start[0] + reach, start[1]), (end[0] - reach, end[1])


def _is_blocked(start: Point, end: Point, rects: Sequence[Rect]) -> bool:
    top, bottom = min(start[1], end[1]) - MARGIN, max(start[1], end[1]) + MARGIN
    near = [rect for rect in rects if rect.top < bottom and rect.bottom > top]
    if not near:
        return False
    first, second = control_points(start, end)
    points = [
        (
            a * start[0] + b * first[0] + c * second[0] + d * end[0],
            a * start[1] + b * first[1] + c * second[1] + d * end[1],
        )
        for a, b, c, d in _SAMPLES
    ]
    wide = [Rect(rect.left - MARGIN, rect.top - MARGIN, rect.right + MARGIN, rect.bottom + MARGIN) for rect in near]
    pieces = [(min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])) for a, b in pairwise(points)]
    return any(
        rect.left < right and left < rect.right and rect.top < low and high < rect.bottom
        for rect in wide
        for left, right, high, low in pieces
    )


def _columns(rects: Sequence[Rect]) -> list[list[Rect]]:
    """The cards in groups that leave no gap between them in which an edge could change its height."""
    columns: list[list[Rect]] = []
    right = 0.0
    for rect in sorted(rects):
        if columns and rect.left < right + 2 * CLEARANCE:
            columns[-1].append(rect)
            right = max(right, rect.right)
        else:
            columns.append([rect])
            right = rect.right
    return columns


def _across(rects: Sequence[Rect], y: float) -> Level:
    """A level over these cards."""
    return Level(y, min(rect.left for rect in rects) - CLEARANCE, max(rect.right for rect in rects) + CLEARANCE)


def _stepped(columns: Sequence[Sequence[Rect]], start: Point, end: Point, lean: int) -> list[Level]:
    """Over each column the free height nearest to the way so far and to the end; equal ones are joined."""
    levels: list[Level] = []
    for column in columns:
        level = _across(column, _free_level(column, lean, levels[-1].y if levels else start[1], end[1]))
        if levels and levels[-1].y == level.y:
            level = Level(level.y, levels.pop().start, level.end)
        levels.append(level)
    return levels


def _free_level(rects: Sequence[Rect], lean: int, first: float, second: float) -> float:
    """The height that passes no card and lies nearest to both that are wanted."""
    spans: list[tuple[float, float]] = []
    top = bottom = 0.0
    for above, below in sorted([(rect.top - CLEARANCE, rect.bottom + CLEARANCE) for rect in rects]):
        if spans and above <= bottom:
            bottom = max(bottom, below)
            spans[-1] = (top, bottom)
        else:
            top, bottom = above, below
            spans.append((top, bottom))
    candidates = [edge for span in spans for edge in span]
    candidates += [y for y in (first, second) if not any(top < y < bottom for top, bottom in spans)]
    middle = (first + second) / 2
    best, least = 0.0, inf
    for y in candidates:
        cost = abs(y - first) + abs(y - second)  # a plain loop: this is where a large page spends its time
        if (y - middle) * lean < 0:
            cost += LEAN
        if cost < least or (cost == least and y < best):
            best, least = y, cost
    return best
