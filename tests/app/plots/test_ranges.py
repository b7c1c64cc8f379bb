from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.plots.ranges import (
    decade_text,
    decade_ticks,
    grown,
    grown_decades,
    grown_end,
    round_step,
    tick_text,
    tick_values,
)

values = st.floats(-1e9, 1e9).map(lambda value: 0.0 if abs(value) < 1e-9 else value)


@given(values, values)
def test_a_range_holds_its_data_and_little_more(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assume(high == low or high - low > 1e-6 * max(abs(low), abs(high)))
    begin, end = grown(None, low, high)
    slack = 1e-6 * max(1e-9, end - begin)
    assert begin <= low + slack
    assert high <= end + slack
    assert grown((begin, end), low, high)[0] <= low + slack


def test_a_range_stays_while_a_loss_falls_and_grows_when_it_must() -> None:
    loss = 2.3 * np.exp(-np.arange(500) / 80)
    current, changes = None, 0
    for step in range(1, len(loss)):
        new = grown(current, float(loss[:step].min()), float(loss[:step].max()))
        changes += new != current
        current = new
    assert current == (0.0, 2.5)
    assert changes <= 5
    assert grown((0.0, 2.5), 0.0, 2.6) == (0.0, 4.0)
    assert grown((0.0, 100.0), 0.0, 1.0) == (0.0, 1.0)  # a new run on another scale


def test_decades_are_whole() -> None:
    assert grown_decades(None, -2.5, -1.2) == (-3.0, -1.0)
    assert grown_decades(None, -2.0, -2.0) == (-2.0, 0.0)
    assert grown_decades((-4.0, 0.0), -3.0, -1.0) == (-4.0, 0.0)
    assert grown_decades((-4.0, 0.0), -4.5, -1.0) == (-5.0, -1.0)


def test_the_end_of_an_axis_moves_seldom() -> None:
    ends, end = [], 0.0
    for step in range(1, 10_001):
        new = grown_end(end, float(step))
        if new != end:
            ends.append(new)
        assert new >= step
        end = new
    assert len(ends) < 40
    assert ends[-1] == 10_000
    assert grown_end(10_000, 50) == 50  # a run that begins anew


@given(st.floats(1e-9, 1e9))
def test_a_round_step_is_at_most_two_and_a_half_times_too_large(step: float) -> None:
    assert step * 0.99 <= round_step(step) <= step * 2.51


@given(values, values, st.integers(1, 6))
def test_ticks_lie_inside_and_are_few(one: float, two: float, most: int) -> None:
    low, high = sorted((one, two))
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-6))
    step, ticks = tick_values(low, high, most)
    assert len(ticks) <= most + 1
    assert all(low - step * 1e-3 <= tick <= high + step * 1e-3 for tick in ticks)


def test_decade_ticks_are_multiples_of_their_step() -> None:
    assert decade_ticks(-8, 0, 4) == [-8, -6, -4, -2, 0]
    assert decade_ticks(-8, 2, 3) == [-8, -4, 0]
    assert decade_ticks(-3, -1, 6) == [-3, -2, -1]
    assert decade_text(-4.0) == "1e-4"


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.25, 0.25, "0.25"),
        (0.5, 0.25, "0.50"),
        (0.0, 0.25, "0"),
        (2500, 2500, "2.5k"),
        (10_000, 5000, "10k"),
        (3e6, 1e6, "3M"),
        (2e-5, 1e-5, "2e-05"),
        (-0.005, 0.005, "-0.005"),
        (40, 20, "40"),
    ],
)
def test_the_numbers_of_ticks(value: float, step: float, text: str) -> None:
    assert tick_text(value, step) == text


@given(st.floats(1e-4, 1e8), st.integers(1, 6))
def test_no_two_ticks_have_the_same_text(high: float, most: int) -> None:
    step, ticks = tick_values(0.0, high, most)
    texts = [tick_text(tick, step) for tick in ticks]
    assert len(set(texts)) == len(texts)
    assert math.isfinite(step)
