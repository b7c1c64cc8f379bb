"""Ports from a signature: what `forward` takes and what it returns."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.layers.layer import Port
from engine.own_code.errors import at
from engine.own_code.fields import last_name, with_defaults

Function = ast.FunctionDef


@dataclass(frozen=True)
class Returned:
    """The output ports, and whether they come in a tuple."""

    names: tuple[str, ...]
    is_tuple: bool


def input_ports(pairs: Iterable[tuple[ast.arg, ast.expr | None]]) -> tuple[Port, ...]:
    """A port for each argument; one with a default needs no edge."""
    return tuple(Port(argument.arg, required=default is None) for argument, default in pairs)


def check_arguments(function: Function) -> None:
    """Raises UnreadableError where arguments have no names of their own (`*inputs`), or the function is async."""
    if function.args.vararg is not None:
        raise at("code_star", function.args.vararg, name=function.args.vararg.arg)


def forward_ports(forward: Function) -> tuple[Port, ...]:
    """The input ports of a method: its arguments without the first."""
    check_arguments(forward)
    pairs = list(with_defaults(forward.args))
    if not (forward.args.posonlyargs or forward.args.args):
        raise at("code_no_self", forward)
    return input_ports(pairs[1:])


def output_ports(function: Function) -> Returned:
    """The output ports: after the tuple that is returned or annotated, else the one `output`.

    The variables that are returned give their names. Raises UnreadableError where returns do not agree.
    """
    found = [(node, _elements(node.value)) for node in _returns(function)]
    annotated = _annotated_count(function.returns)
    tuples = [(node, elements) for node, elements in found if elements is not None]
    if not found and annotated is None:
        raise at("code_no_return", function, name=function.name)
    count = annotated if annotated is not None else len(tuples[0][1]) if tuples else 1
    is_tuple = annotated is not None or bool(tuples)
    for node, elements in found:
        if elements is None and is_tuple and annotated is None:
            raise at("code_returns", node, expected=count, received=1)
        if elements is not None and len(elements) != count:
            raise at("code_returns", node, expected=count, received=len(elements))
    if count == 0:
        raise at("code_no_return", function, name=function.name)
    return Returned(_names(tuples[0][1], count) if tuples else _names([], count), is_tuple)


def _names(elements: list[ast.expr], count: int) -> tuple[str, ...]:
    names = [element.id for element in elements if isinstance(element, ast.Name)]
    if count > 1 and len(names) == count and len(set(names)) == count and not any(n.startswith("_") for n in names):
        return tuple(names)
    return tuple("output" if number == 1 else f"output{number}" for number in range(1, count + 1))


def _elements(value: ast.expr | None) -> list[ast.expr] | None:
    if isinstance(value, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in value.elts):
        return value.elts
    return None


def _annotated_count(annotation: ast.expr | None) -> int | None:
    """How many values `tuple[Tensor, Tensor]` promises; None where no tuple of a fixed length is annotated."""
    if not isinstance(annotation, ast.Subscript) or last_name(annotation.value) not in ("tuple", "Tuple"):
        return None
    items = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    if any(isinstance(item, ast.Constant) and item.value is ... for item in items):
        return None
    return len(items)


def _returns(function: Function) -> Iterator[ast.Return]:
    """The return statements of a function itself, not those of functions and classes inside."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting = [*ast.iter_child_nodes(node), *waiting]
