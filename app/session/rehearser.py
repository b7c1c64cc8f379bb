"""Takes one training step apart in the compute thread, and answers questions about it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.pictures.as_formula import load_typesetting
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.kept_states import KeptStates
from app.session.run import LoadedData
from engine.problem import Problem, ProblemError
from engine.texts.phrase import said

if TYPE_CHECKING:
    from engine.backprop.moments import ShownStep
    from engine.backprop.recording import Recording
    from engine.training.rehearsal import Samples

POLL = 8  # milliseconds


class Rehearser(QObject):
    """Makes a recording of one step of the document's network, with the weights that it has, and leaves no trace.

    With `rehearse`, another function of the form of `rehearse_project` makes the recording. It stays in the thread;
    `rehearsed` carries what is shown of it. Only the newest request is answered.
    """

    rehearsed = Signal(object)  # ShownStep
    failed = Signal(object)  # tuple[Problem, ...]
    busy_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        compute: ComputeThread,
        data: LoadedData,
        states: KeptStates | None = None,
        parent: QObject | None = None,
        rehearse: Callable[..., Recording] | None = None,
    ) -> None:
        super().__init__(parent)
        self._rehearse = rehearse  # None: a whole training step
        self._document, self._compute, self._data = document, compute, data
        self._states = states or KeptStates(0)
        self._recording: Recording | None = None  # read and written in the thread
        self._number = 0  # of the newest request
        self._is_closed = False
        self._waiting: list[tuple[Future[Any], Callable[[Any], None], int]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether something is being computed."""
        return bool(self._waiting)

    def rehearse(self, samples: Samples, at_step: int | None = None) -> None:
        """Asks for a step on these samples, now or as it was at a kept state; what was asked before is given up."""
        self._number += 1
        number, project, weights = self._number, self._document.project, dict(self._document.weights)

        def work() -> ShownStep | None:
            from engine.backprop.shown import shown
            from engine.data.source import LoadCancelled
            from engine.training.rehearsal import rehearse_project

            is_old = lambda: number != self._number  # noqa: E731
            if is_old():
                return None  # another one waits behind it
            self._recording = None  # makes room before the next
            try:
                state = self._states.at(at_step) if at_step is not None else None
                if at_step is not None and (state is None or state.step != at_step):
                    raise ProblemError(Problem("state_given_up", {"step": at_step}))
                dataset = None
                if not samples.typed or state is not None:
                    dataset = self._data.get(project.data, lambda _: None, is_old)
            except LoadCancelled:
                return None
            self._recording = (self._rehearse or rehearse_project)(project, weights, dataset, samples, state=state)
            return shown(self._recording)

        self._visit(work, self._tell)

    def warm_up(self) -> None:
        """Loads what sets formulas, after what was asked before."""
        self._visit(load_typesetting, lambda _: None)

    def ask(self, question: Callable[[Recording], Any], answer: Callable[[Any], None]) -> None:
        """Asks something about the recording, in the thread; `answer` is called with what it says.

        That is a tuple of problems where the question raised, and None where there is no recording.
        Nothing is answered where another step has been asked for since.
        """

        def work() -> Any:
            return question(self._recording) if self._recording is not None else None

        self._visit(work, answer)

    def forget(self) -> None:
        """Lets the recording go, and answers nothing that was asked before."""
        self._number += 1
        self._waiting.clear()
        self._timer.stop()
        if not self._is_closed:
            self._compute.visit(self._drop)
        self.busy_changed.emit(False)

    def close(self) -> None:
        """Answers nothing any more, and asks the thread for nothing: it may be closed after this."""
        self._is_closed = True
        self._timer.stop()
        self._number += 1
        self._waiting.clear()

    def _drop(self) -> None:
        self._recording = None

    def _visit(self, work: Callable[[], Any], answer: Callable[[Any], None]) -> None:
        if self._is_closed:
            return
        self._waiting.append((self._compute.visit(work), answer, self._number))
        self._timer.start()
        self.busy_changed.emit(True)

    def _look(self) -> None:
        """Takes what is ready, in the order in which it was asked."""
        while self._waiting and self._waiting[0][0].done():
            future, answer, number = self._waiting.pop(0)
            if number == self._number and not future.cancelled():
                answer(_result(future))
        if not self._waiting and self._timer.isActive():
            self._timer.stop()
            self.busy_changed.emit(False)

    def _tell(self, result: Any) -> None:
        if isinstance(result, tuple):
            self.failed.emit(result)
        elif result is not None:
            self.rehearsed.emit(result)


def _result(future: Future[Any]) -> Any:
    """What came out; the problems as a tuple where it failed."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ProblemError):
        return error.problems
    code = "out_of_memory" if isinstance(error, MemoryError) else "step_raised"
    return (Problem(code, {"reason": said(error)}),)
