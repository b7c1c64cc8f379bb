"""Losses: how the value that is minimized depends on each number that it was computed from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, constant, derivative
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.rules.common import cases, filled
from engine.backprop.explanation import Note

Values = Mapping[str, Any]
_ONLY = torch.tensor([0])  # the place of the one number that a loss is


@dataclass(frozen=True)
class Pairwise:
    """A loss of each number with its target: the slope by the number, and its formula in x and t.

    None for what it does not cover. Where it is `odd`, a function of x − t that changes its sign with it, the target
    gets the same with the sign turned. `scale` is a number in front.
    """

    slope: Callable[[Tensor, Tensor, Values], Tensor | None]
    formula: str
    odd: bool = False
    scale: int = 1


def _smooth(x: Tensor, t: Tensor, beta: float) -> Tensor:
    d = x - t
    return torch.where(d.abs() < beta, d / beta, d.sign()) if beta > 0 else d.sign()


def _huber(x: Tensor, t: Tensor, delta: float) -> Tensor:
    d = x - t
    return torch.where(d.abs() <= delta, d, delta * d.sign())


def _divergence(x: Tensor, t: Tensor, values: Values) -> Tensor:
    return -t.exp() if values["log_target"] else -t


def _hinge(x: Tensor, t: Tensor, values: Values) -> Tensor | None:
    if float(t) not in (1.0, -1.0):
        return None
    return torch.where(t == 1, 1.0, -(values["margin"] - x > 0).double())


def _poisson(x: Tensor, t: Tensor, values: Values) -> Tensor:
    return x.exp() - t if values["log_input"] else 1 - t / (x + values["eps"])


def _unweighted(slope: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor, Values], Tensor | None]:
    """A slope that does not count where numbers weigh differently."""
    names = ("weight", "pos_weight")
    return lambda x, t, v: None if any(v.get(name) is not None for name in names) else slope(x, t)


PAIRWISE: Mapping[str, Pairwise] = {
    "MSELoss": Pairwise(lambda x, t, v: x - t, "x - t", odd=True, scale=2),
    "L1Loss": Pairwise(lambda x, t, v: (x - t).sign(), r"\mathrm{sgn}(x - t)", odd=True),
    "SmoothL1Loss": Pairwise(
        lambda x, t, v: _smooth(x, t, v["beta"]),
        cases((r"\frac{x - t}{<beta>}", "|x - t| < <beta>"), (r"\mathrm{sgn}(x - t)", r"\mathrm{else}")),
        odd=True,
    ),
    "HuberLoss": Pairwise(
        lambda x, t, v: _huber(x, t, v["delta"]),
        cases(("x - t", r"|x - t| \le <delta>"), (r"<delta> \, \mathrm{sgn}(x - t)", r"\mathrm{else}")),
        odd=True,
    ),
    "BCELoss": Pairwise(
        _unweighted(lambda x, t: (x - t) / (x * (1 - x)).clamp(min=1e-12)),  # torch keeps the divisor above 1e-12
        r"\frac{x - t}{x (1 - x)}",
    ),
    "BCEWithLogitsLoss": Pairwise(_unweighted(lambda x, t: torch.sigmoid(x) - t), r"\sigma(x) - t"),
    "KLDivLoss": Pairwise(_divergence, "-t"),
    "HingeEmbeddingLoss": Pairwise(
        _hinge, cases(("1", "t = 1"), ("-1", r"t = -1, \; x < <margin>"), ("0", r"\mathrm{else}"))
    ),
    "SoftMarginLoss": Pairwise(lambda x, t, v: -t * torch.sigmoid(-t * x), r"-t \, \sigma(-t x)"),
    "PoissonNLLLoss": Pairwise(_poisson, r"e^{x} - t"),
}


def mean_of(question: Question, count: int, scale: int = 1) -> tuple[tuple[Factors, ...], str]:
    """The part that each number has in a mean, or in a sum; nothing where that is 1."""
    if question.values["reduction"] == "sum":
        count = 1
    if count == scale:
        return (), ""
    symbol = str(scale) if count == 1 else rf"\frac{{{scale}}}{{{count}}}"
    return (constant(scale / count, symbol, 1),), symbol


def of_loss(question: Question, factors: tuple[Factors, ...], local: str, *notes: Note) -> Answer:
    right = question.arriving() + (rf" \cdot {local}" if local else "")
    return Answer(question.formula(right), (Way("output", _ONLY, factors),), notes)


def pairwise(question: Question) -> Answer | None:
    """A mean, or a sum, of a loss of each number with its target."""
    rule, values = PAIRWISE[question.kind], question.values
    is_input = question.name == "input"
    if not is_input and not (question.name == "target" and rule.odd):
        return None
    x, t = (exact(question.input(name).reshape(-1)[question.at].reshape(1)) for name in ("input", "target"))
    slope = rule.slope(x, t, values)
    if slope is None:
        return None
    entered = question.input()
    part, text = mean_of(question, entered.shape[0] if values["reduction"] == "batchmean" else entered.numel(),
                          rule.scale)  # fmt: skip
    formula = _formula(question, rule.formula)
    if not is_input:
        formula = formula.replace("x - t", "t - x")
    local = symbol = rf"\frac{{\partial \ell}}{{\partial {question.asked}}}"
    notes = [Note("pair", {"input": float(x), "target": float(t)})]
    if formula.startswith(r"\begin"):
        notes.append(Note("slope", {"formula": f"{symbol} = {formula}"}))
    else:
        written = _with_letters(formula, question.x(*question.index), question.x(*question.index, name="target"))
        local = symbol = rf"\left({written}\right)"
    factors = (*part, derivative(slope if is_input else -slope, symbol))
    return of_loss(question, factors, r" \cdot ".join(filter(None, (text, local))), *notes)


def _formula(question: Question, formula: str) -> str:
    """The slope's formula for these parameters."""
    values = question.values
    if question.kind == "KLDivLoss" and values["log_target"]:
        return "-e^{t}"
    if question.kind == "PoissonNLLLoss" and not values["log_input"]:
        return r"1 - \frac{t}{x + \epsilon}"
    return filled(formula, values).replace(r"\frac{x - t}{1}", "x - t").replace(r"1 \, \mathrm", r"\mathrm")


def _with_letters(formula: str, x: str, t: str) -> str:
    """A formula in x and t with the numbers' own symbols."""
    letters = {"x": x, "t": t}
    return re.sub(r"(?<![A-Za-z\\])[xt](?![A-Za-z])", lambda found: letters[found[0]], formula)


def plain(question: Question) -> Answer | None:
    """Any value, made small itself."""
    part, text = mean_of(question, question.input().numel())
    return of_loss(question, part, text)
