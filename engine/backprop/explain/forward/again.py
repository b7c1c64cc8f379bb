"""A node run once more from what it began with: what tells of any kind, also of one that has no rule.

The copy that runs has the weights and running means of before the step; the network and the random state stay.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import Array, Column, Numbers, Position, constant, doubles
from engine.backprop.explain.symbols import upright
from engine.backprop.explanation import Explanation, Factor, Note
from engine.compiler.random_state import random_state_kept
from engine.layers.tensor_type import BatchDim, TensorType

STEP = 1e-3  # how far the inputs are moved to see whether the slopes stay
SAME_SLOPE = 1e-5  # relative; float32 slopes of an affine function differ by rounding alone
SAME_VALUE = 1e-5  # by which the sample alone gives what it gave among the others
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
class Cut:
    """What the node is run on: for each edge a tensor, and where it begins in the recorded one.

    `index` is where the number that is asked about then stands.
    """

    given: tuple[Tensor, ...]
    starts: tuple[Position, ...]
    index: Position


def everything(asked: Asked) -> Cut:
    """All that came in."""
    given = tuple(edge.tensor for edge in asked.edges)
    return Cut(given, tuple((0,) * tensor.dim() for tensor in given), asked.index)


def one_sample(asked: Asked) -> Cut | None:
    """The sample alone to which the number belongs; None where samples are not told apart by an axis, or draw."""
    step = asked.stop.leaf.step
    axis, multiple = _batch(step.outputs.get(asked.port))
    if axis is None or (asked.layer.draws_random and asked.is_training and _chance(asked)):
        return None
    sample, left = divmod(asked.index[axis], multiple)
    given, starts = [], []
    for edge, read in zip(asked.edges, asked.stop.reads, strict=True):
        own, size = _batch(step.received[read.port][read.index])
        tensor, start = edge.tensor, [0] * edge.tensor.dim()
        if own is not None:
            start[own] = sample * size
            tensor = tensor.narrow(own, sample * size, size)
        given.append(tensor)
        starts.append(tuple(start))
    index = tuple(left if at == axis else place for at, place in enumerate(asked.index))
    return Cut(tuple(given), tuple(starts), index)


def _chance(asked: Asked) -> float:
    """The probability of dropout; 1 for what is drawn otherwise."""
    return float(asked.params.get("dropout", asked.params.get("p", 1.0)))


def _batch(type_: TensorType | None) -> tuple[int | None, int]:
    """The axis that follows the batch, and how many places of it belong to each sample."""
    dims = type_.shape if type_ is not None else ()
    return next(((axis, dim.multiple) for axis, dim in enumerate(dims) if isinstance(dim, BatchDim)), (None, 1))


@dataclass(frozen=True)
class Slope:
    """Part of the Jacobian's row for the number that is asked about: by one edge, beginning at `start`."""

    edge: Numbers
    row: Array
    start: Position

    def index(self, position: Position) -> Position:
        """Where in the edge's tensor a position of the row is."""
        return tuple(place + first for place, first in zip(position, self.start, strict=True))

    def of(self, asked: Asked) -> Column:
        """The slopes as one factor of products with the numbers of the edge."""

        def factor(position: Position) -> Factor:
            symbol = rf"\frac{{\partial {asked.y}}}{{\partial {self.edge.symbol(self.index(position))}}}"
            return Factor(symbol, float(self.row[position]), "derivative")

        return Column(self.row, factor)

    def numbers(self) -> Column:
        """The numbers of the edge that they belong to."""
        ends = zip(self.start, self.row.shape, strict=True)
        return self.edge.window(*(range(start, start + size) for start, size in ends))


def slopes_of(asked: Asked, cut: Cut, moved: float = 0.0) -> tuple[list[Slope], float]:
    """One row of the Jacobian, at the recorded inputs or a little beside them; and the number found there."""
    given = []
    for tensor, read in zip(cut.given, asked.stop.reads, strict=True):
        value = tensor.clone()
        if value.is_floating_point():
            if moved:
                value += moved * _waves(value) * (1 + value.abs())
            value.requires_grad_(asked.stop.has_derivative(read))
        given.append(value)
    output = run_again(asked, given, module_as_it_was(asked))[asked.stop.ports.index(asked.port)]
    assert output is not None  # it was there the first time
    movable = [number for number, value in enumerate(given) if value.requires_grad]
    if not output.requires_grad or not movable:
        return [], float(output[cut.index])
    found = torch.autograd.grad(output[cut.index], [given[number] for number in movable], allow_unused=True)
    slopes = [
        Slope(asked.edges[number], doubles(gradient), cut.starts[number])
        for number, gradient in zip(movable, found, strict=True)
        if gradient is not None
    ]
    return slopes, float(output[cut.index].detach())


def explain_again(asked: Asked) -> Explanation:
    """The inputs times their slopes where the node is affine around them; else the number with what moves it most."""
    cut, slopes = _found_by(asked)
    if math.isfinite(asked.value) and slopes and _is_affine(asked, cut, slopes):
        return _affine(asked, slopes)
    return whole(asked, slopes)


def _found_by(asked: Asked) -> tuple[Cut, list[Slope]]:
    """The slopes from the sample alone, where it gives the same number without the others; else from all of them."""
    cut = one_sample(asked)
    if cut is not None:
        try:
            slopes, value = slopes_of(asked, cut)
        except Exception:  # whatever a layer raises that wants more than one sample, as BatchNorm1d does
            value = math.nan
        if math.isclose(value, asked.value, rel_tol=SAME_VALUE, abs_tol=SAME_VALUE):
            return cut, slopes
    return everything(asked), slopes_of(asked, everything(asked))[0]


def whole(asked: Asked, slopes: Sequence[Slope]) -> Explanation:
    """One term, the number itself, and notes of the inputs that it depends on most."""
    adding = Adding(asked)
    letters = ", ".join(edge.letter for edge in asked.edges)
    symbol = f"{upright(asked.layer.kind())}({letters})"
    adding.term(Factor(symbol, asked.value, "value"))
    notes = _most_moving(asked, slopes)
    return adding.explanation(f"{asked.y} = {symbol}", Note("not_taken_apart"), *notes)


def _affine(asked: Asked, slopes: Sequence[Slope]) -> Explanation:
    adding = Adding(asked)
    parts, total, size = [], 0.0, abs(asked.value)
    for slope in slopes:
        numbers = slope.numbers()
        adding.products(slope.of(asked), numbers)
        letter = slope.edge.letter
        parts.append(rf"\sum_{{j}} \frac{{\partial {asked.y}}}{{\partial {letter}_{{j}}}}\, {letter}_{{j}}")
        products = slope.row * numbers.values
        total += float(np.sum(products))
        size = max(size, float(np.sum(np.abs(products))))
    if abs(asked.value - total) > ROUNDING * size:
        adding.term(constant("c", asked.value - total), always=True)
        parts.append("c")
    return adding.explanation(f"{asked.y} = {' + '.join(parts)}", Note("affine_here"), derived="autograd")


def _most_moving(asked: Asked, slopes: Sequence[Slope]) -> list[Note]:
    """Notes of the inputs with the steepest slopes."""
    found = []
    for slope in slopes:
        flat = np.abs(slope.row).reshape(-1)
        for number in np.argsort(-flat, kind="stable")[: asked.most]:
            if flat[number] > 0:
                position = tuple(int(place) for place in np.unravel_index(number, slope.row.shape))
                found.append((float(slope.row[position]), slope.edge, slope.index(position)))
    found.sort(key=lambda one: -abs(one[0]))
    return [
        Note(
            "depends_on",
            {"symbol": edge.symbol(index), "value": edge.at(index), "slope": slope, "place": edge.place(index)},
        )
        for slope, edge, index in found[: asked.most]
    ]


def _is_affine(asked: Asked, cut: Cut, slopes: Sequence[Slope]) -> bool:
    """Whether the slopes are the same a little beside the inputs, and all are numbers that can be added."""
    if not all(np.isfinite(slope.row * slope.numbers().values).all() for slope in slopes):
        return False
    try:
        beside, _ = slopes_of(asked, cut, STEP)
    except Exception:  # the layer refuses numbers there, as BCELoss does beyond 0 and 1
        return False
    if len(slopes) != len(beside):
        return False
    return all(
        bool(np.all(np.abs(one.row - other.row) <= SAME_SLOPE * float(np.max(np.abs(one.row), initial=0.0))))
        for one, other in zip(slopes, beside, strict=True)
    )


def _waves(like: Tensor) -> Tensor:
    """Numbers between -1 and 1 without a pattern that a layer could share, and without drawing any."""
    count = torch.arange(like.numel(), device=like.device, dtype=torch.float32)
    return torch.cos(count * 12.9898 + 0.7).reshape(like.shape).to(like.dtype)
