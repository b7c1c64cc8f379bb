"""Pooling: the mean or the largest of a window."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import Axis, Column, Numbers, everywhere, one_over
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.forward.windows import compact, per_axis, seen
from engine.backprop.explanation import Explanation, Note


def mean_of(asked: Asked, x: Numbers, axes: Sequence[Axis], count: float, *notes: Note) -> Explanation:
    """The sum of a window of numbers, each divided by `count`."""
    adding = Adding(asked)
    adding.products(everywhere(one_over(count)), x.window(*axes))
    formula = rf"{asked.y} = \frac{{1}}{{{count:g}}} \sum_{{j}} {x.letter}_{{j}}"
    return adding.explanation(formula, *notes)


def largest_of(asked: Asked, x: Numbers, axes: Sequence[Axis]) -> Explanation:
    """The winner of a window, and who came next."""
    column = x.window(*axes)
    flat = np.nan_to_num(column.values.reshape(-1), nan=np.inf)
    winner = int(np.argmax(flat))
    adding = Adding(asked)
    adding.term(column.factor(_position(column, winner)))
    notes = [Note("only_one")]
    if len(flat) > 1:
        following = int(np.argmax(np.where(np.arange(len(flat)) == winner, -np.inf, flat)))
        factor = column.factor(_position(column, following))
        arguments = {"count": len(flat), "symbol": factor.symbol, "value": factor.value, "place": factor.place}
        notes = [Note("largest_of", arguments)]
    return adding.explanation(rf"{asked.y} = \max_{{j}} {x.letter}_{{j}}", *notes)


def _position(column: Column, number: int) -> tuple[int, ...]:
    return tuple(int(place) for place in np.unravel_index(number, column.values.shape))


def _starts(asked: Asked) -> tuple[tuple[int, ...], list[int]]:
    """The kernel of each axis, and where its window starts, padding counted before 0."""
    params, (_, _, *at) = asked.params, asked.index
    kernel = per_axis(params["kernel_size"], len(at))
    strides = per_axis(params["stride"], len(at)) if params["stride"] is not None else kernel
    paddings = per_axis(params["padding"], len(at))
    return kernel, [place * step - pad for place, step, pad in zip(at, strides, paddings, strict=True)]


def average(asked: Asked) -> Explanation:
    """The mean of a window; what it is divided by follows torch.nn.AvgPool2d."""
    x, params = asked.given(), asked.params
    sample, channel, *_ = asked.index
    kernel, starts = _starts(asked)
    paddings = per_axis(params["padding"], len(kernel))
    sizes = x.shape[2:]
    whole, inside = [], []
    for start, size, length, padding in zip(starts, kernel, sizes, paddings, strict=True):
        end = min(start + size, length + padding)
        whole.append(end - start)
        inside.append(range(max(start, 0), min(end, length)))
    filled = math.prod(len(places) for places in inside)
    count = params.get("divisor_override") or (math.prod(whole) if params["count_include_pad"] else filled)
    outside = math.prod(whole) - filled
    notes = [Note("outside_window", {"count": outside, "total": math.prod(whole)})] if outside else []
    return mean_of(asked, x, (sample, channel, *inside), count, *notes)


def maximum(asked: Asked) -> Explanation:
    """The largest number of a window. See torch.nn.MaxPool2d."""
    x = asked.given()
    sample, channel, *_ = asked.index
    kernel, starts = _starts(asked)
    dilations = per_axis(asked.params["dilation"], len(kernel))
    windows = [
        compact(seen(start, size, step, length)[1])
        for start, size, step, length in zip(starts, kernel, dilations, x.shape[2:], strict=True)
    ]
    return largest_of(asked, x, (sample, channel, *windows))


def _adaptive(asked: Asked) -> list[range]:
    """The window of each axis, as torch chooses it: from ⌊p·size/out⌋ to, and without, ⌈(p+1)·size/out⌉."""
    sizes, results = asked.given().shape[2:], asked.output.shape[2:]
    return [
        range(place * size // out, -(-(place + 1) * size // out))
        for place, size, out in zip(asked.index[2:], sizes, results, strict=True)
    ]


def adaptive_average(asked: Asked) -> Explanation:
    """The mean of a window that torch chose."""
    windows = _adaptive(asked)
    return mean_of(asked, asked.given(), (*asked.index[:2], *windows), math.prod(map(len, windows)))


def adaptive_maximum(asked: Asked) -> Explanation:
    """The largest number of a window that torch chose."""
    return largest_of(asked, asked.given(), (*asked.index[:2], *_adaptive(asked)))


def global_average(asked: Asked) -> Explanation:
    """The mean of a whole channel."""
    places = [range(size) for size in asked.given().shape[2:]]
    return mean_of(asked, asked.given(), (*asked.index, *places), math.prod(map(len, places)))


def global_maximum(asked: Asked) -> Explanation:
    """The largest number of a whole channel."""
    return largest_of(asked, asked.given(), (*asked.index, *(range(size) for size in asked.given().shape[2:])))


RULES: dict[str, Rule] = {
    "GlobalAvgPool": global_average,
    "GlobalMaxPool": global_maximum,
}
for _axes in (1, 2, 3):
    RULES[f"AvgPool{_axes}d"] = average
    RULES[f"MaxPool{_axes}d"] = maximum
    RULES[f"AdaptiveAvgPool{_axes}d"] = adaptive_average
    RULES[f"AdaptiveMaxPool{_axes}d"] = adaptive_maximum
