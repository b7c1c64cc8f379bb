"""Smooth functions of one number, as terms: their values, and what they are factors of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from, told
from engine.backprop.explain.forward.numbers import constant, short
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation

Params = Mapping[str, Any]
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717  # torch.nn.SELU


def sigmoid(x: float) -> float:
    """1 / (1 + e⁻ˣ), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softplus(x: float) -> float:
    """log(1 + eˣ), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def normal_share(x: float) -> float:
    """The share of a normal distribution below x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def gelu_share(params: Params, x: float) -> float:
    """What GELU multiplies its input by, exactly or by its faster formula."""
    if params["approximate"] == "none":
        return normal_share(x)
    return 0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def clip(x: float, low: float, high: float) -> float:
    """The number, or the nearer bound."""
    return min(max(x, low), high)


def function(symbol: str, compute: Callable[[Params, float], float]) -> Rule:
    """One term: the value of the function. In `symbol`, X stands for the input, parameters for themselves."""

    def rule(asked: Asked) -> Explanation | None:
        x = asked.given()
        number = x.at(asked.index)
        if not math.isfinite(number):
            return None
        text = written(symbol, x.symbol(asked.index), asked.params)
        adding = Adding(asked)
        adding.term(x.function(text, compute(asked.params, number), asked.index))
        return adding.explanation(f"{asked.y} = {text}", computed_from(x, asked.index))

    return rule


def gated(symbol: str, compute: Callable[[Params, float], float]) -> Rule:
    """The input times a share of it, which is a function of the input too."""

    def rule(asked: Asked) -> Explanation | None:
        x = asked.given()
        number = x.factor(asked.index)
        if not math.isfinite(number.value):
            return None
        text = written(symbol, number.symbol, asked.params)
        adding = Adding(asked)
        adding.term(number, x.function(text, compute(asked.params, number.value), asked.index))
        return adding.explanation(rf"{asked.y} = {number.symbol} \cdot {text}")

    return rule


def written(symbol: str, x: str, params: Params) -> str:
    """The function with its numbers in it; one-letter names of LaTeX stay as they are."""
    for name, value in params.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            symbol = symbol.replace(f"<{name}>", short(value))
    return symbol.replace("X", x)


def bent(scale: float = 1.0, alpha: float = 0.0, narrowed: bool = False) -> Rule:
    """ELU and its kin: the number itself above 0, α (eˣ − 1) below; all times a scale.

    Without `alpha`, it is the layer's own; `narrowed` divides the exponent by it.
    """

    def rule(asked: Asked) -> Explanation | None:
        x, most = asked.given(), alpha or asked.params["alpha"]
        number = x.factor(asked.index)
        if not math.isfinite(number.value):
            return None
        divided = r" / \alpha" if narrowed else ""
        symbol = rf"\left(e^{{{number.symbol}{divided}}} - 1\right)"
        front = [constant("s", scale)] if scale != 1 else []
        adding = Adding(asked)
        if number.value > 0:
            adding.term(*front, number)
        else:
            value = math.expm1(number.value / most if narrowed else number.value)
            adding.term(*front, constant(r"\alpha", most), x.function(symbol, value, asked.index))
        cases = rf"\begin{{cases}} {number.symbol} & {number.symbol} > 0 \\ \alpha\, {symbol} & \end{{cases}}"
        notes = [computed_from(x, asked.index), told(r"\alpha", most), *(told("s", scale) for _ in front)]
        return adding.explanation(f"{asked.y} = {'s ' if front else ''}{cases}", *notes)

    return rule


def softplus_rule(asked: Asked) -> Explanation | None:
    """log(1 + e^(βx)) / β; the number itself where βx is above the threshold."""
    x, beta = asked.given(), asked.params["beta"]
    number = x.factor(asked.index)
    if not math.isfinite(number.value):
        return None
    letter, notes = (r"\beta ", [told(r"\beta", beta)]) if beta != 1 else ("", [])
    symbol = rf"\log\left(1 + e^{{{letter}{number.symbol}}}\right)"
    front = [constant(r"\frac{1}{\beta}", 1 / beta)] if beta != 1 else []
    adding = Adding(asked)
    if beta * number.value > asked.params["threshold"]:
        adding.term(number)
        return adding.explanation(f"{asked.y} = {number.symbol}")
    adding.term(*front, x.function(symbol, softplus(beta * number.value), asked.index))
    formula = f"{asked.y} = {''.join(factor.symbol for factor in front)} {symbol}"
    return adding.explanation(formula, computed_from(x, asked.index), *notes)


def tanhshrink(asked: Asked) -> Explanation | None:
    """x − tanh(x)."""
    x = asked.given()
    number = x.factor(asked.index)
    adding = Adding(asked)
    adding.term(number, always=True)
    adding.term(x.function(rf"(-\tanh({number.symbol}))", -math.tanh(number.value), asked.index), always=True)
    return adding.explanation(rf"{asked.y} = {number.symbol} - \tanh({number.symbol})")


def glu(asked: Asked) -> Explanation | None:
    """The number of the one half times the sigmoid of that of the other."""
    x, axis = asked.given(), asked.params["dim"] % len(asked.index)
    other = tuple(place + x.shape[axis] // 2 if at == axis else place for at, place in enumerate(asked.index))
    number, gate = x.factor(asked.index), x.at(other)
    symbol = rf"\sigma({x.symbol(other)})"
    adding = Adding(asked)
    adding.term(number, x.function(symbol, sigmoid(gate), other))
    return adding.explanation(rf"{asked.y} = {number.symbol} \cdot {symbol}", computed_from(x, other))
