"""The history of a run is bounded, and shows the same as all of it would."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.session.loss_curve import LossCurve
from app.session.norm_table import NormTable
from app.session.run_history import MOST_EPOCHS, RunHistory
from engine.training.events import EpochDone, Event, Look, Started, StepDone


@given(st.lists(st.floats(-1e6, 1e6), max_size=200), st.integers(1, 6))
def test_no_peak_of_the_loss_is_lost(losses: list[float], pairs: int) -> None:
    curve = LossCurve(2 * pairs)
    for step, loss in enumerate(losses):
        curve.add(step, loss)
    steps, low, high = curve.curve()
    assert len(steps) <= 2 * pairs
    for bucket, start in enumerate(steps):
        end = steps[bucket + 1] if bucket + 1 < len(steps) else len(losses)
        assert low[bucket] == min(losses[start:end])
        assert high[bucket] == max(losses[start:end])
    assert list(steps[:1]) == ([0] if losses else [])


@given(st.integers(0, 300), st.integers(1, 6))
def test_looks_are_spread_evenly_over_the_whole_run(looks: int, pairs: int) -> None:
    table = NormTable(2 * pairs)
    for look in range(looks):
        table.add(10 * look, {"a": float(look)})
    kept = table.of("a")
    assert len(kept) <= 2 * pairs
    if looks:
        assert kept[0] == 0
        assert len(set(np.diff(kept))) <= 1
        assert len(kept) * (np.diff(kept)[0] if len(kept) > 1 else 1) >= looks - (
            np.diff(kept)[0] if len(kept) > 1 else 0
        )
    assert list(table.steps) == [10 * number for number in kept]


def test_names_may_come_and_go() -> None:
    table = NormTable()
    table.add(1, {"a": 1.0})
    table.add(2, {"b": 2.0, "a": 3.0})
    table.add(3, {"b": 4.0})
    np.testing.assert_array_equal(table.of("a"), [1, 3, np.nan])
    np.testing.assert_array_equal(table.of("b"), [np.nan, 2, 4])
    np.testing.assert_array_equal(table.of("c"), [np.nan] * 3)
    assert table.names == ("a", "b")


def _look(step: int) -> Look:
    return Look(step, 0.5, {"fc": float(step)}, {}, {"fc.weight": 2.0 * step}, {"fc.weight": 3.0})


def test_events_are_gathered() -> None:
    history = RunHistory()
    history.add([StepDone(1, 1, 0.5), StepDone(1, 2, None), _look(2), StepDone(1, 3, 0.25)])
    assert history.step == 3 and history.last_loss == 0.25
    assert list(history.loss_curve.steps) == [1, 3]
    assert history.look is not None and history.look.step == 2
    assert list(history.gradient_steps) == [2]
    assert list(history.gradients_of("fc")) == [2]
    assert list(history.parameter_gradients_of("fc.weight")) == [4]
    assert list(history.weights_of("fc.weight")) == [3]
    assert history.addresses == ("fc",)


def test_epochs_are_bounded_and_the_newest_is_always_there() -> None:
    history = RunHistory()
    for number in range(1, 3 * MOST_EPOCHS):
        history.add([EpochDone(number, number, {"loss": 1.0}, None, 1.0)])
        epochs = history.epochs
        assert len(epochs) <= MOST_EPOCHS + 1
        assert epochs[-1].epoch == number and epochs[0].epoch == 1
    steps = np.diff([epoch.epoch for epoch in epochs[:-1]])
    assert len(set(steps)) == 1


# ------------------------------------------------------------------ up to a step, and told again


@given(st.lists(st.floats(-1e6, 1e6), max_size=100), st.integers(1, 5), st.integers(0, 50))
def test_a_curve_of_many_at_once_is_that_of_one_by_one(losses: list[float], pairs: int, first: int) -> None:
    """Also where more come after it."""
    steps = np.arange(first, first + len(losses))
    at_once, one_by_one = LossCurve.of(steps, np.array(losses), 2 * pairs), LossCurve(2 * pairs)
    for step, loss in zip(steps, losses, strict=True):
        one_by_one.add(int(step), loss)
    for more in range(2 * pairs + 1):
        assert at_once.last == one_by_one.last
        for one, other in zip(at_once.curve(), one_by_one.curve(), strict=True):
            np.testing.assert_array_equal(one, other)
        for curve in (at_once, one_by_one):
            curve.add(first + len(losses) + more, float(more))


def _started(step: int = 0, done: int = 0) -> Started:
    return Started(5, 4, 8, {"train": 32}, 10, "cpu", 1, step, done)


def _told(steps: int, first: int = 1) -> list[Event]:
    """Steps with losses, four in an epoch; every third loss was not read."""
    found: list[Event] = []
    for step in range(first, first + steps):
        found.append(StepDone(1 + (step - 1) // 4, step, None if step % 3 == 0 else 1 / step))
        if step % 4 == 0:
            found.append(EpochDone(step // 4, step, {"loss": 1 / step}, None, 0.0))
    return found


def test_what_was_told_is_told_again() -> None:
    events = [_started(), *_told(10)]
    history = RunHistory()
    history.add([*events, _look(10)])
    assert list(history.events()) == events and list(RunHistory().events()) == []
    assert RunHistory().is_empty and not history.is_empty


def test_a_history_up_to_a_step_is_that_of_a_training_which_came_so_far() -> None:
    whole = RunHistory()
    whole.add([_started(), *_told(10), *map(_look, range(2, 11))])
    for step in range(12):
        until, short = whole.until(step), RunHistory()
        short.add([_started(), *_told(min(step, 10)), *map(_look, range(2, min(step, 10) + 1))])
        assert list(until.events()) == list(short.events())
        assert (until.step, until.last_loss, until.epochs) == (short.step, short.last_loss, short.epochs)
        for one, other in zip(until.loss_curve, short.loss_curve, strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(until.gradient_steps, short.gradient_steps)
        for name in ("gradients_of", "parameter_gradients_of", "weights_of"):
            key = "fc" if name == "gradients_of" else "fc.weight"
            np.testing.assert_array_equal(getattr(until, name)(key), getattr(short, name)(key))
        until.add(_told(3, step + 1))
        assert [event.step for event in until.events() if isinstance(event, StepDone)] == list(
            range(1, min(step, 10) + 1)
        ) + ([step] if step == 11 else []) + list(range(step + 1, step + 4))
    assert whole.step == 10 and len(list(whole.events())) == 13, "the whole is left as it was"


def test_a_training_that_goes_on_in_another_counts_its_own_epochs() -> None:
    history = RunHistory()
    history.add([_started(), *_told(6), _started(6), StepDone(1, 7, 0.5), EpochDone(1, 10, {"loss": 0.5}, None, 0.0)])
    history.add([_started(7, done=5), StepDone(2, 8, 0.5)])
    told = list(history.events())
    assert [event.epoch for event in told if isinstance(event, StepDone)] == [1, 1, 1, 1, 2, 2, 1, 2]
    assert [(place, event.step) for place, event in enumerate(told) if isinstance(event, Started)] == [
        (0, 0), (8, 6), (10, 7),
    ]  # fmt: skip
    assert [event.step for event in history.until(6).events() if isinstance(event, Started)] == [0]


def test_an_epoch_whose_end_is_told_again_is_one() -> None:
    history = RunHistory()
    history.add([_started(), *_told(4)])
    history = history.until(4)
    again = EpochDone(1, 4, {"loss": 0.25}, None, 9.0)
    history.add([_started(4, done=4), again])
    assert history.epochs == (again,)


def test_steps_that_were_told_to_nobody_are_steps_all_the_same() -> None:
    """A state of an earlier training may be gone on from while another one has begun."""
    history = RunHistory()
    history.add([_started(), *_told(2), StepDone(2, 6, 0.125)])
    assert [(event.step, event.loss) for event in history.events() if isinstance(event, StepDone)] == [
        (1, 1.0), (2, 0.5), (3, None), (4, None), (5, None), (6, 0.125),
    ]  # fmt: skip
    assert list(history.until(6).loss_curve.steps) == [1, 2, 6]


def test_many_epochs_up_to_a_step_stay_bounded_and_evenly_spread() -> None:
    history = RunHistory()
    history.add([EpochDone(number, number, {"loss": 1.0}, None, 1.0) for number in range(1, 2 * MOST_EPOCHS)])
    half = history.until(MOST_EPOCHS)
    assert half.epochs[0].epoch == 1 and half.epochs[-1].epoch <= MOST_EPOCHS
    half.add(
        [EpochDone(number, number, {"loss": 1.0}, None, 1.0) for number in range(MOST_EPOCHS + 1, 3 * MOST_EPOCHS)]
    )
    assert len(half.epochs) <= MOST_EPOCHS + 1 and half.epochs[-1].epoch == 3 * MOST_EPOCHS - 1
    assert len(RunHistory().until(3).epochs) == 0


@given(st.integers(0, 60), st.integers(1, 5), st.integers(-1, 70))
def test_a_table_up_to_a_step_has_its_rows_and_goes_on(looks: int, pairs: int, step: int) -> None:
    table = NormTable(2 * pairs)
    for look in range(looks):
        table.add(look, {"a": float(look), "b": 1.0})
    until = table.until(step)
    expected = [look for look in table.steps if look <= step]
    assert list(until.steps) == expected and list(until.of("a")) == expected
    rows = list(table.of("a"))
    until.add(1000, {"c": 5.0})
    assert list(table.of("a")) == rows and table.names == (("a", "b") if looks else ())
