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
from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.project.weights import Weights
from engine.training.events import Event, Failed, Look, Started, StepDone

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

        def load(settings: DataSettings) -> Dataset:
            run.loading = 0.0
            loaded = self._data.get(settings, progress, lambda: run.stopping)
            run.loading = None
            return loaded

        threads = max(1, (os.cpu_count() or 2) - 1)  # one core for the window: beside a busy one, two are slower
        try:
            begun = self._begun(run, load, threads)
        except LoadCancelled:
            return
        if begun is None:
            return
        prepared, moment = begun
        run.step = moment.step
        run.read_weights = lambda: read_weights(prepared.network)
        keeper, is_whole = self._states.keeper(), False
        with closing(train(prepared, lambda: run.watched, lambda: run.stopping, keeper=keeper, start=moment)) as events:
            try:
                with recording(run.branch, prepared, lambda: run.step) as record:
                    for event in events:
                        if isinstance(event, (StepDone, Look)):  # a look comes first, and after the update, too
                            run.step = event.step
                        is_whole = not isinstance(event, (Started, Failed))
                        record(event)
                        yield event
            except GeneratorExit:  # it is left for a kept state, to which this one may be the way back
                if keeper is not None and is_whole:
                    keeper.take()
                raise
            finally:
                give_freed_memory_back()

    def _begun(self, run: Run, load: Callable[[DataSettings], Dataset], threads: int) -> tuple[Prepared, Moment] | None:
        """The training of a run, and where it begins: from the weights, or from a state that is kept.

        None where it was stopped on the way there. Raises ProblemError, also where the state is kept no more.
        """
        from engine.training.history.branching import branch
        from engine.training.history.moment import Moment
        from engine.training.history.reach import reach
        from engine.training.setup import prepare

        step = run.branch.step if run.branch is not None else run.goes_on_from
        if step is None:
            return prepare(run.project, run.weights, load(run.project.data), threads=threads), Moment(run.first_step)
        if run.branch is not None:
            write_left(run.branch, self._states.at(sys.maxsize), load)
        snapshot = self._states.at(step)
        if snapshot is None:
            raise ProblemError(Problem("state_given_up", {"step": step}))
        if run.branch is None or snapshot.step != step:
            prepared = prepare(snapshot.project, None, load(snapshot.project.data), threads=threads)
            reached = reach(snapshot, step, prepared, lambda: run.stopping)
            if reached is None:
                return None
            if run.branch is None:
                return prepared, reached.moment
            snapshot = reached
        return branch(snapshot, run.project, load(run.project.data), threads=threads)
