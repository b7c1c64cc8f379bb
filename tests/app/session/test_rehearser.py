"""Steps that are taken apart beside a training: the newest request is answered, and nobody is disturbed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.rehearser import Rehearser
from app.session.run import EngineTraining, LoadedData
from app.session.trainer import RunState, Trainer
from engine.backprop.moments import ShownStep
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.training.events import Finished
from engine.training.rehearsal import Samples
from tests.engine.projects import inline, kind, project_of

Wait = Callable[..., None]

MOONS = project_of(
    {
        "point": kind("Input", column="point"),
        "fc1": kind("Linear", out_features=8),
        "norm": kind("BatchNorm1d"),
        "drop": kind("Dropout", p=0.3),
        "tanh": kind("Tanh"),
        "fc2": kind("Linear", out_features=2),
        "label": kind("Input", column="label"),
        "loss": kind("CrossEntropyLoss"),
    },
    ["point -> fc1", "fc1 -> norm", "norm -> drop", "drop -> tanh", "tanh -> fc2", "fc2 -> loss.input",
     "label -> loss.target"],
    data={"source": "moons"},
    training={"epochs": 3, "batch_size": 32, "device": "cpu", "threads": 1,
              "optimizer": {"kind": "Adam", "params": {"lr": 0.01}}},
)  # fmt: skip
ROOT = project_of(
    {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1) | {"init": {"weight": 1.0, "bias": -5.0}},
     "root": kind("Sqrt"), "loss": kind("Loss")},
    ["x -> fc", "fc -> root", "root -> loss"], data=inline(x=[[1.0], [9.0]]),
)  # fmt: skip
BATCH = Samples(count=4)  # batch normalization wants several


class Setting:
    """A document with a trainer and a rehearser, and everything that was told."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.compute = ComputeThread()
        self.data = LoadedData()
        self.trainer = Trainer(self.document, self.compute, EngineTraining(self.data))
        self.rehearser = Rehearser(self.document, self.compute, self.data)
        self.steps: list[ShownStep] = []
        self.failures: list[tuple[Problem, ...]] = []
        self.busy: list[bool] = []
        self.results: list[Any] = []
        self.rehearser.rehearsed.connect(self.steps.append)
        self.rehearser.failed.connect(self.failures.append)
        self.rehearser.busy_changed.connect(self.busy.append)
        self.trainer.finished.connect(self.results.append)
        self.trainer.failed.connect(self.results.append)

    def hold(self) -> threading.Event:
        """Keeps the compute thread busy until the event is set."""
        gate = threading.Event()
        self.compute.visit(lambda: gate.wait(20))
        return gate

    def close(self) -> None:
        self.rehearser.close()
        self.trainer.close()


@pytest.fixture
def make_setting(qapp: object) -> Iterator[Callable[..., Setting]]:
    made: list[Setting] = []

    def make(project: Project = MOONS) -> Setting:
        made.append(Setting(project))
        return made[-1]

    yield make
    for setting in made:
        setting.close()


@pytest.fixture
def setting(make_setting: Callable[..., Setting]) -> Setting:
    return make_setting()


def test_a_step_arrives_with_its_samples(setting: Setting, wait_until: Wait) -> None:
    setting.rehearser.rehearse(replace(BATCH, index=3))
    assert setting.rehearser.is_busy
    wait_until(lambda: setting.steps)
    (step,) = setting.steps
    assert step.problem is None and step.samples == 4
    expected = setting.data.get(setting.document.project.data, lambda _: None, lambda: False).train
    assert expected is not None
    np.testing.assert_array_equal(step.nodes["point"].outputs["output"], expected["point"][3:7])
    assert not setting.rehearser.is_busy and setting.busy == [True, False] and setting.failures == []


def test_the_weights_are_those_of_the_document(setting: Setting, wait_until: Wait) -> None:
    setting.document.set_trained_weights({"fc2.bias": np.array([7.0, -7.0], np.float32)}, 5)
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.steps)
    np.testing.assert_array_equal(setting.steps[0].nodes["fc2"].parameters["bias"], [7.0, -7.0])
    np.testing.assert_array_equal(setting.document.weights["fc2.bias"], [7.0, -7.0])


def test_what_was_edited_since_does_not_mix_in(setting: Setting, wait_until: Wait) -> None:
    """The project is that of the moment in which the step was asked for."""
    gate = setting.hold()
    setting.rehearser.rehearse(BATCH)
    setting.document.apply(edits.set_param(setting.document.project, MAIN, "fc1", "out_features", 5))
    gate.set()
    wait_until(lambda: setting.steps)
    assert setting.steps[0].nodes["fc1"].outputs["output"].shape == (4, 8)


def test_only_the_newest_request_is_computed_and_answered(
    setting: Setting, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.training import rehearsal

    done: list[int] = []
    really = rehearsal.rehearse_project

    def counted(project: Project, weights: Any, dataset: Any, samples: Samples, **more: Any) -> Any:
        done.append(samples.index)
        return really(project, weights, dataset, samples, **more)

    monkeypatch.setattr(rehearsal, "rehearse_project", counted)
    setting.data.get(MOONS.data, lambda _: None, lambda: False)
    gate = setting.hold()
    for index in range(6):
        setting.rehearser.rehearse(replace(BATCH, index=index))
    gate.set()
    wait_until(lambda: not setting.rehearser.is_busy)
    assert len(setting.steps) == 1 and done == [5]
    np.testing.assert_array_equal(
        setting.steps[0].nodes["point"].outputs["output"],
        setting.data.get(MOONS.data, lambda _: None, lambda: False).train["point"][5:9],  # type: ignore[index]
    )


def test_typed_samples_need_no_data(setting: Setting, wait_until: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting.data, "get", _raising(RuntimeError("nothing is to be loaded")))
    typed = {"point": np.ones((2, 2), np.float32), "label": np.array([0, 1])}
    setting.rehearser.rehearse(Samples(typed=typed))
    wait_until(lambda: setting.steps or setting.failures)
    assert setting.failures == []
    np.testing.assert_array_equal(setting.steps[0].nodes["point"].outputs["output"], typed["point"])


# ------------------------------------------------------------------ what goes wrong


def test_what_stands_in_the_way_arrives_as_a_tuple_of_problems(
    make_setting: Callable[..., Setting], wait_until: Wait
) -> None:
    setting = make_setting()
    setting.rehearser.rehearse(Samples(index=10**6))
    wait_until(lambda: setting.failures)
    assert [problem.code for problem in setting.failures[0]] == ["samples_outside"]
    assert not setting.rehearser.is_busy
    setting.document.apply(edits.disconnect(setting.document.project, MAIN, [edits.PortRef.parse("fc2.input")]))
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: len(setting.failures) == 2)
    assert all(isinstance(problem, Problem) for problem in setting.failures[1]) and setting.failures[1]
    assert setting.steps == []


def test_data_that_is_not_there_is_a_failure(
    make_setting: Callable[..., Setting], tmp_path: Path, wait_until: Wait
) -> None:
    mnist = {"source": "mnist", "params": {"folder": str(tmp_path)}}
    setting = make_setting(
        project_of({"x": kind("Input", column="image"), "loss": kind("Loss")}, ["x -> loss"], data=mnist)
    )
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.failures)
    (problem,) = setting.failures[0]
    assert str(tmp_path) in problem.message and setting.steps == []


def test_a_step_that_ends_early_is_shown_with_its_problem(
    make_setting: Callable[..., Setting], wait_until: Wait
) -> None:
    setting = make_setting(ROOT)
    setting.rehearser.rehearse(Samples())
    wait_until(lambda: setting.steps)
    problem = setting.steps[0].problem
    assert problem is not None and (problem.code, problem.node) == ("stepping_nan_value", "root")
    setting.rehearser.rehearse(Samples(typed={"x": np.ones((1, 3), np.float32)}))
    wait_until(lambda: len(setting.steps) == 2)
    problem = setting.steps[1].problem
    assert problem is not None and (problem.code, problem.node) == ("network_raised", "fc")
    setting.document.apply(edits.remove(setting.document.project, MAIN, ["loss"]))
    setting.document.apply(edits.add_node(setting.document.project, MAIN, "Output", {}, (0, 0))[0])
    edge = edits.Edge(edits.PortRef.parse("root"), edits.PortRef.parse("output"))
    setting.document.apply(edits.connect(setting.document.project, MAIN, edge, setting.document.interfaces))
    setting.rehearser.rehearse(Samples(index=1))
    wait_until(lambda: len(setting.steps) == 3)
    problem = setting.steps[2].problem
    assert problem is not None and problem.code == "no_loss" and setting.failures == []


def test_whatever_is_raised_is_a_problem_and_the_next_request_is_answered(
    setting: Setting, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.training import rehearsal

    for error, code in ((RuntimeError("over and\nout"), "step_raised"), (MemoryError(), "out_of_memory"),
                        (KeyError(), "step_raised")):  # fmt: skip
        with monkeypatch.context() as patched:
            patched.setattr(rehearsal, "rehearse_project", _raising(error))
            setting.rehearser.rehearse(BATCH)
            wait_until(lambda: not setting.rehearser.is_busy)
        assert [problem.code for problem in setting.failures[-1]] == [code]
        assert "\n" not in setting.failures[-1][0].message
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.steps)


def _raising(error: BaseException) -> Callable[..., Any]:
    def function(*_: object, **__: object) -> Any:
        raise error

    return function


# ------------------------------------------------------------------ questions


def test_questions_are_answered_in_the_thread_that_has_the_recording(setting: Setting, wait_until: Wait) -> None:
    answers: list[Any] = []
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.ask(lambda recording: float(recording.loss), answers.append)  # type: ignore[arg-type]
    setting.rehearser.ask(lambda recording: threading.current_thread().name, answers.append)
    wait_until(lambda: len(answers) == 2)
    assert answers == [pytest.approx(setting.steps[0].loss), "compute"]


def test_a_question_that_fails_is_answered_with_problems(setting: Setting, wait_until: Wait) -> None:
    answers: list[Any] = []
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.ask(_raising(ProblemError(Problem("no_loss"))), answers.append)
    setting.rehearser.ask(_raising(ValueError("bad")), answers.append)
    wait_until(lambda: len(answers) == 2)
    assert [answer[0].code for answer in answers] == ["no_loss", "step_raised"]
    assert setting.failures == []


def test_a_question_about_a_step_that_is_old_is_not_answered(setting: Setting, wait_until: Wait) -> None:
    answers: list[Any] = []
    gate = setting.hold()
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.ask(lambda recording: "old", answers.append)
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.ask(lambda recording: "new", answers.append)
    gate.set()
    wait_until(lambda: not setting.rehearser.is_busy)
    assert answers == ["new"]


def test_without_a_recording_a_question_has_no_answer(setting: Setting, wait_until: Wait) -> None:
    answers: list[Any] = []
    setting.rehearser.ask(lambda recording: recording, answers.append)
    wait_until(lambda: answers)
    assert answers == [None]


# ------------------------------------------------------------------ letting go


def test_what_was_asked_before_it_was_forgotten_is_not_answered(setting: Setting, wait_until: Wait) -> None:
    answers: list[Any] = []
    gate = setting.hold()
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.ask(lambda recording: "late", answers.append)
    setting.rehearser.forget()
    assert not setting.rehearser.is_busy and setting.busy[-1] is False
    gate.set()
    setting.compute.visit(lambda: None).result(20)
    setting.rehearser.ask(lambda recording: recording, answers.append)
    wait_until(lambda: answers)
    assert answers == [None] and setting.steps == [] and setting.failures == []


def test_forgetting_gives_the_memory_back(setting: Setting, wait_until: Wait) -> None:
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.steps)
    assert setting.rehearser._recording is not None
    setting.rehearser.forget()
    wait_until(lambda: setting.rehearser._recording is None)


def test_after_the_end_nothing_is_asked_and_nothing_answered(setting: Setting, wait_until: Wait) -> None:
    gate = setting.hold()
    setting.rehearser.rehearse(BATCH)
    setting.rehearser.close()
    gate.set()
    setting.trainer.close()
    setting.rehearser.rehearse(BATCH)  # as a timer might, while the window goes
    setting.rehearser.ask(lambda recording: recording, lambda _: None)
    setting.rehearser.forget()
    assert not setting.rehearser.is_busy and setting.steps == [] and setting.failures == []


# ------------------------------------------------------------------ beside a training


def trained(setting: Setting, wait_until: Wait, meanwhile: Callable[[], None]) -> Mapping[str, np.ndarray]:
    setting.trainer.train()
    meanwhile()
    wait_until(lambda: setting.results, timeout=60)
    assert isinstance(setting.results[0], Finished), setting.results[0]
    return setting.results[0].weights


def test_a_training_learns_the_same_where_steps_are_taken_apart_beside_it(
    make_setting: Callable[..., Setting], wait_until: Wait
) -> None:
    """Dropout draws from torch's random state; batch normalization keeps what it has seen."""
    undisturbed = trained(make_setting(), wait_until, lambda: None)
    setting = make_setting()

    def disturb() -> None:
        wait_until(lambda: setting.trainer.state is RunState.RUNNING or setting.results)
        for number in range(10):
            if number == 4:
                setting.trainer.pause()
            setting.rehearser.rehearse(replace(BATCH, index=number))
            before = len(setting.steps)
            wait_until(lambda: len(setting.steps) > before)  # noqa: B023
            setting.rehearser.forget()
            if number == 6:
                setting.trainer.step_once()
        assert not setting.results, "it was paused in the middle"
        setting.trainer.resume()

    disturbed = trained(setting, wait_until, disturb)
    assert undisturbed.keys() == disturbed.keys()
    assert {"norm.running_mean", "norm.num_batches_tracked"} <= undisturbed.keys()
    for key, array in undisturbed.items():
        np.testing.assert_array_equal(array, disturbed[key], err_msg=key)


def test_the_random_state_of_the_process_is_left_as_it_was(setting: Setting, wait_until: Wait) -> None:
    torch.manual_seed(99)
    before = torch.get_rng_state()
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.steps)
    assert torch.equal(torch.get_rng_state(), before)
    drawn = [tuple(step.nodes["drop"].outputs["output"].ravel()) for step in setting.steps]
    torch.manual_seed(7)
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: len(setting.steps) == 2)
    assert tuple(setting.steps[1].nodes["drop"].outputs["output"].ravel()) == drawn[0], "the same half is dropped again"


def test_data_is_loaded_once_for_a_training_and_a_rehearsal(setting: Setting, wait_until: Wait) -> None:
    setting.rehearser.rehearse(BATCH)
    wait_until(lambda: setting.steps)
    loaded = setting.data.get(MOONS.data, lambda _: None, lambda: False)
    setting.trainer.step_once()
    wait_until(lambda: setting.trainer.history.step > 0, timeout=60)
    assert setting.data.get(MOONS.data, lambda _: None, lambda: False) is loaded
    other = replace(MOONS.data, params={"samples": 60})
    assert setting.data.get(other, lambda _: None, lambda: False) is not loaded


def test_a_load_that_is_given_up_is_made_anew(qapp: object) -> None:
    from engine.data.source import LoadCancelled

    data = LoadedData()
    with pytest.raises(LoadCancelled):
        data.get(MOONS.data, lambda _: None, lambda: True)
    loaded = data.get(MOONS.data, lambda _: None, lambda: False)
    assert data.get(MOONS.data, lambda _: None, lambda: True) is loaded, "what is there need not be loaded"
