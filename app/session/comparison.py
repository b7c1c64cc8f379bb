"""Trains a network and what a remedy made of it side by side, in the compute thread, and gathers both losses."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.run import LoadedData
from app.session.run_history import RunHistory
from engine.project.project import Project
from engine.training.events import Failed, Finished

if TYPE_CHECKING:
    from engine.training.comparing import Told

INTERVAL = 66  # milliseconds between two drains
NAMES = ("original", "remedied")


class Comparison(QObject):
    """One comparison at a time; a history for each of the two. `changed` comes as they go on, `ended` once."""

    changed = Signal()
    ended = Signal()

    def __init__(self, compute: ComputeThread, data: LoadedData, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compute, self._data = compute, data
        self.histories: dict[str, RunHistory] = {name: RunHistory() for name in NAMES}
        self.results: dict[str, Finished | Failed] = {}
        self.words = ""  # what the remedy does
        self.steps = 0  # of each
        self._is_running = False
        self._stopping = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._drain)

    @property
    def is_running(self) -> bool:
        return self._is_running

    def start(self, original: Project, remedied: Project, words: str) -> bool:
        """Begins; False where the thread is training something else."""
        if self._compute.taken_by is not None:
            return False
        self._compute.taken_by = self
        self.histories = {name: RunHistory() for name in NAMES}
        self.results, self.words, self.steps = {}, words, 0
        self._is_running, self._stopping = True, False
        self._compute.start(lambda: self._train(original, remedied))
        self._timer.start()
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Ends both after their step."""
        self._stopping = True
        if self._is_running:
            self._compute.finish()

    def _train(self, original: Project, remedied: Project) -> Generator[Any, None, None]:
        """Runs in the compute thread."""
        from engine.data.source import LoadCancelled
        from engine.training.comparing import train_both
        from engine.training.memory import give_freed_memory_back

        try:
            dataset = self._data.get(original.data, lambda _: None, lambda: self._stopping)
        except LoadCancelled:
            return
        try:
            yield from train_both(original, remedied, dataset, stopping=lambda: self._stopping)
        finally:
            give_freed_memory_back()

    def _drain(self) -> None:
        is_over = self._compute.is_idle  # asked first: then nothing comes after what is drained now
        told: list[Told | Failed] = self._compute.drain()  # type: ignore[assignment]
        for name in NAMES:
            own = [one.event for one in told if not isinstance(one, Failed) and one.run == name]
            self.histories[name].add(own)
            for event in own:
                if isinstance(event, (Finished, Failed)):
                    self.results[name] = event
        for one in told:
            if isinstance(one, Failed):  # neither could be trained
                self.results = dict.fromkeys(NAMES, one)
        self.steps = max(history.step for history in self.histories.values())
        if is_over:
            self._timer.stop()
            self._is_running = False
            self._compute.taken_by = None
        if told or is_over:
            self.changed.emit()
        if is_over:
            self.ended.emit()
