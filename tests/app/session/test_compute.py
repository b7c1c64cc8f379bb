"""The compute thread under load: pause, resume, step, stop, visitors, failures, and its end."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from app.session import compute_worker as module
from app.session.compute import ComputeThread
from engine.problem import Problem, ProblemError
from engine.training.events import Event, Failed, StepDone

PATIENCE = 10.0


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the condition did not come to hold"
        time.sleep(0.0005)


class Steps:
    """A training that counts; it notes the thread of everything that happens to it."""

    def __init__(self, steps: int = 10**9, fails_at: int | None = None) -> None:
        self.steps, self.fails_at = steps, fails_at
        self.done = 0
        self.threads: set[int] = set()
        self.closed_in: int | None = None

    def __call__(self) -> Iterator[Event]:
        try:
            while self.done < self.steps:
                self.threads.add(threading.get_ident())
                if self.done == self.fails_at:
                    raise ProblemError(Problem("file_not_json", {"received": "x"}))
                self.done += 1
                yield StepDone(1, self.done, 0.0)
        finally:
            self.closed_in = threading.get_ident()


@pytest.fixture
def compute() -> Iterator[ComputeThread]:
    thread = ComputeThread()
    yield thread
    assert thread.close()


def test_a_training_runs_to_its_end_in_one_thread(compute: ComputeThread) -> None:
    training = Steps(1000)
    compute.start(training)
    until(lambda: compute.is_idle)
    assert [event.step for event in compute.drain() if isinstance(event, StepDone)] == list(range(1, 1001))
    assert training.threads == {training.closed_in} != {threading.get_ident()}
    assert compute.drain() == []


def test_pause_and_resume_lose_nothing(compute: ComputeThread) -> None:
    training = Steps(20_000)
    seen: list[Event] = []
    compute.start(training)
    while not compute.is_idle:
        compute.pause()
        compute.visit(lambda: None).result(PATIENCE)  # the order was seen
        done = training.done
        seen += compute.drain()
        compute.visit(lambda: None).result(PATIENCE)
        assert training.done == done
        compute.resume()
        time.sleep(0.0003)
    seen += compute.drain()
    assert [event.step for event in seen if isinstance(event, StepDone)] == list(range(1, 20_001))


def test_single_steps_are_counted(compute: ComputeThread) -> None:
    training = Steps()
    compute.start(training, paused=True)
    compute.visit(lambda: None).result(PATIENCE)
    assert training.done == 0
    for number in range(1, 20):
        compute.step_once()
        until(lambda wanted=number: training.done == wanted)
        compute.visit(lambda: None).result(PATIENCE)
        assert training.done == number
    for _ in range(5):
        compute.step_once()
    until(lambda: training.done == 24)
    compute.visit(lambda: None).result(PATIENCE)
    assert training.done == 24
    compute.resume()
    until(lambda: training.done > 100)
    compute.step_once()  # of one that runs: one more, and pause
    compute.visit(lambda: None).result(PATIENCE)
    until(lambda: compute._worker.single_steps == 0)
    compute.visit(lambda: None).result(PATIENCE)
    done = training.done
    compute.visit(lambda: None).result(PATIENCE)
    assert training.done == done


@pytest.mark.parametrize("paused", [True, False])
def test_stop_closes_the_training_in_the_thread(compute: ComputeThread, paused: bool) -> None:
    training = Steps()
    compute.start(training)
    until(lambda: training.done > 10)
    if paused:
        compute.pause()
    compute.stop()
    until(lambda: compute.is_idle)
    assert training.threads == {training.closed_in}
    done = training.done
    compute.drain()
    compute.start(Steps(3))
    until(lambda: compute.is_idle)
    assert len(compute.drain()) == 3
    assert training.done == done


def test_stop_before_the_training_began_and_without_one(compute: ComputeThread) -> None:
    compute.stop()
    blocker = threading.Event()
    compute.visit(lambda: blocker.wait(PATIENCE))
    training = Steps()
    compute.start(training)
    compute.stop()
    blocker.set()
    until(lambda: compute.is_idle)
    assert training.done == 0 and compute.drain() == []


def test_two_trainings_at_once_are_refused(compute: ComputeThread) -> None:
    compute.start(Steps())
    with pytest.raises(RuntimeError):
        compute.start(Steps())


def test_what_a_training_raises_is_an_event_and_the_thread_lives_on(compute: ComputeThread) -> None:
    compute.start(Steps(fails_at=3))
    until(lambda: compute.is_idle)
    *steps, failed = compute.drain()
    assert len(steps) == 3
    assert isinstance(failed, Failed) and failed.problem.code == "file_not_json"

    def refuses() -> Iterator[Event]:
        raise ZeroDivisionError("by nothing")

    def ends_badly() -> Iterator[Event]:
        try:
            yield StepDone(1, 1, 0.0)
        finally:
            raise MemoryError("no room")

    for factory, code in ((refuses, "step_raised"), (ends_badly, "out_of_memory")):
        compute.start(factory)
        until(lambda: compute.is_idle)
        failed = compute.drain()[-1]
        assert isinstance(failed, Failed) and failed.problem.code == code
    compute.start(Steps(2))
    until(lambda: compute.is_idle)
    assert len(compute.drain()) == 2


def test_a_training_that_resists_its_end_is_told(compute: ComputeThread) -> None:
    def stubborn() -> Iterator[Event]:
        try:
            while True:
                yield StepDone(1, 1, 0.0)
        finally:
            raise ValueError("not yet")

    compute.start(stubborn)
    until(compute.drain)
    compute.stop()
    until(lambda: compute.is_idle)
    failed = compute.drain()[-1]
    assert isinstance(failed, Failed) and "not yet" in failed.problem.message


def test_visitors_come_in_while_idle_paused_and_under_load(compute: ComputeThread) -> None:
    here = compute.visit(threading.get_ident).result(PATIENCE)
    assert here != threading.get_ident()
    training = Steps()
    compute.start(training)
    futures = [compute.visit(lambda number=number: number) for number in range(200)]
    assert [future.result(PATIENCE) for future in futures] == list(range(200))
    assert compute.visit(threading.get_ident).result(PATIENCE) == here
    until(lambda: training.done > 10)
    compute.pause()
    assert compute.visit(lambda: "paused").result(PATIENCE) == "paused"


def test_what_a_visitor_raises_is_the_visitors(compute: ComputeThread) -> None:
    training = Steps()
    compute.start(training)
    with pytest.raises(ZeroDivisionError):
        compute.visit(lambda: 1 // 0).result(PATIENCE)
    done = training.done
    until(lambda: training.done > done)


def test_a_visitor_changes_no_random_number(compute: ComputeThread) -> None:
    numbers: list[float] = []

    def draws() -> Iterator[Event]:
        torch.manual_seed(1)
        random.seed(1)
        for step in range(50):
            numbers.append(torch.rand(()).item() + random.random())
            yield StepDone(1, step, 0.0)

    def visitor() -> None:
        torch.rand(3)
        torch.manual_seed(99)
        random.seed(99)

    for visited in (False, True):
        compute.start(draws, paused=True)
        for _ in range(50):
            compute.step_once()
            if visited:
                compute.visit(visitor)
        compute.resume()
        until(lambda: compute.is_idle)
    assert numbers[:50] == numbers[50:]


def test_orders_from_many_threads_at_once(compute: ComputeThread) -> None:
    training = Steps()
    compute.start(training)
    orders: list[Callable[[], Any]] = [
        compute.pause, compute.resume, compute.step_once, compute.drain,
        lambda: compute.visit(lambda: 1).result(PATIENCE),
    ]  # fmt: skip
    errors: list[BaseException] = []

    def order(seed: int) -> None:
        chooser = random.Random(seed)
        try:
            for _ in range(300):
                chooser.choice(orders)()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=order, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert errors == [] and not any(thread.is_alive() for thread in threads)
    compute.resume()
    done = training.done
    until(lambda: training.done > done)
    compute.stop()
    until(lambda: compute.is_idle)


def test_a_training_that_nobody_drains_waits(compute: ComputeThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EVENTS", 100)
    training = Steps(250)
    compute.start(training)
    until(lambda: training.done == 100)
    assert compute.visit(lambda: training.done).result(PATIENCE) == 100
    seen = compute.drain()
    until(lambda: training.done == 200)
    while not compute.is_idle or len(seen) < 250:
        seen += compute.drain()
    assert [event.step for event in seen if isinstance(event, StepDone)] == list(range(1, 251))


def test_close_ends_everything_and_nothing_can_be_asked_any_more() -> None:
    compute = ComputeThread()
    training = Steps()
    compute.start(training)
    until(lambda: training.done > 10)
    blocker = threading.Event()
    first = compute.visit(lambda: blocker.wait(PATIENCE))
    until(first.running)
    waiting = compute.visit(lambda: None)
    threading.Timer(0.02, blocker.set).start()
    assert compute.close()
    assert first.result() is True
    assert waiting.cancelled()
    assert training.closed_in is not None
    for order in (compute.pause, lambda: compute.visit(lambda: None), lambda: compute.start(Steps())):
        with pytest.raises(RuntimeError):
            order()  # type: ignore[operator]
    assert compute.close()


def test_close_before_anything_began() -> None:
    assert ComputeThread().close()


def test_close_says_when_a_step_does_not_end() -> None:
    compute = ComputeThread()
    blocker = threading.Event()
    until(compute.visit(lambda: blocker.wait(PATIENCE)).running)
    assert not compute.close(timeout=0.02)
    blocker.set()
    assert compute.close()
