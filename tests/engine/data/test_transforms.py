"""Transforms: scikit-learn's scalers as the oracle, fitted on the training part alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from engine.data import transforms as module
from engine.data.columns import Column, Columns
from engine.data.transforms import Flatten, Normalize, OneHot, Scale, Standardize, transforms
from engine.problem import ProblemError

COLUMNS = Columns(
    [Column("label", "int64", (), 4), Column("x", "float32", (3,)), Column("image", "float32", (2, 3, 4))]
)


def arrays(samples: int, seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {
        "label": random.integers(0, 4, samples),
        "x": (random.standard_normal((samples, 3)) * [1, 50, 0] + [0, 1000, 7]).astype(np.float32),
        "image": random.standard_normal((samples, 2, 3, 4)).astype(np.float32),
    }


@pytest.mark.parametrize(
    ("transform", "oracle"),
    [(Standardize(), StandardScaler()), (Scale(low=-1.0, high=3.0), MinMaxScaler((-1, 3)))],
)
def test_agrees_with_scikit_learn(transform, oracle):
    training, other = arrays(200), arrays(50, seed=1)
    fitted = transform.fit(COLUMNS, training)
    oracle.fit(training["x"].astype(np.float64))
    for part in (training, other):
        result = fitted.apply(part)
        np.testing.assert_allclose(result["x"], oracle.transform(part["x"].astype(np.float64)), atol=2e-5)
        assert result["x"].dtype == np.float32
        assert result["label"] is part["label"] and result["image"] is part["image"]


def test_leaves_its_input_alone():
    training = arrays(20)
    before = training["x"].copy()
    for transform in (Standardize(), Scale(), Normalize()):
        transform.fit(COLUMNS, training).apply(training)
    np.testing.assert_array_equal(training["x"], before)


def test_measures_all_numbers_as_one():
    training = arrays(100)
    result = Standardize(column="image", per="all").fit(COLUMNS, training).apply(training)["image"]
    assert result.mean() == pytest.approx(0, abs=1e-5) and result.std() == pytest.approx(1, abs=1e-5)
    assert abs(result[:, 0, 0, 0].mean()) > 1e-4
    result = Scale(column="image", per="all").fit(COLUMNS, training).apply(training)["image"]
    assert (result.min(), result.max()) == (0, 1)
    assert result[:, 0, 0, 0].max() < 1


def test_moments_do_not_depend_on_the_chunk(monkeypatch):
    training = arrays(100)
    whole = Standardize(column="image").fit(COLUMNS, training).apply(training)["image"]
    monkeypatch.setattr(module, "CHUNK", 50)
    np.testing.assert_allclose(
        Standardize(column="image").fit(COLUMNS, training).apply(training)["image"], whole, atol=1e-6
    )


def test_large_means_keep_their_digits():
    values = (1e6 + np.arange(100)).astype(np.float32)
    columns = Columns([Column("x", "float32")])
    result = Standardize().fit(columns, {"x": values}).apply({"x": values})["x"]
    np.testing.assert_allclose(result, (np.arange(100) - 49.5) / np.arange(100).std(), atol=1e-5)


def test_normalizes_by_channel():
    training = arrays(10)
    result = Normalize(column="image", mean=[1.0, 2.0], std=[2.0, 4.0]).fit(COLUMNS, training).apply(training)["image"]
    expected = (training["image"] - np.array([1, 2]).reshape(2, 1, 1)) / np.array([2, 4]).reshape(2, 1, 1)
    np.testing.assert_allclose(result, expected, atol=1e-6)


def test_one_hot_rows():
    training = arrays(10)
    result = OneHot().fit(COLUMNS, training).apply(training)["label"]
    np.testing.assert_array_equal(result, np.eye(4, dtype=np.float32)[training["label"]])
    with pytest.raises(ProblemError, match="0 to 1"):
        OneHot(classes=2).fit(COLUMNS, training).apply({"label": np.array([0, 3])})
    with pytest.raises(ProblemError, match="-1"):
        OneHot(classes=2).fit(COLUMNS, training).apply({"label": np.array([-1, 1])})


@given(st.sampled_from(list(COLUMNS)), st.sampled_from(list(transforms())))
def test_does_what_it_declares_or_says_why_not(column, kind):
    transform = transforms()[kind](column=column)
    training = arrays(6)
    try:
        declared = transform.declared(transform.chosen(COLUMNS))
    except ProblemError as error:
        assert kind == "one_hot" and error.problem.code == "data_not_classes"
        return
    result = transform.fit(COLUMNS, training).apply(training)[column]
    assert result.shape == (6, *declared.shape) and result.dtype == declared.dtype


@pytest.mark.parametrize(
    ("transform", "column"),
    [
        (Standardize(), Column("x", "float32", (3,))),
        (Standardize(column="label"), Column("label", "float32")),
        (Flatten(column="image"), Column("image", "float32", (24,))),
        (Flatten(column="label"), Column("label", "int64", (1,))),
        (OneHot(), Column("label", "float32", (4,))),
        (OneHot(classes=7), Column("label", "float32", (7,))),
    ],
)
def test_declares_the_new_column(transform, column):
    assert transform.declared(transform.chosen(COLUMNS)) == column


@pytest.mark.parametrize(
    ("transform", "code"),
    [
        (Standardize(column="none"), "data_column_unknown"),
        (Scale(low=1.0, high=1.0), "parameter_range"),
        (Normalize(column="image", mean=[1.0, 2.0, 3.0]), "parameter_range"),
        (Normalize(std=[0.0]), "parameter_range"),
        (Normalize(mean=[]), "parameter_range"),
        (OneHot(column="x"), "data_not_classes"),
    ],
)
def test_says_what_does_not_suit(transform, code):
    with pytest.raises(ProblemError) as caught:
        transform.declared(transform.chosen(COLUMNS))
    assert caught.value.problem.code == code


def test_needs_to_be_told_the_classes_where_nobody_knows():
    columns = Columns([Column("label", "int64")])
    with pytest.raises(ProblemError) as caught:
        OneHot().declared(columns["label"])
    assert caught.value.problem.code == "parameter_missing"
    with pytest.raises(ProblemError):
        Standardize().chosen(columns)


@pytest.mark.parametrize("kind", transforms())
def test_says_in_a_sentence_what_it_does(kind):
    transform = transforms()[kind]
    assert transform.summary_line().endswith(".")
    assert all(parameter.help.endswith(".") for parameter in transform.parameters.values())
