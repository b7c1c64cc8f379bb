"""The window's side of training: starts it, drains it thirty times a second, and keeps what it made."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.progress import Progress, ProgressMeter
from app.session.run import EngineTraining, Run, TrainingFunction
from app.session.run_history import RunHistory
from app.session.run_record import Branch
from app.session.weights_keeper import WeightsKeeper
from engine.project.change import Change
from engine.project.weights import Weights
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone

INTERVAL = 33  # milliseconds between two drains
SNAPSHOT_EVERY = 10.0  # seconds; during a run the document gets its weights no more often


class RunState(Enum):
    """Where a training stands."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


class Trainer(QObject):
    """Trains the document's project in the compute thread, one run at a time.

    A run goes on from the document's weights, and gives them back when it ends. A change that alters the plan ends the
    run after its step; weights that were reset under it, or another project, let it end without a trace.
    """

    state_changed = Signal(object)  # RunState
    started = Signal(object)  # Started
    drained = Signal(object)  # list[Event]: all since the last time
    look = Signal(object)  # the newest Look
    epoch_done = Signal(object)  # EpochDone
    failed = Signal(object)  # Failed
    finished = Signal(object)  # Finished
    refused = Signal()  # somebody else has the thread

    def __init__(
        self,
        document: Document,
        compute: ComputeThread,
        training: TrainingFunction | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.history = RunHistory()
        self._document = document
        self._compute = compute
        self._training = training or EngineTraining()
        self._clock = clock
        self._watched: frozenset[str] = frozenset()
        self._run: Run | None = None
        self._keeper = WeightsKeeper(document)
        self._meter: ProgressMeter | None = None  # from the run's first event on
        self._is_paused = False
        self._pauses_when_started = False
        self._is_discarded = False
        self._result: Finished | Failed | None = None
        self._told = RunState.IDLE
        self._next: Callable[[], None] | None = None  # a run that waits for this one to end
        self._snapshot: Future[tuple[Weights, int]] | None = None
        self._snapshot_time: float | None = None  # before the first of a run
        self._waited_for: int | None = None  # the piece of work that was not over in time when weights were wanted
        self._first_step = 0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        document.about_to_put_away.connect(self.store_weights)
        document.about_to_change.connect(self._on_about_to_change)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)
        document.weights_reset.connect(self.discard)

    # ------------------------------------------------------------------ what is asked for

    def train(self) -> None:
        """Begins a run, or goes on with the one that is paused."""
        if self._run is not None:
            self.resume()
        elif not self.refuses():
            self._begin(paused=False)

    def pause(self) -> None:
        """Pauses after the step that is being done."""
        if self.state is RunState.STARTING:
            self._pauses_when_started = not self._is_paused
        elif self.state is RunState.RUNNING:
            self._is_paused = True
            self._compute.pause()
            if self._meter is not None:
                self._meter.pause()
            self._ask_for_weights()  # while nothing moves they cost nothing, and are safe
            self._tell_state()

    def resume(self) -> None:
        """Goes on where it was paused."""
        if self.state is RunState.STARTING:
            self._pauses_when_started = False
        elif self.state is RunState.PAUSED:
            self._is_paused = False
            self._compute.resume()
            self._tell_state()

    def step_once(self) -> None:
        """Does one update and pauses after it; begins a run if there is none."""
        if self._run is None:
            if not self.refuses():
                self._begin(paused=True)
                self._compute.step_once()
        elif self.state is RunState.RUNNING:
            self.pause()
        elif self.state is RunState.PAUSED:
            self._compute.step_once()

    def stop(self) -> None:
        """Ends the run after its step, measures the final weights and keeps them."""
        self._next = None
        if self._run is not None and not self._run.stopping:
            self._run.stopping = True
            self._compute.finish()
            self._tell_state()

    def discard(self) -> None:
        """Ends the run after its step, as if it had never been."""
        self._next = None
        if self._run is not None:
            self._is_discarded = True
            self._snapshot = None  # what was asked for before belongs to what is thrown away
            self._run.stopping = True
            self._compute.stop()
            self._tell_state()

    def watch(self, names: frozenset[str]) -> None:
        """Asks for histograms of these nodes, by address, and parameters, by `state_dict` key."""
        self._watched = names
        if self._run is not None:
            self._run.watched = names

    def go_on_from(self, step: int) -> None:
        """Goes on from a kept state exactly as it went; a run that is going on ends first, without a trace."""
        self._end_first(lambda: self._begin(paused=False, goes_on_from=step))

    def branch(self, branch: Branch) -> None:
        """Leaves the run at a kept state, and goes on from there with the document's settings."""
        self._end_first(lambda: self._begin(paused=False, branch=branch))

    def _end_first(self, then: Callable[[], None]) -> None:
        if self._run is not None:
            self.discard()
            self._next = then
        elif not self.refuses():
            then()

    def refuses(self) -> bool:
        """Whether no run can begin, since somebody else has the thread; says so."""
        is_taken = self._compute.taken_by not in (None, self)
        if is_taken:
            self.refused.emit()
        return is_taken

    def store_weights(self, timeout: float = 2.0) -> bool:
        """Gives the document the weights of this moment, before it is saved; False where the step took too long.

        For the same step nobody waits twice: it may never end, and each edit would stand still.
        """
        self._ask_for_weights()
        newest, self._snapshot = self._snapshot, None
        if newest is None:
            return True
        piece = self._compute.piece
        try:
            self._keeper.keep(*newest.result(0 if piece is not None and piece == self._waited_for else timeout))
        except NotInTime:
            self._snapshot, self._waited_for = newest, piece  # then they come a little later
            return False
        return True

    def close(self) -> None:
        """Ends the run at once and the thread with it; the document keeps the weights it has."""
        self._timer.stop()
        self._compute.close()
        self._run = None

    # ------------------------------------------------------------------ what is known

    @property
    def state(self) -> RunState:
        if self._run is None:
            return RunState.IDLE
        if self._run.stopping or self._result is not None:
            return RunState.STOPPING
        if self._meter is None:
            return RunState.STARTING
        return RunState.PAUSED if self._is_paused else RunState.RUNNING

    @property
    def is_branch(self) -> bool:
        """Whether the run that is going on has left another one."""
        return self._run is not None and self._run.branch is not None

    @property
    def progress(self) -> Progress:
        """How far the present run is, or the last one was."""
        progress = self._meter.progress if self._meter is not None else Progress()
        return progress if self._run is None else replace(progress, loading=self._run.loading)

    # ------------------------------------------------------------------ a run

    def _begin(self, paused: bool, goes_on_from: int | None = None, branch: Branch | None = None) -> None:
        document = self._document
        self._compute.taken_by = self
        self._run = run = Run(document.project, document.weights, document.step, goes_on_from, branch, self._watched)
        self._keeper = WeightsKeeper(document)
        self._meter, self._result, self._snapshot, self._waited_for = None, None, None, None
        self._is_paused, self._pauses_when_started, self._is_discarded = paused, False, False
        kept = branch.step if branch is not None else goes_on_from
        self._snapshot_time, self._first_step = None, document.step if kept is None else kept
        if kept is not None:
            self.history = self.history.until(kept)
        elif document.step != self.history.step:
            self.history = RunHistory()
        training = self._training
        self._compute.start(lambda: training(run), paused)
        self._timer.start()
        self._tell_state()

    def _tick(self) -> None:
        """Takes what came since the last time."""
        is_over = self._compute.is_idle  # asked first: then nothing comes after what is drained now
        events = self._compute.drain()
        if not self._is_discarded:
            self._take(events)
            self._take_snapshot()
        if is_over:
            self._end()

    def _take(self, events: list[Event]) -> None:
        if not events:
            return
        self.history.add(events)
        look: Look | None = None
        epochs: list[EpochDone] = []
        for event in events:
            if type(event) is StepDone:
                if self._meter is not None:
                    self._meter.take(event)
            elif isinstance(event, Look):
                look = event
            elif isinstance(event, EpochDone):
                epochs.append(event)
            elif isinstance(event, Started):
                self._on_started(event)
            elif isinstance(event, (Finished, Failed)):
                self._result = event
                self._compute.stop()
        if self._meter is not None and self.state is RunState.RUNNING:
            self._meter.measure(self._clock())
        self.drained.emit(events)
        if look is not None:
            self.look.emit(look)
        for epoch in epochs:
            self.epoch_done.emit(epoch)
        if self._is_snapshot_due() or self._is_paused:  # a single step counts as well
            self._ask_for_weights()

    def _is_snapshot_due(self) -> bool:
        """Soon after the beginning, so that the document counts as modified, then now and then."""
        if self._snapshot_time is None:
            return self.history.step > self._first_step
        return self._clock() - self._snapshot_time >= SNAPSHOT_EVERY

    def _on_started(self, event: Started) -> None:
        self._meter = ProgressMeter(event)
        self.started.emit(event)
        self._tell_state()
        if self._pauses_when_started:
            self.pause()

    def _end(self) -> None:
        """The thread is done with the run."""
        self._timer.stop()
        self._compute.taken_by = None
        run, result, discarded = self._run, self._result, self._is_discarded
        self._run = self._result = self._snapshot = None
        if run is not None and result is not None and not discarded:
            self._keep_last(run, result)
        self._tell_state()
        following, self._next = self._next, None
        if following is not None:
            following()
            return
        if discarded or run is None:
            return
        if isinstance(result, Finished):
            self.finished.emit(result)
        elif isinstance(result, Failed):
            self.failed.emit(result)

    def _keep_last(self, run: Run, result: Finished | Failed) -> None:
        if result.weights:
            self._keeper.keep(result.weights, result.step)
        elif isinstance(result, Failed) and result.problem.code == "step_given_up" and run.read_weights is not None:
            read = run.read_weights  # of the steps before it: a thread that was left to itself does not tell them
            with suppress(NotInTime):
                self._keeper.keep(*self._compute.visit(lambda: (read(), run.step)).result(2.0))

    def _tell_state(self) -> None:
        if self._told is not self.state:
            self._told = self.state
            self.state_changed.emit(self._told)

    # ------------------------------------------------------------------ the document

    def _on_about_to_change(self, change: Change) -> None:
        """What the edit takes away is what undo brings back: it has to be what was trained until now."""
        if self._run is not None and change.alters_plan:
            self.store_weights()

    def _on_changed(self, change: Change, origin: object) -> None:
        if self._run is not None:
            self._keeper.follow(change)
            if change.alters_plan:
                self.stop()

    def _on_replaced(self) -> None:
        self.discard()
        self.history = RunHistory()

    def _ask_for_weights(self) -> None:
        """Asks the thread for the weights between two steps; those that were asked for before are overtaken."""
        run = self._run
        if run is None or run.read_weights is None or self._is_discarded:
            return
        read = run.read_weights
        self._snapshot = self._compute.visit(lambda: (read(), run.step))
        self._snapshot_time = self._clock()

    def _take_snapshot(self) -> None:
        if self._snapshot is not None and self._snapshot.done() and self._result is None:
            snapshot, self._snapshot = self._snapshot, None
            self._keeper.keep(*snapshot.result())
