"""What is done to columns between source and network: an ordered list of declared steps.

A transform says how it changes a column without data, is fitted on the training part alone, and is then applied to
every part alike. Without a `column` it takes the first floating-point column, which is where sources put the input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import prod
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from engine.data.columns import Column, Columns
from engine.data.source import Array, Arrays
from engine.layers.parameters import Choice, Declaration, Float, Floats, Int, Text
from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase

CHUNK = 2**22  # numbers that are turned into float64 at a time
PER_HELP = "Measure each number of a sample by itself, or all as one."
Function = Callable[[Array], Array]


@dataclass(frozen=True)
class Fitted:
    """A transform that knows its numbers, ready for any part of the data."""

    column: str
    function: Function

    def apply(self, arrays: Mapping[str, Array]) -> Arrays:
        """The arrays with the transformed column in its old place."""
        return {name: self.function(array) if name == self.column else array for name, array in arrays.items()}


class Transform(Declaration):
    """A step that changes one column; `kind` is what a project file calls it."""

    kind: ClassVar[str] = ""
    column = Text(None, optional=True, help="The column to change; empty takes the first floating-point column.")

    def chosen(self, columns: Columns) -> Column:
        """The column that is changed. Raises ProblemError where there is none of that name."""
        if not self.column:
            floating = [column for column in columns.values() if column.type.is_floating]
            if floating:
                return floating[0]
        elif self.column in columns:
            return columns[self.column]
        arguments = {"expected": list(columns), "received": self.column or Phrase("none")}
        raise ProblemError(Problem("data_column_unknown", arguments, parameter="column"))

    def declared(self, column: Column) -> Column:
        """The column as it is afterwards, known without data. Raises ProblemError where it does not suit."""
        raise NotImplementedError

    def fitted_function(self, column: Column, training: Array) -> Function:
        """What turns an array of this column into the new one, its numbers taken from the training part."""
        raise NotImplementedError

    def fit(self, columns: Columns, training: Mapping[str, Array]) -> Fitted:
        """The transform with its numbers taken from the training part."""
        column = self.chosen(columns)
        return Fitted(column.name, self.fitted_function(column, training[column.name]))


class Standardize(Transform):
    """Shifts and scales to mean 0 and standard deviation 1, both measured on the training part."""

    kind = "standardize"
    per = Choice("feature", choices=("feature", "all"), help=PER_HELP)

    def declared(self, column: Column) -> Column:
        return _as_float(column)

    def fitted_function(self, column: Column, training: Array) -> Function:
        mean, deviation = _moments(training, self.per)
        return _affine(mean, np.where(deviation > 0, deviation, 1.0))


class Scale(Transform):
    """Stretches the range of the training part to the range from `low` to `high`."""

    kind = "scale"
    low = Float(0.0, help="Where the smallest value of the training part comes to lie.")
    high = Float(1.0, help="Where the largest value of the training part comes to lie.")
    per = Choice("feature", choices=("feature", "all"), help=PER_HELP)

    def declared(self, column: Column) -> Column:
        if self.low >= self.high:
            expected = Phrase("above_low", low=f"{self.low:g}")
            arguments = {"name": "high", "expected": expected, "received": f"{self.high:g}"}
            raise ProblemError(Problem("parameter_range", arguments, parameter="high"))
        return _as_float(column)

    def fitted_function(self, column: Column, training: Array) -> Function:
        axes = _axes(training, self.per)
        smallest = training.min(axis=axes).astype(np.float64)
        extent = training.max(axis=axes).astype(np.float64) - smallest
        return _affine(smallest, np.where(extent > 0, extent, 1.0), self.high - self.low, self.low)


class Normalize(Transform):
    """Subtracts a given mean and divides by a given standard deviation, one for all or one for each channel."""

    kind = "normalize"
    mean = Floats((0.5,), help="One number, or one for each entry of the column's first axis.")
    std = Floats((0.5,), help="As many as in mean, none of them 0.")

    def declared(self, column: Column) -> Column:
        channels = column.shape[0] if column.shape else 1
        for name, numbers in (("mean", self.mean), ("std", self.std)):
            if len(numbers) not in (1, channels):
                expected = Phrase("one_or_so_many", count=channels)
                arguments = {"name": name, "expected": expected, "received": len(numbers)}
                raise ProblemError(Problem("parameter_range", arguments, parameter=name))
        if min(self.std) <= 0:
            above = Phrase("limited", value=Phrase("numbers"), limits=Phrase("above", limit=0))
            arguments = {"name": "std", "expected": above, "received": list(self.std)}
            raise ProblemError(Problem("parameter_range", arguments, parameter="std"))
        return _as_float(column)

    def fitted_function(self, column: Column, training: Array) -> Function:
        trailing = (1,) * (len(column.shape) - 1)
        mean, std = (np.reshape(np.asarray(n), (-1, *trailing) if column.shape else ()) for n in (self.mean, self.std))
        return _affine(mean, std)


class Flatten(Transform):
    """Lays the numbers of each sample out in one row."""

    kind = "flatten"

    def declared(self, column: Column) -> Column:
        return replace(column, shape=(prod(column.shape),), classes=None)

    def fitted_function(self, column: Column, training: Array) -> Function:
        return lambda array: array.reshape(len(array), -1)


class OneHot(Transform):
    """Replaces a class number by a row of zeros with a one at that place."""

    kind = "one_hot"
    column = Text("label", help="The column of class numbers.")
    classes = Int(None, minimum=1, maximum=100_000, optional=True, help="Empty takes as many as the source declares.")

    def declared(self, column: Column) -> Column:
        if column.dtype != "int64":
            raise ProblemError(Problem("data_not_classes", {"received": column.name}, parameter="column"))
        if not self._count(column):
            arguments = {"name": "classes", "expected": type(self).classes.expected}
            raise ProblemError(Problem("parameter_missing", arguments, parameter="classes"))
        return Column(column.name, "float32", (*column.shape, self._count(column)))

    def fitted_function(self, column: Column, training: Array) -> Function:
        count = self._count(column)

        def encode(array: Array) -> Array:
            if array.size and not 0 <= array.min() <= array.max() < count:
                wrong = int(array.min()) if array.min() < 0 else int(array.max())
                arguments = {"name": column.name, "expected": count - 1, "received": wrong}
                raise ProblemError(Problem("data_class_range", arguments, parameter="classes"))
            return np.asarray(array[..., None] == np.arange(count), dtype=np.float32)

        return encode

    def _count(self, column: Column) -> int:
        """How many classes there are; 0 where neither this transform nor the source says so."""
        return self.classes or column.classes or 0


_ALL: tuple[type[Transform], ...] = (Standardize, Scale, Normalize, Flatten, OneHot)


def transforms() -> Mapping[str, type[Transform]]:
    """Every transform by the name that a project file uses."""
    return MappingProxyType({transform.kind: transform for transform in _ALL})


def _as_float(column: Column) -> Column:
    return replace(column, dtype="float32", classes=None)


def _affine(centre: Array, unit: Array, factor: float = 1.0, offset: float = 0.0) -> Function:
    """(array - centre) / unit * factor + offset in float32, in this order, so that large means keep their digits."""
    centre32, unit32 = centre.astype(np.float32), unit.astype(np.float32)

    def apply(array: Array) -> Array:
        result = np.asarray(np.asarray(array, dtype=np.float32) - centre32)
        result /= unit32
        if (factor, offset) != (1.0, 0.0):
            result *= np.float32(factor)
            result += np.float32(offset)
        return result

    return apply


def _axes(array: Array, per: str) -> tuple[int, ...]:
    return tuple(range(array.ndim)) if per == "all" else (0,)


def _moments(array: Array, per: str) -> tuple[Array, Array]:
    """Mean and standard deviation in float64, without a second copy of the data."""
    axes = _axes(array, per)
    rows = max(1, CHUNK // max(1, prod(array.shape[1:])))
    chunks = [array[start : start + rows] for start in range(0, len(array), rows)]
    count = array.size if per == "all" else len(array)
    mean = np.asarray(sum(chunk.sum(axis=axes, dtype=np.float64) for chunk in chunks) / count)
    squares = sum(((chunk - mean) ** 2).sum(axis=axes) for chunk in chunks)
    return mean, np.asarray(np.sqrt(squares / count))
