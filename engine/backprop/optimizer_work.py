"""What the stages of an optimizer's step are made of, over a whole parameter: symbols, stages, and their gathering.

These values hold tensors and stay where the recording is; `optimizer_stages` tells them as plain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explanation import Quantity, Role
from engine.backprop.stepping import dense

Number = Tensor | float  # one for every weight, or one for all of them
BEFORE, AFTER, CHANGE = r"\theta_{t-1}", r"\theta_{t}", r"\Delta\theta"


@dataclass(frozen=True)
class Symbol:
    """A number with its name in LaTeX, what it is, and the quantity of the step that it is, if it is one."""

    latex: str
    value: Number
    role: Role = "value"
    quantity: Quantity | None = None

    @property
    def tensor(self) -> Tensor:
        """Its numbers, where there is one for every weight."""
        assert isinstance(self.value, Tensor)
        return self.value

    @property
    def negative(self) -> Symbol:
        return Symbol(f"-{self.latex}", -self.value, self.role)


@dataclass(frozen=True)
class WorkedStage:
    """One stage over a whole parameter: `result` is `right_side`, made of the `numbers`.

    `computed` is what the operations of torch gave here; `result` is what torch holds, where it holds it.
    """

    code: str
    result: Symbol
    right_side: str
    numbers: tuple[Symbol, ...]
    computed: Number

    @property
    def formula(self) -> str:
        return f"{self.result.latex} = {self.right_side}"


@dataclass
class Work:
    """The stages of one update, and the products that add up to the weight after.

    `base` is the weight to which the step is added. `is_known` is False for an optimizer of which only gradient and
    change are told.
    """

    base: Symbol
    stages: list[WorkedStage] = field(default_factory=list)
    terms: list[tuple[Symbol, ...]] = field(default_factory=list)
    formula: str = f"{AFTER} = {BEFORE}"
    is_known: bool = True

    def __post_init__(self) -> None:
        self.terms.append((self.base,))

    def stage(
        self, code: str, latex: str, right_side: str, numbers: tuple[Symbol, ...], computed: Number,
        actual: Tensor | None = None, role: Role = "value", quantity: Quantity | None = None,
    ) -> Symbol:  # fmt: skip
        """Adds a stage and gives its result, as torch has it where that is known."""
        result = Symbol(latex, computed if actual is None else actual, role, quantity)
        self.stages.append(WorkedStage(code, result, right_side, numbers, computed))
        return result

    def term(self, sign: str, text: str, factors: tuple[Symbol, ...]) -> None:
        """Adds a product to the sum that is the weight after."""
        self.formula += f" {sign} {text}"
        self.terms.append(factors)


@dataclass(frozen=True)
class Given:
    """What an optimizer knows as it steps, and what torch holds after that."""

    weight: Symbol
    after: Tensor
    options: Mapping[str, Any]
    was: Mapping[str, Any]
    now: Mapping[str, Any]

    def constant(self, option: str, latex: str) -> Symbol:
        return Symbol(latex, float(self.options[option]), "constant")

    def before(self, name: str) -> Tensor:
        """What was remembered; zeros before the first step."""
        found = dense(self.was.get(name))
        return torch.zeros_like(self.after) if found is None else found

    def held(self, name: str) -> Tensor | None:
        """What torch remembers after the step."""
        return dense(self.now.get(name))

    @property
    def step(self) -> float:
        """Which step of the optimizer on this parameter it is, counted from 1."""
        return float(self.now["step"])


def difference(after: Tensor, before: Tensor) -> Tensor:
    """What changed, in double precision, on the CPU, since not every accelerator has it."""
    return after.to("cpu", torch.float64) - before.to("cpu", torch.float64)
