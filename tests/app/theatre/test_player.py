"""How a step is played: with a clock of its own, so that no test waits for a pulse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.theatre.player import DWELL, SPEEDS, TRAVEL, Player
from engine.backprop.moments import Moment
from tests.app.theatre.steps import moments

STEP = moments(3, 1, 4, 2)
INSIDE = (
    Moment("forward", "x"),
    Moment("forward", "body.0.conv"),
    Moment("forward", "body.1.conv"),
    Moment("loss", "loss"),
    Moment("backward", "body.1.conv"),
    Moment("backward", "body.0.conv"),
    Moment("backward", "bodyguard"),
)


class Stand:
    """A player with its clock in the hand of the test, and everything that it told."""

    def __init__(self, step: tuple[Moment, ...] = STEP) -> None:
        self.now = 100.0
        self.player = Player(lambda: self.now)
        self.moved: list[tuple[int, int]] = []
        self.travelled: list[tuple[Moment, float]] = []
        self.playing: list[bool] = []
        self.player.set_moments(step)
        self.player.moved.connect(lambda before, after: self.moved.append((before, after)))
        self.player.travelled.connect(lambda moment, share: self.travelled.append((moment, share)))
        self.player.playing_changed.connect(self.playing.append)

    @property
    def pulse_is_out(self) -> bool:
        return self.player._frames.isActive()

    @property
    def dwells(self) -> bool:
        return self.player._dwell.isActive()

    def wait(self, seconds: float) -> None:
        """Lets the time pass, and does what the timers would have done by then."""
        end = self.now + seconds
        while self.now < end - 1e-9:
            self.now = min(end, self.now + 0.05)
            if self.pulse_is_out:
                self.player._frame()
            elif self.dwells:
                left = self.player._dwell.interval() / 1000 - 0.05
                self.player._dwell.setInterval(max(0, round(1000 * left)))
                if left <= 0:
                    self.player._dwell.stop()
                    self.player._go_on()

    def stop(self) -> None:
        self.player.set_moments(())


@pytest.fixture
def make_stand(qapp: QApplication) -> Iterator[Callable[..., Stand]]:
    made: list[Stand] = []

    def make(*given: Any) -> Stand:
        made.append(Stand(*given))
        return made[-1]

    yield make
    for stand in made:
        stand.stop()


@pytest.fixture
def stand(make_stand: Callable[..., Stand]) -> Stand:
    return make_stand()


def test_it_begins_before_the_first_moment(stand: Stand) -> None:
    player = stand.player
    assert (player.position, player.present, player.number()) == (0, None, (0, 0))
    assert not player.is_playing and not player.is_at_end


def test_a_step_sends_a_pulse_that_arrives_in_its_time(stand: Stand) -> None:
    stand.player.step_forward()
    assert stand.player.position == 0
    assert stand.travelled == [(STEP[0], 0.0)]
    stand.wait(TRAVEL - 0.1)
    assert stand.player.position == 0
    shares = [share for _, share in stand.travelled]
    assert shares == sorted(shares) and 0.7 < shares[-1] < 1
    stand.wait(0.15)
    assert (stand.player.position, stand.player.present) == (1, STEP[0])
    assert stand.moved == [(0, 1)]
    assert not stand.pulse_is_out and not stand.dwells and stand.playing == []


def test_a_step_while_a_pulse_travels_lets_it_arrive(stand: Stand) -> None:
    stand.player.step_forward()
    stand.wait(0.1)
    stand.player.step_forward()
    assert stand.player.position == 1
    assert not stand.pulse_is_out
    stand.player.step_forward()
    assert (stand.player.position, stand.pulse_is_out) == (1, True)


def test_playing_ends_at_the_end(stand: Stand) -> None:
    stand.player.play()
    stand.wait(len(STEP) * (TRAVEL + DWELL) + 2)
    assert stand.player.is_at_end and not stand.player.is_playing
    assert stand.moved == [(place, place + 1) for place in range(len(STEP))]
    assert [moment for moment, share in stand.travelled if share == 0] == list(STEP)
    assert stand.playing == [True, False]
    assert not stand.pulse_is_out and not stand.dwells


def test_playing_takes_the_time_that_its_speed_says(stand: Stand) -> None:
    for speed in SPEEDS:
        stand.player.speed = speed
        stand.player.go_to(0)
        stand.player.play()
        began = stand.now
        while stand.player.is_playing:
            stand.wait(0.05)
        expected = (len(STEP) * TRAVEL + (len(STEP) - 1) * DWELL) / speed
        assert stand.now - began == pytest.approx(expected, rel=0.3)


def test_playing_from_the_end_begins_anew(stand: Stand) -> None:
    stand.player.go_to(len(STEP))
    stand.player.play()
    assert (stand.player.position, stand.player.is_playing) == (0, True)


def test_a_pause_in_the_middle_of_a_pulse_lets_it_arrive_and_stays_there(stand: Stand) -> None:
    stand.player.play()
    stand.wait(0.2)
    stand.player.pause()
    assert not stand.player.is_playing and stand.pulse_is_out
    stand.wait(5)
    assert stand.player.position == 1
    assert not stand.pulse_is_out and not stand.dwells


def test_a_pause_between_two_pulses_stays_there(stand: Stand) -> None:
    stand.player.play()
    stand.wait(TRAVEL + DWELL / 2)
    assert stand.dwells
    stand.player.toggle()
    stand.wait(5)
    assert stand.player.position == 1


def test_a_pulse_goes_on_where_it_was_when_playing_goes_on(stand: Stand) -> None:
    stand.player.play()
    stand.wait(0.2)
    stand.player.toggle()
    stand.player.toggle()
    assert [share for _, share in stand.travelled].count(0) == 1, "it did not set out again"
    stand.wait(TRAVEL + DWELL + TRAVEL)
    assert stand.player.position == 2 and stand.player.is_playing


def test_a_pulse_neither_jumps_nor_runs_back_where_the_speed_changes(stand: Stand) -> None:
    stand.player.speed = 4.0
    stand.player.step_forward()
    stand.wait(0.1)
    far = stand.travelled[-1][1]
    assert far > 0.8
    stand.player.speed = 0.25
    stand.wait(0.05)
    assert far < stand.travelled[-1][1] < far + 0.1


@pytest.mark.parametrize("order", ["step_back", "to where it stands", "home", "again"])
def test_a_pulse_that_is_called_back_is_gone(stand: Stand, order: str) -> None:
    """Whoever paints it is told, also where the position is what it was."""
    stand.player.step_forward()
    stand.wait(0.2)
    {
        "step_back": stand.player.step_back,
        "to where it stands": lambda: stand.player.go_to(stand.player.position),
        "home": lambda: stand.player.go_to(0),
        "again": lambda: stand.player.set_moments(STEP),
    }[order]()
    assert stand.moved == [(0, 0)]
    assert not stand.pulse_is_out
    stand.wait(5)
    assert stand.player.position == 0


def test_steps_and_jumps_stay_within_the_step(stand: Stand) -> None:
    player = stand.player
    player.step_back()
    assert (player.position, stand.moved) == (0, [])
    player.go_to(99)
    assert player.position == len(STEP)
    player.step_forward()
    assert (player.position, stand.pulse_is_out) == (len(STEP), False)
    player.step_back()
    assert player.present == STEP[-2]
    player.go_to(-5)
    assert player.position == 0
    assert stand.moved == [(0, 10), (10, 9), (9, 0)]


def test_a_jump_ends_playing(stand: Stand) -> None:
    stand.player.play()
    stand.wait(0.2)
    stand.player.go_to(4)
    stand.wait(5)
    assert stand.player.position == 4
    assert stand.playing == [True, False]


def test_each_moment_is_counted_within_its_phase(stand: Stand) -> None:
    told = []
    for position in range(len(STEP) + 1):
        stand.player.go_to(position)
        told.append(stand.player.number())
    assert told == [(0, 0), (1, 3), (2, 3), (3, 3), (1, 1), (1, 4), (2, 4), (3, 4), (4, 4), (1, 2), (2, 2)]


def test_phases_forwards_and_backwards(stand: Stand) -> None:
    there = []
    for _ in range(5):
        stand.player.go_to_next_phase()
        there.append(stand.player.position)
    assert there == [1, 4, 5, 9, 10], "the first moment of each phase, then the end"
    back = []
    for _ in range(5):
        stand.player.go_to_next_phase(backward=True)
        back.append(stand.player.position)
    assert back == [5, 4, 1, 0, 0]


def test_a_phase_that_is_not_there_is_passed_over(make_stand: Callable[..., Stand]) -> None:
    stand = make_stand(moments(2, 0, 0, 1))
    stand.player.go_to_next_phase()
    stand.player.go_to_next_phase()
    assert stand.player.present == Moment("update", "u0")
    stand.player.go_to_phase("backward")
    assert stand.player.position == 3, "it stays where it is"
    stand.player.go_to_next_phase(backward=True)
    assert stand.player.present == Moment("forward", "f0")
    assert stand.player.start_of("loss") is None and stand.player.start_of("update") == 2


def test_running_to_a_layer_goes_to_its_next_moment_and_round(make_stand: Callable[..., Stand]) -> None:
    stand = make_stand((Moment("forward", "a"), Moment("forward", "b"), Moment("loss", "l"), Moment("backward", "b"),
                        Moment("backward", "a")))  # fmt: skip
    found = []
    for _ in range(3):
        stand.player.run_to("b")
        found.append(stand.player.position)
    assert found == [2, 4, 2]
    stand.player.run_to("nowhere")
    assert stand.player.position == 2


def test_running_to_a_block_stops_inside_it_and_at_no_namesake(make_stand: Callable[..., Stand]) -> None:
    stand = make_stand(INSIDE)
    found = []
    for _ in range(5):
        stand.player.run_to("body")
        found.append(stand.player.position)
    assert found == [2, 3, 5, 6, 2]
    stand.player.run_to("body.0")
    assert stand.player.position == 6


def test_without_motion_nothing_travels(stand: Stand) -> None:
    stand.player.has_motion = False
    stand.player.step_forward()
    assert (stand.player.position, stand.travelled, stand.pulse_is_out) == (1, [], False)
    stand.player.play()
    assert stand.player.position == 2, "at once"
    stand.wait(len(STEP) * DWELL + 2)
    assert stand.player.is_at_end and not stand.player.is_playing and stand.travelled == []


def test_another_step_while_it_plays_stops_it_there(stand: Stand) -> None:
    stand.player.play()
    stand.wait(TRAVEL + DWELL + 0.2)
    stand.player.set_moments(STEP[:4], 2)
    assert (stand.player.position, stand.player.is_playing, stand.pulse_is_out) == (2, False, False)
    stand.wait(5)
    assert stand.player.position == 2
    stand.player.set_moments(STEP[:1], 7)
    assert stand.player.position == 1, "as far as it goes"


def test_nothing_is_played_without_a_step(make_stand: Callable[..., Stand]) -> None:
    stand = make_stand(())
    for order in (stand.player.play, stand.player.step_forward, stand.player.step_back,
                  stand.player.go_to_next_phase, lambda: stand.player.run_to("a")):  # fmt: skip
        order()
    assert stand.player.position == 0 and not stand.player.is_playing and stand.moved == []
    assert stand.player.is_at_end and stand.player.present is None


def test_it_plays_by_the_clock_of_the_machine(qapp: QApplication, wait_until: Callable[..., None]) -> None:
    player = Player()
    player.speed = 50.0
    shares: list[float] = []
    player.travelled.connect(lambda _, share: shares.append(share))
    player.set_moments(STEP)
    player.play()
    wait_until(lambda: not player.is_playing)
    assert player.is_at_end
    assert all(0 <= share < 1 for share in shares) and len(shares) >= len(STEP)


ORDERS = st.one_of(
    st.sampled_from(["play", "pause", "toggle", "step_forward", "step_back", "next", "before", "motion", "still"]),
    st.tuples(st.just("go_to"), st.integers(-3, 20)),
    st.tuples(st.just("wait"), st.sampled_from([0.05, 0.3, 0.5, 1.2])),
    st.tuples(st.just("run_to"), st.sampled_from(["f0", "b3", "u1", "l0", "z"])),
    st.tuples(st.just("speed"), st.sampled_from(SPEEDS)),
    st.tuples(st.just("set"), st.integers(0, 4), st.integers(-1, 12)),
)


def carry_out(stand: Stand, order: Any) -> None:
    player = stand.player
    match order:
        case "next" | "before":
            player.go_to_next_phase(backward=order == "before")
        case "motion" | "still":
            player.has_motion = order == "motion"
        case str():
            getattr(player, order)()
        case ("wait", seconds):
            stand.wait(seconds)
        case ("speed", speed):
            player.speed = speed
        case ("set", size, position):
            player.set_moments(moments(size, size and 1, size, size // 2), position)
        case (name, argument):
            getattr(player, name)(argument)


@given(orders=st.lists(ORDERS, max_size=25))
def test_whatever_is_asked_it_stands_somewhere_in_the_step(qapp: QApplication, orders: list[Any]) -> None:
    stand = Stand()
    try:
        for order in orders:
            carry_out(stand, order)
            player = stand.player
            assert 0 <= player.position <= len(player.moments)
            assert not (stand.pulse_is_out and stand.dwells)
            assert player.is_playing or not stand.dwells, "a pause is a pause"
            assert player.is_playing == (stand.playing[-1] if stand.playing else False)
            assert not player.is_playing or stand.pulse_is_out or stand.dwells, "who plays goes on"
        places = [place for move in stand.moved for place in move]
        assert places[1:-1:2] == places[2::2], "each move begins where the one before ended"
        stand.player.pause()
        stand.wait(3)
        assert not stand.pulse_is_out and not stand.dwells
    finally:
        stand.stop()
