"""Linear, Bilinear and Embedding."""

from __future__ import annotations

import torch

from engine.backprop.explain.backward.answer import Answer, Way, constant
from engine.backprop.explain.backward.question import Question, numbered
from engine.backprop.explain.backward.rules.common import LETTERS
from engine.backprop.explain.latex import number


def _leading(question: Question) -> tuple[str, ...]:
    return LETTERS[: question.output().ndim - 1]


def _sum_over(question: Question, letters: tuple[str, ...]) -> str:
    """A sum over the axes in front; none where that is one sample."""
    shown = question.shown("output", "output", (*letters, "i"))[:-1]
    return rf"\sum_{{{','.join(map(str, shown))}}} " if shown else ""


def linear(question: Question) -> Answer | None:
    """y = x Wᵀ + b."""
    places = question.places()
    count, width = places.shape[-1], question.input().shape[-1]
    lead, letters = question.index[:-1], _leading(question)
    if question.of_input:
        at = places[lead]
        weights = question.factors("parameter", "weight", torch.arange(count) * width + question.index[-1])
        weight = question.symbol("parameter", "weight", ("i", question.index[-1]))
        right = rf"\sum_{{i}} {question.arriving(*lead, 'i')} \cdot {weight}"
        return Answer(question.formula(right), (Way("output", at, (weights,)),))
    unit = question.index[0]
    at = places[..., unit].reshape(-1)
    right = _sum_over(question, letters) + question.arriving(*letters, unit)
    if question.name == "bias":
        return Answer(question.formula(right), (Way("output", at),))
    entered = numbered(question.input())[..., question.index[1]].reshape(-1)
    right += rf" \cdot {question.x(*letters, question.index[1])}"
    return Answer(question.formula(right), (Way("output", at, (question.factors("input", "input", entered),)),))


def bilinear(question: Question) -> Answer | None:
    """y_k = Σ_ij x¹_i W_kij x²_j + b_k."""
    places = question.places()
    letters = _leading(question)
    first, second = (numbered(question.input(name)) for name in ("input1", "input2"))
    weights = torch.arange(places.shape[-1] * first.shape[-1] * second.shape[-1])
    weights = weights.reshape(places.shape[-1], first.shape[-1], second.shape[-1])
    if not question.of_input:
        unit = question.index[0]
        at = places[..., unit].reshape(-1)
        right = _sum_over(question, letters) + question.arriving(*letters, unit)
        if question.name == "bias":
            return Answer(question.formula(right), (Way("output", at),))
        _, i, j = question.index
        entered = (
            question.factors("input", "input1", first[..., i].reshape(-1)),
            question.factors("input", "input2", second[..., j].reshape(-1)),
        )
        right += rf" \cdot {question.x(*letters, i, name='input1')} \cdot {question.x(*letters, j, name='input2')}"
        return Answer(question.formula(right), (Way("output", at, entered),))
    lead, own = question.index[:-1], question.index[-1]
    is_first = question.name == "input1"
    other = "input2" if is_first else "input1"
    chosen = weights[:, own, :] if is_first else weights[:, :, own]  # output × the other input
    partners = (second if is_first else first)[lead]
    at = places[lead].reshape(-1, 1).expand(chosen.shape).reshape(-1)
    factors = (
        question.factors("parameter", "weight", chosen.reshape(-1)),
        question.factors("input", other, partners.expand(chosen.shape).reshape(-1)),
    )
    index = ("k", own, "j") if is_first else ("k", "j", own)
    right = rf"\sum_{{k,j}} {question.arriving(*lead, 'k')} \cdot {question.symbol('parameter', 'weight', index)}"
    right += rf" \cdot {question.x(*lead, 'j', name=other)}"
    return Answer(question.formula(right), (Way("output", at, factors),))


def embedding(question: Question) -> Answer | None:
    """The vector of a number gets the gradients of all places where the number stands."""
    row, column = question.index
    count = question.parameters["weight"].shape[0]
    padding = question.values["padding_idx"]
    entered = question.input().cpu()
    chosen = (entered == row) & (padding is None or row != padding % count)
    at = question.places()[..., column][chosen]
    letters = _leading(question)
    output = question.arriving(*letters, column)
    place = question.x(*letters)
    total = rf"\sum_{{{place} = {row}}} " if question.shown("input", "input", letters) else ""
    if padding is not None and row == padding % count:
        return Answer(question.formula("0"), (Way("output", at),))
    if not question.values["scale_grad_by_freq"] or not len(at):
        return Answer(question.formula(total + output), (Way("output", at),))
    often = int((entered == row).sum())
    symbol = rf"\frac{{1}}{{{often}}}"
    right = rf"\frac{{1}}{{{number(often)}}} {total}{output}"
    return Answer(question.formula(right), (Way("output", at, (constant(1 / often, symbol, len(at)),)),))
