"""How long the moments of a film are seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.schedule import CLOSING, LONGEST, OPENING, SPEED, Shot, fitting_speed, shots
from app.theatre.player import DWELL, TRAVEL

travels = st.lists(st.booleans(), max_size=60)


def frames(plan: list[Shot]) -> int:
    return sum(shot.frames for shot in plan)


@given(travels, st.floats(1, 60), st.floats(0.1, 100))
def test_time_runs_forward_and_no_frame_is_lost(moments: list[bool], rate: float, speed: float) -> None:
    plan = list(shots(moments, rate, speed))
    seconds = OPENING + CLOSING + sum(DWELL + TRAVEL * moving for moving in moments) / speed
    assert abs(frames(plan) - seconds * rate) <= 1
    places = [shot.position + (shot.share or 0.0) for shot in plan]
    assert places == sorted(places)
    assert plan[0].position == 0
    assert plan[-1] == Shot(len(moments), None, plan[-1].frames)
    assert all(shot.frames >= 1 for shot in plan)
    assert all(shot.frames == 1 and moments[shot.position] for shot in plan if shot.share is not None)


def test_the_pulse_of_a_moment_travels_and_then_it_stays() -> None:
    plan = list(shots([True, False], 20, 1.0))
    assert plan[0] == Shot(0, None, 16)
    assert [shot.position for shot in plan[1:-2]] == [0] * 9  # 0.45 s at 20 frames a second
    assert plan[1].share == 0.0
    assert plan[-2] == Shot(1, None, 13)
    assert plan[-1].frames == 53  # 0.65 s of the last moment and 2 s of the end


@pytest.mark.parametrize("count", [1, 16, 200, 5000])
def test_a_film_is_a_minute_at_most_unless_its_speed_is_said(count: int) -> None:
    seconds = frames(list(shots([True] * count, 30))) / 30
    assert seconds <= LONGEST + 0.1
    assert fitting_speed([True] * count) >= SPEED
    assert frames(list(shots([True] * count, 30, 1.0))) / 30 == pytest.approx(OPENING + CLOSING + 1.1 * count, abs=0.1)


def test_with_more_moments_than_frames_the_end_is_seen() -> None:
    plan = list(shots([False] * 1000, 1, 100.0))
    assert plan[-1].position == 1000
    assert frames(plan) < 20
