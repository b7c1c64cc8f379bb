"""Functions of one value, and values that are learned as they are."""

from __future__ import annotations

import torch

from engine.backprop.explain.backward.answer import Answer, Factors, Way, constant, derivative
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explain.latex import number


def _one(question: Question, local: str, *factors: Factors) -> Answer:
    """The answer of a function of each number alone."""
    right = question.arriving(*question.index) + (rf" \cdot {local}" if local else "")
    return Answer(question.formula(right), (Way("output", row_of(question.at), factors),))


def _x(question: Question) -> torch.Tensor:
    return exact(question.input().reshape(-1)[question.at].reshape(1))


def exp(question: Question) -> Answer | None:
    """Its slope is its value."""
    return _one(question, question.y(*question.index), question.factors("output", "output", row_of(question.at)))


def log(question: Question) -> Answer | None:
    symbol = rf"\frac{{1}}{{{question.asked}}}"
    return _one(question, symbol, derivative(1 / _x(question), symbol))


def sqrt(question: Question) -> Answer | None:
    y = exact(question.output().reshape(-1)[question.at].reshape(1))
    symbol = rf"\frac{{1}}{{2 {question.y(*question.index)}}}"
    return _one(question, symbol, derivative(1 / (2 * y), symbol))


def square(question: Question) -> Answer | None:
    entered = question.factors("input", "input", row_of(question.at))
    return _one(question, rf"2 \cdot {question.asked}", constant(2.0, "2", 1), entered)


def power(question: Question) -> Answer | None:
    exponent = float(question.values["exponent"])
    lower = number(exponent - 1)
    raised = question.asked if exponent == 2 else rf"{{{question.asked}}}^{{{lower}}}"
    slope = derivative(_x(question) ** (exponent - 1), raised)
    if exponent == 2:
        slope = question.factors("input", "input", row_of(question.at))
    factor = constant(exponent, number(exponent), 1)
    return _one(question, rf"{number(exponent)} \cdot {raised}", factor, slope)


def negate(question: Question) -> Answer | None:
    return _one(question, r"\left(-1\right)", constant(-1.0, "-1", 1))


def same(question: Question) -> Answer | None:
    """What goes in comes out at the same place: a cast, a learned value."""
    return _one(question, "")
