"""Own code that keeps the compute thread: noticed where somebody waits, interrupted, else left to itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QObject

from app.session import patience as module
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.patience import Patience
from app.session.run import Run
from app.session.trainer import RunState
from engine.problem import ProblemError
from engine.project.project import Project
from engine.training.events import Event, Failed, Started, StepDone
from tests.app.session.made_up import Setting
from tests.engine.own_code.samples import SCALE, project_with

Wait = Callable[..., None]
Make = Callable[..., Setting]
OWN = project_with({"Scale": SCALE}, scale={"code": "Scale", "params": {"size": 4}})


class Deaf:
    """Waits in C until it may end: no interruption is heard there."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.has_ended = False

    def __call__(self) -> None:
        lock = threading.Lock()
        lock.acquire()
        threading.Thread(target=lambda: (self.may_end.wait(30), lock.release())).start()
        try:
            lock.acquire()
        finally:
            self.has_ended = True


def endless() -> None:
    while True:
        pass


def stuck(hang: Callable[[], None], after: int, run: Run) -> Iterator[Event]:
    """A training that does a few steps, and then hangs."""
    run.read_weights = lambda: {"fc1.weight": np.array([run.step], np.float32)}
    yield Started(1, 1000, 1, {}, 1, "cpu", 1)
    while True:
        if run.step == after:
            hang()
        run.step += 1
        yield StepDone(1, run.step, 0.5)


class Watch:
    """A patience that looks when it is told to, at a clock that is set."""

    def __init__(self, document: Document, compute: ComputeThread) -> None:
        self.now = 0.0
        self.told: list[bool] = []
        self.patience = Patience(document, compute, lambda: self.now)
        self.patience.lost_changed.connect(self.told.append)

    def look(self, seconds: float = 0.0) -> bool:
        self.now += seconds
        self.patience.look()
        return self.patience.is_lost


@pytest.fixture
def watch_over(qapp: QObject) -> Iterator[Callable[..., Watch]]:
    made: list[Watch] = []

    def factory(document: Document, compute: ComputeThread) -> Watch:
        made.append(Watch(document, compute))
        return made[-1]

    yield factory
    for watch in made:
        watch.patience.close()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    made = Deaf()
    yield made
    made.may_end.set()


def show(setting: Setting, project: Project) -> None:
    setting.document.set_trusted(project.trusted)
    setting.document.new(project)


def hanging(make: Make, hang: Callable[[], None], wait_until: Wait, project: Project = OWN) -> Setting:
    """A training of a project, in its step that does not end."""
    setting = make(partial(stuck, hang, 3))
    show(setting, project)
    setting.trainer.train()
    wait_until(lambda: setting.steps == [1, 2, 3])
    time.sleep(0.05)
    return setting


def test_a_step_without_end_is_noticed_once_it_shall_be_the_last(
    make: Make, wait_until: Wait, watch_over: Callable[..., Watch]
) -> None:
    setting = hanging(make, endless, wait_until)
    watch = watch_over(setting.document, setting.compute)
    assert not watch.look() and not watch.look(1000.0)  # nobody waits for it
    setting.trainer.stop()
    assert not watch.look() and not watch.look(module.FOR_A_STEP - 1)
    assert watch.look(2.0)
    watch.patience.give_up()
    wait_until(lambda: setting.results)
    assert isinstance(setting.results[0], Failed) and setting.results[0].problem.code == "step_given_up"
    assert setting.trainer.state is RunState.IDLE
    assert setting.document.step == setting.weights["fc1.weight"] == 3  # of the steps before it
    assert not watch.look(0.1)
    assert watch.told == [True, False]
    assert setting.compute.visit(lambda: 7).result(10) == 7


def test_a_thread_that_does_not_hear_is_left_for_another_one(
    make: Make, wait_until: Wait, watch_over: Callable[..., Watch], deaf: Deaf
) -> None:
    setting = hanging(make, deaf, wait_until)
    watch = watch_over(setting.document, setting.compute)
    watch.look()
    setting.trainer.stop()
    waiting = setting.compute.visit(threading.get_ident)
    watch.look()
    assert watch.look(module.FOR_A_STEP + 1)
    watch.patience.give_up()
    assert watch.look(module.TO_HEAR / 2) and not waiting.done()
    assert not watch.look(module.TO_HEAR)
    assert waiting.result(10)  # in the new thread
    wait_until(lambda: setting.results)
    assert setting.results[0].problem.code == "step_given_up"
    assert setting.document.step == setting.weights["fc1.weight"] == 3
    setting.told.clear()
    setting.trainer.train()  # another run, which hangs in its turn; meanwhile the first comes back
    wait_until(lambda: len(setting.steps) == 3)
    deaf.may_end.set()
    wait_until(lambda: deaf.has_ended)
    assert setting.steps == [1, 2, 3] and len(setting.results) == 1


def test_a_visitor_without_end_is_noticed_and_told(
    make: Make, wait_until: Wait, watch_over: Callable[..., Watch], deaf: Deaf
) -> None:
    setting = make()
    show(setting, OWN)
    watch = watch_over(setting.document, setting.compute)
    for hang in (endless, deaf):
        visit = setting.compute.visit(hang)
        wait_until(visit.running)
        time.sleep(0.05)
        assert not watch.look() and not watch.look(module.FOR_A_STEP + 1)
        assert watch.look(module.FOR_A_VISIT)
        watch.patience.give_up()
        if hang is deaf:
            watch.look(module.TO_HEAR + 0.1)
        with pytest.raises(ProblemError, match="given up"):
            visit.result(10)
        assert setting.compute.visit(lambda: 7).result(10) == 7
        assert not watch.look()


def test_a_piece_of_work_that_hears_in_the_last_moment_costs_nobody_else_anything(
    make: Make, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is over between the interruption and the parting, and the next one is in the thread."""
    setting, may_end = make(), threading.Event()
    first, second = setting.compute.visit(endless), setting.compute.visit(lambda: may_end.wait(30))
    wait_until(first.running)
    wait_until(lambda: setting.compute.piece is not None)
    calls, piece = setting.compute._worker.calls, setting.compute.piece
    interrupt = calls.interrupt

    def heard(number: int) -> bool:
        is_done = interrupt(number)
        wait_until(second.running)
        wait_until(lambda: calls.present not in (None, number))
        return is_done

    monkeypatch.setattr(calls, "interrupt", heard)
    assert piece is not None
    setting.compute.abandon(piece)
    may_end.set()
    assert second.result(10)
    with pytest.raises(ProblemError, match="given up"):
        first.result(10)


def test_edits_do_not_wait_again_and_again_for_a_step_without_end(make: Make, wait_until: Wait) -> None:
    setting = hanging(make, endless, wait_until)
    began = time.monotonic()
    assert not setting.trainer.store_weights(0.5)
    assert time.monotonic() - began >= 0.5
    began = time.monotonic()
    assert not any(setting.trainer.store_weights(5.0) for _ in range(3))
    assert time.monotonic() - began < 4.0
    setting.trainer.stop()
    assert setting.compute.piece is not None
    setting.compute.interrupt(setting.compute.piece)
    wait_until(lambda: setting.results)
    assert setting.document.step == 3


def test_nothing_is_said_of_networks_without_code_that_may_run(
    make: Make, wait_until: Wait, watch_over: Callable[..., Watch]
) -> None:
    untrusted = project_with({"Scale": SCALE}, trusted=False)
    for project in (Project("Plain"), untrusted):
        setting = hanging(make, endless, wait_until, project)
        watch = watch_over(setting.document, setting.compute)
        setting.trainer.stop()
        watch.look()
        assert not watch.look(1000.0)
        watch.patience.give_up()
        time.sleep(0.05)
        assert setting.compute.piece is not None  # still at it
        setting.compute.interrupt(setting.compute.piece)
        wait_until(lambda: setting.results)  # noqa: B023


def test_code_that_is_taken_away_meanwhile_is_what_is_waited_for(
    make: Make, wait_until: Wait, watch_over: Callable[..., Watch]
) -> None:
    setting = hanging(make, endless, wait_until)
    watch = watch_over(setting.document, setting.compute)
    watch.look()
    setting.document.new(Project("Other"))
    watch.look()
    assert watch.look(module.FOR_A_STEP + 1)
    watch.patience.give_up()
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    assert setting.document.weights == {} and setting.results == []


def test_it_looks_by_itself_only_while_there_is_code(
    make: Make, wait_until: Wait, monkeypatch: pytest.MonkeyPatch, watch_over: Callable[..., Watch]
) -> None:
    monkeypatch.setattr(module, "INTERVAL", 5)
    setting = make()
    watch = watch_over(setting.document, setting.compute)
    assert not watch.patience._timer.isActive()
    setting.document.new(OWN)
    assert watch.patience._timer.isActive()
    setting.document.new(Project("Other"))
    wait_until(lambda: not watch.patience._timer.isActive())


def test_a_thread_that_hangs_is_closed_with_the_window(
    make: Make, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.session import compute

    monkeypatch.setattr(compute, "GRACE", 0.1)
    setting = hanging(make, endless, wait_until)
    assert setting.compute.close()
