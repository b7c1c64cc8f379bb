"""Reads back the numbers of a run folder: losses by step, scores by epoch, and where it branched from another run."""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from engine.problem import Problem, ProblemError
from engine.training.runs import NUMBERS, Origin

T = TypeVar("T")

SECONDS_TO_WAIT = 2.0  # for a run that is just being written


@dataclass(frozen=True)
class Training:
    """One training of a run: a run that was gone on with has several. `began` is the time of day in UTC."""

    began: str
    first_step: int
    epochs: int
    batch_size: int
    parameters: int
    device: str
    threads: int
    failed: str | None


@dataclass(frozen=True)
class Score:
    """A score of a part of the data; `epoch` is None for those of the final weights."""

    step: int
    epoch: int | None
    part: str
    name: str
    value: float


@dataclass(frozen=True)
class RunNumbers:
    """The numbers of a run. Steps are in ascending order, each once; a loss that was not read is NaN."""

    trainings: tuple[Training, ...]
    origin: Origin | None
    steps: np.ndarray
    epochs: np.ndarray
    losses: np.ndarray
    scores: tuple[Score, ...]

    def curve(self, part: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of one score at the ends of the epochs; of a step that was measured twice the later."""
        found = {one.step: one.value for one in self.scores if (one.part, one.name) == (part, name)}
        return np.array(sorted(found), np.int64), np.array([found[step] for step in sorted(found)], np.float64)


@dataclass(frozen=True)
class RunSummary:
    """How far a run came, and where it branched from another."""

    last_step: int
    origin: Origin | None


def read_summary(path: Path) -> RunSummary:
    """How far the run in a folder came, without all of its numbers. Raises ProblemError as `read_numbers` does."""
    return _from_folder(path, _summary)


def read_numbers(path: Path) -> RunNumbers:
    """The numbers of the run in a folder, also while it is being written. Nothing is changed.

    Raises ProblemError (`run_damaged`) where there are none, or they cannot be read.
    """
    return _from_folder(path, _read)


def _from_folder(path: Path, read: Callable[[sqlite3.Connection], T]) -> T:
    address = f"{(path / NUMBERS).absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, timeout=SECONDS_TO_WAIT, uri=True)) as database:
            return read(database)
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        raise ProblemError(Problem("run_damaged", {"folder": str(path), "received": str(error)})) from error


def _read(database: sqlite3.Connection) -> RunNumbers:
    columns = "began, first_step, epochs, batch_size, parameters, device, threads, failed"
    trainings = database.execute(f"select {columns} from trainings order by id").fetchall()
    rows = database.execute("select step, epoch, loss from steps order by rowid").fetchall()
    scores = database.execute("select step, epoch, part, name, value from scores order by rowid").fetchall()
    last = {int(row[0]): row for row in rows}  # a step that was made again, on going on from before it
    kept = [last[step] for step in sorted(last)]
    return RunNumbers(
        tuple(_training(*row) for row in trainings),
        _origin(database),
        np.array([step for step, _, _ in kept], np.int64),
        np.array([epoch for _, epoch, _ in kept], np.int64),
        np.array([math.nan if loss is None else loss for _, _, loss in kept], np.float64),
        tuple(_score(*row) for row in scores),
    )


def _summary(database: sqlite3.Connection) -> RunSummary:
    (last,) = database.execute("select max(step) from steps").fetchone()
    return RunSummary(int(last or 0), _origin(database))


def _training(
    began: Any, first_step: Any, epochs: Any, batch_size: Any, parameters: Any, device: Any, threads: Any, failed: Any
) -> Training:
    numbers = (int(first_step), int(epochs), int(batch_size), int(parameters))
    return Training(str(began), *numbers, str(device), int(threads), None if failed is None else str(failed))


def _score(step: Any, epoch: Any, part: Any, name: Any, value: Any) -> Score:
    number = math.nan if value is None else float(value)  # SQLite keeps NaN as null
    return Score(int(step), None if epoch is None else int(epoch), str(part), str(name), number)


def _origin(database: sqlite3.Connection) -> Origin | None:
    if not database.execute("select 1 from sqlite_master where name = 'branches'").fetchall():
        return None  # a run of an earlier version
    row = database.execute("select run, step from branches order by rowid").fetchone()
    return Origin(str(row[0]), int(row[1])) if row is not None else None
