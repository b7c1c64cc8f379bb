"""The keeper: it changes nothing, costs its share and its memory at most, and keeps what can be gone on from."""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import pairwise

import numpy as np
import pytest

from engine.settings.training import Chosen
from engine.training.events import EpochDone, Failed, StepDone
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.snapshots import Snapshot
from engine.training.history.state import State
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.projects import ALL, DIGITS
from tests.engine.training.history.kept import (
    POINTS,
    essence,
    follow,
    goes_on_as_it_went,
    keeping_all,
    kept_by,
    weights_of,
    with_training,
)


class Clock:
    """A clock that stands still unless it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("name", ALL)
def test_weights_are_the_same_with_and_without_a_keeper(name: str) -> None:
    project = with_training(ALL[name], epochs=3, batch_size=7)
    plain, kept = follow(prepare(project)), follow(prepare(project), keeping_all())
    assert all(np.array_equal(array, weights_of(kept)[key]) for key, array in weights_of(plain).items())
    assert essence(plain) == essence(kept)


def test_the_budget_is_never_exceeded_and_what_stays_is_spread() -> None:
    """With memory that is used again: what stays can all be gone on from."""
    project = with_training(POINTS, epochs=10)
    each = SnapshotKeeper(1 << 30, share=1e9)
    follow(prepare(with_training(POINTS, epochs=1)), each)
    keeper = SnapshotKeeper(each.told().largest * 6, share=1e9)
    whole = []
    for event in train(prepare(project), keeper=keeper):
        whole.append(event)
        told = keeper.told()
        assert told.nbytes <= told.budget
        if isinstance(event, StepDone) and event.step > 1:
            assert told.steps[0] == 0
    told = keeper.told()
    assert told.steps[-1] == 40 and len(told.steps) >= 5
    assert np.diff(told.steps).max() <= 2 * 40 / (len(told.steps) - 1) + 40 // 12
    for snapshot in kept_by(keeper):
        goes_on_as_it_went(snapshot, whole)


def test_memory_that_was_given_up_is_used_again() -> None:
    keeper = SnapshotKeeper(1 << 30, share=1e9, most=4)
    places: list[set[int]] = []
    for event in train(prepare(with_training(POINTS, epochs=4)), keeper=keeper):
        if isinstance(event, StepDone) and event.step > 4:
            places.append({tensor.data_ptr() for one in kept_by(keeper)[1:] for tensor in one.state.tensors()})
    assert len(places) > 10
    assert all(before == after for before, after in pairwise(places))


def test_the_next_one_is_due_when_its_share_of_the_time_is_earned(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    copied = State.copied

    def slowly(self: State, spare: State | None = None) -> State:
        clock.now += 2.0
        return copied(self, spare)

    monkeypatch.setattr(State, "copied", slowly)
    keeper = SnapshotKeeper(1 << 30, share=0.1, clock=clock)
    for event in train(prepare(with_training(POINTS, epochs=30)), keeper=keeper):
        if isinstance(event, StepDone):
            clock.now += 1.0
    told = keeper.told()
    assert told.seconds == 2.0 * len(told.steps)
    assert set(np.diff(told.steps)[1:-1]) == {20}  # 20 seconds of training earn the 2 seconds of a snapshot
    assert told.seconds - 4.0 <= 0.1 * 120


def test_no_closer_than_the_budget_can_hold() -> None:
    """What would be given up again at once is not taken."""
    free = SnapshotKeeper(1 << 30, share=1e9, most=10)
    taken = 0
    take = free._take

    def counting(pinned: bool) -> Snapshot | None:
        nonlocal taken
        taken += 1
        return take(pinned)

    free._take = counting  # type: ignore[method-assign]
    follow(prepare(with_training(POINTS, epochs=100)), free)
    assert 10 < taken < 150  # of 400 steps
    assert np.diff(free.told().steps).max() <= 2 * 400 / 9 + 400 / 20


def test_what_is_told() -> None:
    keeper = keeping_all()
    events = follow(prepare(POINTS), keeper)
    told = keeper.told()
    losses = [event.loss for event in events if isinstance(event, StepDone)]
    assert told.steps.tolist() == list(range(13))
    assert told.epochs.tolist() == [1] * 5 + [2] * 4 + [3] * 4
    assert np.isnan(told.losses[0]) and told.losses[1:].tolist() == losses
    assert told.seconds > 0
    assert told.nbytes == sum(one.nbytes for one in kept_by(keeper))


def test_where_it_is_stopped_is_kept() -> None:
    keeper = SnapshotKeeper(1 << 30, share=1e-9)
    steps: list[int] = []
    for event in train(prepare(POINTS), stopping=lambda: len(steps) >= 6, keeper=keeper):
        if isinstance(event, StepDone):
            steps.append(event.step)
    assert keeper.told().steps.tolist() == [0, 6]
    goes_on_as_it_went(kept_by(keeper)[1], follow(prepare(POINTS)))


def test_where_it_is_stopped_between_two_epochs_is_kept() -> None:
    """After the schedule has moved on, which it must not do twice."""
    project = with_training(POINTS, schedule=Chosen("ExponentialLR", {"gamma": 0.5}))
    keeper = SnapshotKeeper(1 << 30, share=1e-9)
    done: list[EpochDone] = []
    for event in train(prepare(project), stopping=lambda: bool(done), keeper=keeper):
        if isinstance(event, EpochDone):
            done.append(event)
    assert keeper.told().steps.tolist() == [0, 4]
    assert (kept_by(keeper)[1].moment.epoch, kept_by(keeper)[1].moment.batches) == (2, 0)
    goes_on_as_it_went(kept_by(keeper)[1], follow(prepare(project)))


def test_a_visitor_may_take_one_at_any_event() -> None:
    """While training is paused, and if it is closed there: what was kept by then can all be gone on from."""
    project = with_training(POINTS, schedule=Chosen("ExponentialLR", {"gamma": 0.5}))
    whole = follow(prepare(project))
    for number in range(2, 16):
        keeper = SnapshotKeeper(1 << 30, share=1e-9)
        assert keeper.take() is None  # nothing has begun
        with closing(train(prepare(project), keeper=keeper)) as events:
            for _ in range(number):
                event = next(events)
            snapshot = keeper.take()
            assert snapshot is not None and keeper.take() is snapshot
            assert isinstance(event, (StepDone, EpochDone)) and snapshot.step == event.step
        assert keeper.take() is snapshot
        assert [one.step for one in kept_by(keeper)] == [0, snapshot.step]
        for one in kept_by(keeper):
            goes_on_as_it_went(one, whole)


def test_a_snapshot_that_is_interrupted_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = SnapshotKeeper(1 << 30, share=1e9, most=4)
    events = train(prepare(POINTS), keeper=keeper)
    for _ in range(8):
        next(events)
    copied = State.copied

    def interrupted(self: State, spare: State | None = None) -> State:
        copied(self, spare)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(State, "copied", interrupted)
        next(events)
    told = keeper.told()
    assert told.nbytes == sum(one.nbytes for one in kept_by(keeper))
    assert len(told.steps) == 3 and told.steps[0] == 0
    whole = follow(prepare(POINTS))
    for snapshot in kept_by(keeper):
        goes_on_as_it_went(snapshot, whole)


def test_where_the_device_has_no_memory_left_the_training_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = keeping_all()
    copied = State.copied

    def full(self: State, spare: State | None = None) -> State:
        if keeper.told().steps.size == 5:
            raise RuntimeError("can't allocate memory")
        return copied(self, spare)

    monkeypatch.setattr(State, "copied", full)
    events = follow(prepare(POINTS), keeper)
    assert essence(events) == essence(follow(prepare(POINTS)))
    told = keeper.told()
    assert len(told.steps) <= 5 and told.nbytes <= told.budget < 1 << 30


def test_a_budget_that_is_too_small_keeps_nothing_and_says_how_much_is_needed() -> None:
    keeper = SnapshotKeeper(1000, share=1e9)
    follow(prepare(POINTS), keeper)
    told = keeper.told()
    assert told.steps.size == 0 and told.nbytes == 0
    assert told.largest > 1000
    enough = SnapshotKeeper(told.largest, share=1e9)
    follow(prepare(POINTS), enough)
    assert enough.told().steps.tolist() == [12]


def test_a_snapshot_that_was_given_up_is_of_no_use() -> None:
    keeper = SnapshotKeeper(1 << 30, share=1e9, most=2)
    events = train(prepare(POINTS), keeper=keeper)
    for _ in range(3):
        next(events)
    old = keeper.take()
    next(events)
    events.close()
    assert old is not None
    with pytest.raises(RuntimeError, match="given up"):
        travel(old, prepare(POINTS))


def test_going_on_from_the_midst_keeps_what_came_after_it() -> None:
    """It is the same history: the steps come again with the same bits."""
    keeper = keeping_all()
    whole = follow(prepare(POINTS), keeper)
    before = kept_by(keeper)
    prepared = prepare(POINTS)
    follow(prepared, keeper, start=travel(before[5], prepared))
    assert kept_by(keeper) == before
    goes_on_as_it_went(before[9], whole)


def test_another_history_takes_the_place_of_what_came_after_it() -> None:
    keeper = keeping_all()
    follow(prepare(POINTS), keeper)
    other = with_training(POINTS, optimizer=Chosen("SGD", {"lr": 0.1}))
    whole = follow(prepare(other), keeper, first_step=7)
    told = keeper.told()
    assert told.steps.tolist() == list(range(7 + 12 + 1))
    assert all(one.project is (POINTS if one.step < 7 else other) for one in kept_by(keeper))
    goes_on_as_it_went(kept_by(keeper)[10], whole)


def test_training_again_goes_on_in_the_same_keeper() -> None:
    """The beginning of each training stays, so that every step can be gone on from within its own training."""
    keeper = SnapshotKeeper(1 << 30, share=1e9, most=6)
    weights = weights_of(follow(prepare(POINTS), keeper))
    second = follow(prepare(POINTS, weights), keeper, first_step=12)
    kept = {one.step: one for one in kept_by(keeper)}
    assert {0, 12, 24} <= set(kept)
    assert (kept[12].moment.epoch, kept[12].moment.batches) == (1, 0)
    goes_on_as_it_went(kept[12], second)


def test_a_failure_is_told_as_without_a_keeper() -> None:
    project = with_training(DIGITS, optimizer=Chosen("SGD", {"lr": 1e30}))
    plain = list(train(prepare(project)))[-1]
    kept = list(train(prepare(project), keeper=keeping_all()))[-1]
    assert isinstance(plain, Failed) and isinstance(kept, Failed)
    assert plain.problem == kept.problem and plain.step == kept.step


def test_the_smallest_share() -> None:
    keeper = SnapshotKeeper(sys.maxsize, share=1e-12)
    follow(prepare(POINTS), keeper)
    assert keeper.told().steps.tolist() == [0, 12]
