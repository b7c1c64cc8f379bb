"""Own code in the project file: kept to the letter, edited and undone, and never trusted by being read."""

from __future__ import annotations

import json

import pytest

from engine.project.change import Change, Patch, Place
from engine.project.reader import read_text
from engine.project.writer import project_bytes, project_text
from tests.engine.own_code.samples import SCALE, project_with

SCALED = {"scale": {"code": "Scale", "params": {"size": 4}}}


def test_codes_are_written_and_read_to_the_letter() -> None:
    odd = {"Scale": SCALE, "Broken": "def (\r\n\t\u2028'", "empty": ""}
    project = project_with(odd, **SCALED)
    text = project_text(project)
    again = read_text(text)
    assert again.project is not None and not again.problems
    assert again.project.codes == odd
    assert project_text(again.project) == text
    assert list(json.loads(text)["codes"]) == ["Broken", "Scale", "empty"]


def test_no_codes_leave_no_key() -> None:
    assert '"codes"' not in project_text(project_with({}))


def test_a_file_that_is_read_is_not_trusted() -> None:
    project = read_text(project_text(project_with({"Scale": SCALE}, **SCALED))).project
    assert project is not None
    assert not project.trusted and not project.is_trusted("Scale")


def test_ports_are_spelled_as_the_code_names_them() -> None:
    codes = {"Mine": "def Mine(a, b):\n    return a, b"}
    value = json.loads(project_text(project_with(codes, mine={"code": "Mine"})))
    assert "fc -> mine.a" in value["graph"]["edges"]
    assert "mine.a -> last" in value["graph"]["edges"]


@pytest.mark.parametrize("codes", [{"Mine": 5}, {"Mine": None}, {"no name": "x"}, {"class": "x"}, [], 3])
def test_what_is_no_code_is_told_and_left_out(codes: object) -> None:
    value = json.loads(project_text(project_with({}))) | {"codes": codes}
    read = read_text(json.dumps(value))
    assert read.project is not None and read.project.codes == {}
    assert [problem.code for problem in read.problems] in (["file_value"], ["code_name_form"])


def test_a_change_of_code_undoes_to_the_byte() -> None:
    project = project_with({"Scale": SCALE}, **SCALED)
    patches = (
        Patch(Place("code", key="Scale"), SCALE, SCALE + "# more"),
        Patch(Place("code", key="New"), None, "x * 2"),
    )
    change = Change("edit_code", patches)
    assert change and change.alters_plan
    after = change.apply(project)
    assert after.codes == {"Scale": SCALE + "# more", "New": "x * 2"}
    assert after.trusted == project.trusted
    assert project_bytes(change.inverse().apply(after)) == project_bytes(project)
