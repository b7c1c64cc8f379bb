"""The one thread in which torch computes: it draws events from a training, and lets visitors in between two steps.

torch's random state belongs to the process, so whatever computes or draws does it here, one after another.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

from app.session.random_state import same_random_state
from engine.problem import Problem, ProblemError
from engine.training.events import Event, Failed, StepDone

T = TypeVar("T")

MOST_EVENTS = 50_000  # so many wait to be drained, then the training waits: memory stays bounded


class ComputeThread:
    """Runs one training at a time. Its methods return at once and may be called from any thread but its own.

    `taken_by` is whoever has a training in it, from before `start` until the last events were drained: set by itself,
    in the thread of the window. The training is an iterator made in the thread, advanced in the thread and closed in
    the thread. The thread begins with the first work and ends with `close`.
    """

    def __init__(self) -> None:
        self.taken_by: object | None = None
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._events: deque[Event] = deque()
        self._visitors: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._factory: Callable[[], Iterator[Event]] | None = None
        self._training: Iterator[Event] | None = None
        self._busy = False  # from start until the training was left
        self._going = False
        self._single_steps = 0
        self._stopping = False
        self._closing = False
        self._interrupt = False  # set with every order, so that the thread looks at them only then

    # ------------------------------------------------------------------ orders

    def start(self, factory: Callable[[], Iterator[Event]], paused: bool = False) -> None:
        """Begins a training. Raises RuntimeError while another one is not over."""
        with self._condition:
            if self._busy:
                raise RuntimeError("a training is still going on")
            self._factory = factory
            self._busy, self._going, self._single_steps, self._stopping = True, not paused, 0, False
            self._wake()

    def pause(self) -> None:
        """Asks for no more events after the step that is being done."""
        with self._condition:
            self._going, self._single_steps = False, 0
            self._wake()

    def resume(self) -> None:
        with self._condition:
            self._going = True
            self._wake()

    def step_once(self) -> None:
        """Goes on until one more update was made, then pauses."""
        with self._condition:
            self._going = False
            self._single_steps += 1
            self._wake()

    def stop(self) -> None:
        """Closes the training after the step that is being done; what it would still have told is not told."""
        with self._condition:
            if self._busy:
                self._stopping = True
                self._wake()

    def visit(self, function: Callable[[], T]) -> Future[T]:
        """Calls a function between two steps, or now if nothing runs; random numbers it draws change nothing."""
        future: Future[T] = Future()
        with self._condition:
            self._visitors.append((future, function))
            self._wake()
        return future

    def close(self, timeout: float = 30.0) -> bool:
        """Closes what runs and ends the thread; False where a step did not end in time."""
        with self._condition:
            self._closing = True
            self._interrupt = True
            self._condition.notify_all()
            thread = self._thread
        if thread is None:
            return True
        thread.join(timeout)
        return not thread.is_alive()

    def _wake(self) -> None:
        if self._closing:
            raise RuntimeError("the compute thread is closed")
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="compute", daemon=True)
            self._thread.start()
        self._interrupt = True
        self._condition.notify_all()

    # ------------------------------------------------------------------ what comes out

    @property
    def is_idle(self) -> bool:
        """Whether no training is going on. Ask before draining: then nothing is missed."""
        return not self._busy

    def drain(self) -> list[Event]:
        """Every event since the last time."""
        count = len(self._events)
        events = [self._events.popleft() for _ in range(count)]
        if count >= MOST_EVENTS:
            with self._condition:
                self._condition.notify_all()
        return events

    # ------------------------------------------------------------------ in the thread

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            job()
        self._leave()
        for future, _ in self._visitors:
            future.cancel()

    def _next_job(self) -> Callable[[], None] | None:
        with self._condition:
            while True:
                self._interrupt = False
                if self._closing:
                    return None
                if self._visitors:
                    return self._let_visitor_in
                if self._stopping:
                    return self._leave
                if self._factory is not None:
                    return self._enter
                wanted = self._going or self._single_steps > 0
                if self._training is not None and wanted and len(self._events) < MOST_EVENTS:
                    return self._advance
                self._condition.wait()

    def _let_visitor_in(self) -> None:
        future, function = self._visitors.popleft()
        if not future.set_running_or_notify_cancel():
            return
        try:
            with same_random_state():
                result = function()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def _enter(self) -> None:
        factory, self._factory = self._factory, None
        assert factory is not None
        try:
            self._training = factory()
        except BaseException as error:
            self._fail(error)

    def _advance(self) -> None:
        training, events = self._training, self._events
        assert training is not None
        try:
            while not self._interrupt and len(events) < MOST_EVENTS:
                event = next(training)
                events.append(event)
                if not self._going and type(event) is StepDone and self._has_stepped():
                    return
        except StopIteration:
            self._leave()
        except BaseException as error:
            self._fail(error)

    def _has_stepped(self) -> bool:
        """Counts a single step; whether it was the last that was asked for."""
        with self._condition:
            self._single_steps = max(0, self._single_steps - 1)
            return self._single_steps == 0

    def _fail(self, error: BaseException) -> None:
        self._events.append(Failed(_problem(error), 0))
        self._leave()

    def _leave(self) -> None:
        training, self._training = self._training, None
        close = getattr(training, "close", None)
        try:
            if close is not None:
                close()
        except BaseException as error:
            self._events.append(Failed(_problem(error), 0))
        finally:
            with self._condition:
                self._factory = None
                self._stopping = self._going = self._busy = False
                self._single_steps = 0


def _problem(error: BaseException) -> Problem:
    if isinstance(error, ProblemError):
        return error.problem
    reason = str(error) or type(error).__name__
    return Problem("out_of_memory" if isinstance(error, MemoryError) else "step_raised", {"reason": reason})
