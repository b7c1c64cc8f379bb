"""The history of a run is bounded, and shows the same as all of it would."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.session.loss_curve import LossCurve
from app.session.norm_table import NormTable
from app.session.run_history import MOST_EPOCHS, RunHistory
from engine.training.events import EpochDone, Look, StepDone


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
