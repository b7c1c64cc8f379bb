"""The window's side of training: starts it, drains it thirty times a second, and keeps what it made."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.pace import Pace
from app.session.run import EngineTraining, Run, TrainingFunction
from app.session.run_history import RunHistory
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.weights import Weights
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone

INTERVAL = 33  # milliseconds between two drains
SNAPSHOT_EVERY = 10.0  # seconds; at an epoch's end the document gets the weights no more often


class RunState(Enum):
    """Where a training stands."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True)
class Progress:
    """How far a training is. `loading` is the part of the data that is there, while it is being loaded."""

    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    fraction: float = 0.0
    samples_per_second: float | None = None
    seconds_left: float | None = None
    loading: float | None = None


class Trainer(QObject):
    """Trains the document's project in the compute thread, one run at a time.

    A run goes on from the document's weights, and gives them back when it ends. A change that alters the plan ends the
    run after its step; weights that were reset under it, or another project, let it end without a trace.
    """

    state_changed = Signal(object)  # RunState
    drained = Signal(object)  # list[Event], all since the last time
    started = Signal(object)  # Started
    look = Signal(object)  # the newest Look
    epoch_done = Signal(object)  # EpochDone
    failed = Signal(object)  # Failed
    finished = Signal(object)  # Finished

    def __init__(
        self,
        document: Document,
        compute: ComputeThread,
        training: TrainingFunction | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._compute = compute
        self._training = training or EngineTraining()
        self._run: Run | None = None
        self._paused = False
        self._discarded = False
        self._begun: Started | None = None
        self._result: Finished | Failed | None = None
        self._told = RunState.IDLE
        self._watched: frozenset[str] = frozenset()
        self._seen_project = document.project
        self._edits: list[tuple[object, ...]] = []
        self._snapshot: Future[tuple[Weights, int]] | None = None
        self._snapshot_at = 0.0
        self._epoch = 0
        self._pace = Pace()
        self.history = RunHistory()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self.discard)
        document.weights_reset.connect(self.discard)
