"""Random data with a teacher: any shape, a fixed rule, more samples of the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression, Ridge

from engine.data.teacher import Random


@settings(deadline=None, max_examples=40)
@given(features=st.lists(st.integers(1, 4), max_size=4), target=st.lists(st.integers(1, 4), max_size=3))
def test_takes_any_shape(features, target):
    columns = Random(features=features, target_shape=target, samples=5).load().columns
    assert columns["features"].shape == (5, *features) and columns["target"].shape == (5, *target)
    columns = Random(features=features, task="classification", outputs=3, samples=5).load().columns
    assert columns["features"].shape == (5, *features) and columns["label"].shape == (5,)


def test_more_samples_are_more_of_the_same():
    few, many = (Random(samples=samples, features=[30], noise=0).load().columns for samples in (10, 3000))
    np.testing.assert_array_equal(few["features"], many["features"][:10])
    np.testing.assert_allclose(few["target"], many["target"][:10], atol=1e-5)


def test_numbers_have_a_spread_of_1_and_can_be_learned():
    columns = Random().load().columns
    features, target = columns["features"], columns["target"]
    assert target.std() == pytest.approx(1, rel=0.2)
    assert Ridge(100).fit(features[:4000], target[:4000]).score(features[4000:], target[4000:]) > 0.7


def test_classes_can_be_learned():
    columns = Random(task="classification", features=[20], outputs=5).load().columns
    features, label = columns["features"], columns["label"]
    assert LogisticRegression().fit(features[:4000], label[:4000]).score(features[4000:], label[4000:]) > 0.7


def test_refuses_a_teacher_that_would_not_fit_into_memory():
    assert [problem.code for problem in Random(samples=1, features=[100_000_000]).problems()] == ["data_too_large"]
    assert Random(samples=1, features=[1_000_000]).problems() == []
