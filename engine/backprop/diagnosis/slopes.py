"""How flat an activation is where its values lie: its slope there, over the slope that it has at best.

No kind is known by name here. A function of each value alone is tried on a row of numbers: one that is steep in the
middle and flat at both ends (sigmoid, tanh, hardsigmoid, softsign, hardtanh) can saturate. A function of all values
along an axis (softmax) can, too: its slope is ∂yᵢ/∂xᵢ, compared with that of equal scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.stepping import Computed
from engine.backprop.walk import Stop
from engine.compiler.random_state import random_state_kept

LIMIT = 20.0  # softsign, the slowest, is down to 1/441 of its slope there
STEPS = 81
FLAT_END = 0.05
LARGEST = 2  # of each row along an axis: where the two largest results do not move, none does


@dataclass(frozen=True)
class Flatness:
    """How flat an activation is where its values lie.

    `relative` is |slope| over the best slope there is, of an activation that can saturate: one number for each value,
    or for each row along the axis on which it acts, the largest of that row. `dead` marks the values at which any
    other activation gives 0 and has the slope 0, as ReLU does left of zero.
    """

    relative: Tensor | None = None
    dead: Tensor | None = None


def flatness(one: Computed) -> Flatness:
    """How flat a node is at the values of a step; knows nothing of what is no activation."""
    stop = one.stop
    layer = stop.leaf.step.layer
    output = one.outputs[0] if one.outputs else None
    if layer is None or layer.category != "activation" or len(stop.reads) != 1 or stop.all_parameters():
        return Flatness()  # one with weights (PReLU) has no flat stretch; and its weights have been updated since
    value = one.cuts[stop.reads[0].origin]
    if output is None or not output.requires_grad or output.shape != value.shape:
        return Flatness()
    axis = layer.values.get("dim", 1 if layer.inputs[0].dims == (4,) else None)  # Softmax2d has no `dim`
    if isinstance(axis, int):
        level = torch.zeros_like(value.detach()[:1]).requires_grad_()
        best = float(_along(level, _run(stop, level), axis).max())
        return Flatness(relative=_along(value, output, axis) / best if best else None)
    slopes = _slopes(value, output)
    steepest = _steepest_if_flat_at_both_ends(stop, value)
    if steepest is not None:
        return Flatness(relative=slopes / steepest)
    return Flatness(dead=(output.detach() == 0) & (slopes == 0))


def _steepest_if_flat_at_both_ends(stop: Stop, like: Tensor) -> float | None:
    """The steepest slope of a function that is steep in the middle and flat at both ends; None for any other."""
    row = torch.linspace(-LIMIT, LIMIT, STEPS, dtype=like.dtype, device=like.device)
    entering = row.reshape(STEPS, *([1] * (like.dim() - 1))).requires_grad_()
    slopes = _slopes(entering, _run(stop, entering)).flatten()
    steepest, ends = float(slopes.max()), max(float(slopes[0]), float(slopes[-1]))
    is_squashing = float(slopes[STEPS // 2]) >= steepest / 2 > 0 and ends < FLAT_END * steepest
    return steepest if is_squashing else None


def _run(stop: Stop, entering: Tensor) -> Tensor:
    with random_state_kept(), torch.enable_grad():
        outputs: Sequence[Tensor | None] = stop.apply(stop.module, entering)
    (output,) = (output for output in outputs if output is not None)
    return output


def _slopes(entering: Tensor, output: Tensor) -> Tensor:
    """The slope at every value: of a function of each alone, the gradient of the sum."""
    return torch.autograd.grad(output, entering, torch.ones_like(output), retain_graph=True)[0].abs()


def _along(entering: Tensor, output: Tensor, axis: int) -> Tensor:
    """The largest ∂yᵢ/∂xᵢ of each row along an axis, at the places of its largest results."""
    found = []
    places = output.detach().topk(min(LARGEST, output.shape[axis]), dim=axis).indices
    for place in places.split(1, dim=axis):
        chosen = torch.zeros_like(output).scatter(axis, place, 1.0)
        sent = torch.autograd.grad(output, entering, chosen, retain_graph=True)[0]
        found.append(sent.gather(axis, place).abs())
    return torch.cat(found, dim=axis).amax(dim=axis)
