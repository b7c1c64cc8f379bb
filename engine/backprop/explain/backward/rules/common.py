"""What rules have in common: values moved as they are, broadcast values, functions of each number alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, derivative
from engine.backprop.explain.backward.question import Question, apart, exact, numbered
from engine.backprop.explain.latex import number
from engine.backprop.explain.symbols import LOSS, indexed, partial
from engine.backprop.explanation import Note

LETTERS = ("n", "m", "l", "s", "r")  # of the axes in front of those that a formula is about
_WRITTEN_OUT = 3  # summands that a formula names; more are a sum with a running index


def row_of(number: int) -> Tensor:
    """A single place."""
    return torch.tensor([number])


def moved(question: Question, at: Tensor, factors: Sequence[Factors] = (), local: str = "") -> Answer:
    """The answer of a value that stands at some places of the one output, perhaps scaled."""
    shape = question.output().shape
    names = [question.arriving(*apart(number, shape)) for number in at[:_WRITTEN_OUT].tolist()]
    if len(at) > _WRITTEN_OUT:
        right = rf"\sum_{{i}} {question.arriving('i')}" if len(shape) == 1 else rf"\sum_{{i}} {running(question)}"
    elif len(at) > 1 and local:
        right = rf"\left({' + '.join(names)}\right)"
    else:
        right = " + ".join(names) or "0"
    if local and len(at):
        right += rf" \cdot {local}"
    return Answer(question.formula(right), (Way("output", at, tuple(factors)),))


def running(question: Question, letter: str = "i", port: str = "output") -> str:
    """The gradient that arrives at any of the outputs, with one letter for all axes."""
    return partial(LOSS, indexed(question.letter("output", port), (letter,)))


def places_in(question: Question, name: str, at: Tensor) -> Tensor:
    """The places of an input that were broadcast to some places of the output."""
    entered, shape = question.input(name), question.output().shape
    return at if entered.shape == shape else numbered(entered).broadcast_to(shape).reshape(-1)[at]


def reached(question: Question, name: str) -> Tensor:
    """The places of the output to which the asked number was broadcast."""
    entered, shape = question.input(name), question.output().shape
    if entered.shape == shape:
        return row_of(question.at)
    return (numbered(entered).broadcast_to(shape).reshape(-1) == question.at).nonzero().reshape(-1)


@dataclass(frozen=True)
class Curve:
    """A function of each number alone: its name in LaTeX, its slope by x, and the slope's formula in x."""

    name: str
    slope: Callable[[Tensor, Mapping[str, Any]], Tensor]
    formula: str


def curve_rule(curve: Curve) -> Callable[[Question], Answer | None]:
    """The rule of a kind that applies one function to each number."""

    def rule(question: Question) -> Answer | None:
        if not question.of_input or question.name != "input":
            return None
        x = exact(question.input().reshape(-1)[question.at].reshape(1))
        slope = curve.slope(x, question.values)
        shown = rf"{curve.name}'({number(float(x))})"
        local = rf"{curve.name}'({question.asked})"
        right = rf"{question.arriving(*question.index)} \cdot {local}"
        note = Note("slope", {"formula": rf"{curve.name}'(x) = {filled(curve.formula, question.values)}"})
        way = Way("output", row_of(question.at), (derivative(slope, shown),))
        return Answer(question.formula(right), (way,), (note,))

    return rule


def filled(formula: str, values: Mapping[str, Any]) -> str:
    """A formula with the layer's own parameters, which stand in it as `<alpha>`."""
    for name, value in values.items():
        if isinstance(value, (int, float)):
            formula = formula.replace(f"<{name}>", number(float(value)))
    return formula


def cases(*pairs: tuple[str, str]) -> str:
    """A formula by cases: what it is, and when."""
    return r"\begin{cases} " + r" \\ ".join(f"{value} & {when}" for value, when in pairs) + r" \end{cases}"


def axes_of(dims: int | Sequence[int] | None, count: int) -> tuple[int, ...]:
    """Axes counted from 0; all where none are named."""
    if dims is None:
        return tuple(range(count))
    return tuple(dim % count for dim in ((dims,) if isinstance(dims, int) else dims))
