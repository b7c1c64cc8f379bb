"""--set: what a path may lead to, and what a slip of the keyboard is answered with."""

from __future__ import annotations

import pytest

from engine.problem import ProblemError
from engine.project.project import Project
from engine.project.set_path import set_paths
from engine.project.writer import project_text
from tests.engine.projects import BLOCKS, DIGITS


def changed(*assignments: str, project: Project = DIGITS) -> Project:
    result = set_paths(project, list(assignments))
    assert result.project is not None and not result.problems, [str(problem) for problem in result.problems]
    return result.project


def refusal(assignment: str, project: Project = DIGITS) -> str:
    with pytest.raises(ProblemError) as caught:
        set_paths(project, [assignment])
    return str(caught.value)


def test_nothing_set_changes_nothing() -> None:
    assert project_text(changed()) == project_text(DIGITS)


def test_settings_of_every_kind() -> None:
    project = changed(
        "training.epochs=3",
        "training.optimizer.params.weight_decay=0.5",
        "training.schedule.kind=StepLR",
        "training.schedule.params.step_size=2",
        'training.metrics=["accuracy"]',
        "graph.nodes.fc1.params.out_features=8",
        "graph.nodes.fc1.init.bias=0.25",
        "graph.nodes.fc1.title=my layer",
        "data.split.seed=7",
        "name=Other",
    )
    assert project.training.epochs == 3
    assert project.training.optimizer.params == {"lr": 0.001, "weight_decay": 0.5}
    assert project.training.schedule is not None and project.training.schedule.params == {"step_size": 2}
    assert project.training.metrics == ("accuracy",)
    assert project.graph.nodes["fc1"].params["out_features"] == 8
    assert project.graph.nodes["fc1"].init == {"weight": "kaiming_uniform_", "bias": 0.25}
    assert (project.graph.nodes["fc1"].title, project.name, project.data.split.seed) == ("my layer", "Other", 7)


def test_the_project_itself_stays_as_it_was() -> None:
    before = project_text(DIGITS)
    changed("graph.nodes.fc1.init.weight=0", "training.optimizer.params.lr=9")
    assert project_text(DIGITS) == before


def test_what_is_no_json_is_a_text() -> None:
    assert changed("name=two words").name == "two words"
    assert changed("name=a=b").name == "a=b"
    assert changed('name="quoted"').name == "quoted"


def test_a_source_may_be_named_after_its_parameters() -> None:
    data = changed("data.params.noise=0.3", "data.source=moons").data
    assert (data.source, data.params) == ("moons", {"noise": 0.3})


def test_clipping_is_set_where_there_was_none() -> None:
    assert changed("training.clip.norm=1.0", "training.clip.norm_type=1").training.clip == {"norm": 1.0, "norm_type": 1}
    assert changed("training.clip.norm=1.0", "training.clip=null").training.clip == {"norm": 1.0}
    assert changed('training.clip={"value": 0.5}').training.clip == {"value": 0.5}


def test_blocks_and_their_parameters() -> None:
    project = changed(
        "graph.nodes.body.params.channels=8", "blocks.Residual.parameters.channels.default=2", project=BLOCKS
    )
    assert project.graph.nodes["body"].params == {"channels": 8}
    assert project.blocks["Residual"].parameters["channels"].default == 2


@pytest.mark.parametrize(
    ("assignment", "suggestion"),
    [
        ("trainning.epochs=1", "training.epochs"),
        ("training.epoch=1", "training.epochs"),
        ("training.clip.nrom=1", "training.clip.norm"),
        ("epochs=1", "training.epochs"),
        ("lr=1", "training.optimizer.params.lr"),
        ("training.optimizer.lr=1", "training.optimizer.params.lr"),
        ("data.splt.train=1", "data.split.train"),
        ("graph.nodes.fc1.params.outfeatures=3", "graph.nodes.fc1.params.out_features"),
        ("graph.nodes.fc3.params.out_features=3", "graph.nodes.fc2.params.out_features"),
        ("graph.nodes.relu.title=x", "graph.nodes.relu1.title"),
    ],
)
def test_a_slip_is_answered_with_the_path_that_was_meant(assignment: str, suggestion: str) -> None:
    path = assignment.partition("=")[0]
    assert refusal(assignment).endswith(f"got {path} (did you mean {suggestion}?)")


@pytest.mark.parametrize("assignment", ["version=2", "format=x", "zzz=1", "training.epochs.x=1", "graph.edges.99=a"])
def test_paths_that_lead_nowhere(assignment: str) -> None:
    assert "expected a path of the project file" in refusal(assignment)


@pytest.mark.parametrize("assignment", ["", "training.epochs", "=3", " =3"])
def test_what_is_no_assignment(assignment: str) -> None:
    assert "expected PATH=VALUE" in refusal(assignment)


def test_values_that_no_file_may_hold() -> None:
    assert "far too large" in refusal("training.seed=1" + "0" * 400)
    assert "nested too deeply" in refusal("name=" + "[" * 100_000)


def test_a_wrong_value_is_told_as_in_a_file() -> None:
    result = set_paths(DIGITS, ["training.epochs=-1"])
    assert [problem.parameter for problem in result.problems] == ["epochs"]
