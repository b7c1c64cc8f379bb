"""Dropout: what was switched off gets nothing back; the draw is repeated, so the derivatives are autograd's."""

from __future__ import annotations

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question
from engine.backprop.explain.latex import number
from engine.backprop.explanation import Note


def dropout(question: Question) -> Answer | None:
    """m / (1 − p), with m 1 where the value stayed and 0 where it was switched off."""
    p = float(question.values["p"])
    local = rf"\frac{{m}}{{1 - {number(p)}}}"
    return by_autograd(question, rf"{question.arriving(*question.index)} \cdot {local}", (Note("mask", {"p": p}),))


def one_by_one(question: Question) -> Answer | None:
    """A function of each number alone that drew by chance, as AlphaDropout and RReLU."""
    local = rf"\frac{{\partial {question.y(*question.index)}}}{{\partial {question.asked}}}"
    return by_autograd(question, rf"{question.arriving(*question.index)} \cdot {local}")
