"""Going back in a training: what is looked at is what was, and what goes on from there goes as it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from app.session.time_travel import TimeTravel
from app.session.trainer import RunState
from engine.problem import ProblemError
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.settings.training import Chosen
from engine.training.events import EpochDone, Failed, Started
from engine.training.rehearsal import Samples
from tests.app.session.travelling import (
    LONG,
    PER_EPOCH,
    POINTS,
    STEPS,
    Session,
    Wait,
    every_state,  # noqa: F401
    numbers_of,
    same_weights,
)

Make = Callable[..., Session]
FOUR = Samples(index=3, count=4)  # batch normalization wants several


@pytest.fixture
def make(qapp: object, every_state: None, wait_until: Wait) -> Iterator[Make]:  # noqa: F811
    made: list[Session] = []

    def factory(project: Project = POINTS) -> Session:
        made.append(Session(project, wait_until))
        return made[-1]

    yield factory
    for session in made:
        session.close()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as raised:
        call()
    return raised.value.problem.code


# ------------------------------------------------------------------ what is kept


def test_a_training_leaves_its_states_and_says_what_they_cost(make: Make) -> None:
    session = make()
    told: list[int] = []
    session.travel.changed.connect(lambda: told.append(len(session.kept_steps)))
    assert session.travel.kept is None
    session.train()
    kept = session.travel.kept
    assert kept is not None and session.kept_steps == list(range(STEPS + 1)) and told[-1] == STEPS + 1
    np.testing.assert_array_equal(kept.losses[1:], [session.losses[step] for step in range(1, STEPS + 1)])
    assert np.isnan(kept.losses[0])
    assert kept.nbytes > 0 and kept.budget == 256_000_000 and 0 < kept.seconds < session.travel.seconds


def test_without_memory_none_is_kept(make: Make) -> None:
    session = make()
    session.travel.set_memory(0)
    session.train()
    assert session.travel.kept is None
    assert code_of(lambda: session.travel.go_on_from(1)) == "state_given_up"
    session.travel.set_memory(1)
    session.train()
    assert session.kept_steps == list(range(STEPS, 2 * STEPS + 1))
    session.travel.set_memory(0)
    assert session.kept_steps, "the memory is that of the next training"
    session.train()
    assert session.travel.kept is None


def test_another_project_has_no_states(make: Make) -> None:
    session = make().train()
    session.document.new(replace(POINTS, name="Other"))
    assert session.travel.kept is None and session.travel.seconds == 0.0
    assert code_of(lambda: session.travel.branch(1, "Adam", 0.1)) == "state_given_up"


# ------------------------------------------------------------------ looking


def test_what_is_shown_of_a_state_is_what_the_training_did_there(make: Make) -> None:
    """The same as travelling with the engine alone and rehearsing there."""
    from engine.backprop.recording import rehearse
    from engine.backprop.shown import shown
    from engine.compiler.random_state import random_state_kept
    from engine.training.history.travel import travel
    from engine.training.setup import prepare

    session = make().train()
    present = session.rehearse(FOUR)
    for step in (0, 4, STEPS):
        found = session.rehearse(FOUR, step)
        snapshot = session.states.at(step)
        assert snapshot is not None and snapshot.step == step
        with random_state_kept():
            prepared = prepare(POINTS)
            travel(snapshot, prepared)
            prepared.network.module.train()
            batch = {name: tensor[3:7] for name, tensor in dict(next(iter(prepared.train.in_order(96)))).items()}
            expected = dict(numbers_of(shown(rehearse(prepared.network, batch, prepared.optimizer))))
        assert expected.keys() == dict(numbers_of(found)).keys() and ("fc2", "after", "bias") in expected
        for name, array in numbers_of(found):
            assert array.tobytes() == expected[name].tobytes(), (step, name)
    now = session.rehearse(FOUR)
    assert all(array.tobytes() == dict(numbers_of(present))[name].tobytes() for name, array in numbers_of(now))
    assert same_weights(session.document.weights, session.results[0].weights), "looking changed nothing"


def test_looking_back_while_it_is_paused_leaves_the_training_as_it_was(make: Make) -> None:
    undisturbed = make().train()
    session = make().train_to(5)
    for step in (0, 5, 2):
        session.rehearse(FOUR, step)
    session.trainer.resume()
    session.finish()
    assert session.losses == undisturbed.losses
    assert same_weights(session.document.weights, undisturbed.document.weights)


def test_a_state_that_was_given_up_is_not_replaced_by_its_neighbour(make: Make) -> None:
    session = make().train()
    keeper = session.states.keeper()
    assert keeper is not None
    keeper._kept._remove(4)
    session.rehearser.rehearse(FOUR, 4)
    session.wait_until(lambda: session.failures)
    assert [problem.code for problem in session.failures[0]] == ["state_given_up"] and not session.shown
    assert "4" in session.failures[0][0].message


def test_a_state_of_another_graph_is_told_in_words(make: Make) -> None:
    session = make().train()
    document = session.document
    document.apply(edits.set_param(document.project, MAIN, "fc1", "out_features", 5))
    session.rehearser.rehearse(FOUR, 4)
    session.wait_until(lambda: session.failures)
    assert [problem.code for problem in session.failures[0]] == ["state_unfit"] and not session.shown


# ------------------------------------------------------------------ going on


@pytest.mark.parametrize("step", [0, 1, PER_EPOCH, 5, STEPS - 1])
def test_it_goes_on_as_it_went_after_its_end(make: Make, step: int) -> None:
    session = make().train()
    losses, weights, epochs = session.losses, dict(session.document.weights), session.trainer.history.epochs
    session.document.undo_stack.setClean()
    session.events.clear()
    session.travel.go_on_from(step)
    session.finish()
    assert [event.step for event in session.events if isinstance(event, Started)] == [step]
    assert session.losses == losses and session.trainer.history.step == STEPS
    assert same_weights(session.document.weights, weights) and session.document.step == STEPS
    again = session.trainer.history.epochs
    assert [(one.step, one.train, one.validation) for one in again] == [
        (one.step, one.train, one.validation) for one in epochs
    ]
    assert session.document.undo_stack.isClean(), "nothing was edited"
    assert session.kept_steps == list(range(STEPS + 1)), "what was kept of later steps is of the same training"


def test_it_goes_on_as_it_went_while_it_is_paused_and_there_is_a_way_back(make: Make) -> None:
    whole = make().train()
    session = make().train_to(7)
    session.travel.go_on_from(2)
    session.wait_until(lambda: session.trainer.state in (RunState.RUNNING, RunState.IDLE))
    session.wait_until(lambda: session.results, timeout=60)
    assert session.losses == whole.losses and same_weights(session.document.weights, whole.document.weights)
    assert len(session.results) == 1, "the run that was left ended without a trace"


def test_leaving_a_run_keeps_the_state_in_which_it_was(
    make: Make, monkeypatch: pytest.MonkeyPatch, wait_until: Wait
) -> None:
    from engine.training.history.keeper import SnapshotKeeper

    session = make(LONG)
    monkeypatch.setattr(SnapshotKeeper, "after_step", _only_counted)
    session.train_to(6)
    assert session.kept_steps == [0]
    session.travel.go_on_from(0)
    wait_until(lambda: session.trainer.history.step > 0 and session.trainer.state is RunState.RUNNING, timeout=60)
    assert session.kept_steps == [0, 6]


def test_it_goes_on_from_a_state_while_it_runs(make: Make, wait_until: Wait) -> None:
    session = make(LONG)
    session.trainer.train()
    wait_until(lambda: session.trainer.history.step > 30, timeout=60)
    losses = session.losses
    session.travel.go_on_from(10)
    wait_until(lambda: session.trainer.state is RunState.RUNNING and session.trainer.history.step > 40, timeout=60)
    session.trainer.stop()
    session.finish()
    common = losses.keys() & session.losses.keys()
    assert len(common) > 30 and all(losses[step] == session.losses[step] for step in common)
    assert list(session.losses) == list(range(1, session.trainer.history.step + 1))


def test_a_state_between_two_that_are_kept_is_reached_step_by_step(make: Make) -> None:
    session = make().train()
    losses, weights = session.losses, dict(session.document.weights)
    keeper = session.states.keeper()
    assert keeper is not None
    for _ in range(3):
        keeper._kept._remove(4)  # steps 4, 5 and 6
    session.travel.go_on_from(6)
    session.finish()
    assert session.losses == losses and same_weights(session.document.weights, weights)


def test_stopping_on_the_way_to_a_state_leaves_the_weights(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.history import reach as reaching

    session = make().train()
    weights = dict(session.document.weights)
    monkeypatch.setattr(reaching, "reach", lambda *_: None)  # as where it was cancelled
    session.travel.go_on_from(4)
    session.wait_until(lambda: session.trainer.state is RunState.IDLE)
    assert len(session.results) == 1 and same_weights(session.document.weights, weights)


def test_the_settings_with_which_it_went_come_back_by_one_step_of_undo(make: Make) -> None:
    session = make().train()
    losses = session.losses
    other = Chosen("SGD", {"lr": 0.5})
    session.set_training(optimizer=other, epochs=7)
    count = session.document.undo_stack.count()
    session.travel.go_on_from(2)
    assert session.document.project.training == POINTS.training
    assert session.document.undo_stack.count() == count + 1
    session.finish()
    assert session.losses == losses
    session.document.undo_stack.undo()
    assert session.document.project.training.optimizer == other and session.document.project.training.epochs == 7


def test_a_graph_that_was_edited_since_is_not_trained_on_under_the_drawing_of_another(make: Make) -> None:
    session = make().train()
    document = session.document
    document.apply(edits.set_title(document.project, MAIN, "fc1", "first"))
    document.apply(edits.move(document.project, MAIN, {"fc1": (5, 5)}))
    session.travel.go_on_from(STEPS - 1)
    session.finish()
    change = edits.add_node(document.project, MAIN, "ReLU", {}, (0, 0))[0]
    document.apply(change)
    assert code_of(lambda: session.travel.go_on_from(4)) == "state_unfit"
    document.undo_stack.undo()
    document.apply(edits.set_param(document.project, MAIN, "drop", "p", 0.5))  # no shape tells it
    assert code_of(lambda: session.travel.go_on_from(4)) == "state_unfit"
    assert session.trainer.state is RunState.IDLE and len(session.results) == 2


def test_weights_that_were_reset_can_be_come_back_to(make: Make) -> None:
    session = make().train()
    losses, weights = session.losses, dict(session.document.weights)
    session.document.reset_weights()
    assert session.document.weights == {}
    session.travel.go_on_from(4)
    session.finish()
    assert session.losses == losses and same_weights(session.document.weights, weights)
    session.document.reset_weights()
    session.train()
    assert session.losses == losses and session.kept_steps == list(range(STEPS + 1))


def test_another_project_in_the_meantime_is_not_trained(make: Make, wait_until: Wait) -> None:
    session = make(LONG).train_to(3)
    session.travel.go_on_from(1)
    session.document.new(POINTS)
    wait_until(lambda: session.trainer.state is RunState.IDLE)
    session.compute.visit(lambda: None).result(20)
    assert session.trainer.state is RunState.IDLE and session.document.weights == {} and session.results == []


def test_a_run_that_waits_for_another_to_end_can_be_stopped(make: Make, wait_until: Wait) -> None:
    session = make(LONG).train_to(3)
    session.travel.go_on_from(1)
    session.trainer.stop()
    wait_until(lambda: session.trainer.state is RunState.IDLE)
    assert session.trainer.history.step == 3 and session.results == []


def test_it_trains_on_after_the_end_as_a_training_of_its_own(make: Make) -> None:
    """Its states do not mix with those of the training before, and its epochs are counted from one."""
    session = make().train().train()
    assert session.kept_steps == list(range(2 * STEPS + 1))
    losses = session.losses
    events = list(session.trainer.history.events())
    assert [event.step for event in events if isinstance(event, Started)] == [0, STEPS]
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [1, 2, 3, 1, 2, 3]
    session.travel.go_on_from(STEPS + 4)
    session.finish()
    assert session.losses == losses
    session.travel.go_on_from(STEPS - 2)
    session.finish()
    assert session.trainer.history.step == STEPS and session.losses == {s: losses[s] for s in range(1, STEPS + 1)}


def test_time_goes_on_only_while_it_runs(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.session import time_travel

    session = make(LONG)
    now = 0.0
    monkeypatch.setattr(time_travel.time, "monotonic", lambda: now)
    travel: TimeTravel = session.travel
    travel._on_state(RunState.RUNNING)
    now = 2.0
    travel._tick()
    assert travel.seconds == 2.0
    now = 5.0
    travel._on_state(RunState.PAUSED)
    now = 100.0
    travel._on_state(RunState.IDLE)
    assert travel.seconds == 5.0 and not travel._timer.isActive()


def test_a_failure_on_going_on_is_told(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    session = make().train()
    session.states.forget()
    session.trainer.go_on_from(4)  # as where the states go between the press and the thread
    session.wait_until(lambda: len(session.results) == 2)
    failed = session.results[1]
    assert isinstance(failed, Failed) and failed.problem.code == "state_given_up"
    assert session.trainer.state is RunState.IDLE
    session.train()


def _only_counted(self: object, step: int, loss: float | None, is_last: bool = False) -> None:
    self._step, self._loss = step, loss  # type: ignore[attr-defined]
