"""Pooling: the largest place of a window gets the gradient, or all places share it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, derivative
from engine.backprop.explain.backward.question import Question, joined
from engine.backprop.explain.backward.rules.common import moved
from engine.backprop.explain.backward.rules.shape import max_over, mean_over

Span = tuple[int, int, int]  # of one axis: which output, and from where up to, and without, where it looks


def global_average(question: Question) -> Answer | None:
    return mean_over(question, tuple(range(2, question.input().ndim)))


def global_max(question: Question) -> Answer | None:
    return max_over(question, tuple(range(2, question.input().ndim)))


def maximum(question: Question) -> Answer | None:
    """The windows in which the number is the largest."""
    module = question.module
    assert module is not None
    values: dict[str, Any] = dict(question.values)
    sample, channel, *_ = question.index
    alone = question.input()[sample : sample + 1, channel : channel + 1]
    count = alone.ndim - 2
    if question.kind.startswith("Adaptive"):
        pool: Any = getattr(torch.nn.functional, f"adaptive_max_pool{count}d")
        _, winners = pool(alone, module.output_size, return_indices=True)
    else:
        pool = getattr(torch.nn.functional, f"max_pool{count}d")
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
        given = {name: getattr(module, name) for name in names if name in values}
        _, winners = pool(alone, **given, return_indices=True)
    own = joined(question.index[2:], alone.shape[2:])
    at = question.places()[sample, channel].reshape(-1)[(winners.reshape(-1) == own).cpu()]
    local = rf"[{question.asked} = \max]"
    return moved(question, at, [derivative(torch.ones(len(at)), local)], local)


def average(question: Question) -> Answer | None:
    """Each window that holds the number gives it one part in as many as the window counts."""
    module, values = question.module, question.values
    assert module is not None
    sizes, results = question.input().shape[2:], question.output().shape[2:]
    count = len(sizes)
    kernel, padding = (_each(getattr(module, name), count) for name in ("kernel_size", "padding"))
    stride = _each(module.stride, count)
    rows, shares = [], []
    axes = []
    for size, result, k, step, pad, own in zip(
        sizes, results, kernel, stride, padding, question.index[2:], strict=True
    ):
        axes.append(list(_windows(size, result, k, step, pad, own)))
    for window in itertools.product(*axes):
        rows.append(tuple(output for output, _, _ in window))
        # torch counts a window up to the padded border, and the padding only if it is to be included
        padded = [min(to, size + pad) - start for (_, start, to), size, pad in zip(window, sizes, padding, strict=True)]
        inside = [min(to, size) - max(start, 0) for (_, start, to), size in zip(window, sizes, strict=True)]
        divisor = values.get("divisor_override") or math.prod(padded if values["count_include_pad"] else inside)
        shares.append(1 / float(divisor))
    return _shared(question, rows, shares)


def adaptive_average(question: Question) -> Answer | None:
    """Windows from ⌊o · in / out⌋ up to ⌈(o + 1) · in / out⌉, as torch cuts them."""
    sizes, results = question.input().shape[2:], question.output().shape[2:]
    axes = []
    for size, result, own in zip(sizes, results, question.index[2:], strict=True):
        spans = [(o, o * size // result, -(-(o + 1) * size // result)) for o in range(result)]
        axes.append([span for span in spans if span[1] <= own < span[2]])
    windows = list(itertools.product(*axes))
    rows = [tuple(output for output, _, _ in window) for window in windows]
    return _shared(question, rows, [1 / math.prod([to - start for _, start, to in window]) for window in windows])


def _shared(question: Question, rows: list[tuple[int, ...]], shares: list[float]) -> Answer:
    places = question.places()[question.index[:2]]
    at = torch.tensor([int(places[row]) for row in rows], dtype=torch.long)
    counts = [round(1 / share) for share in shares]
    local = rf"\frac{{1}}{{{counts[0]}}}" if len(set(counts)) == 1 else r"\frac{1}{m_i}"
    values: Tensor = torch.tensor(shares, dtype=torch.float64)
    return moved(question, at, [derivative(values, lambda row: rf"\frac{{1}}{{{counts[row]}}}")], local)


def _windows(size: int, result: int, kernel: int, stride: int, padding: int, own: int) -> Iterator[Span]:
    """The windows along one axis that hold a place."""
    for output in range(result):
        start = output * stride - padding
        if start <= own < start + kernel:
            yield output, start, start + kernel


def _each(value: Any, count: int) -> tuple[int, ...]:
    """One number for each axis."""
    return tuple(value) if isinstance(value, (tuple, list)) and len(value) == count else (
        (value[0],) * count if isinstance(value, (tuple, list)) else (value,) * count
    )  # fmt: skip
