"""Layers that move numbers, cut, widen or sum them up along their axes."""

from __future__ import annotations

import numpy as np
import torch

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import (
    Axis,
    Column,
    Numbers,
    Position,
    constant,
    doubles,
    everywhere,
    one_over,
    short,
)
from engine.backprop.explain.forward.pooling import largest_of
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.forward.windows import padded_place
from engine.backprop.explanation import Explanation, Factor, Note


def copied(asked: Asked) -> Explanation | None:
    """One number of one input, moved: torch itself says which, by moving the numbers of the places.

    See torch.reshape, torch.permute, torch.cat and their like.
    """
    edges, places, passed = asked.edges, [], 0
    for edge in edges:
        count = edge.tensor.numel()
        places.append(torch.arange(passed, passed + count).reshape(edge.shape))
        passed += count
    (moved,) = asked.stop.apply(asked.stop.module, *places)
    number = int(moved[asked.index])
    for edge in edges:
        if number < edge.tensor.numel():
            break
        number -= edge.tensor.numel()
    index = tuple(int(place) for place in np.unravel_index(number, edge.shape)) if edge.shape else ()
    adding = Adding(asked)
    adding.term(edge.factor(index))
    return adding.explanation(f"{asked.y} = {edge.symbol(index)}")


def _reduced(asked: Asked, x: Numbers) -> list[Axis]:
    """The window that becomes one number: the whole of each axis in `dim`."""
    dims, count = asked.params["dim"], len(x.shape)
    if dims is None:
        return [range(size) for size in x.shape]
    reduced = {dim % count for dim in (dims if isinstance(dims, (tuple, list)) else (dims,))} if count else set()
    kept = iter(asked.index)
    axes: list[Axis] = []
    for axis, size in enumerate(x.shape):
        if axis not in reduced:
            axes.append(next(kept))
            continue
        axes.append(range(size))
        if asked.params["keepdim"]:
            next(kept)
    return axes


def total(asked: Asked) -> Explanation:
    """The sum of a window."""
    x = asked.given()
    adding = Adding(asked)
    adding.products(x.window(*_reduced(asked, x)))
    return adding.explanation(rf"{asked.y} = \sum_j {x.letter}_j")


def mean(asked: Asked) -> Explanation:
    """The sum of a window, each number divided by how many there are."""
    x = asked.given()
    column = x.window(*_reduced(asked, x))
    count = column.values.size
    adding = Adding(asked)
    adding.products(everywhere(one_over(count)), column)
    return adding.explanation(rf"{asked.y} = \frac{{1}}{{{count}}} \sum_j {x.letter}_j")


def maximum(asked: Asked) -> Explanation:
    """The winner of a window."""
    x = asked.given()
    return largest_of(asked, x, _reduced(asked, x))


def pad(asked: Asked) -> Explanation:
    """The number that the place shows, or what the border holds. See torch.nn.functional.pad."""
    x, params = asked.given(), asked.params
    mode = params["mode"]
    index: list[int | None] = list(asked.index)
    for pair in range(len(params["pad"]) // 2):
        axis = len(index) - 1 - pair
        index[axis] = padded_place(asked.index[axis] - params["pad"][2 * pair], x.shape[axis], mode)
    adding = Adding(asked)
    if None in index:
        value = params["value"] or 0.0
        adding.term(constant(short(value), value))
        return adding.explanation(f"{asked.y} = {short(value)}", Note("border"))
    source = tuple(place for place in index if place is not None)
    adding.term(x.factor(source))
    return adding.explanation(f"{asked.y} = {x.symbol(source)}")


def upsample(asked: Asked) -> Explanation | None:
    """A mean of neighbours, by the weights that autograd finds in the one plane that matters."""
    x, (sample, channel, *at) = asked.given(), asked.index
    plane = x.tensor[sample : sample + 1, channel : channel + 1].clone().requires_grad_()
    with torch.enable_grad():
        (output,) = asked.stop.apply(asked.stop.module, plane)
        (slopes,) = torch.autograd.grad(output[(0, 0, *at)], plane)
    row = doubles(slopes[0, 0])
    axes = [range(int(places.min()), int(places.max()) + 1) for places in np.nonzero(row)]
    weights = row[tuple(slice(places.start, places.stop) for places in axes)]

    def weight(position: Position) -> Factor:
        index = (sample, channel, *(places[n] for places, n in zip(axes, position, strict=True)))
        return Factor(x.called("u").symbol(index), float(weights[position]), "derivative")

    adding = Adding(asked)
    adding.products(Column(weights, weight), x.window(sample, channel, *axes))
    return adding.explanation(rf"{asked.y} = \sum_j u_j\, {x.letter}_j", derived="autograd")


RULES: dict[str, Rule] = {
    **dict.fromkeys(("Flatten", "Reshape", "Permute", "Transpose", "Squeeze", "Unsqueeze", "Select", "Slice"), copied),
    "Mean": mean,
    "Sum": total,
    "Max": maximum,
    "Upsample": upsample,
    "Pad": pad,
    "PixelShuffle": copied,
}
