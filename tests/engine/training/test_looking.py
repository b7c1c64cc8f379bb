from __future__ import annotations

from itertools import count

from pytest import approx

from engine.training.looking import HIGHEST_RATE, SHARE, Looker
from tests.engine.projects import DIGITS
from tests.engine.whole_steps import batch_of, built


class Clock:
    """A clock that goes on by a second whenever it is read, unless it is told to jump."""

    def __init__(self, tick: float) -> None:
        self.now, self.tick = 0.0, tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


def test_the_pause_is_what_looking_cost_divided_by_its_share() -> None:
    clock = Clock(tick=1.0)
    looker = Looker(built(DIGITS), frozenset, clock)
    looker.plain_step_took(0.75)
    assert looker.is_due()
    _, _, look = looker.step(batch_of(DIGITS), 1)
    assert look.seconds == approx(0.25)  # one second on the clock, of which a plain step takes three quarters
    pause = 0.25 / SHARE
    clock.now += pause - 1.5
    assert not looker.is_due()
    clock.now += 1.5
    assert looker.is_due()


def test_no_more_looks_than_a_display_shows() -> None:
    clock = Clock(tick=1e-6)
    looker = Looker(built(DIGITS), frozenset, clock)
    looker.plain_step_took(1.0)
    looker.step(batch_of(DIGITS), 1)
    clock.now += 0.9 / HIGHEST_RATE
    assert not looker.is_due()
    clock.now += 0.2 / HIGHEST_RATE
    assert looker.is_due()


def test_in_the_long_run_looking_takes_its_share() -> None:
    clock = Clock(tick=0.0)
    looker = Looker(built(DIGITS), frozenset, clock)
    batch = batch_of(DIGITS)
    spent = 0.0
    for number in count():
        if looker.is_due():
            clock.tick = 0.03  # a look takes 30 ms
            _, _, look = looker.step(batch, number)
            clock.tick = 0.0
            spent += look.seconds
        else:
            looker.plain_step_took(0.01)
            clock.now += 0.01
        if clock.now > 60:
            break
    assert 0.8 * SHARE < spent / clock.now <= SHARE
    assert 0.8 * SHARE < look.share <= SHARE
