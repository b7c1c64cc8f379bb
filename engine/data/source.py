"""What a data source is: a declaration that says which columns it has, and loads them when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from engine.data.columns import Column, Columns
from engine.layers.parameters import Declaration, Int
from engine.problem import Problem, ProblemError

Array = npt.NDArray[Any]
Arrays = dict[str, Array]
Progress = Callable[[float], None]
Cancelled = Callable[[], bool]

MAXIMUM_BYTES = 4 * 2**30  # a data set above this is a slip of the keyboard, and would only exhaust the memory


class DataUnavailable(ProblemError):
    """Raised where the settings are right but the data cannot be had: no file, no network, a broken file."""


class LoadCancelled(Exception):
    """Raised out of `load` after `cancelled()` has said so; whatever was loaded until then is let go."""


@dataclass(frozen=True)
class Loaded:
    """The samples of a source, by column; `test` holds the test set where the source brings its own."""

    columns: Arrays
    test: Arrays | None = None


class Source(Declaration):
    """A data source; an instance is a source with checked parameters.

    `name` is what a project file calls it. `brings_test` says that a test set comes with it.
    """

    name: ClassVar[str] = ""
    brings_test: ClassVar[bool] = False

    def declared_columns(self) -> tuple[Column, ...]:
        """The columns that `load` delivers, known without loading."""
        raise NotImplementedError

    def sample_count(self) -> int | None:
        """How many samples `load` delivers, or None where only the files can tell."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        """What is wrong with parameters that are right one by one, seen without loading."""
        return []

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        """Every sample, as NumPy arrays whose first axis is the batch.

        `progress` is called with 0..1, `cancelled` is asked now and then.
        Raises DataUnavailable where the data cannot be had, LoadCancelled where `cancelled()` said so.
        """
        raise NotImplementedError


class GeneratedSource(Source):
    """A source that computes its samples from a seed: the same parameters give the same samples, to the bit."""

    samples = Int(1000, minimum=1, maximum=10_000_000, help="How many samples are generated.")
    seed = Int(0, minimum=0, help="Where the random numbers start; another seed gives other samples.")

    def sample_count(self) -> int | None:
        return self.samples

    def generator(self, stream: int = 0) -> np.random.Generator:
        """A random generator of this source's own; each `stream` is independent of the others."""
        return np.random.default_rng([self.seed, stream])

    def balanced_labels(self, classes: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
        """Class numbers in random order, each class as often as the others (give or take one)."""
        return generator.permutation(np.arange(self.samples, dtype=np.int64) % classes)


def too_large(columns: Columns, samples: int | None) -> Problem | None:
    """The problem of a data set that would not fit into the memory of an ordinary machine."""
    size = columns.sample_bytes * (samples or 1)
    if size <= MAXIMUM_BYTES:
        return None
    arguments = {"expected": f"{MAXIMUM_BYTES / 2**30:.0f}", "received": f"{size / 2**30:.1f}"}
    return Problem("data_too_large", arguments)


def steps(total: int, step: int, progress: Progress | None, cancelled: Cancelled | None) -> Iterator[slice]:
    """Slices of 0..total, reporting progress after each and stopping between two when cancelled."""
    for start in range(0, total, step):
        check_cancelled(cancelled)
        yield slice(start, min(start + step, total))
        if progress is not None:
            progress(min(start + step, total) / total)


def check_cancelled(cancelled: Cancelled | None) -> None:
    """Raises LoadCancelled where the caller no longer wants the data."""
    if cancelled is not None and cancelled():
        raise LoadCancelled
