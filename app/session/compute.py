"""The one thread in which torch computes: it draws events from a training, and lets visitors in between two steps.

torch's random state belongs to the process, so whatever computes or draws does it here, one after another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from app.session import compute_worker
from app.session.compute_worker import Worker
from engine.problem import Problem, ProblemError
from engine.training.events import Event, Failed

T = TypeVar("T")

GRACE = 5.0  # seconds that a closing thread has for what it does, before that is interrupted


class ComputeThread:
    """Runs one training at a time. Its methods return at once and may be called from any thread but its own.

    `taken_by` is whoever has a training in it, from before `start` until the last events were drained: set by itself,
    in the thread of the window. The thread begins with the first work and ends with `close`.
    """

    def __init__(self) -> None:
        self.taken_by: object | None = None
        self._worker = Worker()
        self._is_closed = False

    # ------------------------------------------------------------------ orders

    def start(self, factory: Callable[[], Iterator[Event]], paused: bool = False) -> None:
        """Begins a training. Raises RuntimeError while another one is not over."""
        worker = self._worker
        with worker.condition:
            if worker.busy:
                raise RuntimeError("a training is still going on")
            worker.factory = factory
            worker.busy, worker.going, worker.single_steps = True, not paused, 0
            worker.stopping = worker.ending = False
            self._wake(worker)

    def pause(self) -> None:
        """Asks for no more events after the step that is being done."""
        worker = self._worker
        with worker.condition:
            worker.going, worker.single_steps = False, 0
            self._wake(worker)

    def resume(self) -> None:
        worker = self._worker
        with worker.condition:
            worker.going = True
            self._wake(worker)

    def step_once(self) -> None:
        """Goes on until one more update was made, then pauses."""
        worker = self._worker
        with worker.condition:
            worker.going = False
            worker.single_steps += 1
            self._wake(worker)

    def finish(self) -> None:
        """Goes on with a training that was told to end by itself, until it has."""
        worker = self._worker
        with worker.condition:
            worker.going, worker.ending = True, worker.busy
            self._wake(worker)

    def stop(self) -> None:
        """Closes the training after the step that is being done; what it would still have told is not told."""
        worker = self._worker
        with worker.condition:
            if worker.busy:
                worker.stopping = True
                self._wake(worker)

    def visit(self, function: Callable[[], T]) -> Future[T]:
        """Calls a function between two steps, or now if nothing runs; random numbers it draws change nothing."""
        future: Future[T] = Future()
        worker = self._worker
        with worker.condition:
            worker.visitors.append((future, function))
            self._wake(worker)
        return future

    def interrupt(self, piece: int) -> None:
        """Ends a step or a visit in the midst of it, if it is still going on and as soon as Python gets a word in."""
        self._worker.calls.interrupt(piece)

    def abandon(self, piece: int) -> None:
        """Leaves the thread to itself, where it is still at this piece of work; another one takes its place.

        The training and the visitor that were in it have failed; who waits for the thread is let into the new one.
        """
        left = self._worker
        failure = Problem("step_given_up")
        if not left.calls.interrupt(piece):  # should it ever come back
            return
        with left.condition:
            if left.calls.present != piece:  # it has heard that at once: the thread may be at something else already
                return
            waiting, left.visitors = left.visitors, deque()
            if left.visited is not None:
                left.visited.set_exception(ProblemError(failure))
            worker = Worker()
            while left.events:
                worker.events.append(left.events.popleft())
            if left.busy:
                worker.events.append(Failed(failure, 0))
            self._worker = worker
        left.close()
        if waiting:
            with worker.condition:
                worker.visitors.extend(waiting)
                self._wake(worker)

    def close(self, timeout: float = 30.0) -> bool:
        """Closes what runs and ends the thread; False where a step did not end in time."""
        self._is_closed = True
        self._worker.close()
        thread = self._worker.thread
        if thread is None:
            return True
        thread.join(min(GRACE, timeout))
        if thread.is_alive():
            self.interrupt(self.piece or 0)
            thread.join(max(0.0, timeout - GRACE))
        return not thread.is_alive()

    def _wake(self, worker: Worker) -> None:
        if self._is_closed:
            raise RuntimeError("the compute thread is closed")
        worker.wake()

    # ------------------------------------------------------------------ what comes out

    @property
    def is_idle(self) -> bool:
        """Whether no training is going on. Ask before draining: then nothing is missed."""
        return not self._worker.busy

    @property
    def is_ending(self) -> bool:
        """Whether a training was asked to end, and has not yet."""
        return self._worker.ending or self._worker.stopping

    @property
    def is_visited(self) -> bool:
        """Whether a visitor is in the thread."""
        return self._worker.visited is not None

    @property
    def piece(self) -> int | None:
        """The number of the step or visit that is going on; None where the thread waits."""
        return self._worker.calls.present

    def drain(self) -> list[Event]:
        """Every event since the last time."""
        worker = self._worker
        count = len(worker.events)
        events = [worker.events.popleft() for _ in range(count)]
        if count >= compute_worker.MOST_EVENTS:
            with worker.condition:
                worker.condition.notify_all()
        return events
