"""Speed and time left, as a person would reckon them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.session.progress import Pace, ProgressMeter
from engine.training.events import Started, StepDone

BEGUN = Started(
    epochs=4, steps_per_epoch=10, batch_size=32, samples={}, parameters=0, device="cpu", threads=1, step=100
)


def test_where_a_run_stands() -> None:
    meter = ProgressMeter(BEGUN)
    assert meter.progress.samples_per_second is None and meter.progress.seconds_left is None
    meter.measure(0.0)
    for step in range(1, 13):
        meter.take(StepDone(1 if step <= 10 else 2, 100 + step, 0.5))
    meter.measure(2.0)
    progress = meter.progress
    assert (progress.epoch, progress.epochs, progress.batch, progress.batches) == (2, 4, 2, 10)
    assert progress.fraction == pytest.approx(12 / 40)
    assert progress.samples_per_second == pytest.approx(6 * 32)
    assert progress.seconds_left == pytest.approx(28 / 6)


def test_a_run_that_goes_on_from_the_midst_of_an_epoch() -> None:
    meter = ProgressMeter(replace(BEGUN, step=113, done=13))
    assert (meter.progress.epoch, meter.progress.batch) == (2, 3)
    meter.take(StepDone(2, 114, 0.5))
    assert (meter.progress.epoch, meter.progress.batch, meter.progress.fraction) == (2, 4, 14 / 40)


def test_a_pause_is_left_out() -> None:
    pace = Pace()
    pace.count(0.0, 0)
    pace.count(1.0, 10)
    pace.pause()
    assert pace.steps_per_second is None
    pace.count(100.0, 10)
    pace.count(101.0, 15)
    assert pace.steps_per_second == pytest.approx(5)


def test_the_speed_is_that_of_the_last_seconds() -> None:
    pace = Pace()
    for second in range(100):
        pace.count(float(second), 10 * second)
    for second in range(100, 110):
        pace.count(float(second), 1000 + 100 * (second - 100))
    assert pace.steps_per_second == pytest.approx(100)
    assert len(pace._counted) < 10


def test_no_time_went_by() -> None:
    pace = Pace()
    pace.count(1.0, 0)
    pace.count(1.0, 10)
    assert pace.steps_per_second is None
