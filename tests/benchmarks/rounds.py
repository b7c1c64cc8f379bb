"""Interleaved rounds: each candidate once a round, medians and spread over the rounds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A quantity of one candidate over the rounds."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles."""
        quartiles = statistics.quantiles(self.values, n=4)
        return quartiles[0], quartiles[2]

    def ratio_to(self, other: Measured) -> Measured:
        """Round by round, so that what slowed a whole round cancels out."""
        return Measured(tuple(a / b for a, b in zip(self.values, other.values, strict=True)))


def in_turn(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Measured]:
    """Runs every candidate once a round, after one round that does not count."""
    values: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, candidate in candidates.items():
            value = candidate()
            if number:
                values[name].append(value)
    return {name: Measured(tuple(found)) for name, found in values.items()}
