"""Why a number is what it is: the terms that were added, with formula and numbers, as plain values.

An explanation crosses to the window: it holds no tensor. Its words are LaTeX, which needs no translation, and codes
with arguments, which the window translates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Quantity = Literal[
    "output",  # what a node gives at an output port
    "grad_output",  # the gradient there, all consumers summed
    "input",  # what an edge brings to an input port
    "grad_input",  # what the node alone sends back along that edge
    "parameter",  # a weight before the update
    "grad_parameter",  # what this use of it contributes to its gradient
    "gradient",  # its whole gradient, all uses summed
    "clipped",  # that gradient as the optimizer took it, where it was clipped
    "after",  # the weight after the update
    "inside",  # what a node computes on its way: a gate, a cell, a head
    "grad_inside",  # the gradient there, all uses inside the node summed
]
Role = Literal["value", "gradient", "derivative", "parameter", "constant"]


@dataclass(frozen=True)
class Place:
    """One number of a recorded step.

    `name` is a port (`input[0]` where it is variadic) or a parameter's name inside the node; `index` counts along each
    axis of the tensor, the batch included.
    """

    quantity: Quantity
    address: str
    name: str
    index: tuple[int, ...] = ()


@dataclass(frozen=True)
class Factor:
    """One number of a product: its symbol in LaTeX, its value, what it is, and where it came from, if it is shown."""

    symbol: str
    value: float
    role: Role
    place: Place | None = None

    def renamed(self, symbol: str) -> Factor:
        """The same number under another symbol."""
        return replace(self, symbol=symbol)


@dataclass(frozen=True)
class Term:
    """A product of factors, or one number; `value` is what it adds to the sum."""

    value: float
    factors: tuple[Factor, ...] = ()

    @property
    def product(self) -> float:
        """The factors multiplied, in double precision."""
        return math.prod(factor.value for factor in self.factors)


@dataclass(frozen=True)
class Note:
    """Something to say beside the formula: a code, and what it needs to know."""

    code: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """Where one number came from.

    `formula` says it in symbols, `terms` are the largest of what was added, in falling magnitude, and `rest` is the sum
    of the `rest_count` others. `value` is the number of the step itself; `rounding` is what is left between it and the
    terms, which were multiplied and added in double precision. `derived` says whether the local derivatives are a
    formula of ours or rows of the Jacobian that autograd computed.
    """

    place: Place
    value: float
    formula: str
    terms: tuple[Term, ...]
    rest: float = 0.0
    rest_count: int = 0
    rounding: float = 0.0
    derived: Literal["formula", "autograd"] = "formula"
    notes: tuple[Note, ...] = ()

    @property
    def total(self) -> float:
        """All that was added, in double precision."""
        return math.fsum([*(term.value for term in self.terms), self.rest])
