"""What a keeper tells, made up."""

from __future__ import annotations

import numpy as np

from engine.training.history.keeper import Kept


def kept_of(*steps: int, largest: int = 1000, budget: int = 1_000_000, seconds: float = 0.5) -> Kept:
    """Steps of two epochs, ten steps each; the loss is 1 over the step, and was not read at step 0."""
    with np.errstate(divide="ignore"):
        losses = np.where(np.array(steps) > 0, 1 / np.array(steps, np.float64), np.nan)
    epochs = np.array([1 + step // 10 for step in steps], np.int64)
    return Kept(np.array(steps, np.int64), epochs, losses, largest * len(steps), largest, budget, seconds)
