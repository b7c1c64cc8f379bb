"""The small arithmetic of blocks: `= channels * 4`. No Python runs, every expression ends, and numbers stay small."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase, Words, said

LONGEST = 200
LARGEST = 10**12

_OPERATIONS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def is_expression(value: object) -> bool:
    """Whether a parameter's text stands for an expression over the block's parameters."""
    return isinstance(value, str) and value.startswith("=")


def expressions_in(value: object) -> Iterator[str]:
    """The expressions over a block's parameters in the value of a node's parameter, or in all of them."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from expressions_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from expressions_in(item)
    elif is_expression(value):
        yield str(value)


def evaluate(text: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression that begins with `=`. Raises ProblemError where it has none.

    Numbers, the names given, + - * / // %, a sign and parentheses; a lone name may stand for any value.
    """
    try:
        if len(text) > LONGEST:
            raise ValueError(Phrase("too_many_characters", count=LONGEST))
        return _value(ast.parse(text[1:].strip(), mode="eval").body, names)
    except KeyError as error:
        reason: Words = Phrase("unknown_name", name=repr(error.args[0]))
    except ZeroDivisionError:
        reason = Phrase("division_by_zero")
    except SyntaxError:
        reason = Phrase("no_expression")
    except (ValueError, TypeError, RecursionError) as error:
        reason = said(error)
    arguments = {"text": text, "received": reason, "expected": list(names)}
    raise ProblemError(Problem("expression", arguments))


def resolve(params: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with every expression replaced by its value. Raises ProblemError naming the parameter."""
    values = {}
    for name, value in params.items():
        try:
            values[name] = _resolved(value, names)
        except ProblemError as error:
            problem = error.problem
            raise ProblemError(Problem(problem.code, problem.arguments, parameter=name)) from None
    return values


def _resolved(value: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(value, (list, tuple)):
        return [_resolved(item, names) for item in value]
    return evaluate(value, names) if is_expression(value) else value


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() as number):
            return number
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(_value(operand, names))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _number(_value(operand, names))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            result = _OPERATIONS[type(sign)](_number(_value(left, names)), _number(_value(right, names)))
            if abs(result) > LARGEST:
                raise ValueError(Phrase("number_above", limit=f"{LARGEST:g}"))
            return result
    raise ValueError(Phrase("more_than_arithmetic"))


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(Phrase("no_number", value=repr(value)))
    return value


def names_in(text: str) -> set[str]:
    """The names that an expression uses; none where it is no expression that can be read."""
    try:
        tree = ast.parse(text[1:].strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def renamed_in(value: Any, old: str, new: str) -> Any:
    """A parameter's value with a name in its expressions written anew."""
    if isinstance(value, (list, tuple)):
        return [renamed_in(item, old, new) for item in value]
    return re.sub(rf"\b{re.escape(old)}\b", new, value) if is_expression(value) else value


def substituted(value: Any, names: Mapping[str, Any]) -> Any:
    """A parameter's value outside the block: what its expressions are worth, or with other expressions put in.

    Raises ProblemError where an expression has no value.
    """
    if isinstance(value, (list, tuple)):
        return [substituted(item, names) for item in value]
    if not is_expression(value):
        return value
    if all(names.get(name) == f"={name}" for name in names_in(value)):
        return value  # the same names mean the same outside
    open_ones = {name: names[name] for name in names_in(value) if is_expression(names.get(name))}
    if not open_ones:
        return evaluate(value, names)
    text = value[1:].strip()
    for name in names_in(value):
        given = names.get(name)
        if given is not None:
            inner = f"({given[1:].strip()})" if is_expression(given) else f"({given!r})"
            text = re.sub(rf"\b{re.escape(name)}\b", lambda _, inner=inner: inner, text)  # type: ignore[misc]
    alone = [one[1:].strip() for one in open_ones.values()]
    return f"={alone[0] if text == f'({alone[0]})' else text}"
