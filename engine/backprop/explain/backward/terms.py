"""From an answer for many outputs to an explanation: the largest terms, and the sum of all others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Way
from engine.backprop.explain.backward.question import Question, apart, exact
from engine.backprop.explanation import Explanation, Factor, Place, Term

EXACT_UP_TO = 100_000  # terms that are added without any rounding; more are added in double precision


def explanation(question: Question, answer: Answer, place: Place, value: float, most: int) -> Explanation:
    """The answer with the numbers of the step; `value` is the number itself."""
    arrived = [_arrived(question, way) for way in answer.ways]
    products = [gradient * way.derivatives for gradient, way in zip(arrived, answer.ways, strict=True)]
    rows = [(number, row) for number, row in _largest(products, most)]
    terms = [_term(question, answer.ways[number], row, float(arrived[number][row])) for number, row in rows]
    others = [product.clone() for product in products]
    for number, row in rows:
        others[number][row] = 0
    left = torch.cat(others) if others else torch.zeros(0)
    left = left[left != 0]
    if any(note.code == "not_taken_apart" for note in answer.notes):
        return Explanation(place, value, answer.formula, (), value, 0, 0.0, answer.derived, answer.notes)
    rest = _sum(left)
    rounding = value - math.fsum([*(term.value for term in terms), rest])
    return Explanation(
        place, value, answer.formula, tuple(terms), rest, len(left), rounding, answer.derived, answer.notes
    )


def _arrived(question: Question, way: Way) -> Tensor:
    """The gradient that came to each row's output; rows without one add nothing."""
    gradient = question.grad(way.port) if way.of == "output" else question.grad_parts.get(way.port)
    if gradient is None:
        return torch.zeros(len(way.at), dtype=torch.float64)
    return exact(gradient.reshape(-1)[way.at.to(gradient.device)])


def _largest(products: Sequence[Tensor], most: int) -> list[tuple[int, int]]:
    """The rows with the largest products, as way and row; rows of zeros only where all are zero."""
    sizes = [len(product) for product in products]
    if not sum(sizes):
        return []
    every = torch.cat([product.abs().nan_to_num(nan=math.inf) for product in products])
    count = min(most, int((every != 0).sum()) or len(every))
    if not count:
        return []
    least = torch.topk(every, count).values[-1]
    above = (every > least).nonzero().reshape(-1)
    equal = (every == least).nonzero().reshape(-1)[: count - len(above)]  # of equal ones the first
    chosen = torch.cat([above[every[above].argsort(descending=True, stable=True)], equal])
    found = []
    for place in chosen.tolist():
        number = 0
        while place >= sizes[number]:
            place -= sizes[number]
            number += 1
        found.append((number, place))
    return found


def _term(question: Question, way: Way, row: int, gradient: float) -> Term:
    if way.of == "inside":
        index = apart(int(way.at[row]), question.parts[way.port].shape)
        here = Place("grad_inside", question.address, way.port, index)
        symbol = question.arriving_inside(way.port, *index)
    else:
        index = apart(int(way.at[row]), question.output(way.port).shape)
        here = Place("grad_output", question.address, way.port, index)
        symbol = question.arriving(*index, port=way.port)
    factors = (Factor(symbol, gradient, "gradient", here), *(one.at(row) for one in way.factors))
    return Term(math.prod(factor.value for factor in factors), factors)


def _sum(numbers: Tensor) -> float:
    return math.fsum(numbers.tolist()) if len(numbers) <= EXACT_UP_TO else float(numbers.sum())
