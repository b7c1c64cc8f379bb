"""Own code that never ends: interrupted from another thread it is a failure on its node, and nothing else suffers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import torch

from engine.project.project import Project
from engine.training.events import Event, Failed, StepDone
from engine.training.interruption import Interrupted, InterruptibleCalls
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.own_code.samples import project_with

PATIENCE = 20.0


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def endless() -> None:
    while True:
        pass


def began(calls: InterruptibleCalls, future: Future[object]) -> int:
    """Waits until something is called; its number."""
    end = time.monotonic() + PATIENCE
    while (number := calls.present) is None:
        assert time.monotonic() < end and not future.done()
        time.sleep(0.001)
    return number


def interrupted(calls: InterruptibleCalls, pool: ThreadPoolExecutor, function: Callable[[], object]) -> Future[object]:
    future = pool.submit(calls.call, function)
    assert calls.interrupt(began(calls, future))
    return future


def test_a_loop_without_end_is_interrupted_and_the_thread_goes_on(pool: ThreadPoolExecutor) -> None:
    calls = InterruptibleCalls()
    for _ in range(20):
        with pytest.raises(Interrupted):
            interrupted(calls, pool, endless).result(PATIENCE)
        assert calls.present is None
        assert pool.submit(calls.call, lambda: 7).result(PATIENCE) == 7


def test_code_that_catches_every_exception_is_interrupted_all_the_same(pool: ThreadPoolExecutor) -> None:
    def stubborn() -> None:
        while True:
            with suppress(Exception):
                endless()

    with pytest.raises(Interrupted):
        interrupted(InterruptibleCalls(), pool, stubborn).result(PATIENCE)


def test_only_the_call_that_was_meant_is_interrupted(pool: ThreadPoolExecutor) -> None:
    calls, may_end = InterruptibleCalls(), threading.Event()
    assert not calls.interrupt(1)
    future = pool.submit(calls.call, lambda: may_end.wait(PATIENCE))
    number = began(calls, future)
    assert not calls.interrupt(number + 1) and not calls.interrupt(number - 1)
    may_end.set()
    assert future.result(PATIENCE) is True
    assert not calls.interrupt(number)


def test_what_comes_too_late_for_a_call_does_not_strike_what_follows(pool: ThreadPoolExecutor) -> None:
    """It is asked for at every moment of very short calls; between calls nothing may ever be raised."""
    calls, struck = InterruptibleCalls(), 0

    def work() -> int:
        nonlocal struck
        for _ in range(3000):
            try:
                calls.call(lambda: sum(range(50)))
            except Interrupted:
                struck += 1
            sum(range(50))
        return 3000

    future = pool.submit(work)
    asked = 0
    while not future.done():
        number = calls.present
        asked += number is not None and calls.interrupt(number)
    assert future.result() == 3000
    assert struck <= asked


# ------------------------------------------------------------------ a training


def looping(line: str, after: int, **before: dict[str, Any]) -> Project:
    """A project whose layer, after others, does something in every forward pass after so many."""
    code = f'''class Hang(nn.Module):
    """Hands on what comes, for a while."""

    def __init__(self):
        super().__init__()
        self.passes = 0

    def forward(self, x):
        self.passes += x.shape[0] == 8 and not x.is_meta
        while self.passes > {after}:
            {line}
        return x
'''
    return project_with({"Hang": code}, **before, hang={"code": "Hang"})


@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("is_looked_at", [True, False])
def test_a_step_that_is_given_up_names_the_line_and_keeps_the_weights_before_it(
    pool: ThreadPoolExecutor, after: int, is_looked_at: bool
) -> None:
    prepared = prepare(looping("pass", after))
    calls, told = InterruptibleCalls(), list[Event]()
    events = train(prepared, (lambda: frozenset()) if is_looked_at else None)

    def follow() -> None:
        told.extend(events)

    future = pool.submit(calls.call, follow)
    number = began(calls, future)
    end = time.monotonic() + PATIENCE
    while not told or sum(isinstance(event, StepDone) for event in told) < after:
        assert time.monotonic() < end and not future.done()
        time.sleep(0.001)
    time.sleep(0.3)  # now it is in the loop, and stays there
    assert not future.done() and calls.interrupt(number)
    future.result(PATIENCE)
    failed = told[-1]
    assert isinstance(failed, Failed)
    problem = failed.problem
    assert (problem.code, problem.node, problem.arguments["kind"]) == ("code_given_up", "hang", "Hang")
    assert problem.arguments["line"] in (10, 11)
    assert failed.line in ("while self.passes > 0:", "while self.passes > 3:", "pass")
    assert failed.step == after
    assert failed.weights and all(np.isfinite(array).all() for array in failed.weights.values())


def test_a_step_that_is_given_up_leaves_the_random_state_to_others(pool: ThreadPoolExecutor) -> None:
    """Where its thread was left, another training may be going on by the time it hears of it."""
    prepared = prepare(looping("pass", 1, drop={"kind": "Dropout", "params": {"p": 0.5}}))
    assert prepared.draws_random
    calls, told = InterruptibleCalls(), list[Event]()
    events = train(prepared)
    future = pool.submit(calls.call, lambda: told.extend(events))
    number = began(calls, future)
    end = time.monotonic() + PATIENCE
    while not any(isinstance(event, StepDone) for event in told):
        assert time.monotonic() < end and not future.done()
        time.sleep(0.001)
    time.sleep(0.3)
    torch.manual_seed(11)  # as another training would
    drawn = torch.rand(3)
    assert calls.interrupt(number)
    future.result(PATIENCE)
    assert isinstance(told[-1], Failed)
    following = torch.rand(3)
    torch.manual_seed(11)
    assert torch.equal(torch.rand(3), drawn) and torch.equal(torch.rand(3), following)
