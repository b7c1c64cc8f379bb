"""Between a parameter's value and the text that a person reads and types; the two directions undo each other.

Values are plain JSON (lists, not tuples). A text that begins with `=` is an expression over a block's parameters and
passes through unread, but for values that can be none: texts, and the data of a table. An empty text is null where
the parameter allows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from app.fields.arithmetic import BadText, evaluate
from app.fields.column import ColumnValues
from engine.data.inline import Table
from engine.layers.parameters import Array, BadValue, Choice, Floats, Int, Ints, Parameter, Size, Text

_TIMES = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)")  # 3x3, 3 × 3


def plain(value: object) -> object:
    """The value as JSON keeps it: lists for tuples, objects for mappings, at every depth."""
    if isinstance(value, (list, tuple)):
        if set(map(type, value)) <= {int, float}:
            return list(value)  # a table may hold a million numbers
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value


def same(one: object, other: object) -> bool:
    """Whether two values are the same in a file: `[1]` and `[1.0]` are equal, but of another dtype."""
    return one == other and repr(one) == repr(other)


def is_expression(value: object) -> bool:
    """Whether a value is an expression over the parameters of a block."""
    return isinstance(value, str) and value.startswith("=")


def to_text(parameter: Parameter[Any], value: object) -> str:
    """The text that stands for a value; also for one that does not fit the parameter, which is then shown as JSON."""
    if value is None:
        return "" if parameter.optional else "none"
    if is_expression(value):
        return str(value)
    if isinstance(parameter, (Text, Choice)) and isinstance(value, str):
        return value
    if isinstance(parameter, Size) and isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value) if isinstance(parameter, Array) else _number_text(value)
    if isinstance(value, (list, tuple)):
        return _list_text(parameter, value)
    return json.dumps(plain(value), ensure_ascii=False, default=str)


def from_text(parameter: Parameter[Any], text: str) -> object:
    """The JSON value that a text stands for, checked by the parameter.

    Raises BadText where the text cannot be read, or its value does not suit the parameter.
    """
    value = _read(parameter, text)
    if is_expression(value) and not isinstance(parameter, (Text, Table, ColumnValues)):
        return value
    try:
        return plain(parameter.check(value))
    except BadValue as bad:
        raise BadText(bad.code) from bad


def _read(parameter: Parameter[Any], text: str) -> object:
    if parameter.optional and not (text if isinstance(parameter, Text) else text.strip()):
        return None
    if isinstance(parameter, Text):
        return text
    text = text.strip()
    if isinstance(parameter, Table):
        return _read_json(text)
    if is_expression(text) or isinstance(parameter, Choice):
        return text
    if isinstance(parameter, Size):
        return _read_size(parameter, text)
    if isinstance(parameter, (Ints, Floats)):
        values = _read_list(text)
        return [_whole(item) for item in values] if isinstance(parameter, Ints) else values
    value = evaluate(text)
    if isinstance(parameter, Int) and isinstance(value, float) and value.is_integer():
        return int(value)  # 1e3 is a whole number too
    return value


def _read_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise BadText(str(bad)) from bad


def _read_size(parameter: Size, text: str) -> object:
    if text in parameter.words:
        return text
    value = evaluate(_TIMES.sub(", ", text))
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return _whole(value)


def _read_list(text: str) -> list[object]:
    value = evaluate(text) if text else []
    return value if isinstance(value, list) else [value]


def _whole(value: object) -> object:
    """A reckoned whole number (`56/2`) as one."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _number_text(value: float) -> str:
    """The shortest text of a number: `3` for 3.0, where the parameter knows that it is no whole number."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 and str(value) != "-0.0":
        return str(int(value))
    return str(value)


def _list_text(parameter: Parameter[Any], value: list[object] | tuple[object, ...]) -> str:
    if not value:
        return "[]"
    if isinstance(parameter, Floats) and all(isinstance(item, (int, float)) for item in value):
        return ", ".join(_number_text(item) for item in value)  # type: ignore[arg-type]
    inner = ", ".join(_item_text(item) for item in value)
    bare = isinstance(parameter, (Ints, Floats)) or (isinstance(parameter, Size) and len(value) > 1)
    return inner if bare else f"[{inner}]"


def _item_text(item: object) -> str:
    """An item as it is; `1.0` stays a float, since a list of whole numbers would be of another dtype."""
    if item is None:
        return "none"
    if isinstance(item, (list, tuple)):
        return "[" + ", ".join(_item_text(one) for one in item) + "]"
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, (int, float)):
        return str(item)
    return json.dumps(item, ensure_ascii=False, default=str)
