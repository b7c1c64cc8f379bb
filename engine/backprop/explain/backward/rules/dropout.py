"""Dropout, and other layers that draw at random: the draw is repeated."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Way, derivative
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.rules.common import cases, row_of
from engine.backprop.explain.forward.dropout import alpha_scale
from engine.backprop.explain.latex import number
from engine.backprop.explanation import Note
from engine.compiler.random_state import random_state_kept


def dropout(question: Question) -> Answer | None:
    """m / (1 − p), with m 1 where the value stayed and 0 where it was switched off."""
    p = float(question.values["p"])
    slope = exact(_drawn(question, 1.0).reshape(1))
    local = rf"\frac{{{int(float(slope) != 0)}}}{{1 - {number(p)}}}"
    right = rf"{question.arriving(*question.index)} \cdot \frac{{m}}{{1 - {number(p)}}}"
    note = Note("mask", {"p": p, "kept": float(slope) != 0})
    return Answer(question.formula(right), (Way("output", row_of(question.at), (derivative(slope, local),)),), (note,))


def alpha_dropout(question: Question) -> Answer | None:
    """a where the value stayed, 0 where another one took its place. See torch.nn.AlphaDropout."""
    p = float(question.values["p"])
    is_training = question.module is not None and question.module.training
    is_kept = bool(_drawn(question, 1.0) != _drawn(question, 0.0))
    scale = alpha_scale(p) if is_training else 1.0
    factor = derivative(torch.tensor([scale * is_kept]), rf"a \cdot {int(is_kept)}")
    notes = (Note("mask", {"p": p, "kept": is_kept}), Note("number", {"symbol": "a", "value": scale}))
    right = rf"{question.arriving(*question.index)} \cdot a \, m"
    return Answer(question.formula(right), (Way("output", row_of(question.at), (factor,)),), notes)


def _drawn(question: Question, value: float) -> Tensor:
    """What stands at the asked place where the layer draws once more for such numbers everywhere."""
    with random_state_kept(), torch.no_grad():
        question.one.random_state.restore()
        (given,) = question.one.stop.apply(question.module, torch.full_like(question.input(), value))
    found: Tensor = given.reshape(-1)[question.at]
    return found


def rrelu(question: Question) -> Answer | None:
    """1 for a positive number, else the slope: drawn while training, and then what the output says of it."""
    x, y = (float(tensor.reshape(-1)[question.at]) for tensor in (question.input(), question.output()))
    lower, upper = float(question.values["lower"]), float(question.values["upper"])
    is_training = question.module is not None and question.module.training
    if x == 0 and is_training:
        return None  # 0 times whatever was drawn
    slope = 1.0 if x > 0 else y / x if is_training else (lower + upper) / 2
    note = Note("slope", {"formula": "f'(x) = " + cases(("1", "x > 0"), ("a", r"x \leq 0"))})
    told = derivative(torch.tensor([slope]), "1" if x > 0 else "a")
    right = rf"{question.arriving(*question.index)} \cdot f'({question.asked})"
    return Answer(question.formula(right), (Way("output", row_of(question.at), (told,)),), (note,))
