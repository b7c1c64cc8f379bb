"""Two networks that train side by side for the window: as if alone, one comparison at a time, beside no training."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.session.comparison import NAMES, Comparison
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.run import LoadedData
from app.session.trainer import RunState, Trainer
from engine.layers import remedies
from engine.project.project import MAIN, Project
from engine.project.remedies import change_for
from engine.training.events import Failed, Finished, StepDone
from engine.training.loop import train
from engine.training.setup import prepare
from tests.app.session.made_up import MadeUp
from tests.engine.sick import NAN_VALUE, perceptron
from tests.engine.training.history.kept import with_training

Wait = Callable[..., None]
SICK = perceptron("Sigmoid", 3)
WELL = change_for(SICK, MAIN, "act1", remedies.change_kind("ReLU", ("act1", "act2", "act3"))).apply(SICK)
LONG = with_training(SICK, epochs=100_000)


class Both:
    """A comparison in its thread, beside a trainer, and what was told."""

    def __init__(self, wait_until: Wait) -> None:
        self.wait_until = wait_until
        self.compute, self.data = ComputeThread(), LoadedData()
        self.comparison = Comparison(self.compute, self.data)
        self.training = MadeUp()
        self.trainer = Trainer(Document(SICK), self.compute, self.training)
        self.changes: list[int] = []
        self.ends: list[bool] = []
        self.refusals: list[bool] = []
        self.comparison.changed.connect(lambda: self.changes.append(self.comparison.steps))
        self.comparison.ended.connect(lambda: self.ends.append(True))
        self.trainer.refused.connect(lambda: self.refusals.append(True))

    def start(self, original: Project = SICK, remedied: Project = WELL) -> bool:
        return self.comparison.start(original, remedied, "Use ReLU")

    def finish(self) -> None:
        count = len(self.ends)
        self.wait_until(lambda: len(self.ends) > count, timeout=60)

    def wait_for_thread(self) -> None:
        """Until it has no training any more; nobody here has noticed it then."""
        end = time.monotonic() + 20
        while not self.compute.is_idle and time.monotonic() < end:
            time.sleep(0.001)
        assert self.compute.is_idle

    def losses(self, name: str) -> list[float | None]:
        return [event.loss for event in self.comparison.histories[name].events() if isinstance(event, StepDone)]


@pytest.fixture
def both(qapp: object, wait_until: Wait) -> Iterator[Both]:
    made = Both(wait_until)
    yield made
    made.trainer.close()
    made.comparison._timer.stop()


def alone(project: Project) -> list[Any]:
    return list(train(prepare(project)))


def test_each_is_trained_as_it_would_be_alone(both: Both) -> None:
    assert both.start() and both.comparison.is_running and both.comparison.words == "Use ReLU"
    both.finish()
    assert not both.comparison.is_running and both.ends == [True]
    for name, project in (("original", SICK), ("remedied", WELL)):
        events = alone(project)
        assert both.losses(name) == [event.loss for event in events if isinstance(event, StepDone)]
        result, expected = both.comparison.results[name], events[-1]
        assert isinstance(result, Finished) and isinstance(expected, Finished)
        assert result.train == expected.train and not result.stopped
        assert all(np.array_equal(array, expected.weights[key]) for key, array in result.weights.items())
    assert both.losses("original") != both.losses("remedied")
    assert both.comparison.steps == 3 and both.changes[0] == 0 and both.changes[-1] == 3


def test_another_one_begins_from_nothing(both: Both) -> None:
    both.start()
    both.finish()
    first = both.losses("original")
    assert both.start(WELL, SICK)
    assert both.comparison.results == {} and both.comparison.steps == 0
    assert all(history.is_empty for history in both.comparison.histories.values())
    both.finish()
    assert both.losses("remedied") == first


def test_it_is_stopped_and_says_how_far_both_came(both: Both) -> None:
    both.start(LONG, replace(WELL, training=LONG.training))
    both.wait_until(lambda: both.comparison.steps > 3, timeout=60)
    both.comparison.stop()
    both.finish()
    results = both.comparison.results
    assert all(isinstance(results[name], Finished) and results[name].stopped for name in NAMES)  # type: ignore[union-attr]
    assert abs(len(both.losses("original")) - len(both.losses("remedied"))) <= 1


def test_one_that_fails_leaves_the_other_to_its_end(both: Both) -> None:
    both.start(SICK, with_training(NAN_VALUE, epochs=3))
    both.finish()
    results = both.comparison.results
    assert isinstance(results["original"], Finished) and isinstance(results["remedied"], Failed)
    assert results["remedied"].problem.node == "function"


def test_what_cannot_be_trained_at_all_is_told_of_both(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.start(with_training(SICK, device="nowhere:7"), WELL)
    both.finish()
    results = both.comparison.results
    assert results.keys() == set(NAMES)
    assert all(isinstance(one, Failed) and one.problem.code == "device_missing" for one in results.values())
    monkeypatch.setattr(both.data, "get", _raising(RuntimeError))
    assert both.start(), "the thread is free again"
    both.finish()
    assert {one.problem.code for one in both.comparison.results.values()} == {"step_raised"}  # type: ignore[union-attr]


def test_while_it_goes_on_nothing_else_trains_and_says_so(both: Both) -> None:
    both.start(LONG, LONG)
    assert not both.start(), "one at a time"
    for press in (both.trainer.train, both.trainer.step_once, lambda: both.trainer.go_on_from(0)):
        press()
    assert both.refusals == [True] * 3 and both.trainer.state is RunState.IDLE and both.training.runs == []
    both.wait_until(lambda: both.comparison.steps > 0, timeout=60)
    both.comparison.stop()
    both.wait_for_thread()
    both.trainer.train()
    assert len(both.refusals) == 4, "what it has told last is not drained yet, and belongs to it"
    both.finish()
    both.trainer.train()
    both.wait_until(lambda: both.trainer.state is RunState.RUNNING)
    assert both.comparison.results.keys() == set(NAMES) and both.comparison.steps == both.changes[-1]


def test_beside_a_training_it_does_not_begin(both: Both) -> None:
    both.training.epochs = 1
    both.trainer.train()
    both.wait_for_thread()
    assert not both.start(), "its last events are not drained yet"
    both.wait_until(lambda: both.trainer.state is RunState.IDLE)
    assert both.trainer.history.step == 10
    assert both.start()
    both.finish()


def test_a_load_that_is_given_up_ends_it(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.data.source import LoadCancelled

    monkeypatch.setattr(both.data, "get", _raising(LoadCancelled))
    both.start()
    both.finish()
    assert both.comparison.results == {} and both.compute.taken_by is None


def _raising(error: type[BaseException]) -> Callable[..., Any]:
    def function(*_: object) -> Any:
        raise error

    return function
