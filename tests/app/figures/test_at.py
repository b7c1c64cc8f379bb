"""Which moment a person means, and what is said where there is none."""

from __future__ import annotations

import pytest

from app.figures.at import position_at
from engine.backprop.moments import Moment, Phase, ShownStep
from engine.problem import Problem, ProblemError

NODES = ("x", "fc", "blocks", "loss")


def step(problem: Problem | None = None) -> ShownStep:
    phases: list[tuple[Phase, str]] = [
        ("forward", "x"), ("forward", "fc"), ("forward", "blocks.0.a"), ("forward", "blocks.1.a"), ("loss", "loss"),
        ("backward", "loss"), ("backward", "blocks.1.a"), ("backward", "blocks.0.a"), ("backward", "fc"),
        ("update", "fc"),
    ]  # fmt: skip
    return ShownStep(tuple(Moment(phase, node) for phase, node in phases), {}, 1, problem=problem)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("end", 10), ("loss", 5), ("loss:loss", 5), ("forward:x", 1), ("backward:fc", 9), ("update:fc", 10),
        ("forward:blocks", 4), ("backward:blocks", 8), ("backward:blocks.1", 7), ("backward:blocks.1.a", 7),
    ],
)  # fmt: skip
def test_a_place_is_where_its_moment_is_over(text: str, position: int) -> None:
    assert position_at(text, step(), NODES) == position


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("start", "call_moment", None),
        ("fc", "call_moment", None),
        ("sideways:fc", "call_moment", None),
        ("backward:fcc", "call_moment_node", "fc"),
        ("backward:", "call_moment_node", ""),
        ("update:x", "call_moment_none", None),
    ],
)
def test_what_there_is_not_is_told(text: str, code: str, suggestion: str | None) -> None:
    with pytest.raises(ProblemError) as caught:
        position_at(text, step(), NODES)
    (problem,) = caught.value.problems
    assert problem.code == code
    if suggestion is not None:
        assert problem.arguments["suggestion"] == suggestion


def test_a_moment_that_was_not_reached_says_why() -> None:
    why = Problem("no_loss")
    with pytest.raises(ProblemError) as caught:
        position_at("update:x", step(why), NODES)
    assert caught.value.problems == (why,)
    assert position_at("end", step(why), NODES) == 10
