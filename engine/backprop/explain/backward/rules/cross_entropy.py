"""CrossEntropyLoss and NLLLoss: what a classifier said of each class, and what was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, constant, derivative
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.rules.loss import of_loss
from engine.backprop.explanation import Note


@dataclass(frozen=True)
class _Wanted:
    """What is wanted of each class at one place, how the classes weigh, and what the sum is divided by.

    `wanted` is None where the place is ignored.
    """

    wanted: Tensor | None
    weights: Tensor
    divisor: float


def _wanted(question: Question) -> _Wanted:
    scores, target, values = question.input(), question.input("target"), question.values
    classes = scores.shape[1]
    given = values["weight"]
    weights = torch.ones(classes).double() if given is None else torch.tensor(given, dtype=torch.float64)
    is_mean = values["reduction"] == "mean"
    smoothing = float(values.get("label_smoothing") or 0.0)
    if target.is_floating_point():
        along: Any = (question.index[0], slice(None), *question.index[2:])
        wanted = exact(target[along])
        divisor = float(scores.numel() // classes) if is_mean else 1.0
    else:
        place = (question.index[0], *question.index[2:])
        right, counted = int(target[place]), target[target != values["ignore_index"]]
        divisor = float(weights[counted.cpu()].sum()) if is_mean else 1.0
        if right == values["ignore_index"]:
            return _Wanted(None, weights, divisor)
        wanted = torch.nn.functional.one_hot(torch.tensor(right), classes).double()
    return _Wanted(wanted * (1 - smoothing) + smoothing / classes, weights, divisor)


def _over(top: str, divisor: float) -> str:
    """A fraction; in brackets where nothing is divided."""
    text = f"{divisor:.6g}"
    return rf"\frac{{{top}}}{{{text}}}" if text != "1" else rf"\left({top}\right)"


def _count(divisor: float) -> int | float:
    return int(divisor) if divisor.is_integer() else divisor


def _index(question: Question) -> str:
    return ",".join(map(str, question.shown("input", "input", question.index)))


def negative_log_likelihood(question: Question) -> Answer | None:
    """−w at the right class."""
    if question.name != "input":
        return None
    found, own, index = _wanted(question), question.index[1], _index(question)
    wanted = 0.0 if found.wanted is None else float(found.wanted[own])
    top = rf"-t_{{{index}}}" if question.values["weight"] is None else rf"-\omega_{{{own}}} t_{{{index}}}"
    symbol = _over(top, found.divisor)
    slope = torch.tensor([-float(found.weights[own]) * wanted / found.divisor])
    return of_loss(question, (derivative(slope, symbol),), symbol)


def cross_entropy(question: Question) -> Answer | None:
    """Softmax and logarithm cancel: what is left is probability minus target, as far as the classes weigh the same.

    −Σ_c ω_c t_c log p_c has the slope p_k Σ_c ω_c t_c − ω_k t_k by the score of class k, and −ω_k log p_k by the
    target; t is smoothed where the layer says so.
    """
    along: Any = (question.index[0], slice(None), *question.index[2:])
    chances = exact(question.input()[along]).log_softmax(dim=0)
    found, own, index = _wanted(question), question.index[1], _index(question)
    smoothing = float(question.values["label_smoothing"])
    if question.name == "target":
        symbol = _over(rf"-\omega_{{{own}}} \log p_{{{index}}}", found.divisor)
        slope = -found.weights[own] * chances[own] / found.divisor
        factors = (derivative(slope.reshape(1), symbol),)
        if not smoothing:
            return of_loss(question, factors, symbol)
        kept = constant(1 - smoothing, r"\left(1 - \epsilon\right)", 1)
        return of_loss(question, (*factors, kept), rf"{symbol} \cdot \left(1 - \epsilon\right)")
    probability = float(chances[own].exp())
    wanted = found.wanted if found.wanted is not None else torch.zeros(len(chances), dtype=torch.float64)
    weighed = float((found.weights * wanted).sum())
    slope = torch.tensor([(probability * weighed - float(found.weights[own] * wanted[own])) / found.divisor])
    is_plain = question.values["weight"] is None
    top = rf"p_{{{index}}} - t_{{{index}}}"
    if not is_plain:
        top = rf"p_{{{index}}} \sum_{{c}} \omega_{{c}} t_{{c}} - \omega_{{{own}}} t_{{{index}}}"
    symbol = _over(top, found.divisor)
    note = Note("softmax", {"probability": probability, "target": float(wanted[own]), "count": _count(found.divisor)})
    weighs = () if is_plain else (Note("class_weight", {"weight": float(found.weights[own]), "number": own}),)
    return of_loss(question, (derivative(slope, symbol),), symbol, note, *weighs)
