"""What a person sees of a training: a bar while it runs, a line for each epoch, and a table at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from engine.cli.console import emit, emit_json, one_line, write
from engine.problem import Problem
from engine.training.events import EpochDone, Event, Failed, Finished, Scores, Started, StepDone
from engine.training.report import ProgressLimit, event_entry, failed_entry


class Display(Protocol):
    """Shows a training, from loading the data to its end."""

    def loading(self, part: float) -> None: ...

    def show(self, event: Event) -> None: ...

    def failed(self, problems: Iterable[Problem]) -> None: ...

    def close(self) -> None: ...


class JsonLines:
    """Every event as a line of JSON."""

    def __init__(self) -> None:
        self._limit = ProgressLimit()

    def loading(self, part: float) -> None:
        """Loading is no event."""

    def show(self, event: Event) -> None:
        if isinstance(event, StepDone) and (event.loss is None or not self._limit.passes()):
            return
        entry = event_entry(event)
        if entry is not None:
            emit_json(entry)

    def failed(self, problems: Iterable[Problem]) -> None:
        emit_json(failed_entry(problems))

    def close(self) -> None:
        """Nothing is open."""


class Bar:
    """A progress bar on stderr where that is a terminal; the epochs as lines, and a table of scores."""

    def __init__(self, name: str) -> None:
        self._name = one_line(name)
        console = Console(stderr=True, highlight=False, markup=False)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[told]}", markup=False),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None
        self._started: Started | None = None
        self._limit = ProgressLimit()
        self._began = 0.0

    def loading(self, part: float) -> None:
        if self._task is None:
            self._task = self._progress.add_task("loading the data", total=1.0, told="")
            self._progress.start()
        self._progress.update(self._task, completed=part)

    def show(self, event: Event) -> None:
        match event:
            case Started():
                self._begin(event)
            case StepDone():
                self._step(event)
            case EpochDone():
                scores = [f"{name} {_shown(value)}" for name, value in event.train.items()]
                scores += [f"validation {name} {_shown(value)}" for name, value in (event.validation or {}).items()]
                told = f"epoch {event.epoch}/{self._started.epochs if self._started else '?'}   {'   '.join(scores)}"
                self._line(told)
            case Failed():
                self.close()
                if event.line:
                    write(f"    {event.line}", sys.stderr)
            case Finished():
                self.close()
                emit(_scores_table({"train": event.train, "validation": event.validation, "test": event.test}))

    def failed(self, problems: Iterable[Problem]) -> None:
        """The lines on stderr say it."""

    def close(self) -> None:
        self._progress.stop()

    def _begin(self, event: Started) -> None:
        self._started, self._began = event, time.monotonic()
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._line(
            f"{self._name}: {event.parameters:,} parameters, {event.samples['train']:,} samples, "
            f"{event.device}, {event.threads} thread{'s' if event.threads != 1 else ''}"
        )
        total = event.epochs * event.steps_per_epoch
        self._task = self._progress.add_task(f"epoch 1/{event.epochs}", total=total, told="")
        self._progress.start()

    def _step(self, event: StepDone) -> None:
        started = self._started
        if started is None or self._task is None or self._progress.disable:
            return
        if event.loss is None or not self._limit.passes():
            return
        done = event.step - started.step
        rate = done * started.batch_size / max(time.monotonic() - self._began, 1e-9)
        batch = done - (event.epoch - 1) * started.steps_per_epoch
        self._progress.update(
            self._task,
            completed=done,
            description=f"epoch {event.epoch}/{started.epochs}   batch {batch}/{started.steps_per_epoch}",
            told=f"{rate:,.0f} samples/s   loss {_shown(event.loss)}",
        )

    def _line(self, text: str) -> None:
        if self._progress.disable:
            write(text, sys.stderr)
        else:
            self._progress.console.print(text)


def _shown(value: float) -> str:
    return f"{value:.4g}"


def _scores_table(scores: dict[str, Scores | None]) -> Table:
    there = {part: found for part, found in scores.items() if found}
    table = Table(box=SIMPLE_HEAD)
    table.add_column("")
    names = list(dict.fromkeys(name for found in there.values() for name in found))
    for name in names:
        table.add_column(name, justify="right")
    for part, found in there.items():
        table.add_row(part, *(_shown(found[name]) if name in found else "" for name in names))
    return table
