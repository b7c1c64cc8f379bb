"""What runs in the compute thread: it does what it was told, one piece of work after another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any

from app.session.random_state import same_random_state
from engine.problem import Problem, ProblemError
from engine.training.events import Event, Failed, StepDone
from engine.training.interruption import Interrupted, InterruptibleCalls

MOST_EVENTS = 50_000  # so many wait to be drained, then the training waits: memory stays bounded

Visitor = tuple[Future[Any], Callable[[], Any]]


class Worker:
    """A thread with its orders, which others write under `condition`, and with what came out.

    The training is an iterator made in the thread, advanced in the thread and closed in the thread. A worker that is
    left for another one shares nothing with that: what it may still do touches only itself.
    """

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.events: deque[Event] = deque()
        self.visitors: deque[Visitor] = deque()
        self.visited: Future[Any] | None = None  # of the visitor that is in the thread
        self.factory: Callable[[], Iterator[Event]] | None = None
        self.busy = False  # from start until the training was left
        self.going = False
        self.single_steps = 0
        self.ending = False  # whoever trains has asked the training to end by itself
        self.stopping = False
        self.closing = False
        self.calls = InterruptibleCalls()
        self.thread: threading.Thread | None = None
        self._training: Iterator[Event] | None = None
        self._has_orders = False  # set with every order, so that the thread looks at them only then

    def wake(self) -> None:
        """Has the thread look at its orders; it begins with the first. To be called under the condition."""
        self._has_orders = True
        if self.thread is None:
            self.thread = threading.Thread(target=self._work, name="compute", daemon=True)
            self.thread.start()
        self.condition.notify_all()

    def close(self) -> None:
        """Ends the thread after the step that is being done."""
        with self.condition:
            self.closing = self._has_orders = True
            self.condition.notify_all()

    # ------------------------------------------------------------------ in the thread

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            job()
        self._leave()
        for future, _ in self.visitors:
            future.cancel()

    def _next_job(self) -> Callable[[], None] | None:
        with self.condition:
            while True:
                self._has_orders = False
                if self.closing:
                    return None
                if self.visitors:
                    return self._let_visitor_in
                if self.stopping:
                    return self._leave
                if self.factory is not None:
                    return self._enter
                wanted = self.going or self.single_steps > 0
                if self._training is not None and wanted and len(self.events) < MOST_EVENTS:
                    return self._advance
                self.condition.wait()

    def _let_visitor_in(self) -> None:
        future, function = self.visitors.popleft()
        if not future.set_running_or_notify_cancel():
            return
        self.visited = future
        try:
            with same_random_state():
                result = self.calls.call(function)
        except BaseException as error:
            self._answer(future, partial(future.set_exception, _told(error)))
        else:
            self._answer(future, partial(future.set_result, result))

    def _answer(self, future: Future[Any], answer: Callable[[], None]) -> None:
        with self.condition:
            self.visited = None
            if not future.done():  # else it was given up, and whoever waited has been told
                answer()

    def _enter(self) -> None:
        factory, self.factory = self.factory, None
        assert factory is not None
        try:
            self._training = factory()
        except BaseException as error:
            self._fail(error)

    def _advance(self) -> None:
        training, events = self._training, self.events
        assert training is not None
        step = partial(next, training)
        try:
            while not self._has_orders and len(events) < MOST_EVENTS:
                event = self.calls.call(step)
                events.append(event)
                if not self.going and type(event) is StepDone and self._has_stepped():
                    return
        except StopIteration:
            self._leave()
        except BaseException as error:
            self._fail(error)

    def _has_stepped(self) -> bool:
        """Counts a single step; whether it was the last that was asked for."""
        with self.condition:
            self.single_steps = max(0, self.single_steps - 1)
            return self.single_steps == 0

    def _fail(self, error: BaseException) -> None:
        self.events.append(Failed(_problem(error), 0))
        self._leave()

    def _leave(self) -> None:
        training, self._training = self._training, None
        close = getattr(training, "close", None)
        try:
            if close is not None:
                self.calls.call(close)
        except BaseException as error:
            self.events.append(Failed(_problem(error), 0))
        finally:
            with self.condition:
                self.factory = None
                self.stopping = self.ending = self.going = self.busy = False
                self.single_steps = 0


def _told(error: BaseException) -> BaseException:
    """What a visitor is told of an error."""
    return ProblemError(_problem(error)) if isinstance(error, Interrupted) else error


def _problem(error: BaseException) -> Problem:
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, Interrupted):
        return Problem("step_given_up")
    reason = str(error) or type(error).__name__
    return Problem("out_of_memory" if isinstance(error, MemoryError) else "step_raised", {"reason": reason})
