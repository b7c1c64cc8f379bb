"""When the loss of a step is read: on a CPU at each step, for it costs nothing; elsewhere at the rate of a display."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor

from engine.training.looking import HIGHEST_RATE


class LossReader:
    """Reads losses of a training on one device: each reading waits until the device has done all it was given."""

    def __init__(self, device: torch.device, clock: Callable[[], float] = time.perf_counter) -> None:
        self._always = device.type == "cpu"
        self._clock = clock
        self._due = 0.0

    def read(self, loss: Tensor) -> float | None:
        """The loss as a number; None where it was read a moment ago."""
        if self._always:
            return loss.item()
        now = self._clock()
        if now < self._due:
            return None
        value = loss.item()
        self._due = self._clock() + 1 / HIGHEST_RATE
        return value
