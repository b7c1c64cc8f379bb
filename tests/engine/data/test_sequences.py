"""Sequences: hopeless for a straight look at single values, clear to anything that looks along time."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from engine.data.sequences import Sequences


def test_order_in_time_decides():
    columns = Sequences().load().columns
    sequence, label = columns["sequence"], columns["label"]
    spectrum = np.abs(np.fft.rfft(sequence, axis=1)).sum(axis=2)
    for values, good in ((spectrum, True), (sequence.reshape(len(sequence), -1), False)):
        score = LogisticRegression(max_iter=500).fit(values[:1600], label[:1600]).score(values[1600:], label[1600:])
        assert score > 0.97 if good else score < 0.4


def test_class_k_swings_k_plus_1_times():
    columns = Sequences(samples=300, length=48, features=3, classes=16, noise=0).load().columns
    spectrum = np.abs(np.fft.rfft(columns["sequence"], axis=1))
    np.testing.assert_array_equal(spectrum.argmax(axis=1), np.repeat(columns["label"][:, None] + 1, 3, axis=1))


def test_features_follow_a_quarter_of_a_period_behind():
    sequence = Sequences(samples=50, features=5, noise=0).load().columns["sequence"]
    np.testing.assert_allclose(sequence[:, :, 2], -sequence[:, :, 0], atol=1e-5)
    np.testing.assert_allclose(sequence[:, :, 4], sequence[:, :, 0], atol=1e-5)
    np.testing.assert_allclose(np.hypot(*sequence[:, :, :2].transpose(2, 0, 1)).std(axis=1), 0, atol=1e-5)


@pytest.mark.parametrize(("length", "classes", "right"), [(12, 4, True), (12, 5, False), (4, 2, True), (4, 3, False)])
def test_refuses_more_frequencies_than_the_length_can_show(length, classes, right):
    problems = Sequences(length=length, classes=classes).problems()
    assert [problem.code for problem in problems] == ([] if right else ["parameter_range"])
