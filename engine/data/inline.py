"""Samples that stand in the project file itself: for blackboard examples and truth tables."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, Loaded, Progress, Source, check_cancelled
from engine.layers.parameters import MAXIMUM_DEPTH, BadValue, Parameter
from engine.problem import Problem
from engine.texts.phrase import Phrase, Words

MAXIMUM_COLUMNS = 256
MAXIMUM_NAME = 64
LARGEST_FLOAT = float(np.finfo(np.float32).max)
INT64 = np.iinfo(np.int64)
MAXIMUM_CLASSES = 1000  # whole numbers above this are measurements, not class numbers


class Table(Parameter[Mapping[str, object]]):
    """A name for each column, and for each sample a number or an evenly nested list of numbers."""

    type_name = "table"

    def convert(self, value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise BadValue
        if not 1 <= len(value) <= MAXIMUM_COLUMNS:
            raise BadValue("parameter_range")
        return {_checked_name(name): _checked_column(column) for name, column in value.items()}

    @property
    def expected(self) -> Words:
        return Phrase("table")


class Inline(Source):
    """Samples written into the project itself, column by column.

    A column of whole numbers alone is int64, any other float32; all have the same number of samples.
    """

    name = "inline"
    columns = Table(required=True, initial={"x": [[0.0], [1.0]], "y": [[0.0], [1.0]]}, help="The values by column.")

    def declared_columns(self) -> tuple[Column, ...]:
        return tuple(_column(name, values) for name, values in self.columns.items())

    def sample_count(self) -> int | None:
        return min(_length(values) for values in self.columns.values())

    def problems(self) -> list[Problem]:
        lengths = {name: _length(values) for name, values in self.columns.items()}
        if len(set(lengths.values())) == 1:
            return []
        received = [f"{name}: {length}" for name, length in lengths.items()]
        return [Problem("data_lengths_differ", {"received": received}, parameter="columns")]

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        check_cancelled(cancelled)
        declared = {column.name: column for column in self.declared_columns()}
        arrays: dict[str, Array] = {
            name: np.asarray(values, dtype=declared[name].dtype) for name, values in self.columns.items()
        }
        if progress is not None:
            progress(1.0)
        return Loaded(arrays)


def _checked_name(name: object) -> str:
    if not isinstance(name, str):
        raise BadValue
    if not 1 <= len(name) <= MAXIMUM_NAME or not name.isprintable():
        raise BadValue("parameter_range")
    return name


def _checked_column(column: object) -> object:
    """The column in tuples, so that nobody can change it."""
    if not isinstance(column, (list, tuple)):
        raise BadValue
    _, numbers = _unrolled(column)
    smallest, largest = (INT64.min, INT64.max) if _is_integer(numbers) else (-LARGEST_FLOAT, LARGEST_FLOAT)
    if not all(smallest <= number <= largest for number in numbers):  # not by min and max: they pass over NaN
        raise BadValue("parameter_range")
    return _in_tuples(column)


def _column(name: str, values: object) -> Column:
    (_, *sizes), numbers = _unrolled(values)
    shape = tuple(sizes)
    if not _is_integer(numbers):
        return Column(name, "float32", shape)
    are_classes = shape == () and min(numbers) >= 0 and max(numbers) < MAXIMUM_CLASSES
    return Column(name, "int64", shape, int(max(numbers)) + 1 if are_classes else None)


def _is_integer(numbers: list[int | float]) -> bool:
    return set(map(type, numbers)) == {int}


def _unrolled(value: object) -> tuple[tuple[int, ...], list[int | float]]:
    """The shape of an even nest of lists and its numbers in one row, level by level: tables may hold a million.

    Raises BadValue where there is anything but numbers, where lengths differ, and where there is no number.
    """
    level: list[Any] = [value]
    shape: list[int] = []
    while not (kinds := set(map(type, level))) <= {int, float}:
        if not kinds <= {list, tuple}:
            raise BadValue("parameter_range" if kinds <= {list, tuple, int, float} else "parameter_type")
        lengths = set(map(len, level))
        if len(lengths) > 1 or 0 in lengths or len(shape) == MAXIMUM_DEPTH:
            raise BadValue("parameter_range")
        shape.append(lengths.pop())
        level = list(chain.from_iterable(level))
    return tuple(shape), level


def _in_tuples(value: object) -> object:
    if not isinstance(value, (list, tuple)):
        return value
    return tuple(map(_in_tuples, value)) if isinstance(value[0], (list, tuple)) else tuple(value)


def _length(values: object) -> int:
    return len(values) if isinstance(values, tuple) else 0
