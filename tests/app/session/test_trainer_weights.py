"""What becomes of the weights of a run: kept now and then, with the document, and never against a person's will."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.session import trainer as module
from app.session.document import Document
from app.session.run import Run
from app.session.trainer import RunState
from engine.project.project import Project
from engine.training.events import Event, Started, StepDone
from tests.app.session.made_up import PER_EPOCH, Setting

Wait = Callable[..., None]
Make = Callable[..., Setting]


def slow(may_end: threading.Event, run: Run) -> Iterator[Event]:
    """A training whose first step lasts until it may end."""
    run.read_weights = lambda: {"fc1.weight": np.ones(1)}
    yield Started(1, 1, 1, {}, 1, "cpu", 1)
    may_end.wait(10)
    while True:
        run.step += 1
        yield StepDone(1, run.step, 0.5)


def test_weights_that_are_reset_under_a_run_stay_reset(make: Make, wait_until: Wait) -> None:
    setting = make()
    for _ in range(2):  # before the first weights, and after
        setting.trainer.train()
        wait_until(lambda: setting.trainer.state is RunState.RUNNING and setting.steps)
        setting.document.reset_weights()
        assert setting.trainer.state is RunState.STOPPING
        wait_until(lambda: setting.trainer.state is RunState.IDLE)
        assert setting.document.weights == {} and setting.document.step == 0 and setting.results == []
        setting.document.set_trained_weights({"fc1.weight": np.ones(1)}, 7)
        setting.told.clear()


def test_a_reset_during_a_run_is_undone_to_the_weights_of_that_moment(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: setting.document.weights)
    kept = setting.document.step  # of the snapshot soon after the beginning
    wait_until(lambda: setting.steps[-1] > kept + PER_EPOCH)
    setting.trainer.pause()
    setting.document.reset_weights()
    reached = setting.training.runs[0].step
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    setting.document.undo_stack.undo()
    assert (setting.document.step, setting.weights["fc1.weight"]) == (reached, reached) and reached > kept


@pytest.mark.parametrize("way", ["another project", "reset"])
def test_weights_that_were_asked_for_before_do_not_outlive_what_is_thrown_away(
    make: Make, wait_until: Wait, way: str
) -> None:
    """A step takes so long that the snapshot is still to come when its run is discarded."""
    may_end = threading.Event()

    setting = make(partial(slow, may_end))
    setting.trainer.train()
    wait_until(lambda: setting.trainer.state is RunState.RUNNING)
    assert not setting.trainer.store_weights(timeout=0.01)
    setting.trainer.discard()
    if way == "reset":
        setting.document.weights_reset.emit()
    else:
        setting.document.new(Project("Other"))
    may_end.set()
    assert setting.trainer.store_weights()
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    assert setting.document.weights == {} and setting.document.step == 0


def test_a_pause_makes_the_weights_safe(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: len(setting.steps) > 3)
    setting.trainer.pause()
    wait_until(lambda: setting.document.step == setting.training.runs[0].step > 0)
    assert setting.trainer.state is RunState.PAUSED


def test_single_steps_reach_the_document(make: Make, wait_until: Wait) -> None:
    setting = make()
    for count in (1, 2, 3):
        setting.trainer.step_once()
        wait_until(lambda count=count: setting.document.step == count)
    assert setting.trainer.state is RunState.PAUSED


def test_a_reset_that_is_undone_under_a_run_keeps_what_that_run_made(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.document.set_trained_weights({"fc1.weight": np.ones(1)}, 7)
    setting.document.reset_weights()
    setting.trainer.train()
    wait_until(lambda: len(setting.steps) > 3)
    setting.trainer.pause()
    reached = setting.compute.visit(lambda: setting.training.runs[0].step).result(10)  # a step may be going on still
    setting.document.undo_stack.undo()
    assert setting.document.step == 7
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    setting.document.undo_stack.redo()
    assert setting.document.step == reached > 3


def test_weights_that_are_no_numbers_are_not_kept(make: Make, wait_until: Wait) -> None:
    def spoiled(run: Run) -> Iterator[Event]:
        run.read_weights = lambda: {"fc1.weight": np.full(1, np.nan)}
        yield Started(1, 1, 1, {}, 1, "cpu", 1)
        while True:
            run.step += 1
            yield StepDone(1, run.step, 0.5)

    setting = make(spoiled)
    setting.document.set_trained_weights({"fc1.weight": np.ones(1)}, 7)
    setting.trainer.train()
    wait_until(lambda: setting.steps)
    assert setting.trainer.store_weights()
    assert (setting.document.step, setting.weights) == (7, {"fc1.weight": 1.0})


def test_weights_are_kept_in_the_middle_of_a_long_epoch(make: Make, wait_until: Wait) -> None:
    def endless(run: Run) -> Iterator[Event]:
        run.read_weights = lambda: {"fc1.weight": np.array([run.step], np.float32)}
        yield Started(1, 10**9, 1, {}, 1, "cpu", 1)
        while True:
            run.step += 1
            yield StepDone(1, run.step, 0.5)

    setting = make(endless)
    setting.trainer.train()
    wait_until(lambda: setting.document.weights)
    first = setting.document.step
    setting.clock += module.SNAPSHOT_EVERY
    wait_until(lambda: setting.document.step > first)


def test_another_project_ends_the_run_without_a_trace(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: setting.steps)
    setting.document.new(Project("Other"))
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    assert setting.document.weights == {} and not setting.document.is_modified and setting.results == []
    assert setting.trainer.history.step == 0
    setting.trainer.train()
    wait_until(lambda: len(setting.training.runs) == 2)
    assert setting.training.runs[1].project.name == "Other"


def test_weights_are_stored_while_it_trains(make: Make, wait_until: Wait) -> None:
    setting = make()
    assert setting.trainer.store_weights()
    setting.trainer.train()
    wait_until(lambda: setting.steps)
    assert setting.trainer.store_weights()
    assert setting.trainer.state is RunState.RUNNING
    assert setting.weights["fc1.weight"] == setting.document.step > 0
    setting.trainer.pause()
    assert setting.trainer.store_weights()
    assert setting.document.step == setting.training.runs[0].step


def test_weights_that_are_asked_for_in_a_long_step_come_after_it(make: Make, wait_until: Wait) -> None:
    may_end = threading.Event()

    setting = make(partial(slow, may_end))
    setting.trainer.train()
    wait_until(lambda: setting.trainer.state is RunState.RUNNING)
    assert not setting.trainer.store_weights(timeout=0.01)
    assert setting.document.weights == {}
    may_end.set()
    wait_until(lambda: setting.document.weights)


def test_epochs_leave_their_weights_now_and_then(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: setting.document.weights)
    assert setting.document.is_modified and setting.trainer.state is RunState.RUNNING
    first, seen = setting.document.step, setting.steps[-1]
    wait_until(lambda: setting.steps[-1] > seen + 2 * PER_EPOCH)
    assert setting.document.step == first
    setting.clock += module.SNAPSHOT_EVERY
    wait_until(lambda: setting.document.step > first)
    assert setting.trainer.state is RunState.RUNNING


def test_saving_while_it_trains_saves_what_was_trained(make: Make, wait_until: Wait, tmp_path: Path) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: setting.steps)
    step = setting.training.runs[0].step
    setting.document.save(tmp_path / "a.chainrule")
    assert setting.trainer.state is RunState.RUNNING
    opened = Document()
    assert opened.open(tmp_path / "a.chainrule") == ()
    assert opened.step >= step and opened.weights["fc1.weight"][0] == opened.step
