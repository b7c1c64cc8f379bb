"""`chainrule diagnose`: a table of the nodes and the diagnoses, and the same as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest import approx

from engine.backprop.diagnosis.measures import Measures
from engine.cli.console import CALL_WRONG, NOT_DONE, OK, PROJECT_WRONG
from engine.project.writer import project_bytes
from tests.engine.cli.calls import call, example, snapshot, write
from tests.engine.projects import kind
from tests.engine.sick import NAN_VALUE, SICK, measured


def file_of(folder: Path, name: str) -> Path:
    path = folder / f"{name}.chainrule"
    path.write_bytes(project_bytes(SICK[name]))
    return path


def test_a_healthy_network_gets_a_table_and_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path, "residual")
    before = snapshot(tmp_path)
    done = call(capsys, "diagnose", path)
    assert done.code == OK
    assert not done.err
    rows = [line.split() for line in done.out.splitlines() if line.strip()]
    assert [row[0] for row in rows[2:-1]] == [
        "image", "conv1", "relu1", "conv2", "add1", "relu2", "conv3", "add2", "relu3", "flat", "fc", "label", "loss",
    ]  # fmt: skip
    assert done.out.rstrip().endswith("nothing is wrong with the gradient of this step")
    assert snapshot(tmp_path) == before


def test_a_diagnosis_is_told_with_its_node_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "diagnose", file_of(tmp_path, "dead"))
    assert done.code == OK
    assert "node act2: expected units of ReLU that are not dead, got 24 of 24" in done.out
    assert "(use other first weights in the layer before it" in done.out
    assert "24 of 24" in next(line for line in done.out.splitlines() if line.split()[:1] == ["act2"])


@pytest.mark.parametrize("name", SICK)
def test_the_json_holds_the_measures_and_the_diagnoses(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(capsys, "diagnose", file_of(tmp_path, name), "--json")
    assert done.code == OK
    measures: Measures = measured(SICK[name])
    assert list(done.json["nodes"]) == list(measures.nodes)
    for address, entry in done.json["nodes"].items():
        if isinstance(entry["gradient"], float):
            assert entry["gradient"] == approx(measures.nodes[address].gradient, rel=1e-4)
    assert len(done.json["diagnoses"]) == 1
    assert set(done.json["diagnoses"][0]) == {"node", "severity", "code", "message", "hint", "remedies"}


def test_the_step_is_on_the_samples_that_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = example(tmp_path)
    batch = call(capsys, "diagnose", path, "--json").json
    assert batch["nodes"]["fc1"]["units"]["values"] == 32  # a batch of the project's size
    some = call(capsys, "diagnose", path, "--split", "test", "--index", "3", "--batch", "5", "--json").json
    assert some["nodes"]["fc1"]["units"]["values"] == 5
    taken = call(capsys, "backprop", path, "--split", "test", "--index", "3", "--batch", "5").json
    assert some["loss"] == taken["loss"]


def test_a_part_with_fewer_samples_than_a_batch_is_taken_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path, "dead")
    report = call(capsys, "diagnose", path, "--index", "60", "--json").json
    assert report["nodes"]["fc1"]["units"]["values"] == 4


def test_what_cannot_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file_of(tmp_path, "dead")
    assert call(capsys, "diagnose", path, "--index", "64").code == CALL_WRONG
    assert call(capsys, "diagnose", path, "--batch", "65").code == CALL_WRONG
    assert call(capsys, "diagnose", path, "--split", "test").code == CALL_WRONG


def test_a_project_without_a_loss_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = {"x": kind("Input", shape=[2]), "fc": kind("Linear", out_features=1), "end": kind("Output")}
    done = call(capsys, "diagnose", write(tmp_path, nodes, ["x -> fc", "fc -> end"]), "--json")
    assert done.code == PROJECT_WRONG
    assert done.json["problems"][0]["code"] == "no_loss"


def test_what_a_node_raises_is_told_on_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A class number above what there is, which only the data know."""
    value = example(tmp_path, "digits-mlp")
    text = value.read_text(encoding="utf-8").replace('"out_features": 10', '"out_features": 3')
    value.write_text(text, encoding="utf-8")
    done = call(capsys, "diagnose", value)
    assert done.code in (NOT_DONE, PROJECT_WRONG)
    assert "node loss" in done.err


def test_a_value_that_is_no_number_still_gets_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "diagnose", file_of(tmp_path, "nan"))
    assert done.code == OK
    assert "node function: expected finite values from Sqrt, got the first NaN ones" in done.out
    rows = [line.split()[0] for line in done.out.splitlines() if line.strip()][2:-1]
    assert rows == list(NAN_VALUE.graph.nodes)
