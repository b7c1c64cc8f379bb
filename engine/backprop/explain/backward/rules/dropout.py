"""Dropout, and other layers that draw at random: the draw is repeated."""

from __future__ import annotations

import torch

from engine.backprop.explain.backward.answer import Answer, Way, derivative
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explain.latex import number
from engine.backprop.explanation import Note
from engine.compiler.random_state import random_state_kept


def dropout(question: Question) -> Answer | None:
    """m / (1 − p), with m 1 where the value stayed and 0 where it was switched off."""
    p = float(question.values["p"])
    with random_state_kept(), torch.no_grad():
        question.one.random_state.restore()
        (mask,) = question.one.stop.apply(question.module, torch.ones_like(question.input()))
    slope = exact(mask.reshape(-1)[question.at].reshape(1))
    local = rf"\frac{{{int(float(slope) != 0)}}}{{1 - {number(p)}}}"
    right = rf"{question.arriving(*question.index)} \cdot \frac{{m}}{{1 - {number(p)}}}"
    note = Note("mask", {"p": p, "kept": float(slope) != 0})
    return Answer(question.formula(right), (Way("output", row_of(question.at), (derivative(slope, local),)),), (note,))


def one_by_one(question: Question) -> Answer | None:
    """A function of each number alone that drew by chance, as AlphaDropout and RReLU."""
    local = rf"\frac{{\partial {question.y(*question.index)}}}{{\partial {question.asked}}}"
    return by_autograd(question, rf"{question.arriving(*question.index)} \cdot {local}")
