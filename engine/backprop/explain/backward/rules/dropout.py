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


def scaled(question: Question) -> Answer | None:
    """AlphaDropout also scales and shifts, so that mean and variance stay."""
    local = rf"\frac{{\partial {question.y(*question.index)}}}{{\partial {question.asked}}}"
    note = Note("mask", {"p": float(question.values["p"])})
    return by_autograd(question, rf"{question.arriving(*question.index)} \cdot {local}", (note,))
