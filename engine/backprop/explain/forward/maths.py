"""Functions of one value, conversions, and values that come from nowhere."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from
from engine.backprop.explain.forward.curves import function
from engine.backprop.explain.forward.merge import MINUS
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note


def _where_defined(symbol: str, compute: Callable[[float, float], float]) -> Rule:
    """A function that has no value everywhere, or one too large to be told by a formula."""
    inner = function(symbol, lambda params, x: compute(x, params.get("exponent", 1.0)))

    def rule(asked: Asked) -> Explanation | None:
        try:
            return inner(asked)
        except (ValueError, OverflowError, ZeroDivisionError):
            return None

    return rule


def square(asked: Asked) -> Explanation:
    """The number times itself."""
    number = asked.given().factor(asked.index)
    adding = Adding(asked)
    adding.term(number, number)
    return adding.explanation(rf"{asked.y} = {number.symbol} \cdot {number.symbol}")


def negate(asked: Asked) -> Explanation:
    """The number with its sign turned."""
    number = asked.given().factor(asked.index)
    adding = Adding(asked)
    adding.term(MINUS, number)
    return adding.explanation(f"{asked.y} = -{number.symbol}")


def written_value(asked: Asked) -> Explanation:
    """A number of a Constant."""
    adding = Adding(asked)
    adding.term(Factor("c", asked.value, "constant"))
    return adding.explanation(f"{asked.y} = c", Note("written_value"))


def learned_value(asked: Asked) -> Explanation | None:
    """A number of a Parameter."""
    value = asked.weight("value")
    if value is None:
        return None
    adding = Adding(asked)
    adding.term(value.factor(asked.index))
    return adding.explanation(f"{asked.y} = {value.symbol(asked.index)}", Note("learned_value"))


def cast(asked: Asked) -> Explanation:
    """The same number in another dtype, which may have no room for all its digits."""
    x = asked.given()
    number = x.factor(asked.index)
    adding = Adding(asked)
    if number.value == asked.value:
        adding.term(number)
        return adding.explanation(f"{asked.y} = {number.symbol}")
    symbol = rf"\mathrm{{{asked.params['dtype']}}}({number.symbol})"
    adding.term(x.function(symbol, asked.value, asked.index))
    return adding.explanation(f"{asked.y} = {symbol}", computed_from(x, asked.index))


def one_hot(asked: Asked) -> Explanation:
    """1 at the place of the class, 0 elsewhere."""
    x, (*place, column) = asked.given(), asked.index
    at = tuple(place)
    symbol = rf"\left[{x.symbol(at)} = {column}\right]"
    adding = Adding(asked)
    adding.term(x.function(symbol, float(int(x.at(at)) == column), at))
    return adding.explanation(f"{asked.y} = {symbol}", computed_from(x, at))


RULES: dict[str, Rule] = {
    "Exp": _where_defined("e^{X}", lambda x, _: math.exp(x)),
    "Log": _where_defined(r"\ln X", lambda x, _: math.log(x)),
    "Power": _where_defined(r"\left(X\right)^{<exponent>}", math.pow),
    "Sqrt": _where_defined(r"\sqrt{X}", lambda x, _: math.sqrt(x)),
    "Square": square,
    "Negate": negate,
    "Constant": written_value,
    "Parameter": learned_value,
    "Cast": cast,
    "OneHot": one_hot,
}
