"""A node run once more from what it began with: what tells of any kind, also of one that has no rule.

The copy that runs has the weights and running means of before the step; the network and the random state stay.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import (
    Array,
    Column,
    Numbers,
    Position,
    constant,
    doubles,
    upright,
)
from engine.backprop.explanation import Explanation, Factor, Note
from engine.compiler.random_state import random_state_kept

STEP = 1e-3  # how far the inputs are moved to see whether the slopes stay
SAME_SLOPE = 1e-5  # relative; float32 slopes of an affine function differ by rounding alone
ROUNDING = 1e-6  # relative; an offset below it is what float32 left over


def module_as_it_was(asked: Asked) -> nn.Module | None:
    """A copy of the node's module, with weights and buffers as they were before the step."""
    module = copy.deepcopy(asked.stop.module)
    if module is not None:
        before = asked.weights_before | asked.buffers_before
        with torch.no_grad():
            for name, tensor in (*module.named_parameters(), *module.named_buffers()):
                tensor.copy_(before[name])
    return module


def run_again(asked: Asked, given: Sequence[Tensor], module: nn.Module | None) -> tuple[Tensor | None, ...]:
    """What the node gives for these values, drawing what it drew."""
    with random_state_kept(), torch.enable_grad():
        asked.one.random_state.restore()
        outputs = asked.stop.apply(module, *given)
    found: tuple[Tensor | None, ...] = outputs
    return found


@dataclass(frozen=True)
class Slopes:
    """The row of the Jacobian for the number that is asked about: one array for each edge that has a derivative."""

    edges: Sequence[Numbers]
    rows: Sequence[Array]


def slopes_of(asked: Asked, moved: float = 0.0) -> Slopes:
    """One row of the Jacobian at the recorded inputs, or at inputs a little beside them."""
    given = []
    for edge, read in zip(asked.edges, asked.stop.reads, strict=True):
        value = edge.tensor.clone()
        if value.is_floating_point():
            if moved:
                value += moved * _waves(value) * (1 + value.abs())
            value.requires_grad_(asked.stop.has_derivative(read))
        given.append(value)
    outputs = run_again(asked, given, module_as_it_was(asked))
    output = outputs[asked.stop.ports.index(asked.port)]
    movable = [(edge, value) for edge, value in zip(asked.edges, given, strict=True) if value.requires_grad]
    if output is None or not output.requires_grad or not movable:
        return Slopes((), ())
    found = torch.autograd.grad(output[asked.index], [value for _, value in movable], allow_unused=True)
    told = [(edge, gradient) for (edge, _), gradient in zip(movable, found, strict=True) if gradient is not None]
    return Slopes([edge for edge, _ in told], [doubles(gradient) for _, gradient in told])


def explain_again(asked: Asked) -> Explanation:
    """The inputs times their slopes where the node is affine around them; else the number with what moves it most."""
    slopes = slopes_of(asked)
    if slopes.rows and _stay(slopes, slopes_of(asked, STEP)):
        return _affine(asked, slopes)
    return whole(asked, slopes)


def whole(asked: Asked, slopes: Slopes) -> Explanation:
    """One term, the number itself, and notes of the inputs that it depends on most."""
    adding = Adding(asked)
    letters = ", ".join(edge.letter for edge in asked.edges)
    symbol = f"{upright(asked.layer.kind())}({letters})"
    adding.term(Factor(symbol, asked.value, "value"))
    notes = _most_moving(asked, slopes)
    return adding.explanation(f"{asked.y} = {symbol}", Note("not_taken_apart"), *notes)


def _affine(asked: Asked, slopes: Slopes) -> Explanation:
    adding = Adding(asked)
    parts = []
    for edge, row in zip(slopes.edges, slopes.rows, strict=True):
        adding.products(slope_column(asked, edge, row), edge.whole())
        parts.append(rf"\sum_{{j}} \frac{{\partial {asked.y}}}{{\partial {edge.letter}_{{j}}}}\, {edge.letter}_{{j}}")
    products = [row * edge.whole().values for edge, row in zip(slopes.edges, slopes.rows, strict=True)]
    total = sum(float(np.sum(product)) for product in products)
    size = sum(float(np.sum(np.abs(product))) for product in products)
    offset = asked.value - total
    if abs(offset) > ROUNDING * max(size, abs(asked.value)):
        adding.term(constant("c", offset), always=True)
        parts.append("c")
    return adding.explanation(f"{asked.y} = {' + '.join(parts)}", Note("affine_here"), derived="autograd")


def slope_column(asked: Asked, edge: Numbers, row: Array) -> Column:
    """The slopes as one factor of products with the numbers of the edge."""

    def factor(position: Position) -> Factor:
        symbol = rf"\frac{{\partial {asked.y}}}{{\partial {edge.symbol(position)}}}"
        return Factor(symbol, float(row[position]), "derivative")

    return Column(row, factor)


def _most_moving(asked: Asked, slopes: Slopes) -> list[Note]:
    """Notes of the inputs with the steepest slopes."""
    found = []
    for edge, row in zip(slopes.edges, slopes.rows, strict=True):
        flat = np.abs(row).reshape(-1)
        for number in np.argsort(-flat, kind="stable")[: asked.most]:
            if flat[number] > 0:
                index = tuple(int(place) for place in np.unravel_index(number, row.shape))
                found.append((float(flat[number]), edge, index, float(row[index])))
    found.sort(key=lambda one: -one[0])
    return [
        Note(
            "depends_on",
            {"symbol": edge.symbol(index), "value": edge.at(index), "slope": slope, "place": edge.place(index)},
        )
        for _, edge, index, slope in found[: asked.most]
    ]


def _stay(one: Slopes, other: Slopes) -> bool:
    """Whether the slopes are the same beside the inputs: the mark of an affine function."""
    if len(one.rows) != len(other.rows):
        return False
    return all(
        bool(np.all(np.abs(row - beside) <= SAME_SLOPE * max(float(np.max(np.abs(row), initial=0.0)), 1e-30)))
        for row, beside in zip(one.rows, other.rows, strict=True)
    )


def _waves(like: Tensor) -> Tensor:
    """Numbers between -1 and 1 without a pattern that a layer could share, and without drawing any."""
    count = torch.arange(like.numel(), device=like.device, dtype=torch.float32)
    return torch.cos(count * 12.9898 + 0.7).reshape(like.shape).to(like.dtype)
