"""Where a dragged card comes to stand in line with others, without Qt: edges with edges, middles with middles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.canvas.obstacles import Rect

NEAR = 640.0  # how far away a card may stand that is lined up with
_SAME = 0.01


class Guide(NamedTuple):
    """A line that shows what stands in line: upright at an x, or level at a y, from `start` to `end`."""

    is_upright: bool
    at: float
    start: float
    end: float


class Alignment:
    """The lines of the cards that stay where they are."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        rects = list(rects)
        self._upright = _Lines(rects)
        self._level = _Lines(Rect(rect.top, rect.left, rect.bottom, rect.right) for rect in rects)

    def offset(self, rect: Rect, reach: float) -> tuple[float | None, float | None]:
        """How far a card has to go, along each axis, to stand in line with a near one; None where none is in reach."""
        turned = Rect(rect.top, rect.left, rect.bottom, rect.right)
        return self._upright.nearest(rect, reach), self._level.nearest(turned, reach)

    def guides(self, rect: Rect) -> list[Guide]:
        """What a card stands in line with."""
        turned = Rect(rect.top, rect.left, rect.bottom, rect.right)
        return [
            *(Guide(True, *line) for line in self._upright.touching(rect)),
            *(Guide(False, *line) for line in self._level.touching(turned)),
        ]


class _Lines:
    """The two edges and the middle of every card along one axis, each sorted."""

    def __init__(self, rects: Iterable[Rect]) -> None:
        rects = list(rects)
        self._sorted = [sorted((_keys(rect)[kind], rect) for rect in rects) for kind in range(3)]

    def nearest(self, rect: Rect, reach: float) -> float | None:
        offsets = [at - own for kind, own in enumerate(_keys(rect)) for at, _ in self._near(kind, own, rect, reach)]
        return min(offsets, key=abs, default=None)

    def touching(self, rect: Rect) -> Iterator[tuple[float, float, float]]:
        """The lines on which cards stand with this one; where both edges do, their middle says nothing more."""
        found = []
        for kind, own in enumerate(_keys(rect)):
            others = [other for _, other in self._near(kind, own, rect, _SAME)]
            if others:
                start = min(rect.top, *(other.top for other in others))
                found.append((kind, own, start, max(rect.bottom, *(other.bottom for other in others))))
        kinds = {kind for kind, *_ in found}
        return ((at, start, end) for kind, at, start, end in found if kind != 2 or not {0, 1} <= kinds)

    def _near(self, kind: int, own: float, rect: Rect, reach: float) -> Iterator[tuple[float, Rect]]:
        lines = self._sorted[kind]
        for at, other in lines[bisect_left(lines, (own - reach,)) :]:
            if at > own + reach:
                return
            if max(other.top - rect.bottom, rect.top - other.bottom) <= NEAR:
                yield at, other


def _keys(rect: Rect) -> tuple[float, float, float]:
    return rect.left, rect.right, (rect.left + rect.right) / 2
