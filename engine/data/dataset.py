"""The data of a project, loaded: split, transformed, and of the dtypes that were declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.data.columns import Columns
from engine.data.settings import DataSettings
from engine.data.source import Array, Arrays, Cancelled, Loaded, Progress, check_cancelled, too_large
from engine.data.split import Indices
from engine.problem import Problem, ProblemError, errors

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Dataset:
    """Three parts, each an array a column with the batch as its first axis, in the source's order; None if empty."""

    columns: Columns
    train: Mapping[str, Array] | None
    validation: Mapping[str, Array] | None
    test: Mapping[str, Array] | None

    def part(self, name: str) -> Mapping[str, Array] | None:
        """The part of this name: train, validation or test."""
        return {"train": self.train, "validation": self.validation, "test": self.test}[name]

    @property
    def sizes(self) -> dict[str, int]:
        """The number of samples in each part."""
        return {name: sample_count(self.part(name)) for name in PARTS}


def load(settings: DataSettings, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Dataset:
    """Everything that training needs, from the source through split and transforms.

    Raises ProblemError where the settings are wrong, DataUnavailable where the data cannot be had, LoadCancelled
    where `cancelled()` said so. `progress` is called with 0..1.
    """
    checked = settings.checked
    wrong = errors(checked.problems)
    if wrong or checked.source is None:
        raise ProblemError(*wrong)
    try:
        loaded = checked.source.load(progress, cancelled)
        check_cancelled(cancelled)
        too_much = too_large(checked.columns, sample_count(loaded.columns) + sample_count(loaded.test))
        if too_much:
            raise ProblemError(too_much)
        train, validation, test = _parts(loaded, settings)
        declared = Columns(checked.source.declared_columns())
        for transform in checked.transforms:
            check_cancelled(cancelled)
            if train is None:
                raise ProblemError(Problem("data_nothing_to_fit", {"name": transform.kind}, parameter="data.split"))
            column = transform.chosen(declared)
            fitted = transform.fit(declared, train)
            declared = declared.replaced(transform.declared(column))
            train, validation, test = (part and fitted.apply(part) for part in (train, validation, test))
    except MemoryError:
        raise ProblemError(Problem("data_out_of_memory")) from None
    return Dataset(checked.columns, train, validation, test)


def sample_count(arrays: Mapping[str, Array] | None) -> int:
    """The number of samples in a part, 0 for an empty one."""
    return 0 if arrays is None else len(next(iter(arrays.values())))


def _parts(loaded: Loaded, settings: DataSettings) -> tuple[Arrays | None, Arrays | None, Arrays | None]:
    samples = sample_count(loaded.columns)
    indices = settings.split.indices(samples, test_given=loaded.test is not None)
    train, validation, test = (_taken(loaded.columns, part, samples) for part in indices)
    return train, validation, test if loaded.test is None else loaded.test


def _taken(arrays: Arrays, indices: Indices | None, samples: int) -> Arrays | None:
    if indices is None:
        return None
    if len(indices) == samples:  # all of them, in order: no copy is needed
        return arrays
    return {name: np.take(array, indices, axis=0) for name, array in arrays.items()}
