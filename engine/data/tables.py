"""The small classic tables that come with scikit-learn, read from its files without importing it.

Importing scikit-learn costs two seconds and 90 MB; the files alone cost milliseconds.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, DataUnavailable, Loaded, Progress, Source, check_cancelled
from engine.problem import Problem


class BundledTable(Source):
    """A table of known size that lies in scikit-learn's folder."""

    rows: ClassVar[int] = 0

    def sample_count(self) -> int | None:
        return self.rows

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        check_cancelled(cancelled)
        arrays = zip(self.declared_columns(), self.read(), strict=True)
        loaded = Loaded({column.name: _shaped(array, column) for column, array in arrays})
        if progress is not None:
            progress(1.0)
        return loaded

    def read(self) -> tuple[Array, ...]:
        """The arrays of the columns, in order; their first axis is the batch."""
        raise NotImplementedError


def _shaped(array: Array, column: Column) -> Array:
    return np.ascontiguousarray(array.reshape(-1, *column.shape), dtype=column.dtype)


class Digits(BundledTable):
    """1,797 handwritten digits of 8 x 8 pixels."""

    name = "digits"
    rows = 1797

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("image", "float32", (1, 8, 8)), Column("label", "int64", (), 10)

    def read(self) -> tuple[Array, ...]:
        table = _read("digits.csv.gz", (self.rows, 65))
        return table[:, :-1] / 16, table[:, -1]  # a pixel counts 0 to 16 dots of ink


class LabelledTable(BundledTable):
    """A table of measurements whose last field is the class; its first line tells the size and the classes."""

    file: ClassVar[str] = ""
    features: ClassVar[int] = 0
    classes: ClassVar[int] = 0

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("features", "float32", (self.features,)), Column("label", "int64", (), self.classes)

    def read(self) -> tuple[Array, ...]:
        table = _read(self.file, (self.rows, self.features + 1), skip=1)
        return table[:, :-1], table[:, -1]


class Iris(LabelledTable):
    """150 flowers of three kinds of iris: length and width of sepal and petal, in cm."""

    name = "iris"
    file, rows, features, classes = "iris.csv", 150, 4, 3


class Wine(LabelledTable):
    """178 wines from three growers: thirteen chemical measurements."""

    name = "wine"
    file, rows, features, classes = "wine_data.csv", 178, 13, 3


class BreastCancer(LabelledTable):
    """569 tumours, malignant (0) or benign (1): thirty measurements of cell nuclei."""

    name = "breast_cancer"
    file, rows, features, classes = "breast_cancer.csv", 569, 30, 2


class Diabetes(BundledTable):
    """442 patients with diabetes: ten measurements, and the progression of the disease after a year.

    As scikit-learn gives them: each feature is centred, and its squares add to 1; the target is 25 to 346.
    """

    name = "diabetes"
    rows = 442

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("features", "float32", (10,)), Column("target", "float32", (1,))

    def read(self) -> tuple[Array, ...]:
        raw = _read("diabetes_data_raw.csv.gz", (self.rows, 10), delimiter=None)
        centred = raw - raw.mean(axis=0)
        features = centred / np.sqrt((centred**2).sum(axis=0))
        return features, _read("diabetes_target.csv.gz", (self.rows, 1), delimiter=None)


def _read(file: str, shape: tuple[int, int], skip: int = 0, delimiter: str | None = ",") -> Array:
    """The numbers of a bundled file in float64. Raises DataUnavailable where it is missing or not as expected."""
    found = find_spec("sklearn")  # finds the folder of a top-level package without running it
    if found is None or not found.submodule_search_locations:
        raise DataUnavailable(Problem("data_package_missing", {"package": "scikit-learn"}))
    path = Path(found.submodule_search_locations[0]) / "datasets" / "data" / file
    try:
        table = np.loadtxt(path, delimiter=delimiter, skiprows=skip, ndmin=2)
    except FileNotFoundError:
        raise DataUnavailable(Problem("data_file_missing", {"file": str(path)})) from None
    except (OSError, ValueError, EOFError) as error:
        raise DataUnavailable(Problem("data_file_broken", {"file": str(path), "reason": str(error)})) from error
    if table.shape != shape:
        arguments = {"file": str(path), "reason": f"{table.shape[0]} x {table.shape[1]}"}
        raise DataUnavailable(Problem("data_file_broken", arguments))
    return table
