"""Clipping of the gradient: how long it may be at most, or how large each of its numbers, when the weights follow it.

In the file it is `"clip": {"norm": 1.0}`, `{"value": 0.5}`, or both. With both, the numbers are clipped first and the
norm of what is left after that, so that one wild number does not shorten all the others, and the norm that is told is
the one of the gradient that is then scaled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.layers.parameters import Declaration, Float
from engine.problem import Problem

if TYPE_CHECKING:
    from torch import Tensor

ADDED = 1e-6  # to the norm, before dividing by it; a constant of torch.nn.utils.clip_grad_norm_


class Clipping(Declaration):
    """Holds the gradient back before the update (Pascanu, Mikolov and Bengio, 2013)."""

    value = Float(None, optional=True, above=0, help="Each number of the gradient is held within ±value.")
    norm = Float(None, optional=True, above=0, help="A gradient longer than this, over all weights, is shortened.")
    norm_type = Float(2.0, above=0, help="The p of the p-norm that norm measures.")


def check(given: Mapping[str, Any]) -> tuple[Clipping | None, list[Problem]]:
    """The clipping as it was given, None where it clips nothing, and what is wrong with it.

    Problems name their parameter as it stands in the training settings: `clip.norm`.
    """
    values, problems = Clipping.check(given)
    if problems:
        return None, [_inside_clip(problem) for problem in problems]
    return (Clipping(**given) if values["norm"] is not None or values["value"] is not None else None), []


def clipper_for(given: Mapping[str, Any] | None, parameters: Iterable[Tensor]) -> Clipper | None:
    """What clips the gradients of these parameters, None where nothing is to be clipped; the setting is right."""
    chosen, _ = check(given or {})
    return Clipper(chosen, parameters) if chosen is not None else None


def _inside_clip(problem: Problem) -> Problem:
    name = f"clip.{problem.parameter}"
    return replace(problem, arguments={**problem.arguments, "name": name}, parameter=name)


@dataclass(frozen=True)
class Clipped:
    """What was done to a gradient; `total_norm` is None where no norm was asked for.

    It is the norm over all parameters together, after their single numbers were clipped, if they were. It stays a
    tensor, so that a step on an accelerator waits for nothing.
    """

    clipping: Clipping
    total_norm: Tensor | None = None

    @property
    def factor(self) -> Tensor | None:
        """What every gradient was multiplied by, at most 1; computed as torch.nn.utils.clip_grad_norm_ does."""
        if self.total_norm is None or self.clipping.norm is None:
            return None
        return (self.clipping.norm / (self.total_norm + ADDED)).clamp(max=1.0)


class Clipper:
    """Clips the gradients of its parameters, all together, in place, where backward has left them.

    Sparse gradients are refused by torch; `clip_sparse` is the problem that tells of them before training.
    """

    def __init__(self, clipping: Clipping, parameters: Iterable[Tensor]) -> None:
        from torch.nn import utils

        self.clipping, self._parameters = clipping, list(parameters)
        self._clip_value, self._clip_norm = utils.clip_grad_value_, utils.clip_grad_norm_

    def clip(self) -> Clipped:
        """To be called between backward and the optimizer's step."""
        clipping, total_norm = self.clipping, None
        reached = self._reached()
        if clipping.value is not None and reached:  # torch raises where it is given none
            self._clip_value(reached, clipping.value)
        if clipping.norm is not None:
            total_norm = self._clip_norm(reached, clipping.norm, clipping.norm_type)
        return Clipped(clipping, total_norm)

    def _reached(self) -> list[Tensor]:
        """The parameters that have a gradient, each in memory of its own.

        Two numbers that are added behind a reshape are left with views of one tensor by `loss.backward()` (a known flaw
        of torch's AccumulateGrad), and torch's functions would clip it twice.
        """
        reached, taken = [], set()
        for parameter in self._parameters:
            if parameter.grad is None:
                continue
            memory = parameter.grad.untyped_storage().data_ptr()
            if memory in taken:
                parameter.grad = parameter.grad.clone()
            taken.add(memory)
            reached.append(parameter)
        return reached
