"""Fields from a signature: the parameters of a constructor, typed by their annotations or by their defaults."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.layers.layer import Layer
from engine.layers.parameters import Bool, Choice, Float, Floats, Int, Ints, Parameter, Text
from engine.own_code.errors import at

LOWEST = -(2**31) + 1
MISSING = object()  # no default

Make = Callable[..., Parameter[Any]]


def _ints(default: Any = None, **options: Any) -> Parameter[Any]:
    return Ints(default, minimum=LOWEST, **options)


_BY_WORD: Mapping[str, tuple[Make, Any]] = {
    "int": (Int, 1),
    "float": (Float, 1.0),
    "bool": (Bool, False),
    "str": (Text, ""),
    "ints": (_ints, (1,)),
    "floats": (Floats, (1.0,)),
}
_LISTS = ("tuple", "list", "Tuple", "List", "Sequence")


def signature_fields(arguments: ast.arguments) -> dict[str, Parameter[Any]]:
    """The fields for all arguments but those that are left at a default of a type that no field has.

    Raises UnreadableError where one can neither be a field nor be left out.
    """
    found: dict[str, Parameter[Any]] = {}
    for argument, default in with_defaults(arguments):
        parameter = field_of(argument, default)
        if parameter is None:
            continue
        if hasattr(Layer, argument.arg) or argument.arg.startswith("_"):
            raise at("code_parameter_name", argument, name=argument.arg)
        parameter.name = argument.arg
        found[argument.arg] = parameter
    return found


def with_defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Each argument with its default, in order, those that need their name last."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    yield from zip(plain, [*defaults, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)


def field_of(argument: ast.arg, default: ast.expr | None) -> Parameter[Any] | None:
    """The field of one argument; None where it keeps its default. Raises UnreadableError where it has none."""
    value = literal(default)
    made = _annotated(argument.annotation, value) if argument.annotation is not None else _by_default(value)
    if made is None and default is None:
        raise at("code_parameter_type", argument, name=argument.arg)
    return made


def literal(node: ast.expr | None) -> Any:
    """The value of a default that is written out; MISSING where it is none, or has to be computed."""
    if node is None:
        return MISSING
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return MISSING


def _by_default(value: Any) -> Parameter[Any] | None:
    if value is MISSING or value is None:
        return None
    if isinstance(value, (tuple, list)) and value:
        if all(_is_int(item) for item in value):
            return _made(_BY_WORD["ints"], tuple(value))
        return _made(_BY_WORD["floats"], tuple(value)) if all(_is_number(item) for item in value) else None
    word = {bool: "bool", int: "int", float: "float", str: "text"}.get(type(value))
    return _made(_BY_WORD["str" if word == "text" else word], value) if word else None


def _annotated(annotation: ast.expr, value: Any) -> Parameter[Any] | None:
    annotation, optional = _without_none(_spelled_out(annotation))
    if value is None:
        optional = True
    choices = _literal_choices(annotation)
    if choices:
        return _made((lambda default=None, **options: Choice(default, choices=choices, **options), choices[0]), value,
                     optional)  # fmt: skip
    word = _word(annotation)
    if word is None:
        return None
    if word == "float" and _is_int(value):
        value = float(value)
    return _made(_BY_WORD[word], value, optional)


def _made(way: tuple[Make, Any], value: Any, optional: bool = False) -> Parameter[Any] | None:
    """The field with its default, which has to be one that the field takes; else none."""
    make, initial = way
    if value is MISSING:
        return make(required=True, initial=initial, optional=optional)
    parameter = make(tuple(value) if isinstance(value, list) else value, optional=optional)
    try:
        parameter.check(value)
    except ValueError:
        return None
    return parameter


def _word(annotation: ast.expr) -> str | None:
    """The type of field that an annotation names: `int`, `tuple[int, ...]`."""
    name = last_name(annotation)
    if name in ("int", "float", "bool", "str"):
        return name
    if isinstance(annotation, ast.Subscript) and last_name(annotation.value) in _LISTS:
        inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        words = {last_name(item) for item in inner if not (isinstance(item, ast.Constant) and item.value is ...)}
        if len(words) == 1 and words <= {"int", "float"}:
            return f"{words.pop()}s"
    return None


def _literal_choices(annotation: ast.expr) -> tuple[str, ...]:
    """The words of `Literal["relu", "gelu"]`."""
    if not isinstance(annotation, ast.Subscript) or last_name(annotation.value) != "Literal":
        return ()
    items = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    words = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return tuple(words) if len(words) == len(items) else ()


def _without_none(annotation: ast.expr) -> tuple[ast.expr, bool]:
    """The annotation without `| None` or `Optional[...]`, and whether it had it."""
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        for one, other in ((annotation.left, annotation.right), (annotation.right, annotation.left)):
            if isinstance(one, ast.Constant) and one.value is None:
                return other, True
    if isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Optional":
        return annotation.slice, True
    return annotation, False


def _spelled_out(annotation: ast.expr) -> ast.expr:
    """An annotation that is written as a text, read."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError):
            return annotation
    return annotation


def last_name(node: ast.expr) -> str:
    """`Module` for `torch.nn.Module`; empty where it is no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_int(value) or isinstance(value, float)
