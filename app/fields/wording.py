"""What a value must be, in words that can be translated: tooltips and placeholders of the editors."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from app.fields.column import ColumnName, ColumnValues
from engine.data.inline import MAXIMUM_NAME, Table
from engine.layers.parameters import MAXIMUM_SIZE, Array, Bool, Choice, Float, Floats, Int, Ints, Parameter, Size


def translated(text: str) -> str:
    """A sentence of the fields in the person's language."""
    return QCoreApplication.translate("Fields", text)


def expected(parameter: Parameter[Any]) -> str:
    """What a value of this parameter must be, with its range."""
    words = _kind(parameter)
    if parameter.optional:
        words = translated("{value}, or nothing").format(value=words)
    return words


def tooltip(parameter: Parameter[Any]) -> str:
    """The parameter's help, then what its value must be."""
    helpful = QCoreApplication.translate("Parameters", parameter.help) if parameter.help else ""
    return "\n".join(line for line in (helpful, expected(parameter)) if line)


def _kind(parameter: Parameter[Any]) -> str:
    match parameter:
        case Bool():
            return translated("on or off")
        case Int():
            return _with_range(translated("a whole number"), parameter)
        case Float():
            return _with_range(translated("a number"), parameter)
        case Choice():
            return translated("one of {choices}").format(choices=", ".join(parameter.choices))
        case Size():
            return _size(parameter)
        case Ints():
            return translated("whole numbers, at least {low}, with commas between").format(low=parameter.minimum)
        case Floats():
            return translated("numbers with commas between")
        case ColumnName():
            return translated("a name of at most {limit} letters that no other column has").format(limit=MAXIMUM_NAME)
        case ColumnValues():
            return translated("a value for each sample, such as 0.5, 2.0 or, in lists of even length, [[1, 2], [3, 4]]")
        case Table():
            return translated("columns, each with a value for every sample")
        case Array():
            return translated("a number, or nested lists of even length: [[1, 2], [3, 4]]")
    return translated("a text")


def _with_range(noun: str, parameter: Int | Float) -> str:
    maximum = None if parameter.maximum == MAXIMUM_SIZE else parameter.maximum
    low = None if parameter.minimum is not None and parameter.minimum <= -MAXIMUM_SIZE else parameter.minimum
    high = maximum
    if low is not None and high is not None:
        return translated("{value} from {low} to {high}").format(value=noun, low=f"{low:g}", high=f"{high:g}")
    limits = (
        (translated("at least {limit}"), low),
        (translated("above {limit}"), parameter.above),
        (translated("at most {limit}"), high),
        (translated("below {limit}"), parameter.below),
    )
    return translated(", ").join(
        [noun, *(text.format(limit=f"{limit:g}") for text, limit in limits if limit is not None)]
    )


def _size(parameter: Size) -> str:
    words = translated("a whole number, at least {low}").format(low=parameter.minimum)
    if parameter.dimensions > 1:
        words = translated("{value}, or {count} with commas between").format(value=words, count=parameter.dimensions)
    if parameter.words:
        words = translated("{value}, or {words}").format(value=words, words=", ".join(parameter.words))
    return words
