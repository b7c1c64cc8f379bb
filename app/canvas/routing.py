"""The way of an edge, without Qt: out to the right, in from the left, and round the cards that stand between.

A way is a list of levels: over which stretch of x the edge runs at which height. No level: one curve is enough.

A page may hold a thousand cards, and an edge may pass thirty columns of them. So a way is looked for near the edge
first, and farther off only where nothing near is as good as what could be found there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from app.canvas.obstacles import LANE, Level, Obstacles, Point, Rect

CLEARANCE = 12.0  # between an edge and the cards that it passes
TURN = 20.0  # how far an edge that runs back leaves the cards on the side
LEAN = 240.0  # how much longer a way may be that comes from the right side
MARGIN = 4.0  # nearer than this, a curve is in the way of a card
SHORTEST = 28.0  # a target nearer than this is reached by running back
REACHES = (160.0, 640.0, inf)  # how far above and below its ends a way is looked for, until one is found
_SAMPLES = tuple(
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3) for t in (number / 16 for number in range(17))
)


class _Room(NamedTuple):
    """Where a way is looked for: between two heights, round the cards that have a part there."""

    top: float
    bottom: float
    rects: Sequence[Rect]


def route(start: Point, end: Point, obstacles: Obstacles, lean: int = 0) -> list[Level]:
    """The levels of an edge from an output at `start` to an input at `end`; empty where one curve is free.

    `lean` is -1 where the edge should rather come from above its neighbours at the target, 1 from below.
    """
    levels = _levels(start, end, obstacles, lean)
    below = lean > 0 or (lean == 0 and bool(levels) and levels[0].y > (start[1] + end[1]) / 2)
    return [obstacles.take_lane(level, start, LANE if below else -LANE) for level in levels]


def _levels(start: Point, end: Point, obstacles: Obstacles, lean: int) -> list[Level]:
    """The shortest way; what leads farther off than the reach is at least twice the reach longer."""
    straight = abs(end[1] - start[1])
    runs_back = end[0] - start[0] < SHORTEST
    left, right = (end[0] - TURN, start[0] + TURN) if runs_back else (start[0], end[0])
    for reach in REACHES:
        top, bottom = min(start[1], end[1]) - reach, max(start[1], end[1]) + reach
        rects = obstacles.within(left, top, right, bottom)
        if runs_back:
            y, cost = _free_level(_Room(top, bottom, rects), lean, start[1], end[1])
            levels = [Level(y, right, left)]
        else:
            # Its own cards touch the ends.
            inside = [rect for rect in rects if rect.left > left and rect.right < right]
            if not _is_blocked(start, end, inside):
                return []
            levels, cost = _over(_Room(top, bottom, inside), start, end, lean)
        if cost <= straight + 2 * reach:
            return levels
    raise AssertionError("above all cards there is a way")


def _over(room: _Room, start: Point, end: Point, lean: int) -> tuple[list[Level], float]:
    """At one height over all cards, or up and down between their columns where that is shorter; and how long it is."""
    single, leaning = _free_level(room, lean, start[1], end[1])
    cost = abs(single - start[1]) + abs(single - end[1]) if leaning < inf else inf
    if cost > abs(end[1] - start[1]):
        steps = _stepped(room, start, end, lean)
        heights = [start[1], *(level.y for level in steps), end[1]]
        stepped = sum(abs(b - a) for a, b in pairwise(heights)) + 48 * (len(steps) - 1) if steps else inf
        if stepped < cost:
            return steps, stepped
    return [_across(room.rects, single)], cost


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


def _stepped(room: _Room, start: Point, end: Point, lean: int) -> list[Level]:
    """Over each column the free height nearest to the way so far and to the end; equal ones are joined.

    Empty where a column fills the room.
    """
    levels: list[Level] = []
    for column in _columns(room.rects):
        before = levels[-1].y if levels else start[1]
        y, cost = _free_level(_Room(room.top, room.bottom, column), lean, before, end[1])
        if cost == inf:
            return []
        level = _across(column, y)
        if levels and levels[-1].y == y:
            level = Level(y, levels.pop().start, level.end)
        levels.append(level)
    return levels


def _free_level(room: _Room, lean: int, first: float, second: float) -> tuple[float, float]:
    """The height that passes no card and lies nearest to both that are wanted, and its cost: infinite without one."""
    spans: list[tuple[float, float]] = []
    top = bottom = 0.0
    for above, below in sorted([(rect.top - CLEARANCE, rect.bottom + CLEARANCE) for rect in room.rects]):
        if spans and above <= bottom:
            bottom = max(bottom, below)
            spans[-1] = (top, bottom)
        else:
            top, bottom = above, below
            spans.append((top, bottom))
    candidates = [edge for span in spans for edge in span if room.top + CLEARANCE <= edge <= room.bottom - CLEARANCE]
    candidates += [y for y in (first, second) if not any(top < y < bottom for top, bottom in spans)]
    middle = (first + second) / 2
    best, least = 0.0, inf
    for y in candidates:
        cost = abs(y - first) + abs(y - second)  # a plain loop: this is where a large page spends its time
        if (y - middle) * lean < 0:
            cost += LEAN
        if cost < least or (cost == least and y < best):
            best, least = y, cost
    return best, least
