"""The size of a gradient as it is shown: a number, and a level on the one logarithmic scale."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QColor

from app.pictures.as_text import format_norm as norm_text
from app.theme.colours import magnitude_fraction, magnitude_table, not_a_number

LEVELS = 64
NOT_A_NUMBER = -1  # the level of what is no number


class Heat(NamedTuple):
    """What is shown of one norm; equal heats look equal, so that only what differs is painted again."""

    text: str
    level: int

    @property
    def fraction(self) -> float:
        """How full the meter is."""
        return 1.0 if self.level < 0 else self.level / (LEVELS - 1)

    @property
    def colour(self) -> QColor:
        return level_colour(self.level)


def heat_of(norm: float) -> Heat:
    return Heat(norm_text(norm), level_of(norm))


def level_of(norm: float) -> int:
    """The level of a norm, from 0 to LEVELS - 1; NOT_A_NUMBER where it is none."""
    if math.isnan(norm):
        return NOT_A_NUMBER
    return round(magnitude_fraction(norm) * (LEVELS - 1))


@cache
def level_colour(level: int) -> QColor:
    """The colour of a level. The QColor is shared: copy it before you change it."""
    if level < 0:
        return not_a_number()
    table = magnitude_table()
    return QColor(*table[round(level * (len(table) - 1) / (LEVELS - 1))].tolist())
