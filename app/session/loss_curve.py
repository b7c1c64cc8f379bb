"""The loss of every step, however many there are, in a fixed amount of memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

BUCKETS = 2048


class Curve(NamedTuple):
    """For each bucket: its first step, and the least and the greatest value in it."""

    steps: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def line(self) -> tuple[np.ndarray, np.ndarray]:
        """One line through the buckets: a point where one holds one value, else down and up, so that peaks stay."""
        if np.array_equal(self.low, self.high):
            return self.steps, self.low
        both = np.column_stack((self.low, self.high))
        both[1::2] = both[1::2, ::-1]  # up in one, down in the next: no jump back in between
        return np.repeat(self.steps, 2), both.ravel()


class LossCurve:
    """Least and greatest loss of buckets of steps; when the buckets are full, two become one.

    So no peak is lost, and a curve of any length costs the same to keep and to draw.
    """

    def __init__(self, buckets: int = BUCKETS) -> None:
        self._size = buckets + buckets % 2
        self._steps = np.zeros(self._size, np.int64)
        self._low = np.zeros(self._size)
        self._high = np.zeros(self._size)
        self._full = 0  # buckets in use
        self._per_bucket = 1
        self._in_last = 0
        self.last: float | None = None

    @classmethod
    def of(cls, steps: np.ndarray, losses: np.ndarray, buckets: int = BUCKETS) -> LossCurve:
        """The same curve as after adding these one by one, many at once."""
        made = cls(buckets)
        count = len(losses)
        if not count:
            return made
        while made._size * made._per_bucket < count:
            made._per_bucket *= 2
        firsts = np.arange(0, count, made._per_bucket)
        made._full, made._in_last = len(firsts), count - int(firsts[-1])
        made._steps[: made._full] = steps[firsts]
        made._low[: made._full] = np.minimum.reduceat(losses, firsts)
        made._high[: made._full] = np.maximum.reduceat(losses, firsts)
        made.last = float(losses[-1])
        return made

    def add(self, step: int, loss: float) -> None:
        """Takes the loss of one more step."""
        self.last = loss
        if self._full and self._in_last < self._per_bucket:
            bucket = self._full - 1
            self._low[bucket] = min(self._low[bucket], loss)
            self._high[bucket] = max(self._high[bucket], loss)
            self._in_last += 1
            return
        if self._full == self._size:
            self._halve()
        self._steps[self._full] = step
        self._low[self._full] = self._high[self._full] = loss
        self._full += 1
        self._in_last = 1

    def curve(self) -> Curve:
        """What is known, as arrays of their own."""
        return Curve(self._steps[: self._full].copy(), self._low[: self._full].copy(), self._high[: self._full].copy())

    def _halve(self) -> None:
        half = self._size // 2
        self._steps[:half] = self._steps[::2]
        self._low[:half] = np.minimum(self._low[::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[::2], self._high[1::2])
        self._full = half
        self._per_bucket *= 2
