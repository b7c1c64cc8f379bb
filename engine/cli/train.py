"""`chainrule train`: trains a project, tells how it goes, and keeps what it is asked to keep."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.cli.console import INTERRUPTED, NOT_DONE, OK, tell
from engine.cli.interrupt import Interruptible
from engine.cli.opening import Opened, open_right, weights_lost
from engine.problem import Problem, ProblemError
from engine.project.store import not_writable, save_project

if TYPE_CHECKING:
    from engine.cli.display import Display
    from engine.training.runs import RunFolder
    from engine.training.setup import Prepared

SECONDS_BETWEEN_SAVES = 10.0  # of a run folder, at the end of an epoch


@dataclass(frozen=True)
class Wish:
    """What a call asks for."""

    file: Path
    epochs: int | None = None
    seed: int | None = None
    device: str | None = None
    assignments: tuple[str, ...] = ()
    run: Path | None = None
    going_on: bool = False
    save: bool = False
    trusts_code: bool = False


def train(wish: Wish, as_json: bool) -> int:
    """Trains as the call wishes, and returns the exit code. Raises ProblemError where there is no training."""
    from engine.cli.display import Bar, JsonLines

    display: Display = JsonLines() if as_json else Bar(wish.file.name)
    try:
        return _train(wish, display)
    except ProblemError as error:
        display.failed(error.problems)
        raise
    finally:
        display.close()


def _train(wish: Wish, display: Display) -> int:
    if wish.save:
        _check_writable(wish.file)
    for_this_run = {"epochs": wish.epochs, "seed": wish.seed, "device": wish.device}
    opened = open_right(wish.file, wish.assignments, wish.trusts_code, **for_this_run)
    from engine.training.memory import keep_freed_memory
    from engine.training.runs import RunFolder
    from engine.training.setup import prepare

    keep_freed_memory()

    weights, first_step = _weights_to_begin_with(wish, opened)
    with contextlib.ExitStack() as stack:
        run = stack.enter_context(RunFolder(wish.run, wish.going_on)) if wish.run is not None else None
        prepared = prepare(opened.project, weights, plan=opened.checked.plan, progress=display.loading)
        if run is not None and wish.going_on:
            from engine.training.runs import restore

            restore(run.path, prepared, first_step)
        return _follow(wish, opened, prepared, display, run, first_step)


def _follow(
    wish: Wish, opened: Opened, prepared: Prepared, display: Display, run: RunFolder | None, first_step: int
) -> int:
    """Trains to the end, or until Ctrl-C."""
    from engine.training.events import EpochDone, Failed, Finished
    from engine.training.loop import train as events

    saved = time.monotonic()
    with Interruptible() as interrupt:
        for event in events(prepared, stopping=lambda: interrupt.asked, first_step=first_step):
            display.show(event)
            if run is not None:
                run.record(event)
                if isinstance(event, EpochDone) and time.monotonic() - saved > SECONDS_BETWEEN_SAVES:
                    run.save(opened.project, prepared, event.step)
                    saved = time.monotonic()
            if isinstance(event, Failed):
                tell([event.problem], str(wish.file))
                return NOT_DONE
            if isinstance(event, Finished):
                if run is not None:
                    run.save(opened.project, prepared, event.step)
                if wish.save:
                    save_project(wish.file, opened.kept, event.weights, event.step)
                return INTERRUPTED if event.stopped else OK
    return OK


def _weights_to_begin_with(wish: Wish, opened: Opened) -> tuple[Mapping[str, np.ndarray], int]:
    """None of them where training starts from the seed; else the run's, or those saved with the project."""
    if not wish.going_on:
        return {}, 0
    if wish.run is not None:
        from engine.training.runs import saved_weights

        kept = saved_weights(wish.run)
        if kept is not None:
            return kept
    lost = weights_lost(opened)
    if lost is not None:
        raise ProblemError(Problem("nothing_to_continue"), Problem(lost.code, lost.arguments))
    reference = opened.project.weights
    if reference is None or not opened.weights:
        raise ProblemError(Problem("nothing_to_continue"))
    return opened.weights, reference.step


def _check_writable(file: Path) -> None:
    """Says before the training what would fail after it. A file that is not there is told by reading it."""
    for path in (file, file.resolve().parent):
        if path.exists() and not os.access(path, os.W_OK):
            raise not_writable(PermissionError(13, os.strerror(13)))
