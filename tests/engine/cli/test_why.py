from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest import mark

from engine.backprop.explanation import Place
from engine.cli.entry import main
from engine.cli.why import place_of
from engine.problem import ProblemError
from engine.project.templates import find_template

FILE = str(find_template("chain-rule-by-hand").path)


def test_a_formula_with_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", FILE, "grad_parameter:hidden.weight[0,0]"]) == 0
    text = capsys.readouterr().out
    assert r"\frac{\partial L}{\partial w_{0,0}}" in text and r"-16 &= -8 \cdot 2" in text


def test_all_that_is_known_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", FILE, "output[0,0]", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["value"] == 26.0 and found["rest"] == {"count": 0, "value": 0.0}
    assert sorted(term["value"] for term in found["terms"]) == [8.0, 18.0]
    assert [[one["value"] for one in term["factors"]] for term in found["terms"]]


def test_a_cell_inside_a_layer(capsys: pytest.CaptureFixture[str]) -> None:
    waves = str(find_template("sequence-lstm").path)
    assert main(["why", waves, "grad_inside:lstm.c_l0[0,3,7]", "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert r"\frac{\partial L}{\partial c_{4,7}} \cdot f_{4,7}" in back["formula"] and back["derived"] == "formula"
    assert main(["why", waves, "inside:lstm.f_l0[0,3,7]", "--json"]) == 0
    assert 0 < json.loads(capsys.readouterr().out)["value"] < 1
    assert main(["why", waves, "inside:lstm.f_l1[0,3,7]"]) == 2


def test_the_weight_after_the_update(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", FILE, "after:hidden.weight[0,0]", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(2.016)


@mark.parametrize(
    "text",
    ["slope:hidden[0]", "hidden[0", "nowhere[0,0]", "hidden.weight", "hidden[0,7]", "parameter:hidden.weight[0,0]"],
)
def test_what_is_no_number_is_told_in_a_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", FILE, text]) == 2
    told = capsys.readouterr().err
    assert told.startswith("chainrule: ") and text in told and "Traceback" not in told


def test_places_are_read() -> None:
    addresses = {"fc1", "body.0.fc"}
    assert place_of("fc1[0, 3]", addresses) == Place("output", "fc1", "output", (0, 3))
    assert place_of("gradient:body.0.fc.weight[1,2]", addresses) == Place("gradient", "body.0.fc", "weight", (1, 2))
    assert place_of("body.0.fc", addresses) == Place("output", "body.0.fc", "output", ())
    with pytest.raises(ProblemError, match="expected a number of the step"):
        place_of("fc2.weight[0]", addresses)


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", str(tmp_path / "none.chainrule"), "fc1"]) == 2
