"""Norms of many names over time, a few hundred rows of them, whatever the length of the training."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

ROWS = 512


class NormTable:
    """One row for a look, one column for a name; when the rows are full, every second one goes.

    Then only every second look is taken, and so on: the rows stay evenly spread over the whole training.
    """

    def __init__(self, rows: int = ROWS) -> None:
        self._rows = rows + rows % 2
        self._columns: dict[str, int] = {}
        self._steps = np.zeros(self._rows, np.int64)
        self._values = np.full((self._rows, 0), np.nan, np.float32)
        self._full = 0
        self._every = 1
        self._seen = 0

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Takes the norms of one look, where it is its turn."""
        turn = self._seen % self._every == 0
        self._seen += 1
        if not turn:
            return
        if self._full == self._rows:
            self._halve()  # the number of rows is even, so it is this look's turn still
        if not values.keys() <= self._columns.keys():
            self._widen(values)
        row = self._values[self._full]
        row[:] = np.nan
        row[[self._columns[name] for name in values]] = list(values.values())
        self._steps[self._full] = step
        self._full += 1

    def until(self, step: int) -> NormTable:
        """The same table without the rows of later steps."""
        made = NormTable(self._rows)
        made._columns, made._every, made._seen = dict(self._columns), self._every, self._seen
        made._steps, made._values = self._steps.copy(), self._values.copy()
        made._full = int(np.searchsorted(self._steps[: self._full], step, side="right"))
        return made

    @property
    def steps(self) -> np.ndarray:
        """The steps of the rows."""
        return self._steps[: self._full].copy()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def of(self, name: str) -> np.ndarray:
        """The norms of one name, a value for each of `steps`; NaN where there was none."""
        column = self._columns.get(name)
        if column is None:
            return np.full(self._full, np.nan, np.float32)
        return self._values[: self._full, column].copy()

    def _widen(self, values: Mapping[str, float]) -> None:
        for name in values:
            self._columns.setdefault(name, len(self._columns))
        wider = np.full((self._rows, len(self._columns)), np.nan, np.float32)
        wider[:, : self._values.shape[1]] = self._values
        self._values = wider

    def _halve(self) -> None:
        half = self._rows // 2
        self._steps[:half] = self._steps[::2]
        self._values[:half] = self._values[::2]
        self._full = half
        self._every *= 2
