"""One column of a table of values: what its name and its values must be, and how a long one is cut short."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from app.translation import QT_TRANSLATE_NOOP
from engine.data.inline import MAXIMUM_NAME, Table
from engine.layers.parameters import Array, BadValue, Text

LONGEST = 200  # numbers that are shown whole, and so can be edited in place
_LEADING = 24  # characters that are shown of more
HELP = QT_TRANSLATE_NOOP("Parameters", "Whole numbers alone make a column of integers, 2.0 makes one of floats.")


class ColumnName(Text):
    """The name of a column, which none of `others()` has."""

    def __init__(self, others: Callable[[], Collection[str]]) -> None:
        super().__init__("", required=True)
        self._others = others

    def convert(self, value: object) -> str:
        name = super().convert(value).strip()
        if not name or len(name) > MAXIMUM_NAME or not name.isprintable() or name in self._others():
            raise BadValue("parameter_range")
        return name


class ColumnValues(Array):
    """The values of a column, one sample after the other; a number alone is one sample."""

    def __init__(self) -> None:
        super().__init__(required=True, help=HELP)

    def convert(self, value: object) -> Any:
        samples = value if isinstance(value, (list, tuple)) else [value]
        return Table().convert({"column": samples})["column"]


def is_long(values: object) -> bool:
    """Whether there are more numbers than a line can show; looks no further than that."""
    return sum(1 for _, _ in zip(_numbers(values), range(LONGEST + 1), strict=False)) > LONGEST


def leading_text(values: object) -> str:
    """The beginning of a long column, with an ellipsis that can never be read as a value."""
    shown = ""
    for piece in _pieces(values):
        shown += piece
        if len(shown) > _LEADING:
            break
    return shown[:_LEADING] + "…"


def _numbers(value: object) -> Iterator[object]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _numbers(item)
    else:
        yield value


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        yield "["
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item)
        yield "]"
    else:
        yield str(value)
