"""Activations: the slope at each number alone, or along an axis.

Slopes at a corner are torch's choice (aten/src/ATen/native/cpu/Activation.cpp).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Way, derivative
from engine.backprop.explain.backward.question import Question, exact, numbered
from engine.backprop.explain.backward.rules.common import Curve, axes_of, cases, row_of
from engine.backprop.explain.latex import number

Values = Mapping[str, Any]

# Klambauer et al., Self-Normalizing Neural Networks (2017); the digits are those of torch.nn.functional.selu
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def _between(low: float, high: float, inside: float) -> Any:
    return lambda x, v: inside * ((x > low) & (x < high)).double()


def _elu(alpha: float, x: Tensor) -> Tensor:
    return torch.where(x > 0, 1.0, alpha * x.exp())


def _density(x: Tensor) -> Tensor:
    return (-x * x / 2).exp() / math.sqrt(2 * math.pi)


def _gelu(x: Tensor, values: Values) -> Tensor:
    if values["approximate"] == "none":
        below: Tensor = torch.special.ndtr(x)
        return below + x * _density(x)
    k, c = math.sqrt(2 / math.pi), 0.044715
    inner = torch.tanh(k * (x + c * x**3))
    return (1 + inner) / 2 + x / 2 * (1 - inner**2) * k * (1 + 3 * c * x * x)


def _mish(x: Tensor, values: Values) -> Tensor:
    soft = torch.tanh(torch.nn.functional.softplus(x))
    return soft + x * torch.sigmoid(x) * (1 - soft**2)


def _softplus(x: Tensor, values: Values) -> Tensor:
    beta = values["beta"]
    return torch.where(beta * x > values["threshold"], 1.0, torch.sigmoid(beta * x))


def _hardswish(x: Tensor, values: Values) -> Tensor:
    return torch.where(x <= -3, 0.0, torch.where(x < 3, x / 3 + 0.5, 1.0))


_ALIVE = cases(("1", "x > 0"), ("0", r"x \le 0"))
_SIGMOID = r"\frac{1}{1 + e^{-x}}"

CURVES: Mapping[str, Curve] = {
    "ReLU": Curve(r"\mathrm{ReLU}", lambda x, v: (x > 0).double(), _ALIVE),
    "LeakyReLU": Curve(
        r"\mathrm{LeakyReLU}",
        lambda x, v: torch.where(x > 0, 1.0, v["negative_slope"]),
        cases(("1", "x > 0"), ("<negative_slope>", r"x \le 0")),
    ),
    "ELU": Curve(
        r"\mathrm{ELU}", lambda x, v: _elu(v["alpha"], x), cases(("1", "x > 0"), (r"<alpha> e^{x}", r"x \le 0"))
    ),
    "CELU": Curve(
        r"\mathrm{CELU}",
        lambda x, v: torch.where(x > 0, 1.0, (x / v["alpha"]).exp()),
        cases(("1", "x > 0"), (r"e^{x / <alpha>}", r"x \le 0")),
    ),
    "SELU": Curve(
        r"\mathrm{SELU}",
        lambda x, v: SELU_SCALE * _elu(SELU_ALPHA, x),
        cases(("1.0507", "x > 0"), (r"1.0507 \cdot 1.6733 \, e^{x}", r"x \le 0")),
    ),
    "GELU": Curve(r"\mathrm{GELU}", _gelu, r"\Phi(x) + x \, \varphi(x)"),
    "SiLU": Curve(
        r"\mathrm{SiLU}",
        lambda x, v: torch.sigmoid(x) * (1 + x * torch.sigmoid(-x)),
        r"\sigma(x) \left(1 + x \left(1 - \sigma(x)\right)\right)",
    ),
    "Mish": Curve(
        r"\mathrm{Mish}",
        _mish,
        r"\tanh(s) + x \, \sigma(x) \left(1 - \tanh^2(s)\right), \; s = \ln\left(1 + e^x\right)",
    ),
    "LogSigmoid": Curve(r"\mathrm{LogSigmoid}", lambda x, v: torch.sigmoid(-x), r"1 - \sigma(x)"),
    "Softplus": Curve(
        r"\mathrm{Softplus}",
        _softplus,
        cases((r"\sigma(<beta> x)", r"<beta> x \le <threshold>"), ("1", r"<beta> x > <threshold>")),
    ),
    "Softsign": Curve(r"\mathrm{Softsign}", lambda x, v: 1 / (1 + x.abs()) ** 2, r"\frac{1}{\left(1 + |x|\right)^2}"),
    "Hardsigmoid": Curve(
        r"\mathrm{Hardsigmoid}", _between(-3, 3, 1 / 6), cases((r"\frac{1}{6}", "-3 < x < 3"), ("0", r"|x| \ge 3"))
    ),
    "Hardswish": Curve(
        r"\mathrm{Hardswish}",
        _hardswish,
        cases(("0", r"x \le -3"), (r"\frac{x}{3} + \frac{1}{2}", "-3 < x < 3"), ("1", r"x \ge 3")),
    ),
    "Hardtanh": Curve(
        r"\mathrm{Hardtanh}",
        lambda x, v: ((x > v["min_val"]) & (x < v["max_val"])).double(),
        cases(("1", r"<min_val> < x < <max_val>"), ("0", r"\mathrm{else}")),
    ),
    "ReLU6": Curve(r"\mathrm{ReLU6}", _between(0, 6, 1), cases(("1", "0 < x < 6"), ("0", r"\mathrm{else}"))),
    "Hardshrink": Curve(
        r"\mathrm{Hardshrink}",
        lambda x, v: (x.abs() > v["lambd"]).double(),
        cases(("1", "|x| > <lambd>"), ("0", r"|x| \le <lambd>")),
    ),
    "Softshrink": Curve(
        r"\mathrm{Softshrink}",
        lambda x, v: (x.abs() > v["lambd"]).double(),
        cases(("1", "|x| > <lambd>"), ("0", r"|x| \le <lambd>")),
    ),
    "Tanhshrink": Curve(r"\mathrm{Tanhshrink}", lambda x, v: torch.tanh(x) ** 2, r"\tanh^2(x)"),
    "Threshold": Curve(
        r"\mathrm{Threshold}",
        lambda x, v: (x > v["threshold"]).double(),
        cases(("1", "x > <threshold>"), ("0", r"x \le <threshold>")),
    ),
}


def sigmoid(question: Question) -> Answer | None:
    """σ' = σ (1 − σ), with the value that the step computed."""
    y = question.y(*question.index)
    value = question.factors("output", "output", row_of(question.at))
    left = derivative(1 - value.values, rf"\left(1 - {y}\right)")
    right = rf"{question.arriving(*question.index)} \cdot {y} \cdot \left(1 - {y}\right)"
    return Answer(question.formula(right), (Way("output", row_of(question.at), (value, left)),))


def tanh(question: Question) -> Answer | None:
    """tanh' = 1 − tanh², with the value that the step computed."""
    y = question.y(*question.index)
    value = exact(question.output().reshape(-1)[question.at].reshape(1))
    slope = derivative(1 - value**2, rf"\left(1 - {y}^2\right)")
    right = rf"{question.arriving(*question.index)} \cdot \left(1 - {y}^2\right)"
    return Answer(question.formula(right), (Way("output", row_of(question.at), (slope,)),))


def prelu(question: Question) -> Answer | None:
    """1, or the learned slope of the channel; the slope itself gets what is not positive."""
    entered = question.input()
    each = numbered(question.parameters["weight"])
    shape = [1] * entered.ndim
    if len(each) > 1:
        shape[1] = len(each)
    slopes = each.reshape(shape).broadcast_to(entered.shape).reshape(-1)
    if question.of_input:
        at = row_of(question.at)
        if float(entered.reshape(-1)[question.at]) > 0:
            factor, local = derivative(torch.ones(1), "1"), "1"
        else:
            factor = question.factors("parameter", "weight", slopes[at])
            local = factor.symbol(0)
        right = rf"{question.arriving(*question.index)} \cdot {local}"
        return Answer(question.formula(right), (Way("output", at, (factor,)),))
    at = ((slopes == question.at) & (entered.reshape(-1).cpu() <= 0)).nonzero().reshape(-1)
    right = r"\sum_{x_i \le 0} \frac{\partial L}{\partial y_i} \cdot x_i"
    return Answer(question.formula(right), (Way("output", at, (question.factors("input", "input", at),)),))


def glu(question: Question) -> Answer | None:
    """y = a σ(b): the gate for one half, its slope times the value for the other."""
    axis = axes_of(question.values["dim"], question.input().ndim)[0]
    halves, values = numbered(question.input()).chunk(2, axis), exact(question.input()).chunk(2, axis)
    is_value = bool((halves[0] == question.at).any())
    at = (halves[0 if is_value else 1] == question.at).reshape(-1).nonzero().reshape(-1)
    gate = torch.sigmoid(values[1].reshape(-1)[at])
    index = [int(number) for number in torch.unravel_index(at, question.output().shape)]
    other = list(index)
    other[axis] += question.output().shape[axis]
    first, second = question.x(*index), question.x(*other)
    output = question.arriving(*index)
    open_ = derivative(gate, rf"\sigma({second})")
    if is_value:
        return Answer(question.formula(rf"{output} \cdot \sigma({second})"), (Way("output", at, (open_,)),))
    entered = question.factors("input", "input", halves[0].reshape(-1)[at])
    closed = derivative(1 - gate, rf"\left(1 - \sigma({second})\right)")
    right = rf"{output} \cdot {first} \cdot \sigma({second}) \left(1 - \sigma({second})\right)"
    return Answer(question.formula(right), (Way("output", at, (entered, open_, closed)),))


def _along(question: Question, dim: int) -> tuple[Tensor, int, Tensor]:
    """The places along the axis, which of them is asked for, and the values that came out there."""
    axis = dim % question.input().ndim
    index: list[Any] = list(question.index)
    index[axis] = slice(None)
    at = question.places()[tuple(index)]
    return at, question.index[axis], exact(question.output().reshape(-1)[at])


def _softmax(question: Question, dim: int, sign: int) -> Answer:
    """∂y_i / ∂x_j = y_i (δ_ij − y_j)."""
    at, own, y = _along(question, dim)
    here = torch.zeros(len(at), dtype=torch.float64)
    here[own] = 1
    asked, axis = question.y(*question.index), dim % question.input().ndim
    index: list[int | str] = list(question.index)
    index[axis] = "i"
    minus = "" if sign > 0 else "-"
    left = derivative(
        sign * (here - y[own]),
        lambda row: rf"{minus}\left({1 if row == own else 0} - {number(float(y[own]))}\right)",
    )
    delta = rf"\delta_{{i,{own}}}"
    right = rf"\sum_{{i}} {question.arriving(*index)} \cdot {question.y(*index)} \cdot "
    right += rf"\left({delta} - {asked}\right)" if sign > 0 else rf"\left({asked} - {delta}\right)"
    return Answer(question.formula(right), (Way("output", at, (question.factors("output", "output", at), left)),))


def softmax(question: Question) -> Answer | None:
    return _softmax(question, question.values["dim"], 1)


def softmin(question: Question) -> Answer | None:
    return _softmax(question, question.values["dim"], -1)


def softmax2d(question: Question) -> Answer | None:
    return _softmax(question, -3, 1)


def log_softmax(question: Question) -> Answer | None:
    """∂y_i / ∂x_j = δ_ij − e^{y_j}."""
    dim = question.values["dim"]
    at, own, y = _along(question, dim)
    here = torch.zeros(len(at), dtype=torch.float64)
    here[own] = 1
    probability = y[own].exp()
    index: list[int | str] = list(question.index)
    index[dim % question.input().ndim] = "i"
    shown = number(float(probability))
    slope = derivative(here - probability, lambda row: rf"\left({1 if row == own else 0} - {shown}\right)")
    local = rf"\left(\delta_{{i,{own}}} - e^{{{question.y(*question.index)}}}\right)"
    right = rf"\sum_{{i}} {question.arriving(*index)} \cdot {local}"
    return Answer(question.formula(right), (Way("output", at, (slope,)),))
