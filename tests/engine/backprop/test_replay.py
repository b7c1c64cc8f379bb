"""A step in float64, of which parts are computed again."""

from __future__ import annotations

import torch
from pytest import mark

from engine.backprop.replay import Replay
from engine.project.project import Project
from tests.engine.projects import ALL, BLOCKS, inline, kind, project_of
from tests.engine.whole_steps import SEED, batch_of, built


def replay_of(project: Project) -> Replay:
    network, batch = built(project), batch_of(project, 3)
    torch.manual_seed(SEED)
    return Replay(network, batch)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_all_that_floats_is_float64_and_comes_out_the_same_again(project: Project) -> None:
    replay = replay_of(project)
    assert not replay.unsteady
    assert {tensor.dtype for tensor in replay.values.values()} <= {torch.float64, torch.int64}
    before = [replay.values[loss.address, loss.ports[0]] for loss in replay.losses]
    buffers = {name: buffer.clone() for name, buffer in replay.network.module.named_buffers()}
    for stops in (replay.stops[-1:], [stop for stop in replay.stops if not stop.is_input]):
        with torch.no_grad():
            for _ in range(2):
                again = replay.losses_again(stops)
                assert all(torch.equal(one, other) for one, other in zip(again, before, strict=True))
    for name, buffer in replay.network.module.named_buffers():
        assert torch.equal(buffer, buffers[name]), name


def test_only_what_depends_on_a_value_is_computed_again() -> None:
    replay = replay_of(BLOCKS)
    parameters = replay.parameters
    behind = [stop.address for stop in replay.behind(replay.users_of(parameters["fc.weight"]))]
    assert behind == ["fc", "loss"]
    first = [stop.address for stop in replay.behind((), [("image", "output")])]
    assert first[0] == "stem" and "body.2.conv" in first and "label" not in first
    last = [stop.address for stop in replay.behind(replay.users_of(parameters["last.conv.bias"]))]
    assert last[:2] == ["last.conv", "last.norm"] and "drop" not in last


def test_values_without_a_derivative_are_held() -> None:
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=2), "whole": kind("Cast", dtype="int64"),
         "back": kind("Cast", dtype="float16"), "sum": kind("Add"), "loss": kind("SoftMarginLoss")},
        ["x -> fc", "fc -> whole", "whole -> back", "fc -> sum", "back -> sum", "sum -> loss", "fc -> loss.target"],
        data=inline(x=[[0.5, 2.5], [1.5, -0.5], [0.1, 0.2]]),
    )  # fmt: skip
    replay = replay_of(project)
    held = {(stop.address, read.port) for stop in replay.stops for read in stop.reads if replay.is_held(stop, read)}
    assert held == {("back", "input"), ("loss", "target")}
    assert replay.values["back", "output"].dtype == torch.float64
    behind = [stop.address for stop in replay.behind((), [("x", "output")])]
    assert behind == ["fc", "whole", "sum", "loss"]  # the whole numbers are computed, and go nowhere
