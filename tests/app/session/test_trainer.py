"""The trainer's states, and what becomes of the weights, with trainings that are made up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.session import trainer as module
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.run import Run
from app.session.trainer import RunState, Trainer
from engine.graph.graph import Node, make_graph
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone

Wait = Callable[..., None]
PER_EPOCH = 10


class MadeUp:
    """A training that counts its steps into the one weight of each node."""

    def __init__(self, epochs: int = 10**6, fails_at: int | None = None, looks: bool = False) -> None:
        self.epochs, self.fails_at, self.looks = epochs, fails_at, looks
        self.runs: list[Run] = []
        self.may_begin = threading.Event()
        self.may_begin.set()

    def __call__(self, run: Run) -> Iterator[Event]:
        self.runs.append(run)
        self.may_begin.wait(10)
        names = [f"{node}.weight" for node in run.project.graph.nodes]
        run.step = step = run.first_step

        def weights() -> dict[str, np.ndarray]:
            return {name: np.array([run.step], np.float32) for name in names}

        run.read_weights = weights
        yield Started(self.epochs, PER_EPOCH, 32, {"train": 320}, 1, "cpu", 1, step)
        for epoch in range(1, self.epochs + 1):
            for _ in range(PER_EPOCH):
                if step == self.fails_at:
                    yield Failed(Problem("step_raised", {"reason": "x"}), step, "", weights())
                    return
                step += 1
                run.step = step
                yield StepDone(epoch, step, 1 / step)
                if self.looks:
                    yield Look(step, 1 / step, {"fc1": 1.0}, {}, {}, {})
                if run.stopping:
                    yield Finished(step, True, {"loss": 1.0}, None, None, weights(), 1.0)
                    return
            yield EpochDone(epoch, step, {"loss": 1.0}, None, 0.1)
        yield Finished(step, False, {"loss": 1.0}, None, None, weights(), 1.0)


class Setting:
    """A document with a trainer, and everything that was told."""

    def __init__(self, training: Any = None) -> None:
        nodes = [Node("fc1", "kind", "Linear"), Node("fc2", "kind", "Linear")]
        self.document = Document(Project("Test", make_graph(nodes)))
        self.compute = ComputeThread()
        self.training = training or MadeUp()
        self.clock = 0.0
        self.trainer = Trainer(self.document, self.compute, self.training, lambda: self.clock)
        self.states: list[RunState] = []
        self.told: list[Any] = []
        self.trainer.state_changed.connect(self.states.append)
        self.trainer.drained.connect(self.told.extend)
        self.results: list[Any] = []
        self.trainer.finished.connect(self.results.append)
        self.trainer.failed.connect(self.results.append)

    @property
    def steps(self) -> list[int]:
        return [event.step for event in self.told if isinstance(event, StepDone)]

    @property
    def weights(self) -> dict[str, float]:
        return {key: float(array[0]) for key, array in self.document.weights.items()}


@pytest.fixture
def make(qapp: object) -> Iterator[Callable[..., Setting]]:
    made: list[Setting] = []

    def factory(training: Any = None) -> Setting:
        made.append(Setting(training))
        return made[-1]

    yield factory
    for setting in made:
        setting.trainer.close()


Make = Callable[..., Setting]


def test_a_run_to_its_end(make: Make, wait_until: Wait) -> None:
    setting = make(MadeUp(epochs=3, looks=True))
    looks, epochs, begun = [], [], []
    setting.trainer.look.connect(looks.append)
    setting.trainer.epoch_done.connect(epochs.append)
    setting.trainer.started.connect(begun.append)
    setting.trainer.train()
    assert setting.trainer.state is RunState.STARTING
    wait_until(lambda: setting.results)
    assert setting.states[0] is RunState.STARTING
    assert setting.states[-1] is RunState.IDLE
    assert len(begun) == 1
    assert setting.steps == list(range(1, 31))
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert looks[-1].step == 30 and len(looks) <= len(setting.states) + 30
    assert isinstance(setting.results[0], Finished) and not setting.results[0].stopped
    assert setting.weights == {"fc1.weight": 30, "fc2.weight": 30}
    assert setting.document.step == 30 and setting.document.is_modified
    assert setting.trainer.history.step == 30 and setting.trainer.history.last_loss == 1 / 30
    assert setting.trainer.progress.fraction == 1.0


def test_training_goes_on_from_the_present_weights(make: Make, wait_until: Wait) -> None:
    setting = make(MadeUp(epochs=1))
    setting.trainer.train()
    wait_until(lambda: len(setting.results) == 1)
    setting.trainer.train()
    wait_until(lambda: len(setting.results) == 2)
    assert setting.training.runs[1].first_step == 10
    assert setting.training.runs[1].weights is setting.document.weights or setting.training.runs[1].weights
    assert setting.document.step == 20
    assert list(setting.trainer.history.loss_curve.steps) == list(range(1, 21))


def test_pause_resume_and_stop(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: len(setting.steps) > 20)
    assert setting.trainer.state is RunState.RUNNING
    setting.trainer.pause()
    assert setting.trainer.state is RunState.PAUSED
    setting.compute.visit(lambda: None).result(10)
    step = setting.training.runs[0].step
    wait_until(lambda: setting.steps[-1] == step)
    assert setting.training.runs[0].step == step
    setting.trainer.train()
    assert setting.trainer.state is RunState.RUNNING
    wait_until(lambda: setting.steps[-1] > step + 20)
    setting.trainer.pause()
    setting.trainer.stop()
    assert setting.trainer.state is RunState.STOPPING
    setting.trainer.stop()
    wait_until(lambda: setting.results)
    assert setting.results[0].stopped
    assert setting.weights["fc1.weight"] == setting.document.step == setting.steps[-1]
    assert setting.steps == list(range(1, setting.document.step + 1))
    expected = ["starting", "running", "paused", "running", "paused", "stopping", "idle"]
    assert [state.value for state in setting.states] == expected


def test_single_steps(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.step_once()
    wait_until(lambda: setting.steps == [1])
    assert setting.trainer.state is RunState.PAUSED
    setting.trainer.step_once()
    wait_until(lambda: setting.steps == [1, 2])
    setting.compute.visit(lambda: None).result(10)
    assert setting.training.runs[0].step == 2
    setting.trainer.resume()
    wait_until(lambda: len(setting.steps) > 10)
    setting.trainer.step_once()  # of one that runs: pauses
    assert setting.trainer.state is RunState.PAUSED


def test_a_pause_while_it_starts_is_kept_in_mind(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.training.may_begin.clear()
    setting.trainer.train()
    setting.trainer.pause()
    assert setting.trainer.state is RunState.STARTING
    setting.training.may_begin.set()
    wait_until(lambda: setting.trainer.state is RunState.PAUSED)
    setting.trainer.stop()
    wait_until(lambda: setting.results)


def test_a_failure_keeps_the_weights_before_it(make: Make, wait_until: Wait) -> None:
    setting = make(MadeUp(fails_at=25))
    setting.trainer.train()
    wait_until(lambda: setting.results)
    assert isinstance(setting.results[0], Failed)
    assert setting.weights == {"fc1.weight": 25, "fc2.weight": 25} and setting.document.step == 25
    assert setting.trainer.state is RunState.IDLE


def test_a_training_that_cannot_begin_leaves_the_document(make: Make, wait_until: Wait) -> None:
    def refuses(run: Run) -> Iterator[Event]:
        raise ProblemError(Problem("step_raised", {"reason": "no data"}))

    setting = make(refuses)
    setting.trainer.train()
    wait_until(lambda: setting.results)
    assert isinstance(setting.results[0], Failed) and "no data" in setting.results[0].problem.message
    assert setting.document.weights == {} and not setting.document.is_modified


def test_a_training_without_an_end_is_over_all_the_same(make: Make, wait_until: Wait) -> None:
    setting = make(lambda run: iter(()))
    setting.trainer.train()
    wait_until(lambda: setting.trainer.state is RunState.IDLE)
    assert setting.results == []


def test_an_edit_that_alters_the_plan_ends_the_run_and_weights_follow_their_nodes(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: len(setting.steps) > 5)
    document = setting.document
    document.apply(edits.set_title(document.project, MAIN, "fc1", "x"))
    document.apply(edits.move(document.project, MAIN, {"fc1": (0, 0)}))
    assert setting.trainer.state is RunState.RUNNING
    document.apply(edits.rename(document.project, MAIN, "fc1", "first"))
    assert setting.trainer.state is RunState.STOPPING
    document.apply(edits.remove(document.project, MAIN, ["fc2"]))
    wait_until(lambda: setting.results)
    assert setting.weights == {"first.weight": document.step}
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert setting.weights.keys() == {"fc1.weight", "fc2.weight"}
    assert setting.weights["fc2.weight"] > 5  # what was trained until it was deleted


def test_undo_during_a_run_ends_it(make: Make, wait_until: Wait) -> None:
    setting = make()
    document = setting.document
    document.apply(edits.set_frozen(document.project, MAIN, "fc1", True))
    setting.trainer.train()
    wait_until(lambda: len(setting.steps) > 5)
    document.undo_stack.undo()
    wait_until(lambda: setting.results)
    assert setting.weights.keys() == {"fc1.weight", "fc2.weight"}


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

    def slow(run: Run) -> Iterator[Event]:
        run.read_weights = lambda: {"fc1.weight": np.ones(1)}
        yield Started(1, 1, 1, {}, 1, "cpu", 1)
        may_end.wait(10)
        run.step += 1
        yield StepDone(1, run.step, 0.5)

    setting = make(slow)
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

    def slow(run: Run) -> Iterator[Event]:
        run.read_weights = lambda: {"fc1.weight": np.ones(1)}
        yield Started(1, 1, 1, {}, 1, "cpu", 1)
        may_end.wait(10)
        while True:
            run.step += 1
            yield StepDone(1, run.step, 0.5)

    setting = make(slow)
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


def test_histograms_are_asked_for_before_and_during_a_run(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.watch(frozenset({"fc1"}))
    setting.trainer.train()
    wait_until(lambda: setting.training.runs)
    assert setting.training.runs[0].watched == {"fc1"}
    setting.trainer.watch(frozenset({"fc2"}))
    assert setting.training.runs[0].watched == {"fc2"}


def test_no_signal_comes_for_each_step(make: Make, wait_until: Wait) -> None:
    setting = make(MadeUp(epochs=2000))
    signals: list[int] = []
    setting.trainer.drained.connect(lambda events: signals.append(len(events)))
    setting.trainer.train()
    wait_until(lambda: setting.results, timeout=30)
    assert setting.steps == list(range(1, 20_001))
    assert len(signals) < 2000


def test_closing_while_it_trains_leaves_nothing(make: Make, wait_until: Wait) -> None:
    setting = make()
    setting.trainer.train()
    wait_until(lambda: setting.steps)
    setting.trainer.close()
    assert setting.trainer.state is RunState.IDLE
    document = setting.document
    document.apply(edits.set_frozen(document.project, MAIN, "fc1", True))
