"""Pairs: alike in form, never in picture."""

from __future__ import annotations

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from engine.data.pairs import Pairs
from engine.data.shapes import Shapes

CALM = {"shift": 0.0, "rotation": 5.0, "noise": 0.0}


def grey(pictures: np.ndarray) -> np.ndarray:
    flat = pictures.mean(axis=1).reshape(len(pictures), -1)
    low, high = flat.min(axis=1, keepdims=True), flat.max(axis=1, keepdims=True)
    return (flat - low) / (high - low)


def test_one_says_that_both_show_the_same_form():
    known = Shapes(samples=2000, seed=5, **CALM).load().columns
    judge = KNeighborsClassifier(3).fit(grey(known["image"]), known["label"])
    columns = Pairs(samples=400, **CALM).load().columns
    first, second = (judge.predict(grey(columns[name])) for name in ("first", "second"))
    assert ((first == second) == (columns["same"] == 1)).mean() > 0.95


def test_half_of_them_are_alike_and_none_is_one_picture_twice():
    columns = Pairs(samples=500).load().columns
    assert columns["same"].mean() == 0.5
    assert (np.abs(columns["first"] - columns["second"]).max(axis=(1, 2, 3)) > 0.1).all()
