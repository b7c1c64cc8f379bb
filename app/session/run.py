"""One training as both sides see it: what the window wants of it, and where it stands. No Qt, no torch."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session.kept_states import KeptStates
from app.session.run_record import Branch, recording, write_left
from engine.project.project import Project
from engine.project.weights import Weights
from engine.training.events import Event, StepDone

if TYPE_CHECKING:
    from engine.data.dataset import Dataset
    from engine.data.settings import DataSettings
    from engine.training.history.moment import Moment
    from engine.training.setup import Prepared


@dataclass
class Run:
    """A training. Each attribute is written by one side only: above the line by the window, below by the thread.

    `goes_on_from` is the step of a kept state; `branch` says that it goes on otherwise than it went.
    """

    project: Project
    weights: Weights
    first_step: int = 0
    goes_on_from: int | None = None
    branch: Branch | None = None
    watched: frozenset[str] = frozenset()
    stopping: bool = False
    # ---
    loading: float | None = None  # how much of the data is there, 0..1
    step: int = 0
    read_weights: Callable[[], Weights] | None = None  # to be called by a visitor of the thread


TrainingFunction = Callable[[Run], Iterator[Event]]


class LoadedData:
    """Keeps the data that was loaded last: who asks for the same again has it at once."""

    def __init__(self) -> None:
        self._loaded: tuple[DataSettings, Dataset] | None = None

    def get(self, settings: DataSettings, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Dataset:
        """The data of these settings. To be called in the compute thread; raises what loading raises."""
        from engine.data.dataset import load

        if self._loaded is None or self._loaded[0] != settings:
            self._loaded = None  # makes room before the next
            self._loaded = (settings, load(settings, progress, cancelled))
        return self._loaded[1]


class EngineTraining:
    """Trains with the engine."""

    def __init__(self, data: LoadedData | None = None, states: KeptStates | None = None) -> None:
        self._data, self._states = data or LoadedData(), states or KeptStates(0)

    def __call__(self, run: Run) -> Iterator[Event]:
        """Yields what happens. Runs in the compute thread, and imports torch."""
        from engine.data.source import LoadCancelled
        from engine.training.loop import train
        from engine.training.memory import give_freed_memory_back
        from engine.training.setup import read_weights

        def progress(part: float) -> None:
            run.loading = part

        run.loading = 0.0
        try:
            dataset = self._data.get(run.project.data, progress, lambda: run.stopping)
        except LoadCancelled:
            return
        run.loading = None
        if run.branch is not None:
            write_left(run.branch, self._states.at(sys.maxsize), dataset)
        threads = max(1, (os.cpu_count() or 2) - 1)  # one core for the window: beside a busy one, two are slower
        prepared, moment = self._prepared(run, dataset, threads)
        run.step = moment.step
        run.read_weights = lambda: read_weights(prepared.network)
        keeper = self._states.keeper()
        with closing(train(prepared, lambda: run.watched, lambda: run.stopping, keeper=keeper, start=moment)) as events:
            try:
                with recording(run.branch, prepared, lambda: run.step) as record:
                    for event in events:
                        if type(event) is StepDone:
                            run.step = event.step
                        record(event)
                        yield event
            finally:
                give_freed_memory_back()

    def _prepared(self, run: Run, dataset: Dataset, threads: int) -> tuple[Prepared, Moment]:
        """The training of a run, and where it begins: from the weights, or from a state that is kept."""
        from engine.training.history.branching import branch
        from engine.training.history.moment import Moment
        from engine.training.history.reach import reach
        from engine.training.setup import prepare

        step = run.branch.step if run.branch is not None else run.goes_on_from
        snapshot = self._states.at(step) if step is not None else None
        if step is None or snapshot is None:
            return prepare(run.project, run.weights, dataset, threads=threads), Moment(run.first_step)
        if run.branch is not None:
            return branch(snapshot, run.project, dataset, threads=threads)
        prepared = prepare(snapshot.project, None, dataset, threads=threads)
        reached = reach(snapshot, step, prepared, lambda: run.stopping)
        return prepared, (reached or snapshot).moment
