"""Networks that cannot learn, or only in part: still checked, counted and taken apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.cli.console import CALL_WRONG, NOT_DONE, OK, PROJECT_WRONG
from engine.project.store import load_project
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.projects import inline, kind

IRIS = {"source": "iris", "params": {}, "split": {"train": 0.8, "validation": 0.1, "test": 0.1, "seed": 0}}
CLASSIFIER: dict[str, Any] = {
    "x": kind("Input", column="features"),
    "p": kind("Linear", out_features=3),
    "y": kind("Input", column="label"),
    "loss": kind("CrossEntropyLoss"),
}
EDGES = ["x -> p", "p -> loss.input", "y -> loss.target"]


def block_of(features: int) -> dict[str, Any]:
    """A block with one Linear in it."""
    nodes = {"i": kind("Input"), "f": kind("Linear", out_features=features), "o": kind("Output")}
    return {"graph": {"nodes": nodes, "edges": ["i -> f", "f -> o"]}}


def backward(report: Any) -> dict[str, Any]:
    return {entry["node"]: entry for entry in report["backward"]}


def test_a_graph_without_weights_is_taken_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """(xy)² at x = 3, y = 2: the example on every blackboard."""
    nodes = {"x": kind("Input", column="x"), "y": kind("Input", column="y"), "m": kind("Multiply"),
             "s": kind("Square"), "l": kind("Loss")}  # fmt: skip
    path = write(tmp_path, nodes, ["x -> m", "y -> m", "m -> s", "s -> l"], data=inline(x=[[3.0]], y=[[2.0]]))
    found = call(capsys, "backprop", path)
    assert (found.code, found.err, found.json["loss"], found.json["update"]) == (OK, "", 36.0, {})
    steps = backward(found.json)
    assert steps["m"]["grad_inputs"] == {"input[0]": [[24.0]], "input[1]": [[36.0]]}
    assert (steps["x"]["grad_outputs"], steps["y"]["grad_outputs"]) == ({"output": [[24.0]]}, {"output": [[36.0]]})


def test_what_is_all_frozen_is_taken_apart_and_not_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, CLASSIFIER | {"p": CLASSIFIER["p"] | {"frozen": True}}, EDGES, data=IRIS)
    checked = call(capsys, "check", path, "--json")
    assert (checked.code, [problem["code"] for problem in checked.json["problems"]]) == (OK, ["nothing_to_train"])
    trained = call(capsys, "train", path)
    assert (trained.code, len(trained.lines)) == (PROJECT_WRONG, 1)
    report = call(capsys, "backprop", path).json
    assert report["update"]["p.weight"]["before"] == report["update"]["p.weight"]["after"]
    assert backward(report)["p"]["grad_parameters"] == {"weight": None, "bias": None}


@pytest.mark.parametrize("way", ["an Output", "a tie", "a block"])
def test_training_needs_a_weight_that_a_loss_depends_on(
    way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frozen = kind("Linear", out_features=4, bias=False) | {"frozen": True}
    nodes = {"x": kind("Input", column="features"), "a": frozen, "loss": kind("Loss")}
    edges, blocks = ["x -> a", "a -> loss"], {}
    if way == "an Output":
        nodes |= {"b": kind("Linear", out_features=2), "y": kind("Output")}
        edges += ["x -> b", "b -> y"]
    elif way == "a tie":
        nodes |= {"b": kind("Linear", out_features=4, bias=False) | {"tie": {"weight": "a.weight"}}}
        edges = ["x -> a", "a -> b", "b -> loss"]
    else:
        blocks = {"B": block_of(4)}
        nodes["a"] = {"block": "B", "frozen": True, "repeat": 2}
    path = write(tmp_path, nodes, edges, data=IRIS, blocks=blocks)
    checked = call(capsys, "check", path, "--json")
    assert (checked.code, [problem["code"] for problem in checked.json["problems"]]) == (OK, ["nothing_to_train"])
    trained = call(capsys, "train", path)
    assert (trained.code, len(trained.lines)) == (PROJECT_WRONG, 1)


def test_a_layer_that_leads_nowhere_changes_no_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Batch normalization wants two samples at the least, but only where it is computed."""
    nodes = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=2), "loss": kind("Loss")}
    data = inline(x=[[1.0, 2.0], [3.0, 4.5], [0.5, 0.5]])
    for more, edges in (({}, []), ({"bn": kind("BatchNorm1d")}, ["fc -> bn"])):
        path = write(tmp_path, nodes | more, ["x -> fc", "fc -> loss", *edges], data=data, training={"batch_size": 2})
        assert call(capsys, "train", path, "--epochs", "1", "--json").events[0]["steps_per_epoch"] == 2


def test_metrics_look_into_a_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = CLASSIFIER | {"p": {"block": "B", "repeat": 2}}
    path = write(tmp_path, nodes, EDGES, data=IRIS, blocks={"B": block_of(3)})
    finished = call(capsys, "train", path, "--epochs", "1", "--json").events[-1]
    assert list(finished["test"]) == ["loss", "accuracy"]


def test_weights_that_the_last_update_spoils_are_not_the_end_of_a_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The root of nothing has a loss of 0 and a gradient of infinity times 0."""
    nothing = kind("Linear", out_features=1, bias=False) | {"init": {"weight": 0.0}}
    nodes = {"x": kind("Input", column="x"), "fc": nothing, "root": kind("Sqrt"),
             "square": kind("Square"), "loss": kind("Loss")}  # fmt: skip
    path = write(tmp_path, nodes, ["x -> fc", "fc -> root", "root -> square", "square -> loss"], data=inline(x=[[1.5]]),
                 training={"epochs": 1, "optimizer": {"kind": "SGD", "params": {"lr": 0.1}}})  # fmt: skip
    before = snapshot(tmp_path)
    found = call(capsys, "train", path, "--save", "--json")
    assert (found.code, found.events[-1]["event"]) == (NOT_DONE, "failed")
    assert found.events[-1]["problems"][0]["node"] == "fc"
    assert snapshot(tmp_path) == before


def test_layers_that_lead_nowhere_do_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, CLASSIFIER | {"dead": kind("Linear", out_features=5)}, [*EDGES, "x -> dead"], data=IRIS)
    report = call(capsys, "check", path, "--json").json
    assert report["parameters"] == 15
    assert report["nodes"]["dead"]["parameters"] == 25
    entry = backward(call(capsys, "backprop", path).json)["dead"]
    assert entry["grad_inputs"] == {"input": None}
    assert entry["grad_parameters"] == {"weight": None, "bias": None}


@pytest.mark.parametrize("name", ["aa", "zz"])
def test_metrics_are_those_of_the_loss_that_has_some(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the id of a second loss, which stands before or after the first one in the plan."""
    nodes = CLASSIFIER | {"square": kind("Square"), name: kind("Loss", loss_weight=0.01)}
    path = write(tmp_path, nodes, [*EDGES, "p -> square", f"square -> {name}"], data=IRIS)
    call_ = call(capsys, "train", path, "--epochs", "1", "--json", "--set", 'training.metrics=["accuracy"]')
    assert (call_.code, list(call_.events[-1]["test"])) == (OK, ["loss", "accuracy"])


def test_means_of_everything_that_keep_their_axes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for reduction in ("Mean", "Sum", "Max"):
        nodes = {"x": kind("Input", column="features"), "p": kind("Linear", out_features=3),
                 "m": kind(reduction, keepdim=True), "l": kind("Loss")}  # fmt: skip
        path = write(tmp_path, nodes, ["x -> p", "p -> m", "m -> l"], data=IRIS)
        assert call(capsys, "check", path).code == OK
        assert call(capsys, "backprop", path, "--summary").code == OK


def test_a_loss_whose_target_has_no_derivative_is_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", column="features"), "p": kind("Linear", out_features=4),
             "q": kind("Linear", out_features=4), "loss": kind("SoftMarginLoss")}  # fmt: skip
    path = write(tmp_path, nodes, ["x -> p", "x -> q", "p -> loss", "q -> loss.target"], data=IRIS)
    assert call(capsys, "train", path, "--epochs", "1").code == OK
    assert backward(call(capsys, "backprop", path).json)["loss"]["grad_inputs"]["target"] is None


def test_other_weights_can_be_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = {}
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        folders[seed] = example(folder)
        call(capsys, "train", folders[seed], "--epochs", "1", "--seed", str(seed), "--save")
    other = load_project(folders[2]).project
    assert other is not None and other.weights is not None
    source = folders[2].parent / other.weights.file
    (folders[1].parent / "other.safetensors").write_bytes(source.read_bytes())
    own = call(capsys, "backprop", folders[1], "--summary").json["loss"]
    going_on = ("train", folders[1], "--continue", "--epochs", "1", "--json")
    first = call(capsys, *going_on).events[-1]["train"]["loss"]
    second = call(capsys, *going_on, "--set", "weights.file=other.safetensors").events[-1]["train"]["loss"]
    missing = call(capsys, *going_on, "--set", "weights.file=nowhere.safetensors")
    assert first != second and own > 0
    assert missing.code == NOT_DONE and "nowhere.safetensors" in missing.err


def test_an_export_never_replaces_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    before = snapshot(tmp_path)
    assert call(capsys, "export", path, "--to", "python", "-o", path).code == CALL_WRONG
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(("redirected", "code"), [("> /dev/full", NOT_DONE), (">&-", OK), ("2>&-", OK)])
def test_outputs_that_take_nothing(redirected: str, code: int, tmp_path: Path) -> None:
    path = example(tmp_path)
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m engine check "{path}" --json {redirected}'], capture_output=True, text=True
    )
    assert done.returncode == code
    assert "unforeseen" not in done.stderr and "Traceback" not in done.stderr
