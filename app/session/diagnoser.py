"""Finds out, in the compute thread, why a gradient dies: measures of one step on a batch, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.run import LoadedData
from engine.problem import Problem, ProblemError

if TYPE_CHECKING:
    from engine.backprop.diagnosis.measures import Measures

POLL = 20  # milliseconds
MOST_SAMPLES = 256  # of a batch that is measured: more say no more


@dataclass(frozen=True)
class Diagnosis:
    """What was measured on so many samples, and what is wrong, each on its node. `samples` is 0 where nothing was."""

    measures: Measures | None
    problems: tuple[Problem, ...]
    samples: int = 0


class Diagnoser(QObject):
    """Measures the document's network with the weights that it has; `diagnosed` carries a Diagnosis.

    The samples are those with which the training part begins, as many as a batch has. Only the newest is told.
    """

    diagnosed = Signal(object)

    def __init__(
        self, document: Document, compute: ComputeThread, data: LoadedData, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._compute, self._data = document, compute, data
        self._thresholds: Mapping[str, Any] = {}  # those that differ from the defaults
        self._future: Future[Diagnosis] | None = None
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._look)

    @property
    def thresholds(self) -> Mapping[str, Any]:
        """The thresholds that a person has set, by name."""
        return self._thresholds

    def set_thresholds(self, given: Mapping[str, Any]) -> None:
        """From where on something is called sick; what is unknown or wrong is left at its default."""
        from engine.backprop.diagnosis.thresholds import Thresholds

        wrong = {problem.parameter for problem in Thresholds.check(given)[1]}
        self._thresholds = {name: value for name, value in given.items() if name not in wrong}

    def diagnose(self) -> None:
        """Asks for a diagnosis; what was asked for before is given up."""
        self._number += 1
        number, project, weights = self._number, self._document.project, dict(self._document.weights)
        given = dict(self._thresholds)

        def work() -> Diagnosis:
            from engine.backprop.diagnosis.measuring import measure
            from engine.backprop.diagnosis.rules import diagnose
            from engine.backprop.diagnosis.thresholds import Thresholds
            from engine.data.dataset import sample_count
            from engine.training.rehearsal import Samples, rehearse_project

            dataset = self._data.get(project.data, lambda _: None, lambda: number != self._number)
            count = min(project.training.batch_size, sample_count(dataset.train), MOST_SAMPLES)
            recording = rehearse_project(project, weights, dataset, Samples(count=max(1, count)))
            thresholds = Thresholds(**given)
            measures = measure(recording, thresholds)
            found = diagnose(recording.network.plan, measures, thresholds, project.training)
            return Diagnosis(measures, found, count)

        self._future = self._compute.visit(work)
        self._timer.start()

    def forget(self) -> None:
        """Tells nothing that was asked before."""
        self._number += 1
        self._future = None
        self._timer.stop()

    def _look(self) -> None:
        future = self._future
        if future is None or not future.done():
            return
        self.forget()
        error = None if future.cancelled() else future.exception()
        if error is None and not future.cancelled():
            self.diagnosed.emit(future.result())
        else:
            problems = error.problems if isinstance(error, ProblemError) else ()
            self.diagnosed.emit(Diagnosis(None, problems))
