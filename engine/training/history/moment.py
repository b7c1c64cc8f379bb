"""Where in a training one is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.training.scores import KeptScores


@dataclass(frozen=True, eq=False)
class Moment:
    """After so many steps in all, and so many batches of an epoch, whose scores so far go on being summed."""

    step: int = 0
    epoch: int = 1
    batches: int = 0
    scores: KeptScores | None = None
