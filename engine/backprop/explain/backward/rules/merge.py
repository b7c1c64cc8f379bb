"""Layers that make one value of several."""

from __future__ import annotations

import torch

from engine.backprop.explain.backward.answer import Answer, Factors, Way, constant, derivative
from engine.backprop.explain.backward.question import Question, exact, numbered
from engine.backprop.explain.backward.rules.common import LETTERS, moved, places_in, reached, running
from engine.backprop.explain.symbols import indexed, input_letter


def add(question: Question) -> Answer | None:
    """The gradient goes to each summand unchanged; where one was broadcast, it is added up."""
    return moved(question, reached(question, question.name))


def subtract(question: Question) -> Answer | None:
    at = reached(question, question.name)
    if question.name == "input":
        return moved(question, at)
    return moved(question, at, [constant(-1.0, "-1", len(at))], r"\left(-1\right)")


def _others(question: Question, at: torch.Tensor, names: list[str]) -> tuple[list[Factors], str]:
    """Other inputs at some places of the output, and the formula of their product."""
    places = [places_in(question, name, at) for name in names]
    factors = [question.factors("input", name, place) for name, place in zip(names, places, strict=True)]
    if len(at) == 1:
        return factors, r" \cdot ".join(factor.symbol(0) for factor in factors)
    return factors, r" \cdot ".join(indexed(input_letter(name), ("i",)) for name in names)


def multiply(question: Question) -> Answer | None:
    """The local derivative is the product of the others."""
    at = reached(question, question.name)
    names = [name for name in question.inputs if name != question.name]
    factors, local = _others(question, at, names)
    if len(at) == 1:
        return moved(question, at, factors, local)
    right = rf"\sum_{{i}} {running(question)} \cdot {local}" if names else rf"\sum_{{i}} {running(question)}"
    return Answer(question.formula(right), (Way("output", at, tuple(factors)),))


def divide(question: Question) -> Answer | None:
    """1 / other for the first, −x / other² for the second."""
    at = reached(question, question.name)
    above, below = (
        exact(question.input(name)).reshape(-1)[places_in(question, name, at)] for name in ("input", "other")
    )
    factors, _ = _others(question, at, ["input", "other"])
    slopes = 1 / below if question.name == "input" else -above / below**2

    def symbol(row: int) -> str:
        x, z = factors[0].symbol(row), factors[1].symbol(row)
        return rf"\frac{{1}}{{{z}}}" if question.name == "input" else rf"\left(-\frac{{{x}}}{{{z}^2}}\right)"

    if len(at) == 1:
        return moved(question, at, [derivative(slopes, symbol)], symbol(0))
    local = r"\frac{1}{z_{i}}" if question.name == "input" else r"\left(-\frac{x_{i}}{z_{i}^2}\right)"
    right = rf"\sum_{{i}} {running(question)} \cdot {local}"
    return Answer(question.formula(right), (Way("output", at, (derivative(slopes, symbol),)),))


def matmul(question: Question) -> Answer | None:
    """y_ij = Σ_k x_ik z_kj, over all matrices of the batch to which the asked one was broadcast."""
    first, second = numbered(question.input("input")), numbered(question.input("other"))
    rows = first if first.ndim > 1 else first[None]  # a vector in front is one row
    columns = second if second.ndim > 1 else second[:, None]  # behind, one column
    batch = torch.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
    rows, columns = rows.expand(*batch, *rows.shape[-2:]), columns.expand(*batch, *columns.shape[-2:])
    places = question.places().reshape(*batch, rows.shape[-2], columns.shape[-1])
    is_first = question.name == "input"
    found = ((rows if is_first else columns) == question.at).nonzero()
    at, partners = [], []
    for *matrix, i, k in found.tolist():
        here = tuple(matrix)
        at.append(places[(*here, i)] if is_first else places[here][:, k])
        partners.append(columns[(*here, k)] if is_first else rows[here][:, i])
    other = "other" if is_first else "input"
    factors = question.factors("input", other, torch.cat(partners))
    *matrix, i, k = found[0].tolist()
    lead = matrix if len(found) == 1 else LETTERS[: len(batch)]
    if is_first:
        output, partner, summed = (*lead, i, "j"), (*lead, k, "j"), "j"
    else:
        output, partner, summed = (*lead, "i", k), (*lead, "i", i), "i"
    arrived = question.arriving(*_present(output, first.ndim > 1, second.ndim > 1))
    own = question.input(other)
    size = max(own.ndim, 2)
    kept = partner[-size:] if own.ndim > 1 else (partner[-2],) if is_first else (partner[-1],)
    letters = ",".join(map(str, [*(() if len(found) == 1 else lead), summed]))
    right = rf"\sum_{{{letters}}} {arrived} \cdot {question.x(*kept, name=other)}"
    return Answer(question.formula(right), (Way("output", torch.cat(at), (factors,)),))


def _present(index: tuple[int | str, ...], rows: bool, columns: bool) -> tuple[int | str, ...]:
    """An index of the result without the axes that vectors do not have."""
    *lead, i, j = index
    return (*lead, *([i] if rows else []), *([j] if columns else []))
