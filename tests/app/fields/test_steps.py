from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields.steps import stepped
from engine.layers.parameters import Float, Int


def test_whole_numbers_move_by_one_and_stop_at_their_range() -> None:
    parameter = Int(3, minimum=1, maximum=5)
    assert [stepped(parameter, 3, count) for count in (1, -1, 10, -10)] == [4, 2, 5, 1]


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (0.001, 0.002, 0.0009),
        (0.0009, 0.001, 0.0008),
        (1.0, 2.0, 0.9),
        (-1.0, -0.9, -2.0),
        (0.0, 0.1, -0.1),
        (3.5, 4.5, 2.5),
    ],
)
def test_a_float_moves_by_one_in_its_first_digit(value: float, up: float, down: float) -> None:
    assert stepped(Float(1.0), value, 1) == up
    assert stepped(Float(1.0), value, -1) == down


def test_fractions_move_evenly() -> None:
    parameter = Float(0.5, minimum=0, maximum=1)
    assert [stepped(parameter, 0.5, count) for count in (1, -1, 20, -20)] == [0.55, 0.45, 1.0, 0.0]
    assert stepped(Float(0.9, minimum=0, below=1), 0.95, 1) == 0.95


@given(st.floats(1e-12, 1e12), st.integers(-30, 30))
def test_steps_go_the_right_way_and_never_leave_the_range(value: float, count: int) -> None:
    moved = stepped(Float(1.0, above=0), value, count)
    assert moved > 0
    assert (moved > value) == (count > 0) or count == 0 or moved == value
