"""Loads the first samples of a data source beside the window, and lets go of what is no longer wanted."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QThreadPool, Signal

from engine.data.columns import Columns
from engine.data.settings import DataSettings
from engine.problem import Problem, ProblemError

SHOWN = 400  # samples that are kept for the preview


@dataclass(frozen=True)
class Samples:
    """The first samples after the transforms, by column, and how many there are of each part."""

    columns: Columns
    arrays: Mapping[str, np.ndarray]
    sizes: Mapping[str, int]


class SampleLoader(QObject):
    """`loaded` carries Samples, `failed` the problems; only the newest request is answered."""

    loaded = Signal(object)
    failed = Signal(object)
    progressed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: _Task | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    @property
    def is_busy(self) -> bool:
        return self._newest is not None

    def load(self, settings: DataSettings) -> None:
        """Asks for the samples of these settings; what was asked for before is given up."""
        self.cancel()
        task = _Task(settings)
        task.progressed.connect(lambda share: self._progressed(task, share))
        task.done.connect(lambda samples, problems: self._answer(task, samples, problems))
        self._newest = task
        self._pool.start(task.run)

    def cancel(self) -> None:
        """Gives up what is being loaded."""
        if self._newest is not None:
            self._newest.cancelled.set()
            self._newest = None

    def close(self) -> None:
        """Gives up, and waits until the thread has let go."""
        self.cancel()
        self._pool.waitForDone()

    def _progressed(self, task: _Task, share: float) -> None:
        if task is self._newest:
            self.progressed.emit(share)

    def _answer(self, task: _Task, samples: Samples | None, problems: tuple[Problem, ...]) -> None:
        if task is not self._newest:
            return
        self._newest = None
        if samples is not None:
            self.loaded.emit(samples)
        elif problems:
            self.failed.emit(problems)


class _Task(QObject):
    """One request. Lives in the window's thread; `run` is called in another."""

    done = Signal(object, object)
    progressed = Signal(float)

    def __init__(self, settings: DataSettings) -> None:
        super().__init__()
        self._settings = settings
        self.cancelled = threading.Event()

    def run(self) -> None:
        from engine.data.dataset import load
        from engine.data.source import LoadCancelled

        try:
            dataset = load(self._settings, self.progressed.emit, self.cancelled.is_set)
            part = next((part for part in (dataset.train, dataset.validation, dataset.test) if part is not None), {})
            arrays = {name: np.array(array[:SHOWN]) for name, array in part.items()}
            self.done.emit(Samples(dataset.columns, arrays, dataset.sizes), ())
        except LoadCancelled:
            self.done.emit(None, ())
        except ProblemError as error:
            self.done.emit(None, error.problems)
