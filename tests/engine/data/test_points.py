"""Generated points: where they lie without noise, how far noise moves them, and what it takes to tell them apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from engine.data.points import Circles, Gaussians, Moons, Plane, Spirals, Wave, Xor

CLASSIFIED = (Circles, Moons, Spirals, Xor, Gaussians)


@pytest.mark.parametrize("source", CLASSIFIED)
def test_neighbours_are_of_one_class(source):
    columns = source().load().columns
    point, label = columns["point"], columns["label"]
    assert KNeighborsClassifier(5).fit(point[:800], label[:800]).score(point[800:], label[800:]) > 0.95


@pytest.mark.parametrize(("source", "straight"), [(Circles, False), (Spirals, False), (Xor, False), (Gaussians, True)])
def test_a_straight_line_tells_them_apart_or_not(source, straight):
    columns = source().load().columns
    score = LogisticRegression().fit(columns["point"], columns["label"]).score(columns["point"], columns["label"])
    assert score > 0.95 if straight else score < 0.75


@given(factor=st.floats(0.05, 0.95), seed=st.integers(0, 1000))
def test_circles_have_their_radii(factor, seed):
    columns = Circles(samples=40, noise=0, factor=factor, seed=seed).load().columns
    radius = np.linalg.norm(columns["point"], axis=1)
    np.testing.assert_allclose(radius, np.where(columns["label"] == 1, 1.5 * factor, 1.5), rtol=1e-5)


@given(classes=st.integers(2, 10), turns=st.floats(0.1, 5), seed=st.integers(0, 1000))
def test_spirals_are_one_arm_turned(classes, turns, seed):
    columns = Spirals(samples=60, noise=0, classes=classes, turns=turns, seed=seed).load().columns
    x, y = columns["point"].astype(np.float64).T
    along = np.hypot(x, y) / 2.5
    expected = 2 * np.pi * (turns * along + columns["label"] / classes)
    np.testing.assert_allclose(np.exp(1j * np.arctan2(y, x)), np.exp(1j * expected), atol=1e-4)
    assert set(columns["label"]) == set(range(classes))


def test_xor_is_the_sign_of_the_product():
    columns = Xor(noise=0).load().columns
    np.testing.assert_array_equal(columns["label"], columns["point"].prod(axis=1) < 0)


def test_surfaces_are_what_they_say():
    for source, expected in (
        (Plane(noise=0), lambda x, y: (x + y) / 2),
        (Wave(noise=0, frequency=3), lambda x, y: np.sin(3 * x) * np.cos(3 * y)),
    ):
        columns = source.load().columns
        x, y = columns["point"].T
        np.testing.assert_allclose(columns["target"][:, 0], expected(x, y), atol=1e-5)


@pytest.mark.parametrize("source", [*CLASSIFIED, Plane, Wave])
def test_noise_is_as_large_as_asked_and_moves_nothing_else(source):
    column = "point" if source in CLASSIFIED else "target"
    still, moved = (source(noise=noise, samples=4000).load().columns for noise in (0, 0.25))
    assert (moved[column] - still[column]).std() == pytest.approx(0.25, rel=0.05)
