"""What `train` prints as JSON: its events, one a line."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from engine.backprop.report import number
from engine.compiler.report import problem_entry
from engine.problem import Problem
from engine.training.events import EpochDone, Event, Failed, Finished, Scores, Started, StepDone

Json = object
PROGRESS_RATE = 10.0  # lines a second; nobody reads more


class ProgressLimit:
    """Lets through so many steps a second, and of a slow training every one."""

    def __init__(self, rate: float = PROGRESS_RATE) -> None:
        self._pause = 1 / rate
        self._due = 0.0

    def passes(self) -> bool:
        """Whether the step that was just done may be told."""
        now = time.monotonic()
        if now < self._due:
            return False
        self._due = now + self._pause
        return True


def event_entry(event: Event) -> dict[str, Json] | None:
    """An event as plain data; None for what only a window shows."""
    match event:
        case Started():
            return {
                "event": "started",
                "epochs": event.epochs,
                "steps_per_epoch": event.steps_per_epoch,
                "batch_size": event.batch_size,
                "samples": dict(event.samples),
                "parameters": event.parameters,
                "device": event.device,
                "threads": event.threads,
                "step": event.step,
            }
        case StepDone():
            loss = None if event.loss is None else number(event.loss)
            return {"event": "progress", "epoch": event.epoch, "step": event.step, "loss": loss}
        case EpochDone():
            return {
                "event": "epoch",
                "epoch": event.epoch,
                "step": event.step,
                "seconds": event.seconds,
                "train": scores_entry(event.train),
                "validation": scores_entry(event.validation),
            }
        case Failed():
            return failed_entry([event.problem], event.step, event.line)
        case Finished():
            return {
                "event": "finished",
                "step": event.step,
                "stopped": event.stopped,
                "seconds": event.seconds,
                "train": scores_entry(event.train),
                "validation": scores_entry(event.validation),
                "test": scores_entry(event.test),
            }
    return None


def failed_entry(problems: Iterable[Problem], step: int = 0, line: str = "") -> dict[str, Json]:
    """Why there is no training, or none any more; `line` is that of the generated source, where one raised."""
    return {"event": "failed", "step": step, "line": line, "problems": [problem_entry(one) for one in problems]}


def scores_entry(scores: Scores | None) -> Mapping[str, Json] | None:
    """The loss and then the metrics; null for an empty part of the data."""
    return None if scores is None else {name: number(value) for name, value in scores.items()}
