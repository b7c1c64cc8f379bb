"""The training settings: what is read is written back, and nothing hostile gets in or breaks the reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.settings.training import DEVICES, PRECISIONS, Chosen, TrainingSettings, read_chosen

words = st.text(max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=10,
)
unknown_keys = st.dictionaries(words.map("x_".__add__), plain, max_size=2)
choices = st.builds(Chosen, words, st.dictionaries(words, plain, max_size=3), unknown_keys)
right = st.builds(
    TrainingSettings,
    seed=st.integers(0, 2**31 - 1),
    epochs=st.integers(1, 1000),
    batch_size=st.integers(1, 1000),
    device=st.sampled_from(DEVICES),
    precision=st.sampled_from(PRECISIONS),
    threads=st.none() | st.integers(1, 1024),
    optimizer=choices,
    schedule=st.none() | choices,
    clip=st.none() | st.dictionaries(words, plain, max_size=3),
    metrics=st.none() | st.lists(words, max_size=3).map(tuple),
    extra=unknown_keys,
)


@given(right)
def test_what_is_written_reads_back_equal(settings: TrainingSettings) -> None:
    text = json.dumps(settings.to_json())
    read, problems = TrainingSettings.from_json(json.loads(text))
    assert (read, problems) == (settings, [])
    assert hash(read) == hash(settings)
    assert json.dumps(read.to_json()) == text


@given(plain)
def test_any_json_is_read_into_something_that_can_be_written(value: Any) -> None:
    settings, problems = TrainingSettings.from_json(value)
    again, _ = TrainingSettings.from_json(json.loads(json.dumps(settings.to_json())))
    assert again == settings
    assert all(problem.code and problem.message for problem in problems)


KEYS = ("seed", "epochs", "batch_size", "device", "precision", "threads", "optimizer", "schedule", "clip", "metrics")


@given(st.dictionaries(st.sampled_from(KEYS), plain))
def test_a_wrong_setting_is_reported_by_name_and_left_at_its_default(value: dict[str, Any]) -> None:
    settings, problems = TrainingSettings.from_json(value)
    assert len({problem.parameter for problem in problems}) == len(problems)
    for problem in problems:
        assert problem.parameter is not None
        assert problem.severity == "error"
        assert getattr(settings, problem.parameter) == getattr(TrainingSettings(), problem.parameter)


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        ([], "training"),
        (None, "training"),
        ({"epochs": 0}, "epochs"),
        ({"epochs": True}, "epochs"),
        ({"epochs": 10**30}, "epochs"),
        ({"epochs": 1.5}, "epochs"),
        ({"batch_size": float("nan")}, "batch_size"),
        ({"seed": -1}, "seed"),
        ({"device": "abacus"}, "device"),
        ({"precision": None}, "precision"),
        ({"threads": 10**6}, "threads"),
        ({"optimizer": []}, "optimizer"),
        ({"optimizer": {"kind": None}}, "optimizer"),
        ({"optimizer": {"params": {}}}, "optimizer"),
        ({"optimizer": {"kind": "Adam", "params": [1]}}, "optimizer"),
        ({"schedule": 3}, "schedule"),
        ({"clip": 1.0}, "clip"),
        ({"clip": ["norm"]}, "clip"),
        ({"metrics": "mae"}, "metrics"),
        ({"metrics": [["mae"]]}, "metrics"),
    ],
)
def test_one_problem_names_what_is_wrong(value: Any, parameter: str) -> None:
    settings, [problem] = TrainingSettings.from_json(value)
    assert problem.parameter == parameter
    assert settings == TrainingSettings()


def test_the_contract_example_reads_and_writes_as_it_stands() -> None:
    value = {"seed": 0, "epochs": 10, "batch_size": 64, "device": "auto", "precision": "float32", "threads": None,
             "optimizer": {"kind": "Adam", "params": {"lr": 0.001}}}  # fmt: skip
    settings, problems = TrainingSettings.from_json(value)
    assert (settings, problems) == (TrainingSettings(), [])
    assert list(settings.to_json().items()) == list(value.items())


def test_clipping_is_read_and_written_as_it_stands() -> None:
    value = {**TrainingSettings().to_json(), "clip": {"norm": 1, "note": "of a later version"}}
    settings, problems = TrainingSettings.from_json(value)
    assert (settings.clip, problems) == ({"norm": 1, "note": "of a later version"}, [])
    assert settings.to_json() == value
    assert TrainingSettings.from_json({"clip": None}) == (TrainingSettings(), [])


def test_a_bare_kind_is_a_choice_without_parameters() -> None:
    assert read_chosen("SGD", "optimizer") == (Chosen("SGD"), [])
    assert Chosen("SGD").to_json() == {"kind": "SGD"}


def test_a_deep_value_is_a_problem_not_a_crash() -> None:
    deep: Any = 0
    for _ in range(200):
        deep = [deep]
    settings, [problem] = TrainingSettings.from_json({"optimizer": deep})
    assert settings == TrainingSettings()
    assert len(problem.message) < 400
