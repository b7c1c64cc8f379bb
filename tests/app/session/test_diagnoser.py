"""A diagnosis is that of the engine, of the document as it is, and only the newest is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.session.compute import ComputeThread
from app.session.diagnoser import MOST_SAMPLES, Diagnoser, Diagnosis
from app.session.document import Document
from app.session.rehearser import Rehearser
from app.session.run import LoadedData
from engine.project import edits
from engine.project.project import MAIN, Project
from tests.app.session.test_rehearser import MOONS
from tests.engine.projects import inline
from tests.engine.sick import DEAD, NAN_VALUE, SICK, diagnosed, perceptron
from tests.engine.training.history.kept import with_training

Wait = Callable[..., None]
HEALTHY = perceptron("ReLU", 2)


class Asked:
    """A diagnoser of one document, and what it told."""

    def __init__(self, wait_until: Wait, project: Project) -> None:
        self._wait_until = wait_until
        self.document, self.compute, self.data = Document(project), ComputeThread(), LoadedData()
        self.diagnoser = Diagnoser(self.document, self.compute, self.data)
        self.told: list[Diagnosis] = []
        self.diagnoser.diagnosed.connect(self.told.append)

    def wait(self) -> Diagnosis:
        count = len(self.told)
        self._wait_until(lambda: len(self.told) > count, timeout=60)
        return self.told[-1]

    def diagnose(self) -> Diagnosis:
        self.diagnoser.diagnose()
        return self.wait()


@pytest.fixture
def ask(qapp: object, wait_until: Wait) -> Iterator[Callable[[Project], Asked]]:
    made: list[Asked] = []

    def factory(project: Project) -> Asked:
        made.append(Asked(wait_until, project))
        return made[-1]

    yield factory
    for asked in made:
        asked.diagnoser.forget()
        asked.compute.close()


def marks(problems: Any) -> list[tuple[str | None, str]]:
    return [(problem.node, problem.code) for problem in problems]


@pytest.mark.parametrize("name", SICK)
def test_a_sick_network_has_the_diagnosis_of_the_engine(ask: Callable[..., Asked], name: str) -> None:
    found = ask(SICK[name]).diagnose()
    assert found.problems and marks(found.problems) == marks(diagnosed(SICK[name]))
    assert found.samples == 64 and found.measures is not None


def test_a_healthy_one_has_measures_and_nothing_else(ask: Callable[..., Asked]) -> None:
    found = ask(HEALTHY).diagnose()
    assert found.problems == () and found.measures is not None and "fc1" in found.measures.nodes


def test_the_weights_are_those_of_the_document(ask: Callable[..., Asked]) -> None:
    asked = ask(HEALTHY)
    asked.document.set_trained_weights({"fc2.bias": np.full(24, -100.0, np.float32)}, 1)
    found = asked.diagnose()
    assert "act2" in {node for node, _ in marks(found.problems)}


def test_only_the_newest_is_told(ask: Callable[..., Asked]) -> None:
    asked = ask(HEALTHY)
    for _ in range(3):
        asked.diagnoser.diagnose()
    asked.document.new(DEAD)
    found = asked.diagnose()
    asked.compute.visit(lambda: None).result(20)
    assert len(asked.told) == 1 and found.problems


def test_what_was_forgotten_is_not_told(ask: Callable[..., Asked]) -> None:
    asked = ask(DEAD)
    asked.diagnoser.diagnose()
    asked.diagnoser.forget()
    asked.compute.visit(lambda: None).result(60)
    assert asked.told == [] and not asked.diagnoser._timer.isActive()


def test_no_more_samples_than_a_batch_has_and_never_too_many(ask: Callable[..., Asked]) -> None:
    asked = ask(with_training(HEALTHY, batch_size=5))
    assert asked.diagnose().samples == 5
    asked.document.new(with_training(HEALTHY, batch_size=1000))
    assert asked.diagnose().samples == 64, "there are no more"
    asked.document.new(with_training(replace(MOONS, data=replace(MOONS.data, params={"samples": 600})), batch_size=500))
    assert asked.diagnose().samples == MOST_SAMPLES


def test_what_stands_in_the_way_is_handed_on(ask: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(HEALTHY)
    asked.document.apply(edits.remove(asked.document.project, MAIN, ["fc1"]))
    found = asked.diagnose()
    assert found.measures is None and found.samples == 0 and found.problems
    asked.document.new(replace(HEALTHY, data=replace(HEALTHY.data, params=inline(x=[], y=[])["params"])))
    assert asked.diagnose().measures is None
    monkeypatch.setattr(asked.data, "get", _raising(RuntimeError("over")))
    assert asked.diagnose() == Diagnosis(None, ())


def test_a_step_that_ends_early_is_diagnosed_as_far_as_it_came(ask: Callable[..., Asked]) -> None:
    found = ask(NAN_VALUE).diagnose()
    assert "function" in {node for node, _ in marks(found.problems)} and found.measures is not None


def test_it_takes_no_recording_from_the_stage_and_gives_none(ask: Callable[..., Asked], wait_until: Wait) -> None:
    from engine.training.rehearsal import Samples

    asked = ask(HEALTHY)
    rehearser = Rehearser(asked.document, asked.compute, asked.data)
    rehearser.rehearse(Samples())
    asked.diagnose()
    wait_until(lambda: not rehearser.is_busy)
    sizes: list[int] = []
    rehearser.ask(lambda recording: len(recording.inputs["x"]), sizes.append)
    wait_until(lambda: sizes)
    assert sizes == [1]
    rehearser.close()


def _raising(error: BaseException) -> Callable[..., Any]:
    def function(*_: object) -> Any:
        raise error

    return function
