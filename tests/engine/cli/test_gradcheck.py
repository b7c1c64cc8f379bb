"""`chainrule gradcheck`: right where torch is right, exit code 1 where a gradient is wrong."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.cli.console import CALL_WRONG, NOT_DONE, OK, PROJECT_WRONG
from engine.layers.layer import Arguments
from engine.layers.maths import Square
from engine.project.templates import find_template
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.projects import inline, kind

SQUARE = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=2), "square": kind("Square"),
          "loss": kind("Loss")}  # fmt: skip
EDGES = ["x -> fc", "fc -> square", "square -> loss"]


def test_the_blackboard_example(capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("chain-rule-by-hand").path
    report = call(capsys, "gradcheck", path, "--json").json
    assert list(report) == ["ok", "verdict", "largest_error", "step", "nodes", "loss"]
    assert (report["ok"], report["verdict"]) == (True, "right")
    assert 0 < report["largest_error"] < 1e-9
    assert math.isclose(report["step"], 6.055454452393343e-06)
    assert list(report["nodes"]) == ["x", "hidden", "relu1", "output", "relu2", "target", "loss"]
    (_, weight) = report["nodes"]["output"]
    assert weight | {"largest_error": 0, "numeric": 0, "worst": 0, "autograd": 0} == {
        "name": "weight", "what": "parameter", "verdict": "right", "reason": None, "entries": 2, "of": 2, "kinks": 0,
        "largest_error": 0, "worst": 0, "autograd": 0, "numeric": 0, "arrives": True,
    }  # fmt: skip
    told = {-16.0: [0, 0], -24.0: [0, 1]}  # the gradients on the blackboard
    assert weight["autograd"] in told and weight["worst"] == told[weight["autograd"]]
    assert math.isclose(weight["numeric"], weight["autograd"], rel_tol=1e-9)
    loss = {f"{one['node']}.{one['name']}": one for one in report["loss"]}
    assert list(loss) == ["x.output", "target.output", "hidden.weight", "output.weight"]
    assert (loss["x.output"]["autograd"], loss["target.output"]["autograd"]) == (-52.0, 4.0)


def test_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "gradcheck", find_template("chain-rule-by-hand").path)
    assert (done.code, done.err) == (OK, "")
    rows = [line.split() for line in done.out.splitlines() if line.strip()]
    assert ["hidden", "input", "1", "of", "1", "-52", "-52"] in [row[:7] for row in rows]
    assert ["total", "loss", "x.output", "1", "of", "1", "-52", "-52"] in [row[:8] for row in rows]
    assert rows[-1][:3] == ["in", "all", "18"] and rows[-1][-1] == "right"


def test_what_is_skipped_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("digits-mlp").path
    assert "skipped: whole numbers" in call(capsys, "gradcheck", path).out
    report = call(capsys, "gradcheck", path, "--batch", "2", "--split", "test", "--index", "3", "--json").json
    target = report["nodes"]["loss"][1]
    assert (target["verdict"], target["reason"], target["worst"], target["autograd"]) == (
        "skipped", "integer", None, None
    )  # fmt: skip
    whole = {f"{one['node']}.{one['name']}": one for one in report["loss"]}
    assert whole["fc1.weight"]["of"] == 4096 and 0 < whole["fc1.weight"]["entries"] < 100


def wrong(self: Square, arguments: Arguments) -> str:
    return f"{arguments.one('input')} * {arguments.one('input')}.detach()"


def test_a_wrong_gradient_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, SQUARE, EDGES, data=inline(x=[[0.5, 1.5], [1.0, -2.0]]))
    assert call(capsys, "gradcheck", path, "--batch", "2").code == OK
    monkeypatch.setattr(Square, "expression", wrong)
    before = snapshot(tmp_path)
    done = call(capsys, "gradcheck", path, "--batch", "2", "--json")
    assert (done.code, done.json["ok"], done.json["verdict"]) == (PROJECT_WRONG, False, "wrong")
    assert done.json["nodes"]["square"][0]["verdict"] == "wrong"
    assert math.isclose(done.json["largest_error"], 0.5, rel_tol=1e-6)
    table = call(capsys, "gradcheck", path, "--batch", "2")
    assert table.code == PROJECT_WRONG and "wrong" in table.out and not table.err
    assert call(capsys, "gradcheck", path, "--nodes", "loss").code == OK
    assert snapshot(tmp_path) == before


def test_a_kink_is_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", column="x"), "relu": kind("ReLU"), "loss": kind("Loss")}
    path = write(tmp_path, nodes, ["x -> relu", "relu -> loss"], data=inline(x=[[0.0, 1.5]]))
    done = call(capsys, "gradcheck", path, "--json")
    assert (done.code, done.json["ok"], done.json["verdict"]) == (OK, True, "kink")
    assert done.json["nodes"]["relu"][0]["kinks"] == 1
    assert done.json["largest_error"] < 1e-9
    assert "kink (1)" in call(capsys, "gradcheck", path).out


def test_numbers_that_are_not_finite_are_strings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", column="x"), "square": kind("Square"), "root": kind("Sqrt"), "s": kind("Square"),
             "loss": kind("Loss")}  # fmt: skip
    edges = ["x -> square", "square -> root", "root -> s", "s -> loss"]
    path = write(tmp_path, nodes, edges, data=inline(x=[[0.0, 1.0]]))
    done = call(capsys, "gradcheck", path, "--json")
    assert done.code == PROJECT_WRONG
    (one,) = done.json["loss"]
    assert (one["verdict"], one["autograd"], one["largest_error"]) == ("wrong", "NaN", "Infinity")
    assert call(capsys, "gradcheck", path).code == PROJECT_WRONG


def test_chosen_nodes(capsys: pytest.CaptureFixture[str]) -> None:
    path = find_template("digits-mlp").path
    report = call(capsys, "gradcheck", path, "--nodes", "fc2, label", "--json").json
    assert list(report["nodes"]) == ["fc2", "label"]
    assert [one["node"] for one in report["loss"]] == ["label", "fc2", "fc2"]


def test_saved_weights_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    fresh = call(capsys, "gradcheck", path, "--nodes", "fc2", "--json").json
    assert call(capsys, "train", path, "--epochs", "1", "--save").code == OK
    before = snapshot(tmp_path)
    trained = call(capsys, "gradcheck", path, "--nodes", "fc2", "--json").json
    assert trained["verdict"] == "right" and trained["loss"] != fresh["loss"]
    assert snapshot(tmp_path) == before


def test_what_cannot_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = find_template("chain-rule-by-hand").path
    done = call(capsys, "gradcheck", path, "--batch", "2", "--json")
    assert done.code == CALL_WRONG and [entry["code"] for entry in done.json["problems"]] == ["call_samples"]
    nodes: dict[str, Any] = {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "y": kind("Output")}
    done = call(capsys, "gradcheck", write(tmp_path, nodes, ["x -> fc", "fc -> y"], data=inline(x=[[1.0]])))
    assert done.code == PROJECT_WRONG and "expected a loss to minimize" in done.err
    nodes = {"x": kind("Input", column="x"), "norm": kind("BatchNorm1d"), "loss": kind("Loss")}
    done = call(capsys, "gradcheck", write(tmp_path, nodes, ["x -> norm", "norm -> loss"], data=inline(x=[[1.0, 2.0]])))
    assert done.code == NOT_DONE and "node norm: " in done.err  # one sample has no variance
