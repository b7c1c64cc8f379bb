"""Activations of straight pieces: the number itself, times a slope, or a bound."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from, told
from engine.backprop.explain.forward.curves import Params, clip, written
from engine.backprop.explain.forward.numbers import constant, short
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note


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


def fixed_slope(asked: Asked, x: float) -> Factor | None:
    """The slope of LeakyReLU below 0."""
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
        clipped = clip(number.value, *bounds)
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
    """The number itself where it is large enough, else 0."""
    symbol, least = asked.given().symbol(asked.index), short(asked.params["lambd"])
    cases = rf"\begin{{cases}} {symbol} & \left|{symbol}\right| > {least} \\ 0 & \end{{cases}}"
    return _kept_if(asked, lambda params, x: not abs(x) <= params["lambd"], cases, 0.0)


def threshold(asked: Asked) -> Explanation | None:
    """The number itself above the threshold, else a fixed one."""
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
