"""Makes room between cards that have grown, without Qt: those below are pushed down, nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping

from app.canvas.layout import Point

GAP = 36.0
NARROW = 28.0  # where little has to stand on the cards


def spread(
    places: Mapping[str, Point], heights: Mapping[str, float], width: float, gap: float = GAP
) -> dict[str, Point]:
    """The same places, each moved down as far as the cards above it in its columns need."""
    found: dict[str, Point] = {}
    for node, (x, y) in sorted(places.items(), key=lambda entry: (entry[1][1], entry[1][0])):
        for other, (left, top) in found.items():
            if abs(left - x) < width:
                y = max(y, top + heights[other] + gap)
        found[node] = (x, y)
    return {node: found[node] for node in places}
