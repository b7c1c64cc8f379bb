"""Bad input: one clear line that names file and node, the right exit code, and nothing changed on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli.console import CALL_WRONG, NOT_DONE, PROJECT_WRONG
from tests.engine.cli.calls import Call, call, example, snapshot, write
from tests.engine.projects import inline, kind

DATA = inline(x=[[1.0, 2.0], [3.0, 4.0]], t=[[1.0], [0.0]])
NODES: dict[str, Any] = {
    "x": kind("Input", column="x"),
    "fc": kind("Linear", out_features=1),
    "t": kind("Input", column="t"),
    "loss": kind("MSELoss"),
}
EDGES = ["x -> fc", "fc -> loss.input", "t -> loss.target"]
WHOLE = json.dumps(
    {"format": "chainrule", "version": 1, "name": "T", "graph": {"nodes": NODES, "edges": EDGES}, "data": DATA}
)


def with_nodes(**changes: Any) -> str:
    """The file with some nodes added or replaced."""
    value = json.loads(WHOLE)
    value["graph"]["nodes"] |= changes
    return json.dumps(value)


def with_edges(*more: str) -> str:
    value = json.loads(WHOLE)
    value["graph"]["edges"] += more
    return json.dumps(value)


def with_part(**parts: Any) -> str:
    return json.dumps(json.loads(WHOLE) | parts)


LINES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "expected JSON, got: Expecting value at line 1, column 1 (is the file cut off?)"),
    "truncated": (WHOLE[:-30], "expected JSON, got: "),
    "no JSON": ("import torch", "expected JSON, got: Expecting value at line 1, column 1 (is the file cut off?)"),
    "binary": (b"\xff\xfe\x00\x01", "expected UTF-8 text, got: invalid start byte (is this a Chainrule project?)"),
    "a list": ("[1, 2]", 'expected "format": "chainrule", got [1, 2] (is this a Chainrule project?)'),
    "NaN": (WHOLE.replace("1.0", "NaN"), "expected JSON, got: NaN (is the file cut off?)"),
    "newer": (
        with_part(version=2),
        "expected a file of version 1 or older, got version 2 (open it with a newer Chainrule)",
    ),
    "nesting": ("[" * 1_000_000 + "]" * 1_000_000, "expected at most 64 levels of nesting, got more"),
    "nesting inside": (
        with_part(extra=0).replace('"extra": 0', '"extra": ' + "[" * 1_000_000 + "]" * 1_000_000),
        "expected at most 64 levels of nesting, got more",
    ),
    "unknown kind": (
        with_nodes(fc={"kind": "Liner", "params": {"out_features": 1}}),
        "node fc: expected a layer kind of the catalogue, got Liner (did you mean Linear?)",
    ),
    "unknown parameter": (
        with_nodes(fc=kind("Linear", out_feature=1)),
        "node fc: expected one of the parameters out_features, bias, got out_feature (did you mean out_features?)",
    ),
    "wrong type": (
        with_nodes(fc=kind("Linear", out_features="ten")),
        "node fc: expected a whole number",
    ),
    "out of range": (with_nodes(fc=kind("Linear", out_features=0)), "node fc: expected a whole number"),
    "worked out": (
        with_nodes(fc=kind("Linear", in_features=2, out_features=1)),
        "node fc: in_features is worked out from what comes in, and must not be given (remove the parameter "
        "in_features)",
    ),
    "edge from nowhere": (
        with_edges("gone -> fc"),
        "node fc: expected an edge between nodes of the graph, got 'gone -> fc' (remove the edge)",
    ),
    "edge to no port": (
        with_edges("x -> fc.weight"),
        "node fc: expected one of the ports input, got fc.weight (connect another port)",
    ),
    "cycle": (
        json.dumps(
            json.loads(WHOLE)
            | {
                "graph": {
                    "nodes": {**NODES, "a": kind("ReLU"), "b": kind("ReLU"), "sum": kind("Add")},
                    "edges": ["x -> sum", "b -> sum", "sum -> a", "a -> b", "b -> fc", *EDGES[1:]],
                }
            }
        ),
        "node sum: expected a graph without cycles, got one through a, b, sum (remove one of its edges)",
    ),
    "duplicate id": (
        WHOLE.replace('"fc": {', '"fc": {"kind": "ReLU"}, "fc": {', 1),
        "node fc: expected each id once, got fc twice (rename one of the nodes)",
    ),
    "hostile id": (
        with_nodes(**{'x"); import os': kind("ReLU")}),
        "expected an id of letters, digits and _ that begins with a letter, at most 64 long, got 'x\"); import os' "
        "(rename the node)",
    ),
    "newline in an id": (
        with_nodes(**{"a\nb\x1b[31m": kind("ReLU")}),
        "expected an id of letters, digits and _ that begins with a letter, at most 64 long, got 'a\\nb\\x1b[31m' "
        "(rename the node)",
    ),
    "reserved id": (
        with_nodes(forward=kind("ReLU")),
        "node forward: expected an id that is free in Python and in nn.Module, got 'forward' (rename the node)",
    ),
    "huge number": (
        with_nodes(fc=kind("Linear", out_features=0)).replace('"out_features": 0', '"out_features": ' + "9" * 5000),
        "node fc: expected a number of a usual size for params.out_features, got one that is far too large",
    ),
    "huge fraction": (
        with_part(training={"optimizer": {"kind": "Adam", "params": {"lr": 0}}}).replace('"lr": 0', '"lr": 1e999'),
        "expected a number of a usual size for training.optimizer.params.lr, got one that is far too large",
    ),
    "unknown source": (
        with_part(data={"source": "digit"}),
        "expected one of the data sources ",
    ),
    "unknown column": (
        with_nodes(x=kind("Input", column="y")),
        "node x: expected one of the columns x, t, got y",
    ),
    "unknown optimizer": (
        with_part(training={"optimizer": {"kind": "adam"}}),
        "expected one of Adadelta, ",
    ),
    "epochs": (with_part(training={"epochs": 0}), "expected a whole number"),
    "metric": (
        with_part(training={"metrics": ["accuracy"]}),
        "expected one of the metrics mae, r2 with MSELoss, got accuracy (remove accuracy)",
    ),
    "weights outside": (
        with_part(weights={"file": "../../secret", "step": 0}),
        "expected a path beside the project for weights.file, got '../../secret'",
    ),
    "code in a tie": (
        with_nodes(fc=kind("Linear", out_features=1) | {"tie": {"weight": "x.__class__; import os"}}),
        "node fc: expected ",
    ),
    "code in the name of a tie": (
        with_nodes(x=kind("Input", column="x") | {"tie": {"a = 1; self.b": "fc.weight"}}),
        "node x: expected a parameter of the network to tie a = 1; self.b to, got fc.weight (name another one)",
    ),
}
COMMANDS: dict[str, Callable[[Path], list[str | Path]]] = {
    "check": lambda file: ["check", file],
    "train": lambda file: ["train", file, "--save"],
    "backprop": lambda file: ["backprop", file],
    "diagnose": lambda file: ["diagnose", file],
    "gradcheck": lambda file: ["gradcheck", file],
    "export": lambda file: ["export", file, "--to", "python", "-o", file.with_name("out.py")],
}


def bad_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "bad.chainrule"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


def check_lines(done: Call, path: Path, line: str) -> None:
    """Every line on stderr names the file, and the expected one is among them."""
    assert all(one.startswith(f"chainrule: {path}: ") for one in done.lines), done.err
    assert any(one.startswith(f"chainrule: {path}: {line}") for one in done.lines), done.err


@pytest.mark.parametrize("case", LINES)
def test_check_says_it_in_a_line_and_as_json(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, line = LINES[case]
    path = bad_file(tmp_path, content)
    before = snapshot(tmp_path)
    done = call(capsys, "check", path, "--json")
    assert done.code == PROJECT_WRONG
    check_lines(done, path, line)
    report = done.json
    assert report["ok"] is False
    assert [entry for entry in report["problems"] if entry["severity"] == "error"]
    assert set(report["problems"][0]) == {"node", "severity", "code", "message", "hint"}
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("case", ["truncated", "nesting", "unknown kind", "cycle", "duplicate id", "hostile id"])
def test_no_command_goes_on(command: str, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, line = LINES[case]
    path = bad_file(tmp_path, content)
    before = snapshot(tmp_path)
    done = call(capsys, *COMMANDS[command](path))
    assert done.code == PROJECT_WRONG
    check_lines(done, path, line)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_not_there_is_a_wrong_call(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "gone.chainrule", tmp_path):
        done = call(capsys, *COMMANDS[command](path))
        assert done.code == CALL_WRONG
        check_lines(done, path, "expected a file that can be read, got: ")
    assert not snapshot(tmp_path)


def test_one_wrong_line_hides_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = NODES | {"fc": kind("Liner"), "t": kind("Input", column="zz"), "spare": kind("Conv2d")}
    path = write(tmp_path, nodes, [*EDGES, "gone -> fc"], data=DATA, training={"optimizer": {"kind": "Sdg"}})
    report = call(capsys, "check", path, "--json").json
    found = {(entry["node"], entry["code"]) for entry in report["problems"]}
    assert {
        ("fc", "kind_unknown"),
        ("fc", "edge_node_unknown"),
        ("t", "column_unknown"),
        ("spare", "parameter_missing"),
        (None, "setting_kind_unknown"),
    } <= found
    assert list(report["nodes"]) and report["nodes"]["x"]["outputs"] == {"output": [None, 2]}


def test_data_that_is_missing_cannot_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path, "mnist-mlp")
    before = snapshot(tmp_path)
    assert call(capsys, "check", path).code == 0
    done = call(capsys, "train", path, "--set", f"data.params.folder={tmp_path}", "--json")
    assert done.code == NOT_DONE
    check_lines(done, path, f"expected the file train-images-idx3-ubyte.gz in {tmp_path}, got none")
    assert done.events[-1]["event"] == "failed"
    assert done.events[-1]["problems"][0]["code"] == "data_folder_lacks"
    assert snapshot(tmp_path) == before


def test_names_from_the_file_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = NODES | {"fc": {"kind": "\x1b[2J\nchainrule: all is well\ud800"}}
    path = write(tmp_path, nodes, EDGES, data=DATA)
    done = call(capsys, "check", path)
    assert done.code == PROJECT_WRONG
    assert "\x1b" not in done.out + done.err
    assert len(done.lines) == 1
