"""`chainrule check`: the table, the JSON, and what counts as wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from engine.cli.console import OK, PROJECT_WRONG
from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.project.project import Project
from engine.project.templates import find_template
from engine.project.writer import project_text
from tests.engine.cli.calls import call, example, write
from tests.engine.projects import ALL, inline, kind


def test_digits_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "check", find_template("digits-mlp").path, "--json")
    assert done.code == OK and not done.err
    report = done.json
    assert list(report) == [
        "ok", "parameters", "nodes", "problems", "multiply_adds", "activation_memory", "batch_size", "blocks",
    ]  # fmt: skip
    assert (report["ok"], report["parameters"], report["problems"]) == (True, 4810, [])
    assert list(report["nodes"]) == ["image", "flat", "fc1", "relu1", "fc2", "label", "loss"]
    assert report["nodes"]["fc1"] == {
        "kind": "Linear",
        "outputs": {"output": [None, 64]},
        "dtypes": {"output": "float32"},
        "parameters": 4160,
        "flops": 2 * 64 * 64,
        "multiply_adds": 64 * 64,
        "activation_memory": 32 * 64 * 4,
        "receptive_field": "whole",
    }
    assert (report["batch_size"], report["multiply_adds"], report["blocks"]) == (32, 64 * 64 + 64 * 10, {})
    assert report["activation_memory"] == sum(node["activation_memory"] for node in report["nodes"].values())
    assert report["nodes"]["image"]["outputs"] == {"output": [None, 1, 8, 8]}
    assert report["nodes"]["label"]["dtypes"] == {"output": "int64"}
    assert report["nodes"]["loss"]["outputs"] == {"output": []}


def test_the_table_names_every_layer_and_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "check", find_template("digits-mlp").path)
    assert done.code == OK
    lines = done.out.splitlines()
    assert next(line.split() for line in lines if "fc1" in line) == [
        "fc1", "Linear", "B", "×", "64", "4,160", "8,192", "8.2", "kB", "whole",
    ]  # fmt: skip
    assert next(line.split() for line in lines if "in all" in line) == ["in", "all", "4,810", "9,472", "27.4", "kB"]


@pytest.mark.parametrize("name", ALL)
def test_parameters_are_counted_as_torch_counts_them(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Shared and tied weights once; the addresses of blocks' layers are those of the state_dict."""
    project: Project = ALL[name]
    path = tmp_path / "net.chainrule"
    path.write_text(project_text(project), encoding="utf-8")
    report = call(capsys, "check", path, "--json").json
    module = build(Planner().plan(project), seed=0).module
    expected = sum(parameter.numel() for parameter in module.parameters())
    assert report["parameters"] == expected == sum(node["parameters"] for node in report["nodes"].values())
    assert {key.rpartition(".")[0].removesuffix(".self_attn.out_proj") for key in module.state_dict()} <= {
        address for node in report["nodes"] for address in (node, f"{node}.out_proj")
    }


def test_a_multiple_of_the_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = inline(x=[[1.0, 2.0], [3.0, 4.0]])
    nodes = {"x": kind("Input", column="x"), "flat": kind("Flatten", start_dim=0, end_dim=0), "y": kind("Output")}
    nodes["lstm"] = kind("LSTM", hidden_size=3, bidirectional=True)
    nodes["axis"] = kind("Unsqueeze", dim=1)
    path = write(tmp_path, nodes, ["x -> axis", "axis -> lstm", "lstm.h_n -> y"], data=data)
    nodes_found = call(capsys, "check", path, "--json").json["nodes"]
    assert nodes_found["lstm"]["outputs"] == {"output": [None, 1, 6], "h_n": [2, None, 3], "c_n": [2, None, 3]}


def test_the_costs_of_blocks_and_their_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.chainrule"
    path.write_text(project_text(ALL["blocks"]), encoding="utf-8")
    report = call(capsys, "check", path, "--json").json
    assert list(report["blocks"]) == ["body", "body.0", "body.1", "body.2", "last"]
    body = report["blocks"]["body"]
    assert (body["block"], body["copies"], body["parameters"]) == ("Residual", 3, 3 * (4 * 4 * 9 + 4 + 8))
    assert body["receptive_field"]["size"] == [9, 9]
    inside = [entry for address, entry in report["nodes"].items() if address.startswith("body.1.")]
    assert report["blocks"]["body.1"]["activation_memory"] == sum(entry["activation_memory"] for entry in inside)


def test_what_nothing_depends_on_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    value = json.loads(path.read_text())
    value["graph"]["nodes"]["spare"] = {"kind": "ReLU"}
    path.write_text(json.dumps(value))
    done = call(capsys, "check", path, "--json")
    assert done.code == OK
    assert done.lines == [
        f"chainrule: {path}: warning: node spare: expected an edge into input, got none (connect input)"
    ]
    assert done.json["ok"] is True
    assert [(entry["node"], entry["severity"]) for entry in done.json["problems"]] == [("spare", "warning")]


def test_blocks_that_are_not_used_are_checked_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = {"nodes": {"x": kind("Input"), "act": kind("Relu"), "y": kind("Output")}, "edges": ["x -> act", "act -> y"]}
    path = example(tmp_path, blocks={"Spare": {"parameters": {}, "graph": inner}})
    done = call(capsys, "check", path)
    assert done.code == PROJECT_WRONG
    assert done.lines == [
        f"chainrule: {path}: node Spare.act: expected a layer kind of the catalogue, got Relu (did you mean ReLU?)"
    ]


def test_saved_weights_that_do_not_fit_are_a_warning_for_each_node(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = example(tmp_path)
    assert call(capsys, "train", path, "--epochs", "1", "--save").code == OK
    assert call(capsys, "check", path).err == ""
    value = json.loads(path.read_text())
    value["graph"]["nodes"]["fc1"]["params"]["out_features"] = 32
    value["graph"]["nodes"]["more"] = kind("Linear", out_features=10)
    value["graph"]["edges"][4:5] = ["fc2 -> more", "more -> loss.input"]
    path.write_text(json.dumps(value))
    done = call(capsys, "check", path, "--json")
    assert done.code == OK
    assert {(entry["node"], entry["code"]) for entry in done.json["problems"]} == {
        ("fc1", "weights_unfit"), ("fc2", "weights_unfit"), ("more", "weights_lack_node"),
    }  # fmt: skip
    for file in (tmp_path / "digits-mlp.weights").iterdir():
        file.write_bytes(b"cut")
    done = call(capsys, "check", path)
    assert done.code == OK
    assert any("warning: expected whole weights in " in line for line in done.lines)


def test_flops_are_those_of_torch(capsys: pytest.CaptureFixture[str]) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    done = call(capsys, "check", find_template("residual").path, "--json").json
    conv = torch.nn.Conv2d(16, 16, 3, padding=1)
    with FlopCounterMode(display=False) as counter:
        conv(torch.zeros(1, 16, 8, 8))
    assert done["nodes"]["conv2"]["flops"] == counter.get_total_flops()
