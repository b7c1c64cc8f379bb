"""Activations: functions of one number, or of the numbers along one axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from, told
from engine.backprop.explain.forward.numbers import Numbers, constant, short
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note

Params = Mapping[str, Any]
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717  # torch.nn.SELU


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def normal_share(x: float) -> float:
    """The share of a normal distribution below x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def _gelu_share(params: Params, x: float) -> float:
    if params["approximate"] == "none":
        return normal_share(x)
    return 0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _clip(x: float, low: float, high: float) -> float:
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


def straight(formula: str, slope: Callable[[Asked, float], Factor | None]) -> Rule:
    """The input times a slope; with no slope, nothing comes through."""

    def rule(asked: Asked) -> Explanation | None:
        x = asked.given()
        number = x.factor(asked.index)
        if not math.isfinite(number.value):
            return None
        factor = slope(asked, number.value)
        adding = Adding(asked)
        adding.term(*((factor,) if factor is not None else ()), number)
        return adding.explanation(f"{asked.y} = {written(formula, number.symbol, asked.params)}")

    return rule


def _fixed_slope(asked: Asked, x: float) -> Factor | None:
    slope = asked.params["negative_slope"]
    return None if x > 0 else constant(short(slope), slope)


def prelu(asked: Asked) -> Explanation | None:
    """max(0, x) + a · min(0, x), with a learned."""
    x, w = asked.given(), asked.weight("weight")
    if w is None:
        return None
    number = x.factor(asked.index)
    slope = w.called("a").factor((asked.index[1] if w.shape[0] > 1 else 0,))
    adding = Adding(asked)
    adding.term(*(() if number.value > 0 else (slope,)), number)
    return adding.explanation(rf"{asked.y} = \max(0, {number.symbol}) + {slope.symbol} \min(0, {number.symbol})")


def rrelu(asked: Asked) -> Explanation | None:
    """max(0, x) + a · min(0, x); the slope that was drawn is read from what came out."""
    number = asked.given().factor(asked.index)
    lower, upper = asked.params["lower"], asked.params["upper"]
    adding, notes = Adding(asked), []
    if number.value >= 0:
        adding.term(number)
    elif asked.is_training:
        adding.term(constant("a", asked.value / number.value), number)
        notes.append(Note("drawn_slope", {"lower": lower, "upper": upper}))
    else:
        adding.term(constant(rf"\frac{{{short(lower)} + {short(upper)}}}{{2}}", (lower + upper) / 2), number)
    return adding.explanation(rf"{asked.y} = \max(0, {number.symbol}) + a \min(0, {number.symbol})", *notes)


def hardtanh(low: str, high: str) -> Rule:
    """The number itself between two bounds, else the nearer one; a bound is a number or a parameter's name."""

    def rule(asked: Asked) -> Explanation | None:
        number = asked.given().factor(asked.index)
        bounds = [float(asked.params.get(bound, bound)) for bound in (low, high)]
        adding, notes = Adding(asked), []
        clipped = _clip(number.value, *bounds)
        if clipped == number.value:
            adding.term(number)
        else:
            adding.term(constant(short(clipped), clipped))
            notes.append(computed_from(asked.given(), asked.index))
        formula = rf"\min(\max({number.symbol}, {short(bounds[0])}), {short(bounds[1])})"
        return adding.explanation(f"{asked.y} = {formula}", *notes)

    return rule


def relu(asked: Asked) -> Explanation | None:
    """The number itself where it is positive, else 0."""
    return _kept_if(asked, lambda params, x: not x <= 0, rf"\max(0, {asked.given().symbol(asked.index)})", 0.0)


def hardshrink(asked: Asked) -> Explanation | None:
    symbol, least = asked.given().symbol(asked.index), short(asked.params["lambd"])
    cases = rf"\begin{{cases}} {symbol} & \left|{symbol}\right| > {least} \\ 0 & \end{{cases}}"
    return _kept_if(asked, lambda params, x: not abs(x) <= params["lambd"], cases, 0.0)


def threshold(asked: Asked) -> Explanation | None:
    symbol, params = asked.given().symbol(asked.index), asked.params
    other = rf"{short(params['value'])} &"
    cases = rf"\begin{{cases}} {symbol} & {symbol} > {short(params['threshold'])} \\ {other} \end{{cases}}"
    return _kept_if(asked, lambda params, x: not x <= params["threshold"], cases, params["value"])


def _kept_if(asked: Asked, keeps: Callable[[Params, float], bool], formula: str, other: float) -> Explanation:
    number = asked.given().factor(asked.index)
    adding, notes = Adding(asked), []
    if keeps(asked.params, number.value):
        adding.term(number)
    else:
        adding.term(constant(short(other), other))
        notes.append(computed_from(asked.given(), asked.index))
    return adding.explanation(f"{asked.y} = {formula}", *notes)


def softshrink(asked: Asked) -> Explanation | None:
    """The number moved towards 0 by lambd."""
    number, moved = asked.given().factor(asked.index), asked.params["lambd"]
    adding, notes = Adding(asked), []
    if abs(number.value) <= moved:
        adding.term(constant("0", 0.0))
        notes.append(computed_from(asked.given(), asked.index))
    else:
        adding.term(number, always=True)
        sign = "-" if number.value > 0 else ""
        adding.term(constant(rf"{sign}\lambda", -moved if number.value > 0 else moved), always=True)
    x = number.symbol
    cases = rf"\begin{{cases}} {x} - \lambda & {x} > \lambda \\ {x} + \lambda & {x} < -\lambda \\ 0 & \end{{cases}}"
    return adding.explanation(f"{asked.y} = {cases}", told(r"\lambda", moved), *notes)


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


def _along(asked: Asked) -> tuple[Numbers, Any, str]:
    """The numbers along the axis of a softmax; the index of the sum in symbols."""
    x = asked.given()
    axis = 1 if asked.layer.kind() == "Softmax2d" else asked.params["dim"] % len(asked.index)
    axes = [range(x.shape[at]) if at == axis else place for at, place in enumerate(asked.index)]
    general = [("j" if at == axis else place) for at, place in enumerate(asked.index)]
    return x, x.window(*axes).values, x.symbol(general)


def softmax(sign: int) -> Rule:
    """e^(±x) over the sum of all of them; shifted by the largest, so that nothing overflows."""

    def rule(asked: Asked) -> Explanation | None:
        x, values, general = _along(asked)
        if not np.isfinite(values).all():
            return None
        minus = "-" if sign < 0 else ""
        largest = float(np.max(sign * values))
        number = x.factor(asked.index)
        total = float(np.sum(np.exp(sign * values - largest)))
        power = rf"e^{{{minus}{number.symbol} - m}}"
        adding = Adding(asked)
        adding.term(
            x.function(power, math.exp(sign * number.value - largest), asked.index),
            constant(rf"\frac{{1}}{{\sum_j e^{{{minus}{general} - m}}}}", 1 / total),
        )
        formula = rf"{asked.y} = \frac{{e^{{{minus}{number.symbol}}}}}{{\sum_j e^{{{minus}{general}}}}}"
        most = told(rf"m = \max_j ({minus}{general})", largest)
        return adding.explanation(formula, computed_from(x, asked.index), most)

    return rule


def log_softmax(asked: Asked) -> Explanation | None:
    """x − log Σ e^x."""
    x, values, general = _along(asked)
    if not np.isfinite(values).all():
        return None
    largest = float(np.max(values))
    number = x.factor(asked.index)
    total = largest + math.log(float(np.sum(np.exp(values - largest))))
    adding = Adding(asked)
    adding.term(number, always=True)
    adding.term(constant(rf"\left(-\log \sum_j e^{{{general}}}\right)", -total), always=True)
    return adding.explanation(rf"{asked.y} = {number.symbol} - \log \sum_j e^{{{general}}}")


RULES: dict[str, Rule] = {
    "ReLU": relu,
    "LeakyReLU": straight(r"\max(0, X) + <negative_slope> \cdot \min(0, X)", _fixed_slope),
    "PReLU": prelu,
    "RReLU": rrelu,
    "ELU": bent(),
    "CELU": bent(narrowed=True),
    "SELU": bent(SELU_SCALE, SELU_ALPHA),
    "GELU": gated(r"\Phi(X)", _gelu_share),
    "SiLU": gated(r"\sigma(X)", lambda params, x: sigmoid(x)),
    "Mish": gated(r"\tanh\left(\log\left(1 + e^{X}\right)\right)", lambda params, x: math.tanh(softplus(x))),
    "Sigmoid": function(r"\sigma(X)", lambda params, x: sigmoid(x)),
    "Tanh": function(r"\tanh(X)", lambda params, x: math.tanh(x)),
    "LogSigmoid": function(r"\log \sigma(X)", lambda params, x: -softplus(-x)),
    "Softplus": softplus_rule,
    "Softsign": gated(r"\frac{1}{1 + \left|X\right|}", lambda params, x: 1 / (1 + abs(x))),
    "Hardsigmoid": function(
        r"\min\left(\max\left(\frac{X}{6} + \frac{1}{2}, 0\right), 1\right)",
        lambda params, x: _clip(x / 6 + 0.5, 0, 1),
    ),
    "Hardswish": gated(
        r"\min\left(\max\left(\frac{X}{6} + \frac{1}{2}, 0\right), 1\right)",
        lambda params, x: _clip(x / 6 + 0.5, 0, 1),
    ),
    "Hardtanh": hardtanh("min_val", "max_val"),
    "ReLU6": hardtanh("0", "6"),
    "Hardshrink": hardshrink,
    "Softshrink": softshrink,
    "Tanhshrink": tanhshrink,
    "Threshold": threshold,
    "GLU": glu,
    "Softmax": softmax(1),
    "Softmin": softmax(-1),
    "LogSoftmax": log_softmax,
    "Softmax2d": softmax(1),
}
