"""Where the repair is clear it comes with the problem, and carrying it out leaves nothing wrong."""

from __future__ import annotations

import pytest

from engine.compiler.planner import Planner
from engine.project.project import MAIN, Project
from engine.project.remedies import change_for
from tests.engine.projects import kind, project_of

PICTURES = {"x": kind("Input", column="image"), "y": kind("Input", column="label"), "end": kind("CrossEntropyLoss")}
CASES = {
    "a channel dimension": project_of(
        {"x": kind("Input", shape=[28, 28]), "conv": kind("Conv2d", out_channels=4, kernel_size=3),
         "end": kind("Loss")},
        ["x -> conv", "conv -> end"],
    ),
    "a Flatten before a layer of rows": project_of(
        {"x": kind("Input", shape=[1, 8, 8]), "norm": kind("BatchNorm1d"), "end": kind("Loss")},
        ["x -> norm", "norm -> end"],
    ),
    "a Flatten before the last Linear": project_of(
        {**PICTURES, "fc": kind("Linear", out_features=10)}, ["x -> fc", "fc -> end", "y -> end.target"]
    ),
    "the number of classes": project_of(
        {**PICTURES, "flat": kind("Flatten"), "fc": kind("Linear", out_features=5)},
        ["x -> flat", "flat -> fc", "fc -> end", "y -> end.target"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("project", CASES.values(), ids=CASES)
def test_the_repair_that_is_offered_leaves_nothing_wrong(project: Project) -> None:
    (problem,) = Planner().plan(project).all_problems
    (remedy,) = problem.remedies
    repaired = change_for(project, MAIN, str(problem.node), remedy).apply(project)
    assert Planner().plan(repaired).all_problems == ()


def test_a_linear_that_has_rows_needs_no_flatten() -> None:
    project = project_of(
        {
            **PICTURES,
            "z": kind("Input", column="image"),
            "flat": kind("Flatten"),
            "fc": kind("Linear", out_features=10),
        },
        ["x -> flat", "flat -> fc", "fc -> end", "z -> end.target"],
    )
    assert not any(
        remedy.arguments.get("kind") == "Flatten"
        for problem in Planner().plan(project).all_problems
        for remedy in problem.remedies
    )
