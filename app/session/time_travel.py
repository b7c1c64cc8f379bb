"""Goes back in a training: what is kept, to look at a state, to go on from it, to branch off with other settings."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from PySide6.QtCore import QObject, QTimer, Signal

from app.session.document import Document
from app.session.kept_states import KeptStates
from app.session.run_history import RunHistory
from app.session.run_record import Branch
from app.session.trainer import RunState, Trainer
from engine.project.edits import set_training
from engine.settings.training import Chosen

if TYPE_CHECKING:
    from engine.training.history.keeper import Kept

INTERVAL = 500  # milliseconds between two looks at what is kept


class TimeTravel(QObject):
    """Knows the states that the last training has left. `changed` comes when there are others.

    A run is written into a folder when a branch leaves it, and so is the branch.
    """

    changed = Signal()
    began = Signal()  # a training goes on, from the start or from somewhere
    settled = Signal()  # a training has come to rest: what it wrote down can be read

    def __init__(self, document: Document, trainer: Trainer, states: KeptStates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._trainer, self._states = document, trainer, states
        self.left_history: RunHistory | None = None  # of the run that the present one has left
        self._folder: Path | None = None  # of the run that is going on, if it has one
        self._began = 0.0
        self._seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._tick)
        trainer.state_changed.connect(self._on_state)
        document.replaced.connect(self._on_replaced)

    @property
    def kept(self) -> Kept | None:
        """What is kept; None before the first training."""
        return self._states.told()

    @property
    def seconds(self) -> float:
        """How long the training took that has left these states."""
        return self._seconds

    def set_memory(self, megabytes: int) -> None:
        """How much memory the states of the next training may take."""
        self._states.megabytes = megabytes

    def go_on_from(self, step: int) -> None:
        """Trains on from a kept state exactly as it went."""
        self._trainer.go_on_from(step)

    def branch(self, step: int, optimizer: str, lr: float | None) -> None:
        """Leaves the run at a kept state and trains on with another optimizer, or the same with another rate.

        The document gets the settings, by an edit that can be undone.
        """
        from engine.training.runs import next_run

        document = self._document
        before = document.project.training.optimizer
        params: dict[str, Any] = dict(before.params) if before.kind == optimizer else {}
        if lr is not None:
            params["lr"] = lr
        self.left_history = self._trainer.history
        left = tuple(self.left_history.events())
        settings = replace(document.project.training, optimizer=Chosen(optimizer, params, before.extra))
        if settings != document.project.training:
            document.apply(set_training(document.project, settings), self)
        following = next_run(self._place)
        left_folder = self._folder or following
        folder = following if self._folder is not None else following.with_name(str(int(following.name) + 1))
        self._folder = folder
        self._trainer.branch(Branch(step, folder, left_folder, left))

    @property
    def runs_folder(self) -> Path:
        """Where the runs of the project lie."""
        from engine.training.runs import runs_folder

        return runs_folder(self._place)

    @property
    def _place(self) -> Path:
        """Beside which runs lie: the file; of a project without one, a place of the user's own."""
        if self._document.path is not None:
            return self._document.path
        return platformdirs.user_data_path("chainrule", appauthor=False) / "unsaved.chainrule"

    def _on_state(self, state: RunState) -> None:
        if state is RunState.RUNNING:
            self._began = time.monotonic()
            self._timer.start()
            self.began.emit()
        elif self._timer.isActive():
            self._timer.stop()
            self._seconds += time.monotonic() - self._began
        self.changed.emit()
        if state in (RunState.IDLE, RunState.PAUSED):
            self.settled.emit()

    def _tick(self) -> None:
        now = time.monotonic()
        self._seconds += now - self._began
        self._began = now
        self.changed.emit()

    def _on_replaced(self) -> None:
        self._states.forget()
        self._folder, self._seconds, self.left_history = None, 0.0, None
        self.changed.emit()
