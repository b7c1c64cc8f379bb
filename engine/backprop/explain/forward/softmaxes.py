"""Softmax and its kin: functions of the numbers along one axis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from, told
from engine.backprop.explain.forward.numbers import Numbers, constant
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation


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
