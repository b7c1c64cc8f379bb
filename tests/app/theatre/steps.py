"""Steps to be played: recorded once from real networks and shared by all tests, for they are plain and frozen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.backprop.moments import Moment, Phase, ShownStep
from engine.compiler.plan import Plan
from engine.project.project import Project
from engine.project.reader import read_file
from engine.project.templates import find_template
from tests.engine import projects
from tests.engine.projects import inline, kind, project_of


class Played(NamedTuple):
    """A step with what it was made from."""

    project: Project
    plan: Plan
    step: ShownStep


FORK = project_of(
    {
        "x": kind("Input", column="x") | {"title": "start"},
        "fc": kind("Linear", out_features=2, bias=False) | {"init": {"weight": [[1, 0], [0, 1]]}, "title": "way"},
        "both": kind("Multiply"),
        "loss": kind("Loss"),
    },
    ["x -> fc", "fc -> both.input[0]", "fc -> both.input[1]", "both -> loss"],
    data=inline(x=[[2.0, 3.0], [5.0, 7.0]]),
    training={"optimizer": {"kind": "SGD", "params": {"lr": 0.5}}},
)
WITH_A_PARAMETER = project_of(
    {
        "x": kind("Input", column="x"),
        "w": kind("Parameter", shape=[2], value=3.0),
        "product": kind("Multiply"),
        "loss": kind("Loss"),
    },
    ["x -> product.input[0]", "w -> product.input[1]", "product -> loss"],
    data=inline(x=[[2.0, 5.0]]),
)
NOT_A_NUMBER = project_of(
    {
        "x": kind("Input", column="x"),
        "fc": kind("Linear", out_features=2) | {"init": {"weight": 1.0, "bias": -5.0}},
        "root": kind("Sqrt"),
        "loss": kind("Loss"),
    },
    ["x -> fc", "fc -> root", "root -> loss"],
    data=inline(x=[[1.0]]),
)


@cache
def played(name: str, count: int = 1) -> Played:
    """The first step of an example, or of a project of the tests of the engine or of this module."""
    from engine.backprop.shown import shown
    from engine.compiler.planner import Planner
    from engine.data.dataset import load
    from engine.training.rehearsal import Samples, rehearse_project

    own = {"fork": FORK, "parameter": WITH_A_PARAMETER, "nan": NOT_A_NUMBER, **projects.ALL}
    project = own[name] if name in own else read_file(find_template(name).path).project
    assert project is not None
    plan = Planner().plan(project)
    recording = rehearse_project(project, None, load(project.data), Samples(count=count), plan)
    return Played(project, plan, shown(recording))


def moments(*counts: int) -> tuple[Moment, ...]:
    """Moments that are made up: so many of each phase, in the order of the phases."""
    phases: Sequence[Phase] = ("forward", "loss", "backward", "update")
    return tuple(
        Moment(phase, f"{phase[0]}{number}")
        for phase, count in zip(phases, counts, strict=False)
        for number in range(count)
    )


def title_of(project: Project) -> Any:
    """What a node is called on its card."""
    return lambda node: project.graph.nodes[node].title or node
