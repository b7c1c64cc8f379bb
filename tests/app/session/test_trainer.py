"""The trainer's states, and what becomes of the weights, with trainings that are made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.session.run import Run
from app.session.trainer import RunState
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN
from engine.training.events import Event, Failed, Finished
from tests.app.session.made_up import MadeUp, Setting

Wait = Callable[..., None]
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
