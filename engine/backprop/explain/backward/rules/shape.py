"""Layers that move values as they are, and layers that sum up along axes."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, constant, derivative
from engine.backprop.explain.backward.question import Question, apart, exact, numbered
from engine.backprop.explain.backward.rules.common import axes_of, moved

_BEYOND = 2.0**40  # no border that someone fills in has such numbers; still exact in double precision


def moves(question: Question) -> Answer | None:
    """Where a number went: the layer is applied to the numbers of the places themselves."""
    given = [
        numbered(tensor).double() + _BEYOND if name == question.name else torch.zeros(tensor.shape).double()
        for name, tensor in question.inputs.items()
    ]
    went = question.one.stop.apply(question.module, *given)[0]
    return moved(question, (went.reshape(-1) == question.at + _BEYOND).nonzero().reshape(-1))


def upsample(question: Question) -> Answer | None:
    """Nearest repeats; the others interpolate."""
    return moves(question) if str(question.values["mode"]).startswith("nearest") else None


def kept_shape(question: Question, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the input with size 1 at some axes."""
    return tuple(1 if axis in axes else size for axis, size in enumerate(question.input().shape))


def reduced(question: Question, axes: tuple[int, ...]) -> Tensor:
    """The place of the output into which the asked number was taken."""
    places = question.places().reshape(kept_shape(question, axes)).broadcast_to(question.input().shape)
    return places.reshape(-1)[question.at].reshape(1)


def _axes(question: Question) -> tuple[int, ...]:
    dims: Any = question.values["dim"]
    return axes_of(dims, question.input().ndim)


def sum_(question: Question) -> Answer | None:
    return moved(question, reduced(question, _axes(question)))


def mean_over(question: Question, axes: tuple[int, ...]) -> Answer:
    """Each number counts one part in as many as there are."""
    count = math.prod([question.input().shape[axis] for axis in axes])
    symbol = rf"\frac{{1}}{{{count}}}"
    return moved(question, reduced(question, axes), [constant(1 / count, symbol, 1)], symbol)


def max_over(question: Question, axes: tuple[int, ...]) -> Answer:
    """The largest gets the gradient; equal ones share it."""
    entered = exact(question.input())
    largest = entered.amax(dim=axes, keepdim=True) if axes else entered
    ties = (entered == largest).sum(dim=axes, keepdim=True) if axes else torch.ones_like(entered)
    is_largest = (entered == largest).reshape(-1)[question.at]
    shares = 1 / ties.broadcast_to(entered.shape).reshape(-1)[question.at].double() * is_largest
    output = question.y(*_index_of(question, reduced(question, axes)))
    return moved(question, reduced(question, axes), [derivative(shares.reshape(1), rf"[{question.asked} = {output}]")],
                 rf"[{question.asked} = {output}]")  # fmt: skip


def _index_of(question: Question, at: Tensor) -> tuple[int, ...]:
    return apart(int(at), question.output().shape)


def mean(question: Question) -> Answer | None:
    return mean_over(question, _axes(question))


def max_(question: Question) -> Answer | None:
    return max_over(question, _axes(question))
