"""Reads what a person types where a number is wanted: `1e-3`, `28*28`, `1/255`, `3, 3`, `[[1, 2], [3, 4]]`.

Only numbers, the five operations, brackets, commas and the words none, true and false are understood; nothing is ever
executed, and a slip such as `9**9**9` is refused before it is computed.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

MAXIMUM_LENGTH = 200_000
_LARGEST_WHOLE = 10**30
_WORDS: Mapping[str, object] = MappingProxyType(
    {"none": None, "null": None, "true": True, "false": False, "on": True, "off": False, "yes": True, "no": False}
)
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
    }
)


class BadText(ValueError):
    """Raised where a text cannot be read as the value that is wanted."""


def evaluate(text: str) -> object:
    """The number, word or nested list that the text stands for. Raises BadText."""
    text = text.strip()
    if len(text) > MAXIMUM_LENGTH:
        raise BadText("too long")
    plain = _plain_number(text)
    if plain is not None:
        return plain
    try:
        tree = ast.parse(text, mode="eval")
        return _value(tree.body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError) as bad:
        raise BadText(str(bad)) from bad


def _plain_number(text: str) -> float | None:
    """A number as it stands, which is by far the commonest text; also reads `007`, which is no Python."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


def _value(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name.lower() in _WORDS:
            return _WORDS[name.lower()]
        case ast.Constant(value=None):
            return None
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return [_value(item) for item in items]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _number(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_number(left), _number(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _bounded(_OPERATORS[type(sign)](_number(left), _number(right)))
    raise BadText("only numbers, + - * / and brackets")


def _number(node: ast.expr) -> float:
    value = _value(node)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadText("only numbers can be reckoned with")
    return value


def _power(base: float, exponent: float) -> float:
    if abs(exponent) > 1000 or abs(base) > _LARGEST_WHOLE:
        raise BadText("too large")
    result: float = base**exponent
    if isinstance(result, complex):
        raise BadText("no real number")
    return _bounded(result)


def _bounded(number: float) -> float:
    if isinstance(number, int) and abs(number) > _LARGEST_WHOLE:
        raise BadText("too large")
    if isinstance(number, float) and not math.isfinite(number):
        raise BadText("too large")
    return number
