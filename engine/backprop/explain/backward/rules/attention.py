"""Attention and the marks of positions. What goes through a softmax of products goes by autograd."""

from __future__ import annotations

from engine.backprop.explain.backward.answer import Answer, Way
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explanation import Note

_ATTENTION = r"\mathrm{softmax}\left(\frac{Q K^{\top}}{\sqrt{d}}\right) V"


def attention(question: Question) -> Answer | None:
    """softmax(Q Kᵀ / √d) V in each head."""
    module = question.module
    size = int(getattr(module, "head_dim", 0))
    note = Note("attention", {"formula": rf"y = {_ATTENTION} \, W^{{O}}", "head_size": size})
    return by_autograd(question, notes=(note,))


def encoder(question: Question) -> Answer | None:
    """Attention and two linear layers, each with a shortcut around it."""
    first = question.values["norm_first"]
    formulas = (
        (r"h = x + \mathrm{Attention}(\mathrm{Norm}(x))", r"y = h + \mathrm{FeedForward}(\mathrm{Norm}(h))")
        if first
        else (r"h = \mathrm{Norm}(x + \mathrm{Attention}(x))", r"y = \mathrm{Norm}(h + \mathrm{FeedForward}(h))")
    )
    return by_autograd(question, notes=tuple(Note("part", {"formula": formula}) for formula in formulas))


def position(question: Question) -> Answer | None:
    """y = x + what marks the place: unchanged for x, summed over the batch for a learned mark."""
    if question.of_input:
        right = question.arriving(*question.index)
        return Answer(question.formula(right), (Way("output", row_of(question.at)),))
    place, column = question.index
    at = question.places()[:, place, column]
    total = r"\sum_{n} " if len(at) > 1 else ""
    right = total + question.arriving("n", place, column)
    return Answer(question.formula(right), (Way("output", at),))
