"""Cells: the mask says what the picture shows."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.cells import Cells


def test_cells_are_brighter_than_the_ground_and_walls_than_both():
    columns = Cells(samples=20, noise=0.0).load().columns
    image, mask = columns["image"][:, 0], columns["mask"]
    assert image[mask == 1].min() >= 0.5 and np.median(image[mask == 0]) == pytest.approx(0.25)
    assert image.max() > 0.85 and 0.15 < mask.mean() < 0.75


def test_the_mask_leaves_out_the_margin():
    whole, inner = (Cells(samples=5, size=40, margin=margin).load().columns for margin in (0, 7))
    np.testing.assert_array_equal(whole["image"], inner["image"])
    np.testing.assert_array_equal(whole["mask"][:, 7:-7, 7:-7], inner["mask"])


def test_a_margin_that_leaves_nothing_is_refused():
    assert [problem.code for problem in Cells(size=20, margin=10).problems()] == ["parameter_range"]
    assert Cells(size=21, margin=10).problems() == []
