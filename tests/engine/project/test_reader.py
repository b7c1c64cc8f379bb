"""Whatever stands in a file: what can be read is read, the rest is one clear problem, and nothing is ever raised."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiler.planner import Planner
from engine.graph.graph import PortRef
from engine.problem import Problem
from engine.project.project import Project
from engine.project.reader import MAXIMUM_BYTES, read_file, read_text
from engine.project.writer import project_bytes, project_text
from tests.engine.project.random_projects import projects

EXAMPLE: dict[str, Any] = {
    "format": "chainrule",
    "version": 1,
    "name": "Example",
    "graph": {
        "nodes": {
            "image": {"kind": "Input", "params": {"column": "image"}},
            "fc1": {"kind": "Linear", "params": {"out_features": 64}, "init": {"weight": [[1, 2.5]], "bias": 0.0}},
            "again": {"share": "fc1", "title": "once more", "frozen": True},
            "enc": {"block": "Encoder", "params": {"width": 4}, "repeat": 2},
            "mine": {"code": "MyLayer", "tie": {"weight": "fc1.weight"}},
            "cat": {"kind": "Concatenate"},
            "loss": {"kind": "CrossEntropyLoss", "colour": "red"},
        },
        "edges": ["image -> fc1", "fc1 -> cat", "fc1.output -> cat.input[0]", "cat -> enc.x", "enc.y -> loss.input"],
    },
    "blocks": {
        "Encoder": {
            "parameters": {"width": {"type": "int", "default": 64, "note": "n"}},
            "graph": {
                "nodes": {
                    "x": {"kind": "Input"},
                    "fc": {"kind": "Linear", "params": {"out_features": "= width"}},
                    "y": {"kind": "Output"},
                },
                "edges": ["x -> fc", "fc -> y"],
            },
            "view": {"positions": {"x": [0, 0]}},
        }
    },
    "data": {
        "source": "digits",
        "params": {},
        "transforms": [{"kind": "standardize"}],
        "split": {"train": 1.0, "seed": 0},
    },
    "training": {"seed": 0, "epochs": 10, "optimizer": {"kind": "Adam", "params": {"lr": 0.001}}},
    "weights": {"file": "Example.weights/abc.safetensors", "step": 3},
    "view": {"positions": {"fc1": [240, 0.5]}, "zoom": 2},
    "made_by": {"tool": "a later version"},
}


def _read(value: Any) -> tuple[Project, list[Problem]]:
    result = read_text(json.dumps(value))
    assert result.project is not None
    return result.project, list(result.problems)


def _codes(problems: list[Problem]) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.node) for problem in problems]


def _with(*path: str | int, value: Any) -> dict[str, Any]:
    """The example with something else at a place."""
    changed = copy.deepcopy(EXAMPLE)
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def test_the_example_reads_without_problems_and_nothing_of_it_is_lost() -> None:
    project, problems = _read(EXAMPLE)
    assert problems == []
    written = json.loads(project_text(project))
    assert written["made_by"] == EXAMPLE["made_by"]
    assert written["graph"]["nodes"]["loss"] == EXAMPLE["graph"]["nodes"]["loss"]
    assert written["graph"]["nodes"]["mine"] == EXAMPLE["graph"]["nodes"]["mine"]
    assert written["blocks"] == EXAMPLE["blocks"]
    assert written["weights"] == EXAMPLE["weights"]
    assert written["view"] == EXAMPLE["view"]


@given(projects())
def test_text_to_project_to_text_is_stable(project: Project) -> None:
    text = project_text(project)
    result = read_text(text)
    assert result.problems == ()
    assert result.project is not None
    assert (result.project.graph, result.project.training) == (project.graph, project.training)
    assert project_text(result.project) == text


def test_unknown_kinds_are_kept_with_their_parameters_and_edges() -> None:
    value = _with("graph", "nodes", "new", value={"kind": "FutureLayer", "params": {"a": {"b": [1, None]}}})
    value["graph"]["edges"] += ["fc1 -> new.left", "new.right -> loss.target"]
    project, problems = _read(value)
    assert problems == []
    written = json.loads(project_text(project))
    assert written["graph"]["nodes"]["new"] == value["graph"]["nodes"]["new"]
    assert {"fc1 -> new.left", "new.right -> loss.target"} <= set(written["graph"]["edges"])


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_text(json.dumps(EXAMPLE), encoding="utf-8-sig")
    assert read_file(path).problems == ()


def test_a_name_that_is_missing_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "digits.chainrule"
    path.write_text('{"format": "chainrule", "version": 1}')
    result = read_file(path)
    assert result.project is not None and result.project.name == "digits"


# ------------------------------------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize("length", range(0, 1200, 37))
def test_a_truncated_file_is_no_json(length: int) -> None:
    result = read_text(json.dumps(EXAMPLE)[:length])
    assert result.project is None
    assert [problem.code for problem in result.problems] == ["file_not_json"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_not_json"),
        ("hello", "file_not_json"),
        ('{"format": "chainrule", "version": 1, "x": NaN}', "file_not_json"),
        ('{"format": "chainrule", "version": 1, "x": -Infinity}', "file_not_json"),
        ("[" * 1_000_000, "file_too_deep"),
        ('{"a":' * 1_000_000, "file_too_deep"),
        ("[" * 1_000_000 + "]" * 1_000_000, "file_too_deep"),
        ("[" * 200 + "]" * 200, "file_too_deep"),
        ("null", "file_format"),
        ("7", "file_format"),
        ("9" * 100_000, "file_format"),
        ('"chainrule"', "file_format"),
        ("[]", "file_format"),
        ("{}", "file_format"),
        ('{"format": "other", "version": 1}', "file_format"),
        ('{"format": ["chainrule"], "version": 1}', "file_format"),
        ('{"format": "chainrule"}', "file_version"),
        ('{"format": "chainrule", "version": "1"}', "file_version"),
        ('{"format": "chainrule", "version": true}', "file_version"),
        ('{"format": "chainrule", "version": 0}', "file_version"),
        ('{"format": "chainrule", "version": 1e999}', "file_version"),
        ('{"format": "chainrule", "version": 2}', "file_newer"),
    ],
)
def test_what_is_no_project_is_one_clear_problem(text: str, code: str) -> None:
    result = read_text(text)
    assert result.project is None
    assert [problem.code for problem in result.problems] == [code]
    assert len(str(result.problems[0])) < 300


def test_files_that_cannot_be_opened_are_problems(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        result = read_file(path)
        assert result.project is None
        return result.problems[0].code

    assert code(tmp_path / "none.chainrule") == "file_not_readable"
    assert code(tmp_path) == "file_not_readable"
    assert code(Path("a\0b")) == "file_not_readable"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert code(pipe) == "file_not_readable"
    latin = tmp_path / "latin.chainrule"
    latin.write_bytes('{"format": "chainrule", "name": "Größe"}'.encode("latin-1"))
    assert code(latin) == "file_not_utf8"
    huge = tmp_path / "huge.chainrule"
    with huge.open("wb") as file:
        file.truncate(MAXIMUM_BYTES + 1)
    assert code(huge) == "file_too_large"


# ------------------------------------------------------------------------------------------- what is wrong in places


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("name",), 7, [("file_value", None)]),
        (("graph",), [], [("file_value", None)]),
        (("graph", "nodes"), ["fc1"], [("file_value", None)]),
        (("graph", "edges"), {}, [("file_value", None)]),
        (("graph", "nodes", "fc1"), "Linear", [("file_value", "fc1"), ("edge_node_unknown", "cat")]),
        (("graph", "nodes", "x"), {}, [("node_role", "x")]),
        (("graph", "nodes", "x"), {"kind": "Linear", "block": "Encoder"}, [("node_role", "x")]),
        (("graph", "nodes", "x"), {"kind": ["Linear"]}, [("node_role", "x")]),
        (("graph", "nodes", "1x"), {"kind": "ReLU"}, [("id_form", None)]),
        (("graph", "nodes", "x" * 65), {"kind": "ReLU"}, [("id_form", None)]),
        (("graph", "nodes", 'x")\nimport os'), {"kind": "ReLU"}, [("id_form", None)]),
        (("graph", "nodes", "класс"), {"kind": "ReLU"}, [("id_form", None)]),
        (("graph", "nodes", "lambda"), {"kind": "ReLU"}, [("id_reserved", "lambda")]),
        (("graph", "nodes", "forward"), {"kind": "ReLU"}, [("id_reserved", "forward")]),
        (("graph", "nodes", "torch"), {"kind": "ReLU"}, [("id_reserved", "torch")]),
        (("graph", "nodes", "enc", "repeat"), 0, [("file_value", "enc")]),
        (("graph", "nodes", "enc", "repeat"), 10**9, [("file_value", "enc")]),
        (("graph", "nodes", "enc", "repeat"), True, [("file_value", "enc")]),
        (("graph", "nodes", "enc", "params"), [1], [("file_value", "enc")]),
        (("graph", "nodes", "again", "frozen"), 1, [("file_value", "again")]),
        (("graph", "nodes", "mine", "tie"), {"weight": 3}, [("file_value", "mine")]),
        (("graph", "nodes", "mine", "tie"), {"weight": "fc1.weight; import os"}, [("file_value", "mine")]),
        (("graph", "edges", 0), "image fc1", [("edge_form", None)]),
        (("graph", "edges", 0), "image -> fc1 -> cat", [("edge_form", None)]),
        (("graph", "edges", 0), "image[0] -> fc1", [("edge_form", None)]),
        (("graph", "edges", 0), ["image", "fc1"], [("edge_form", None)]),
        (("graph", "edges", 0), None, [("edge_form", None)]),
        (("graph", "edges", 0), "image -> nowhere", [("edge_node_unknown", "image")]),
        (("graph", "edges", 0), "nowhere -> fc1", [("edge_node_unknown", "fc1")]),
        (("graph", "edges", 0), "here -> there", [("edge_node_unknown", None)]),
        (("graph", "edges", 0), "\x1b[31m -> fc1", [("edge_form", None)]),
        (("graph", "edges", 1), "image -> fc1.input", [("edge_duplicate", "fc1")]),
        (("blocks", "no name"), {}, [("block_name", None)]),
        (("blocks", "class"), {}, [("block_name", None)]),
        (
            ("blocks", "Encoder", "graph", "nodes", "fc"),
            1,
            [("file_value", "Encoder.fc"), ("edge_node_unknown", "Encoder.x")],
        ),
        (("blocks", "Encoder", "graph", "edges", 0), "x -> x -> x", [("edge_form", "Encoder")]),
        (("blocks", "Encoder", "parameters", "width"), {"type": "int", "default": 1.5}, [("file_value", "Encoder")]),
        (("blocks", "Encoder", "parameters", "width"), {"type": ["int"]}, [("file_value", "Encoder")]),
        (("weights",), {"file": "/etc/passwd"}, [("file_value", None)]),
        (("weights",), {"file": "../x.safetensors"}, [("file_value", None)]),
        (("weights",), {"file": "..\\x.safetensors"}, [("file_value", None)]),
        (("weights",), {"file": "C:\\x.safetensors"}, [("file_value", None)]),
        (("weights",), {"file": "a\0b"}, [("file_value", None)]),
        (("weights",), {"file": "a", "step": -1}, [("file_value", None)]),
        (("weights",), 3, [("file_value", None)]),
        (("view", "positions", "fc1"), [1], [("view_position", "fc1")]),
        (("view", "positions", "fc1"), [1, "2"], [("view_position", "fc1")]),
        (("view", "positions", "fc1"), [1e12, 0], [("view_position", "fc1")]),
        (("training", "epochs"), "ten", [("parameter_type", None)]),
        (("data",), 3, [("parameter_type", None)]),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_read(
    path: tuple[str | int, ...], value: object, expected: list[tuple[str, str | None]]
) -> None:
    project, problems = _read(_with(*path, value=value))
    assert set(expected) <= set(_codes(problems))
    assert project.name == "Example" or path == ("name",)
    for problem in problems:
        line = str(problem)
        assert len(line) < 700 and line.isprintable()


def test_a_repeated_key_is_told_where_it_stands() -> None:
    text = """{"format": "chainrule", "version": 1, "name": "a", "name": "b",
      "graph": {"nodes": {"a": {"kind": "ReLU"}, "b": {"kind": "ReLU", "kind": "Tanh"}, "a": {"kind": "Tanh"}}},
      "blocks": {"B": {"graph": {"nodes": {"c": {"kind": "ReLU"}, "c": {"kind": "ReLU"}}}}}}"""
    result = read_text(text)
    assert {(problem.code, problem.node) for problem in result.problems} == {
        ("file_key_repeated", None),
        ("id_duplicate", "a"),
        ("file_key_repeated", "b"),
        ("id_duplicate", "B.c"),
    }
    assert result.project is not None and result.project.graph.nodes["a"].of == "Tanh"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 30, "9" * 5000, "-" + "9" * 100_000])
def test_a_number_that_is_far_too_large_is_told_on_its_node(number: str) -> None:
    text = json.dumps(_with("graph", "nodes", "fc1", "params", value={"out_features": "HERE"}))
    result = read_text(text.replace('"HERE"', number))
    assert result.project is not None
    assert _codes(list(result.problems)) == [("file_number_too_large", "fc1")]
    assert "params.out_features" in result.problems[0].message
    assert result.project.graph.nodes["fc1"].params == {"out_features": None}
    project_bytes(result.project)


def test_unnumbered_edges_take_the_free_numbers_whatever_their_order() -> None:
    def sources(*edges: str) -> list[str]:
        nodes = {name: {"kind": "ReLU"} for name in "abcd"} | {"add": {"kind": "Add"}}
        value = {"format": "chainrule", "version": 1, "graph": {"nodes": nodes, "edges": list(edges)}}
        project, problems = _read(value)
        assert problems == []
        into = {target: source for target, source in project.graph.sources.items() if target.node == "add"}
        return [into[PortRef("add", "input", index)].node for index in range(len(into))]

    assert sources("a -> add", "b -> add", "c -> add") == ["a", "b", "c"]
    assert sources("a -> add", "b -> add.input[0]", "c -> add") == ["b", "a", "c"]
    assert sources("a -> add.input", "b -> add", "c -> add.input[1]", "d -> add.input[0]") == ["d", "c", "a", "b"]


def test_ports_of_blocks_are_spelled_out_and_one_input_takes_one_edge() -> None:
    value = _with("graph", "edges", value=["fc1 -> enc", "image -> enc.x", "enc -> cat"])
    project, problems = _read(value)
    assert _codes(problems) == [("edge_duplicate", "enc")]
    assert project.graph.sources[PortRef("enc", "x")] == PortRef("fc1", "output")
    assert project.graph.sources[PortRef("cat", "input", 0)] == PortRef("enc", "y")


def test_half_a_surrogate_pair_is_read_and_written_back() -> None:
    text = json.dumps(_with("graph", "nodes", "fc1", "title", value="broken \ud83d here"))
    result = read_text(text)
    assert result.project is not None
    written = project_bytes(result.project)
    again = read_text(written.decode("utf-8"))
    assert again.project == result.project
    assert project_bytes(result.project) == written


# ------------------------------------------------------------------------------------------- whatever stands there

_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from _places(child, (*path, key))


PLACES = list(_places(EXAMPLE))


@settings(max_examples=150)
@given(st.sampled_from(PLACES), _JSON)
def test_any_value_at_any_key_leaves_a_project_or_a_problem(path: tuple[str | int, ...], value: object) -> None:
    result = read_text(json.dumps(_with(*path, value=value)))
    assert result.project is not None or result.problems
    if result.project is not None:
        text = project_text(result.project)
        again = read_text(text)
        assert again.project is not None
        assert project_text(again.project) == text


@settings(max_examples=40)
@given(st.sampled_from([place for place in PLACES if place[0] in ("graph", "blocks", "data")]), _JSON)
def test_whatever_is_read_can_be_planned(path: tuple[str | int, ...], value: object) -> None:
    result = read_text(json.dumps(_with(*path, value=value)))
    if result.project is not None:
        for problem in Planner().plan(result.project).all_problems:
            assert str(problem).isprintable()


@settings(max_examples=150)
@given(st.data())
def test_any_damage_to_the_bytes_leaves_a_project_or_a_problem(data: st.DataObject) -> None:
    content = bytearray(json.dumps(EXAMPLE).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    result = read_text(content.decode("utf-8", errors="replace"))
    assert result.project is not None or result.problems
