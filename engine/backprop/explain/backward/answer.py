"""What a rule answers: which outputs depend on a number, and the local derivatives, for many outputs at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from engine.backprop.explanation import Factor, Note, Place, Role


@dataclass(frozen=True)
class Factors:
    """One factor of the local derivative, for all rows: values in double precision, and what each row's one is."""

    values: Tensor
    role: Role
    symbol: Callable[[int], str]
    place: Callable[[int], Place | None] | None = None

    def at(self, row: int) -> Factor:
        place = self.place(row) if self.place is not None else None
        return Factor(self.symbol(row), float(self.values[row]), self.role, place)


@dataclass(frozen=True)
class Way:
    """The rows of one output port: at which places it depends on the number, and by what factors.

    `at` are places with all axes joined; a place may occur in several rows. Without factors the derivative is 1.
    `of` says whether `port` is an output, or a part inside the node: then what arrives is the gradient there.
    """

    port: str
    at: Tensor
    factors: tuple[Factors, ...] = ()
    of: Literal["output", "inside"] = "output"

    @property
    def derivatives(self) -> Tensor:
        """The local derivative of each row."""
        product = torch.ones(len(self.at), dtype=torch.float64)
        for factors in self.factors:
            product = product * factors.values
        return product


@dataclass(frozen=True)
class Answer:
    """How a gradient is put together; `formula` says it in LaTeX."""

    formula: str
    ways: tuple[Way, ...]
    notes: tuple[Note, ...] = ()
    derived: Literal["formula", "autograd"] = "formula"


def derivative(values: Tensor, symbol: str | Callable[[int], str]) -> Factors:
    """Slopes that stand nowhere in the recording."""
    return Factors(values.double(), "derivative", symbol if callable(symbol) else lambda _: symbol)


def constant(value: float, symbol: str, count: int) -> Factors:
    """One number for all rows."""
    return Factors(torch.full((count,), value, dtype=torch.float64), "constant", lambda _: symbol)
