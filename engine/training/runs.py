"""A run kept on disk: a folder with the project, its weights, the numbers of the training, and what to go on from.

    run.chainrule         the project as it was trained, with its weights beside it: it opens like any other
    numbers.sqlite        losses by step, scores by epoch; where it branched from another run
    state.pt              the optimizer's state, the random states: tensors and numbers only

Going on from `state.pt` continues the training to the bit, at the same number of threads.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import torch

from engine.compiler.random_state import RandomState
from engine.problem import Problem, ProblemError, errors
from engine.project.project import Project
from engine.project.store import SUFFIX, load_project, not_writable, save_project
from engine.project.writer import write_atomically
from engine.settings.together import parts
from engine.texts.phrase import said
from engine.training.events import EpochDone, Event, Failed, Finished, Started, StepDone
from engine.training.setup import Prepared, read_weights

PROJECT, NUMBERS, STATE = "run.chainrule", "numbers.sqlite", "state.pt"
STEPS_AT_ONCE = 1000  # rows that are written together; each transaction waits for the disk

TABLES = """
create table if not exists trainings (id integer primary key, began text default current_timestamp, first_step integer,
    epochs integer, batch_size integer, parameters integer, device text, threads integer, failed text);
create table if not exists steps (training integer, step integer, epoch integer, loss real);
create table if not exists scores (training integer, step integer, epoch integer, part text, name text, value real);
create table if not exists branches (training integer, run text, step integer);
"""  # branches: of which run, and at which step; a table by itself, so that older runs need no change


class Origin(NamedTuple):
    """Where a run branched from: the name of the other run's folder, beside its own, and the step."""

    run: str
    step: int


def runs_folder(project_file: Path) -> Path:
    """Where the runs of the project at this path lie, unless another place is chosen: `NAME.runs` beside it."""
    return project_file.with_name((project_file.stem if project_file.suffix == SUFFIX else project_file.name) + ".runs")


def next_run(project_file: Path) -> Path:
    """The folder of the project's next run: one number more than the highest there is. Nothing is made."""
    folder = runs_folder(project_file)
    numbers = [int(entry.name) for entry in folder.iterdir() if entry.name.isdecimal()] if folder.is_dir() else []
    return folder / str(max(numbers, default=0) + 1)


class RunFolder:
    """A run on disk, open for writing; close it, or use it in a `with`."""

    def __init__(self, path: Path, going_on: bool = False, origin: Origin | None = None) -> None:
        """Opens a folder for a new run, which may have branched from another, or one with a run in it to go on with.

        Raises ProblemError where a new run meets an old one, or where the folder cannot be written.
        """
        self.path = path
        if not going_on and (path / PROJECT).exists():
            raise ProblemError(Problem("call_run_exists", {"received": str(path)}))
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path / NUMBERS)
            self._database.executescript(TABLES)
        except OSError as error:
            raise not_writable(error) from error
        except sqlite3.Error as error:
            raise ProblemError(Problem("run_damaged", {"folder": str(path), "received": str(error)})) from error
        self._origin = origin
        self._training = 0
        self._steps: list[tuple[int, int, int, float | None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.closing(self._database):
            self._flush()

    def record(self, event: Event) -> None:
        """Keeps the numbers of an event. Raises ProblemError where the disk takes no more."""
        try:
            self._record(event)
        except sqlite3.Error as error:
            raise ProblemError(Problem("file_not_writable", {"received": str(error)})) from error

    def save(self, project: Project, prepared: Prepared, step: int) -> None:
        """Writes the project with the present weights, and what is needed to go on. Raises ProblemError."""
        try:
            save_project(self.path / PROJECT, project, read_weights(prepared.network), step)
            write_atomically(self.path / STATE, _packed(_state_of(prepared, step)))
            self._flush()
        except OSError as error:
            raise not_writable(error) from error

    def _record(self, event: Event) -> None:
        match event:
            case Started():
                row = (event.step, event.epochs, event.batch_size, event.parameters, event.device, event.threads)
                columns = "first_step, epochs, batch_size, parameters, device, threads"
                made = self._database.execute(f"insert into trainings ({columns}) values (?, ?, ?, ?, ?, ?)", row)
                self._training = made.lastrowid or 0
                if self._origin is not None:
                    self._database.execute("insert into branches values (?, ?, ?)", (self._training, *self._origin))
                    self._origin = None  # what then goes on in this folder goes on from here
                self._database.commit()
            case StepDone():
                self._steps.append((self._training, event.step, event.epoch, event.loss))
                if len(self._steps) >= STEPS_AT_ONCE:
                    self._flush()
            case EpochDone():
                self._scores(event.step, event.epoch, {"train": event.train, "validation": event.validation})
            case Finished():
                self._scores(event.step, None, {"test": event.test})
            case Failed():
                told = (str(event.problem), self._training)
                self._database.execute("update trainings set failed = ? where id = ?", told)
                self._flush()

    def _scores(self, step: int, epoch: int | None, scores: Mapping[str, Mapping[str, float] | None]) -> None:
        rows = [
            (self._training, step, epoch, part, name, value)
            for part, found in scores.items()
            for name, value in (found or {}).items()
        ]
        self._database.executemany("insert into scores values (?, ?, ?, ?, ?, ?)", rows)
        self._flush()

    def _flush(self) -> None:
        self._database.executemany("insert into steps values (?, ?, ?, ?)", self._steps)
        self._database.commit()
        self._steps.clear()


def saved_weights(path: Path) -> tuple[dict[str, np.ndarray], int] | None:
    """The weights that a run folder holds, and after which step they were taken; None where it holds none.

    Raises ProblemError where there is a run that cannot be read.
    """
    if not (path / PROJECT).exists():
        return None
    loaded = load_project(path / PROJECT)
    damaged = [problem for problem in loaded.problems if problem.code.startswith("weights_")]
    if loaded.project is None or damaged:
        received = (damaged or errors(loaded.problems))[0].message
        raise ProblemError(Problem("run_damaged", {"folder": str(path), "received": received}))
    if loaded.project.weights is None:
        return None
    return dict(loaded.weights), loaded.project.weights.step


def restore(path: Path, prepared: Prepared, step: int) -> bool:
    """Puts the optimizer and the random states to where the run stopped; False where it kept none for this step.

    The learning rate and its like are the project's, as they are now. Raises ProblemError where the state is damaged
    or belongs to another network.
    """
    file = path / STATE
    if not file.exists():
        return False
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
        if state["step"] != step:
            return False
        for optimizer, kept in zip(parts(prepared.optimizer), state["optimizers"], strict=True):
            optimizer.load_state_dict({**optimizer.state_dict(), "state": kept})
        prepared.order.set_state(state["order"])
        RandomState(state["random"], state.get("random_on_accelerator")).restore()
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        reason = said(error)
        raise ProblemError(Problem("run_damaged", {"folder": str(path), "received": reason})) from error
    return True


def _state_of(prepared: Prepared, step: int) -> dict[str, Any]:
    random = RandomState.now()
    return {
        "step": step,
        "optimizers": [optimizer.state_dict()["state"] for optimizer in parts(prepared.optimizer)],
        "order": prepared.order.get_state(),
        "random": random.on_cpu,
        "random_on_accelerator": random.on_accelerator,
    }


def _packed(state: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()
