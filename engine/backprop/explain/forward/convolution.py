"""Convolutions: the window of the input times the kernel; transposed, what all windows put on one place."""

from __future__ import annotations

import math

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.linear import with_bias
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.forward.windows import compact, moving, per_axis, seen, sent
from engine.backprop.explanation import Explanation, Note

AXES = "ijk"


def convolution(asked: Asked) -> Explanation | None:
    """The window of the channels of its group, times the filter. See torch.nn.Conv2d."""
    x, w = asked.given(), asked.weight("weight")
    if w is None:
        return None
    params, (sample, filter_, *at) = asked.params, asked.index
    kernel = w.shape[2:]
    count = len(kernel)
    strides, dilations = per_axis(params["stride"], count), per_axis(params["dilation"], count)
    paddings = _paddings(params["padding"], kernel, dilations)
    starts = [p * s - pad for p, s, pad in zip(at, strides, paddings, strict=True)]
    windows = [
        seen(start, size, dilation, length, params["padding_mode"])
        for start, size, dilation, length in zip(starts, kernel, dilations, x.shape[2:], strict=True)
    ]
    channels = range(w.shape[1])
    first = filter_ // (w.shape[0] // params["groups"]) * len(channels)
    adding = Adding(asked)
    adding.products(
        w.window(filter_, channels, *(compact(places) for places, _ in windows)),
        x.window(sample, range(first, first + len(channels)), *(compact(places) for _, places in windows)),
    )
    letters = AXES[:count]
    places = [moving(start, step, letter) for start, step, letter in zip(starts, dilations, letters, strict=True)]
    channel = moving(first, 1, "c")
    formula = (
        rf"{asked.y} = \sum_{{c,{','.join(letters)}}} {w.symbol((filter_, 'c', *letters))}\, "
        rf"{x.symbol((sample, channel, *places))}"
    )
    outside = math.prod(kernel) - math.prod(len(places) for places, _ in windows)
    notes = [Note("outside_window", {"count": outside, "total": math.prod(kernel)})] if outside else []
    return adding.explanation(with_bias(asked, adding, formula, filter_), *notes)


def _paddings(padding: object, kernel: tuple[int, ...], dilations: tuple[int, ...]) -> tuple[int, ...]:
    """How many places are added in front of each axis."""
    if padding == "same":
        return tuple(dilation * (size - 1) // 2 for size, dilation in zip(kernel, dilations, strict=True))
    return per_axis(0 if padding == "valid" else padding, len(kernel))


def transposed(asked: Asked) -> Explanation | None:
    """Every place of the input whose spread kernel covers this one. See torch.nn.ConvTranspose2d."""
    x, w = asked.given(), asked.weight("weight")
    if w is None:
        return None
    params, (sample, filter_, *at) = asked.params, asked.index
    kernel = w.shape[2:]
    count = len(kernel)
    sizes = (per_axis(params[name], count) for name in ("stride", "padding", "dilation"))
    windows = [
        sent(place, size, stride, padding, dilation, length)
        for place, size, stride, padding, dilation, length in zip(at, kernel, *sizes, x.shape[2:], strict=True)
    ]
    group, filter_in_group = divmod(filter_, w.shape[1])
    of_group = w.shape[0] // params["groups"]
    channels = range(group * of_group, (group + 1) * of_group)
    adding = Adding(asked)
    if all(places for places, _ in windows):
        adding.products(
            w.window(channels, filter_in_group, *(places for places, _ in windows)),
            x.window(sample, channels, *(places for _, places in windows)),
        )
    letters = AXES[:count]
    sources = [f"q({letter})" for letter in letters]
    formula = (
        rf"{asked.y} = \sum_{{c,{','.join(letters)}}} {w.symbol(('c', filter_in_group, *letters))}\, "
        rf"{x.symbol((sample, 'c', *sources))}"
    )
    formula = with_bias(asked, adding, formula, filter_)
    stride, padding, dilation = (per_axis(params[name], count)[0] for name in ("stride", "padding", "dilation"))
    if all(len(set(per_axis(params[name], count))) == 1 for name in ("stride", "padding", "dilation")):
        target = moving(-padding, dilation, letters[0])
        step = "" if stride == 1 else rf"{stride}\,"
        formula += rf",\quad {step}q({letters[0]}) + {target} = {at[0]}"
    return adding.explanation(formula)


RULES: dict[str, Rule] = {
    **{f"Conv{axes}d": convolution for axes in (1, 2, 3)},
    **{f"ConvTranspose{axes}d": transposed for axes in (1, 2, 3)},
}
