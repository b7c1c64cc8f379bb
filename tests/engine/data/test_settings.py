"""The data settings: a round trip that loses nothing, and problems instead of tracebacks for anything hostile."""

from __future__ import annotations

import json
import math
import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.columns import Column
from engine.data.settings import DataSettings, TransformSettings
from engine.data.split import Split

CONTRACT = {
    "source": "digits",
    "params": {},
    "transforms": [],
    "split": {"train": 0.8, "validation": 0.1, "test": 0.1, "seed": 0},
}


def read(value: object) -> DataSettings:
    """Settings that can be read without a problem."""
    found, problems = DataSettings.from_json(value)
    assert problems == []
    return found


def codes(value: object) -> list[tuple[str, str | None]]:
    """Every problem of reading and checking, as code and place."""
    found, problems = DataSettings.from_json(value)
    return [(problem.code, problem.parameter) for problem in [*problems, *found.columns()[1]]]


def test_the_example_of_the_contract_comes_back_as_it_was():
    assert json.dumps(read(CONTRACT).to_json()) == json.dumps(CONTRACT)
    assert read({}) == read(CONTRACT) == DataSettings()
    assert read(CONTRACT).columns()[1] == []


def test_unknown_keys_and_wrong_parameters_come_back():
    value = {
        "source": "from-the-future",
        "params": {"power": [1, {"deep": None}]},
        "transforms": [{"kind": "augment", "params": {"x": 1}, "note": "mine"}, {"kind": "flatten", "since": 3}],
        "split": {"train": 0.8, "validation": 0.1, "test": 0.1, "seed": 4, "by": "patient"},
        "comment": {"author": "me"},
    }
    assert read(value).to_json() == value
    assert codes(value) == [("data_source_unknown", "data.source")]
    value["source"], value["params"] = "iris", {"samples": -1}
    assert read(value).to_json() == value


def test_a_transform_may_be_a_bare_name():
    short, long = read({"source": "iris", "transforms": ["standardize"]}), [{"kind": "standardize"}]
    assert short == read({"source": "iris", "transforms": long})
    assert short.to_json()["transforms"] == long


def test_equal_settings_are_equal_to_the_byte():
    one = read({"params": {"noise": 0.1, "samples": 5, "zeta": 1, "beta": 2}, "source": "moons", "b": 1, "a": 2})
    other = read({"a": 2, "b": 1, "source": "moons", "params": {"beta": 2, "zeta": 1, "samples": 5, "noise": 0.1}})
    assert one == other and hash(one) == hash(other)
    assert json.dumps(one.to_json()) == json.dumps(other.to_json())
    assert list(one.to_json()["params"]) == ["samples", "noise", "beta", "zeta"]
    assert replace(one, source="circles") != one and one != "moons"
    assert read({"params": {"samples": 1}}) != read({"params": {"samples": True}})


def test_nobody_can_change_them_from_outside():
    params = {"features": [3, 4]}
    found = DataSettings("random", params)
    params["features"].append(5)
    found.to_json()["params"]["features"].append(6)
    assert found.to_json()["params"] == {"features": [3, 4]}
    assert pickle.loads(pickle.dumps(found)) == found


def test_columns_follow_parameters_and_transforms():
    columns, problems = read(
        {
            "source": "random",
            "params": {"features": [2, 3], "task": "classification", "outputs": 4},
            "transforms": ["standardize", {"kind": "flatten", "params": {"column": "features"}}, "one_hot"],
        }
    ).columns()
    assert problems == []
    assert list(columns.values()) == [Column("features", "float32", (6,)), Column("label", "float32", (4,))]


def test_columns_are_known_in_spite_of_small_mistakes():
    columns, problems = read({"source": "spirals", "params": {"noise": -1, "turn": 2, "classes": 3}}).columns()
    assert columns["label"].classes == 3
    assert [problem.code for problem in problems] == ["parameter_unknown", "parameter_range"]
    assert "turns" in problems[0].hint and "data.params.noise" in problems[1].message
    assert [problem.parameter for problem in problems] == ["data.params.turn", "data.params.noise"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"source": "digit"}, ("data_source_unknown", "data.source")),
        ({"source": "inline"}, ("parameter_missing", "data.params.columns")),
        (
            {"source": "inline", "params": {"columns": {"x": [1], "y": [1, 2]}}},
            ("data_lengths_differ", "data.params.columns"),
        ),
        ({"source": "sequences", "params": {"classes": 30}}, ("parameter_range", "data.params.classes")),
        ({"source": "moons", "params": {"samples": 10**30}}, ("parameter_range", "data.params.samples")),
        ({"source": "random", "params": {"features": [2**31 - 1] * 16}}, ("data_too_large", None)),
        ({"source": "random", "params": {"samples": 10_000_000}}, ("data_too_large", None)),
        ({"transforms": ["standardise"]}, ("data_transform_unknown", "data.transforms.0")),
        (
            {"transforms": ["flatten", {"kind": "scale", "params": {"low": 2}}]},
            ("parameter_range", "data.transforms.1.params.high"),
        ),
        (
            {"transforms": [{"kind": "flatten", "params": {"column": "x"}}]},
            ("data_column_unknown", "data.transforms.0.params.column"),
        ),
        ({"split": {"train": 0.9}}, ("data_split_sum", "data.split")),
        ({"split": {"train": 1.5}}, ("parameter_range", "data.split.train")),
        ({"split": {"seed": -1}}, ("parameter_range", "data.split.seed")),
        ({"split": {"seed": 10**400}}, ("parameter_range", "data.split.seed")),
        ({"split": {"train": math.nan}}, ("parameter_range", "data.split.train")),
        ({"split": {"train": "0.8"}}, ("parameter_type", "data.split.train")),
        ({"split": [0.8, 0.2]}, ("parameter_type", "data.split")),
        ({"source": 3}, ("parameter_type", "data.source")),
        ({"params": []}, ("parameter_type", "data.params")),
        ({"transforms": {"kind": "flatten"}}, ("parameter_type", "data.transforms")),
        ({"transforms": [3]}, ("parameter_type", "data.transforms.0")),
        ({"transforms": [{"kind": "flatten", "params": 3}]}, ("parameter_type", "data.transforms.0.params")),
        (None, ("parameter_type", "data")),
        ([], ("parameter_type", "data")),
    ],
)
def test_names_each_mistake_and_its_place(value, expected):
    assert codes(value) == [expected]


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("place", ["params", "transforms", "split", "source", "extra"])
@pytest.mark.parametrize(
    "hostile",
    [nested(500), nested(100_000), 10**10_000, {"a": nested(5000)}, [10**10_000]],
    ids=["deep", "deeper", "long", "deep inside", "long inside"],
)
def test_survives_depth_and_length(place, hostile):
    for value in ({place: hostile}, {place: {"x": hostile, "train": hostile}}, {place: [hostile]}):
        found, problems = DataSettings.from_json(value)
        assert problems != []
        assert all(len(str(problem)) < 2000 for problem in problems)
        json.dumps(found.to_json())
        found.columns()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    ["digits", "inline", "spirals", "random", "shapes", "sequences", "mnist", "standardize", "scale"]
)
keys = st.sampled_from(
    ["source", "params", "transforms", "split", "kind", "column", "columns", "samples", "noise", "features", "train",
     "seed", "mean", "std", "classes", "x"]
)  # fmt: skip
likely_values = st.recursive(
    json_values | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
data_values = st.fixed_dictionaries(
    {},
    optional={
        "source": names | json_values,
        "params": st.dictionaries(keys, likely_values, max_size=4) | json_values,
        "transforms": st.lists(names | likely_values, max_size=3) | json_values,
        "split": st.dictionaries(keys, likely_values, max_size=4) | json_values,
        "more": json_values,
    },
)


@settings(max_examples=300, deadline=None)
@given(data_values | json_values)
def test_no_json_is_too_strange(value):
    found, problems = DataSettings.from_json(value)
    columns, more = found.columns()
    assert all(str(problem) for problem in [*problems, *more])
    again, none = DataSettings.from_json(found.to_json())
    assert none == [] and again == found and again.columns()[0] == columns
    assert json.dumps(again.to_json()) == json.dumps(found.to_json())


def test_can_be_written_by_hand():
    found = DataSettings(
        "wine", {}, (TransformSettings("standardize", {"column": "features"}),), Split(train=0.5, test=0.4)
    )
    assert read(found.to_json()) == found
    assert found.to_json()["transforms"] == [{"kind": "standardize", "params": {"column": "features"}}]
