"""What a card shows of its costs: a number, and the level of its part of the whole on the logarithmic scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor

from app.canvas.heat import LEVELS, level_colour
from app.parts.cost_texts import cost_text
from app.theme.colours import magnitude_fraction

if TYPE_CHECKING:
    from engine.compiler.costs.costs import Cost, Costs  # imports torch
    from engine.compiler.costs.shares import Measure

LEAST = 1e-3  # the part of the whole at which the scale begins; it ends at all


class Tint(NamedTuple):
    """What is shown of one cost; equal tints look equal."""

    text: str
    level: int

    @property
    def colour(self) -> QColor:
        return level_colour(self.level)


def share_colour(share: float) -> QColor:
    """The colour of a part of the whole. The QColor is shared: copy it before you change it."""
    return level_colour(_level(share))


def _level(share: float) -> int:
    return round(magnitude_fraction(share, LEAST, 1.0) * (LEVELS - 1))


def tints(costs: Costs, nodes: Iterable[Cost], measure: Measure) -> dict[str, Tint]:
    """The tint of every node of a page that costs something by a measure, by its id."""
    from engine.compiler.costs.shares import Shares

    shares = Shares(costs)
    found = {}
    for cost in nodes:
        share = shares.of(cost, measure)
        if share:
            found[cost.step.id] = Tint(cost_text(cost, measure), _level(share))
    return found
