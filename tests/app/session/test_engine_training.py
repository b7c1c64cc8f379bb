"""The trainer with the engine itself: a small network that really learns, beside a window that is really there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.session.checker import Checker
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.run import EngineTraining, LoadedData, Run
from app.session.trainer import RunState, Trainer
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.reader import read_text
from engine.training.events import Failed, Finished, Look, StepDone

Wait = Callable[..., None]

MOONS = """{"format": "chainrule", "version": 1, "name": "Moons", "graph": {
  "nodes": {
    "point": {"kind": "Input", "params": {"column": "point"}},
    "fc1": {"kind": "Linear", "params": {"out_features": 16}},
    "drop": {"kind": "Dropout", "params": {"p": 0.1}},
    "tanh": {"kind": "Tanh"},
    "fc2": {"kind": "Linear", "params": {"out_features": 2}},
    "label": {"kind": "Input", "params": {"column": "label"}},
    "loss": {"kind": "CrossEntropyLoss"}},
  "edges": ["point -> fc1", "fc1 -> drop", "drop -> tanh", "tanh -> fc2", "fc2 -> loss.input", "label -> loss.target"]},
  "data": {"source": "moons"},
  "training": {"epochs": 3, "batch_size": 32, "device": "cpu", "threads": 1,
               "optimizer": {"kind": "Adam", "params": {"lr": 0.01}}}}"""


def _project() -> Project:
    result = read_text(MOONS)
    assert result.project is not None and result.problems == ()
    return result.project


class Session:
    def __init__(self) -> None:
        self.document = Document(_project())
        self.compute = ComputeThread()
        self.trainer = Trainer(self.document, self.compute)
        self.results: list[Any] = []
        self.events: list[Any] = []
        self.trainer.finished.connect(self.results.append)
        self.trainer.failed.connect(self.results.append)
        self.trainer.drained.connect(self.events.extend)


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    made = Session()
    yield made
    made.trainer.close()


def test_a_network_learns_and_goes_on_learning(session: Session, tmp_path: Path, wait_until: Wait) -> None:
    session.trainer.watch(frozenset({"fc1", "fc1.weight"}))
    session.trainer.train()
    wait_until(lambda: session.results, timeout=60)
    first = session.results[0]
    assert isinstance(first, Finished), first
    assert session.document.weights.keys() == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}
    history = session.trainer.history
    assert len(history.epochs) == 3
    assert history.look is not None and {"fc1", "tanh", "loss"} <= history.look.nodes.keys()
    assert {"fc1", "fc1.weight"} == history.look.histograms.keys()
    assert len(history.gradients_of("fc1")) == len(history.gradient_steps) > 0
    session.document.save(tmp_path / "moons.chainrule")
    session.trainer.train()
    wait_until(lambda: len(session.results) == 2, timeout=60)
    second = session.results[1]
    assert second.train["loss"] < first.train["loss"]
    assert session.document.step == second.step == 2 * first.step


def test_weights_are_the_same_with_visitors_and_pauses_as_without(session: Session, wait_until: Wait) -> None:
    """Dropout draws from the state that visitors must leave alone."""
    session.trainer.train()
    wait_until(lambda: session.results, timeout=60)
    undisturbed = session.results[0].weights
    session.document.reset_weights()
    session.trainer.train()
    for _ in range(20):
        session.compute.visit(lambda: torch.rand(5))
    wait_until(lambda: session.trainer.state is RunState.RUNNING or len(session.results) > 1, timeout=60)
    session.trainer.pause()
    session.compute.visit(lambda: torch.manual_seed(5)).result(10)
    session.trainer.store_weights()
    session.trainer.step_once()
    session.trainer.resume()
    wait_until(lambda: len(session.results) == 2, timeout=60)
    disturbed = session.results[1].weights
    for key, array in undisturbed.items():
        np.testing.assert_array_equal(array, disturbed[key])


def test_an_edit_ends_the_run_and_the_next_one_takes_the_weights_that_fit(session: Session, wait_until: Wait) -> None:
    document = session.document
    document.apply(edits.set_training(document.project, _with_epochs(document.project, 100_000)))
    session.trainer.train()
    wait_until(lambda: any(isinstance(event, StepDone) for event in session.events), timeout=60)
    document.apply(edits.set_param(document.project, MAIN, "fc2", "out_features", 3))
    wait_until(lambda: session.results, timeout=60)
    assert session.results[0].stopped
    kept = document.weights["fc1.weight"]
    assert document.weights["fc2.weight"].shape == (2, 16)  # until the next training; undo would fit it again
    checker = Checker(document)
    checker.start()
    assert {(problem.node, problem.code) for problem in checker.problems} == {("fc2", "weights_unfit")}
    session.trainer.step_once()
    wait_until(lambda: session.trainer.history.step > session.results[0].step, timeout=60)
    session.trainer.stop()
    wait_until(lambda: len(session.results) == 2, timeout=60)
    assert document.weights["fc2.weight"].shape == (3, 16)
    assert np.abs(document.weights["fc1.weight"] - kept).max() < 0.2  # went on from there


def test_a_single_step_brings_its_look(session: Session, wait_until: Wait) -> None:
    session.trainer.step_once()
    wait_until(lambda: session.trainer.history.look is not None, timeout=60)
    assert session.trainer.state is RunState.PAUSED
    assert session.trainer.history.look is not None and session.trainer.history.look.step == 1


def test_between_a_look_and_the_end_of_its_step_weights_and_step_belong_together(qapp: object) -> None:
    """A visitor may come then, and what it reads is kept."""
    run = Run(_project(), {})
    events = EngineTraining()(run)
    before = None
    for event in events:
        assert run.read_weights is not None
        weights = run.read_weights()["fc2.bias"].copy()
        if isinstance(event, Look):
            assert before is not None and not np.array_equal(weights, before)
            assert run.step == event.step == 1
            break
        before = weights
    else:
        pytest.fail("nothing was looked at")
    events.close()


def test_data_that_is_not_there_is_a_failure(session: Session, tmp_path: Path, wait_until: Wait) -> None:
    text = MOONS.replace('{"source": "moons"}', f'{{"source": "mnist", "params": {{"folder": "{tmp_path}"}}}}')
    project = read_text(text).project
    assert project is not None
    session.document.new(project)
    session.trainer.train()
    wait_until(lambda: session.results, timeout=60)
    assert isinstance(session.results[0], Failed)
    assert session.document.weights == {}


def test_data_is_loaded_once(qapp: object) -> None:
    data = LoadedData()
    training = EngineTraining(data)
    project = _project()
    loaded = []
    for _ in range(2):
        run = Run(project, {})
        events = training(run)
        next(events)
        events.close()  # type: ignore[attr-defined]
        loaded.append(data.get(project.data, lambda _: None, lambda: False))
    assert loaded[0] is loaded[1]


def _with_epochs(project: Project, epochs: int) -> Any:
    from dataclasses import replace

    return replace(project.training, epochs=epochs)
