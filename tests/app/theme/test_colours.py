from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from app.theme.colours import (
    magnitude_colour,
    magnitude_colours,
    magnitude_fraction,
    magnitude_fractions,
    magnitude_table,
    not_a_number,
    signed_table,
)
from app.theme.tokens import DARK, LIGHT, contrast, luminance

norms = st.floats(min_value=0, max_value=1e6) | st.just(math.inf)


def test_the_scale_is_logarithmic() -> None:
    assert [magnitude_fraction(norm) for norm in (1e-8, 1e-6, 1e-4, 1e-2, 1.0)] == pytest.approx(
        [0, 0.25, 0.5, 0.75, 1]
    )
    assert magnitude_fraction(0.0) == 0
    assert magnitude_fraction(math.inf) == 1


@given(norms, norms)
def test_larger_norms_never_lie_lower(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert 0 <= magnitude_fraction(low) <= magnitude_fraction(high) <= 1


@given(st.lists(norms, max_size=20))
def test_many_at_once_are_the_same_as_one_by_one(values: list[float]) -> None:
    assert magnitude_fractions(values).tolist() == pytest.approx([magnitude_fraction(value) for value in values])
    several, single = magnitude_colours(values), [magnitude_colour(value) for value in values]
    for one, two in zip(several, single, strict=True):
        assert abs(one.green() - two.green()) <= 2  # rounding may choose the neighbouring step


def test_what_is_no_number_is_red_and_nothing_else_is() -> None:
    assert magnitude_colour(math.nan) == not_a_number()
    assert magnitude_colours([1.0, math.nan])[1] == not_a_number()
    assert not_a_number().red() > 200
    assert magnitude_table()[:, 0].max() < 120


def test_lightness_rises_all_along_the_scale() -> None:
    lightness = [luminance(QColor(*row)) for row in magnitude_table().tolist()]
    assert (np.diff(lightness) > -1e-3).all()
    assert lightness[-1] > 3 * lightness[0]


def test_both_ends_stand_out_in_both_themes() -> None:
    for row in magnitude_table().tolist():
        for ground in (LIGHT.panel, LIGHT.canvas, DARK.card, DARK.canvas):
            assert contrast(QColor(*row), ground) >= 1.95


def _seen_without_green_cones(rgb: np.ndarray) -> np.ndarray:
    """Deuteranopia by Vienot, Brettel and Mollon (1999): the matrix for linear light."""
    linear = (rgb / 255.0) ** 2.2
    return linear @ np.array([[0.29275, 0.29275, -0.02234], [0.70725, 0.70725, 0.02234], [0.0, 0.0, 1.0]])


def test_colour_blind_people_tell_large_from_small_and_forward_from_backward() -> None:
    scale = _seen_without_green_cones(magnitude_table()[[0, 64, 128, 192, 255]].astype(float))
    assert (np.diff(scale[:, 0]) > 0.03).all()  # red and green light together, which they see
    for theme in (LIGHT, DARK):
        ends = _seen_without_green_cones(signed_table(theme)[[0, -1]].astype(float))
        assert np.abs(ends[0] - ends[1]).max() > 0.3


def test_the_signed_scale_runs_from_orange_over_the_ground_to_blue() -> None:
    for theme in (LIGHT, DARK):
        table = signed_table(theme)
        assert table.shape == (256, 3)
        assert tuple(table[0]) == theme.backward.getRgb()[:3]
        assert tuple(table[-1]) == theme.forward.getRgb()[:3]
        middle = np.array((theme.card if theme.is_dark else theme.panel).getRgb()[:3], dtype=float)
        assert np.abs(table[127:129].astype(float) - middle).max() <= 2


def test_the_shared_table_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        magnitude_table()[0] = 0
