"""A step to be looked at is that of a training: its samples, weights and clipping; its numbers are those of
`chainrule backprop`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.backprop.recording import Recording
from engine.backprop.shown import shown
from engine.compiler.planner import Planner
from engine.compiler.random_state import random_state_kept
from engine.data.dataset import load
from engine.problem import ProblemError
from engine.project.project import Project
from engine.settings.training import Chosen, TrainingSettings
from engine.training.rehearsal import Samples, rehearse_project
from engine.training.setup import make_network, prepare, read_weights
from tests.engine.cli.calls import call
from tests.engine.devices import DEVICE
from tests.engine.projects import ALL, BLOCKS, DIGITS, SHARED, inline, kind, project_of
from tests.engine.whole_steps import same_bits

LINE = project_of(
    {
        "x": kind("Input", column="x"),
        "fc": kind("Linear", out_features=1) | {"init": {"weight": [[2.0, -1.0]], "bias": 0.5}},
        "y": kind("Input", column="y"),
        "loss": kind("MSELoss"),
    },
    ["x -> fc", "fc -> loss.input", "y -> loss.target"],
    data={
        "source": "inline",
        "params": {"columns": {"x": [[n, n + 0.5] for n in range(10)], "y": [[-n] for n in range(10)]}},
        "split": {"train": 0.6, "validation": 0.2, "test": 0.2, "seed": 0},
    },
    training={"optimizer": {"kind": "SGD", "params": {"lr": 0.1}}},
)


def rehearsed(project: Project, samples: Samples | None = None, weights: Any = None) -> Recording:
    return rehearse_project(project, weights, load(project.data), samples or Samples())


def code_of(error: pytest.ExceptionInfo[ProblemError]) -> str:
    (problem,) = error.value.problems
    return problem.code


@pytest.mark.parametrize("part", ["train", "validation", "test"])
@pytest.mark.parametrize(("index", "count"), [(0, 1), (1, 1), (0, 2)])
def test_the_samples_are_those_of_the_part_in_order(part: str, index: int, count: int) -> None:
    expected = load(LINE.data).part(part)
    assert expected is not None
    told = rehearsed(LINE, Samples(part, index, count))
    for node in ("x", "y"):
        np.testing.assert_array_equal(told.inputs[node].cpu(), expected[node][index : index + count])
    x, y = expected["x"][index : index + count], expected["y"][index : index + count]
    assert told.loss is not None
    assert told.loss.item() == pytest.approx(np.mean((x @ np.array([[2.0], [-1.0]]) + 0.5 - y) ** 2), rel=1e-6)


def test_what_is_typed_takes_the_place_of_the_data() -> None:
    typed = {"x": np.array([[3.0, 1.0], [0.0, 0.0]], np.float32), "y": np.array([[5.5], [1.0]], np.float32)}
    told = rehearse_project(LINE, None, None, Samples("test", 700, 9, typed))
    assert told.problem is None and told.loss is not None
    assert told.loss.item() == pytest.approx(((3 * 2 - 1 + 0.5 - 5.5) ** 2 + (0.5 - 1) ** 2) / 2)
    assert told.backward["x"].grad_outputs["output"] is not None
    np.testing.assert_allclose(told.backward["x"].grad_outputs["output"].cpu(), [[0, 0], [-1, 0.5]])


def test_typed_numbers_take_the_dtype_of_the_settings() -> None:
    project = replace(LINE, training=replace(LINE.training, precision="float64"))
    typed = {"x": np.array([[3, 1]]), "y": np.array([[1]])}
    told = rehearse_project(project, None, None, Samples(typed={n: a.astype("float32") for n, a in typed.items()}))
    assert told.loss is not None and told.loss.dtype == torch.float64


def test_trained_weights_are_used_and_left_as_they_are() -> None:
    weights = {"fc.weight": np.array([[0.0, 1.0]], np.float32), "fc.bias": np.array([0.25], np.float32)}
    kept = {name: array.copy() for name, array in weights.items()}
    told = rehearsed(LINE, weights=weights)
    np.testing.assert_array_equal(told.update["fc.weight"].before.cpu(), [[0.0, 1.0]])
    assert not torch.equal(told.update["fc.weight"].after, told.update["fc.weight"].before)
    for name, array in weights.items():
        np.testing.assert_array_equal(array, kept[name])
    for array in read_weights(told.network).values():
        assert array.tobytes() in {kept[name].tobytes() for name in kept}, "the network stands as before the step"


@pytest.mark.parametrize("name", ALL)
def test_the_gradients_are_those_of_the_command(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from engine.project.store import save_project

    path = tmp_path / "net.chainrule"
    settings = replace(ALL[name].training, device="cpu", threads=1)
    project = save_project(path, replace(ALL[name], training=settings), {}, 0)
    first = 0 if name in ("shared", "siamese") else 1  # those have three samples
    some = {"blocks": ["--nodes", "last,fc,drop"], "sequence": ["--nodes", "mean,fc"]}.get(name, [])  # it prints much
    report = call(capsys, "backprop", path, "--index", str(first), "--batch", "3", *some).json
    step = shown(rehearsed(project, Samples("train", first, 3)))
    assert step.problem is None and step.loss == pytest.approx(report["loss"], rel=1e-6)
    for entry in report["backward"]:
        node = step.nodes.get(entry["node"])
        if node is None:
            continue  # nothing depends on it: it is not computed
        for key, arrays in (("grad_outputs", node.grad_outputs), ("grad_inputs", node.grad_inputs),
                            ("grad_parameters", node.gradients)):  # fmt: skip
            there = {port: values for port, values in entry[key].items() if values is not None}
            assert there.keys() == arrays.keys()
            for port, values in there.items():
                np.testing.assert_allclose(arrays[port], np.array(values), rtol=1e-5, atol=1e-7)
    for parameter, told in report["update"].items():
        address, _, own = parameter.rpartition(".")
        after = step.nodes[address].after.get(own) if address in step.nodes else None
        if after is not None:
            np.testing.assert_allclose(after, np.array(told["after"]), rtol=1e-5, atol=1e-7)


def test_a_step_is_the_same_each_time_and_draws_as_after_initialization() -> None:
    """Dropout in it: with another random state another half would be dropped."""
    torch.manual_seed(11)
    state = torch.get_rng_state()
    one = shown(rehearsed(BLOCKS, Samples(count=2)))
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(12)
    torch.rand(3)
    other = shown(rehearsed(BLOCKS, Samples(count=2)))
    assert one.moments == other.moments
    for address, node in one.nodes.items():
        for port, value in node.outputs.items():
            np.testing.assert_array_equal(value, other.nodes[address].outputs[port])
    plan = Planner().plan(BLOCKS)
    with random_state_kept():
        network, _, _ = make_network(BLOCKS, plan, None)
        network.module.train()
        batch = {name: tensor.to(DEVICE) for name, tensor in rehearsed(BLOCKS, Samples(count=2)).inputs.items()}
        make_network(BLOCKS, plan, None)
        loss = network.loss(network.handing(batch), batch)
    assert loss.item() == one.loss


def test_a_network_that_learns_nothing_is_rehearsed_without_an_update() -> None:
    frozen = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1) | {"frozen": True}, "loss": kind("Loss")},
        ["x -> fc", "fc -> loss"], data=inline(x=[[1.0]]),
    )  # fmt: skip
    told = rehearsed(frozen)
    assert told.problem is None and told.loss is not None
    assert {moment.phase for moment in told.moments} == {"forward", "loss", "backward"}


def test_a_graph_without_a_loss_is_rehearsed_as_far_as_it_goes() -> None:
    project = project_of({"x": kind("Input", column="x"), "out": kind("Output")}, ["x -> out"], data=inline(x=[[1.0]]))
    told = rehearsed(project)
    assert told.problem is not None and told.problem.code == "no_loss"
    assert [moment.phase for moment in told.moments] == ["forward", "forward"]


# ------------------------------------------------------------------ what stands in the way


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (Samples("train", 6), "expected samples from 0 to 5 of the train part, got 6 to 6"),
        (Samples("train", 5, 2), "expected samples from 0 to 5 of the train part, got 5 to 6"),
        (Samples("test", 0, 3), "expected samples from 0 to 1 of the test part, got 0 to 2"),
        (Samples("train", -1, 1), "expected samples from 0 to 5 of the train part, got -1 to -1"),
    ],
)
def test_samples_that_are_not_there_are_said(samples: Samples, message: str) -> None:
    with pytest.raises(ProblemError) as error:
        rehearsed(LINE, samples)
    assert code_of(error) == "samples_outside" and error.value.problems[0].message == message


def test_an_empty_part_is_said() -> None:
    project = project_of({"x": kind("Input", column="x"), "loss": kind("Loss")}, ["x -> loss"], data=inline(x=[[1.0]]))
    with pytest.raises(ProblemError) as error:
        rehearsed(project, Samples("test"))
    assert code_of(error) == "samples_none"
    with pytest.raises(ProblemError) as error:
        rehearse_project(project, None, None, Samples())
    assert code_of(error) == "samples_none"


def test_typed_columns_that_are_missing_or_of_other_lengths_are_said() -> None:
    x, y = np.ones((2, 2), np.float32), np.ones((1, 1), np.float32)
    with pytest.raises(ProblemError) as error:
        rehearse_project(LINE, None, None, Samples(typed={"x": x}))
    assert code_of(error) == "column_unknown" and error.value.problems[0].node == "y"
    with pytest.raises(ProblemError) as error:
        rehearse_project(LINE, None, None, Samples(typed={"x": x, "y": y}))
    assert code_of(error) == "data_lengths_differ"
    assert "x: 2, y: 1" in error.value.problems[0].message


def test_typed_numbers_that_do_not_fit_end_the_step_on_the_node() -> None:
    typed = {"x": np.ones((1, 3), np.float32), "y": np.ones((1, 1), np.float32)}
    told = rehearse_project(LINE, None, None, Samples(typed=typed))
    assert told.problem is not None and (told.problem.code, told.problem.node) == ("network_raised", "fc")


def test_a_wrong_graph_and_wrong_settings_are_said() -> None:
    broken = project_of({"fc": kind("Linear", out_features=2), "loss": kind("Loss")}, ["fc -> loss"])
    with pytest.raises(ProblemError):
        rehearse_project(broken, None, None, Samples(typed={"x": np.ones((1, 2), np.float32)}))
    wrong = replace(LINE, training=replace(LINE.training, optimizer=Chosen("NoSuchOptimizer")))
    with pytest.raises(ProblemError) as error:
        rehearsed(wrong)
    assert code_of(error).startswith("settings") or "NoSuchOptimizer" in str(error.value)


def test_values_that_are_no_numbers_end_the_step() -> None:
    typed = {"x": np.array([[np.nan, 1.0]], np.float32), "y": np.ones((1, 1), np.float32)}
    told = rehearse_project(LINE, None, None, Samples(typed=typed))
    assert told.problem is not None and (told.problem.code, told.problem.node) == ("stepping_nan_value", "x")


def test_the_settings_are_the_projects() -> None:
    assert isinstance(LINE.training, TrainingSettings)
    slow = rehearsed(replace(LINE, training=replace(LINE.training, optimizer=Chosen("SGD", {"lr": 0.001}))))
    fast = rehearsed(LINE)
    change = [(told.update["fc.bias"].after - told.update["fc.bias"].before).item() for told in (slow, fast)]
    assert change[1] == pytest.approx(100 * change[0], rel=1e-3)
    assert shown(rehearsed(DIGITS)).samples == 1 and shown(rehearsed(SHARED, Samples(count=2))).samples == 2


def test_a_rehearsed_step_clips_as_training_does() -> None:
    project = replace(DIGITS, training=replace(DIGITS.training, clip={"norm": 0.01}, device="cpu"))
    prepared = prepare(project)
    batch = next(iter(prepared.train.in_order(4)))
    prepared.network.module.train()
    prepared.network.loss(prepared.network.handing(batch), batch).backward()
    torch.nn.utils.clip_grad_norm_(prepared.network.module.parameters(), 0.01)
    prepared.optimizer.step()
    told = rehearse_project(project, None, load(project.data), Samples(count=4))
    assert told.clipped is not None
    for name, parameter in prepared.network.module.named_parameters():
        assert same_bits(parameter, told.update[name].after)
        assert parameter.grad is not None and same_bits(parameter.grad, told.update[name].clipped)


def test_wrong_clipping_is_a_problem() -> None:
    project = replace(DIGITS, training=replace(DIGITS.training, clip={"norm": 0}))
    with pytest.raises(ProblemError, match=r"clip\.norm"):
        rehearse_project(project, None, load(project.data), Samples())
