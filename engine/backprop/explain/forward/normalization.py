"""Normalizations: the distance from a mean, divided by a size, scaled and shifted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import Axis, Numbers, constant
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note

Axes = tuple[Axis, ...]


@dataclass(frozen=True)
class Statistics:
    """What a number is normalized by, and how it was found."""

    mean: float
    variance: float
    about: Note


def measured(x: Numbers, axes: Sequence[Axis], code: str) -> Statistics:
    """Mean and biased variance of a window of the input."""
    values = x.window(*axes).values
    return Statistics(float(np.mean(values)), float(np.var(values)), Note(code, {"count": int(values.size)}))


def normalized(asked: Asked, statistics: Statistics, eps: float, at: tuple[int, ...]) -> Explanation:
    """γ (x − μ) / √(σ² + ε) + β; `at` is the place of scale and shift. Two terms for x and its mean, and the shift."""
    x, w, b = asked.given(), asked.weight("weight", r"\gamma"), asked.weight("bias", r"\beta")
    size = constant(r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", 1 / math.sqrt(statistics.variance + eps))
    number = x.factor(asked.index)
    scale = (w.factor(at),) if w is not None else ()
    adding = Adding(asked)
    adding.term(*scale, number, size, always=True)
    adding.term(*scale, Factor(r"(-\mu)", -statistics.mean, "constant"), size, always=True)
    formula = rf"{asked.y} = \frac{{{number.symbol} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}"
    if w is not None:
        formula += rf" \cdot {w.symbol(at)}"
    if b is not None:
        adding.term(b.factor(at), always=True)
        formula += f" + {b.symbol(at)}"
    return adding.explanation(
        formula,
        statistics.about,
        told(r"\mu", statistics.mean),
        told(r"\sigma^2", statistics.variance),
        told(r"\epsilon", eps),
        told(rf"{number.symbol} - \mu", number.value - statistics.mean),
    )


def batch_norm(asked: Asked) -> Explanation:
    """While training by mean and variance of the channel in the batch, else by the running ones."""
    x, channel = asked.given(), asked.index[1]
    running = _running(asked, channel)
    if running is None:
        axes = [channel if axis == 1 else range(size) for axis, size in enumerate(x.shape)]
        running = measured(x, axes, "batch_statistics")
    return normalized(asked, running, asked.params["eps"], (channel,))


def instance_norm(asked: Asked) -> Explanation:
    """By mean and variance of one channel of one sample; in evaluation by the running ones where they are kept."""
    x, (sample, channel, *_) = asked.given(), asked.index
    running = _running(asked, channel)
    if running is None:
        running = measured(x, (sample, channel, *map(range, x.shape[2:])), "own_statistics")
    return normalized(asked, running, asked.params["eps"], (channel,))


def _running(asked: Asked, channel: int) -> Statistics | None:
    """The running mean and variance, where the layer uses them."""
    buffers = asked.buffers_before
    if asked.is_training or "running_mean" not in buffers:
        return None
    mean, variance = (float(buffers[name][channel]) for name in ("running_mean", "running_var"))
    return Statistics(mean, variance, Note("running_statistics"))


def layer_norm(asked: Asked) -> Explanation:
    """By mean and variance of the last axes of the sample."""
    x = asked.given()
    kept = len(x.shape) - len(_normalized_shape(asked))
    axes: Axes = (*asked.index[:kept], *map(range, x.shape[kept:]))
    return normalized(asked, measured(x, axes, "own_statistics"), asked.params["eps"], asked.index[kept:])


def group_norm(asked: Asked) -> Explanation:
    """By mean and variance of the sample's group of channels."""
    x, (sample, channel, *_) = asked.given(), asked.index
    size = x.shape[1] // asked.params["num_groups"]
    first = channel // size * size
    axes: Axes = (sample, range(first, first + size), *map(range, x.shape[2:]))
    return normalized(asked, measured(x, axes, "own_statistics"), asked.params["eps"], (channel,))


def rms_norm(asked: Asked) -> Explanation:
    """γ x / √(mean of x² + ε) over the last axes of the sample."""
    x, w = asked.given(), asked.weight("weight", r"\gamma")
    kept = len(x.shape) - len(_normalized_shape(asked))
    values = x.window(*asked.index[:kept], *map(range, x.shape[kept:])).values
    square = float(np.mean(values**2))
    given = asked.params["eps"]
    eps = torch.finfo(x.tensor.dtype).eps if given is None else given
    number = x.factor(asked.index)
    size = constant(r"\frac{1}{\sqrt{\overline{x^2} + \epsilon}}", 1 / math.sqrt(square + eps))
    adding = Adding(asked)
    scale = [w.factor(asked.index[kept:])] if w is not None else []
    adding.term(*scale, number, size)
    formula = rf"{asked.y} = \frac{{{number.symbol}}}{{\sqrt{{\overline{{x^2}} + \epsilon}}}}"
    if w is not None:
        formula += rf" \cdot {scale[0].symbol}"
    return adding.explanation(formula, told(r"\overline{x^2}", square), told(r"\epsilon", eps))


def _normalized_shape(asked: Asked) -> tuple[int, ...]:
    given = asked.params["normalized_shape"]
    if given is None:
        return asked.given().shape[-1:]
    return tuple(given) if isinstance(given, (tuple, list)) else (given,)


RULES: dict[str, Rule] = {
    "BatchNorm1d": batch_norm,
    "BatchNorm2d": batch_norm,
    "BatchNorm3d": batch_norm,
    "LayerNorm": layer_norm,
    "GroupNorm": group_norm,
    "InstanceNorm2d": instance_norm,
    "RMSNorm": rms_norm,
}
