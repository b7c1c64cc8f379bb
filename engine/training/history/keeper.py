"""Keeps snapshots of a training in a bounded memory, for no more than a share of its time.

The training tells the keeper where it is (`begin`, `begin_epoch`, `after_step`), and the keeper takes a snapshot when
one is due. It belongs to the thread that computes, except for `told`, which any thread may call.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from engine.training.history.moment import Moment
from engine.training.history.snapshots import Snapshot
from engine.training.history.spread import Spread
from engine.training.scores import Scoring
from engine.training.setup import Prepared

SHARE = 0.015  # of the time may go into snapshots; the caches that they sweep cost as much again, in the steps after
MOST = 1000  # snapshots: no slider tells more apart


@dataclass(frozen=True)
class Kept:
    """What a keeper keeps, as plain numbers: the steps in ascending order, their epochs and losses (NaN: not read).

    `nbytes` is what all of them take, `largest` the largest that was asked for, also where the budget had no room for
    it; `seconds` were spent.
    """

    steps: np.ndarray
    epochs: np.ndarray
    losses: np.ndarray
    nbytes: int
    largest: int
    budget: int
    seconds: float


class SnapshotKeeper:
    """Snapshots by step: the first, the newest, and others spread over the training between them.

    The next one is taken no sooner than what this one cost, divided by the share of the time; and no closer than half
    the gap that the budget leaves between them in the end: it would only be given up again. The memory of one that is
    given up is used for the next.
    """

    def __init__(
        self, budget: int, share: float = SHARE, clock: Callable[[], float] = time.perf_counter, most: int = MOST
    ) -> None:
        """`budget` is in bytes of the device of the training, where the tensors stay."""
        self._kept: Spread[Snapshot] = Spread(budget, most)
        self._share, self._clock = share, clock
        self._seconds = 0.0
        self._largest = 0
        self._due, self._due_step = 0.0, 0
        self._begins = False
        self._prepared: Prepared | None = None
        self._scoring: Scoring | None = None
        self._order: Tensor | None = None  # the state of its generator, as the epoch began
        self._epoch = self._epoch_step = self._step = 0
        self._loss: float | None = None

    # ------------------------------------------------------------------ what a training tells

    def begin(self, prepared: Prepared) -> None:
        """A training begins, or goes on from somewhere; where that is, a snapshot is taken."""
        self._prepared, self._begins = prepared, True

    def begin_epoch(self, moment: Moment, scoring: Scoring) -> None:
        """An epoch begins, or goes on. To be told before the order of its samples is drawn."""
        assert self._prepared is not None
        self._order, self._scoring = self._prepared.order.get_state(), scoring
        self._step, self._epoch, self._epoch_step = moment.step, moment.epoch, moment.step - moment.batches
        self._loss = None
        if self._begins:
            self._begin_history()

    def after_step(self, step: int, loss: float | None, is_last: bool = False) -> None:
        """A step was made; the last one is always kept."""
        self._step, self._loss = step, loss
        if is_last or (step >= self._due_step and self._clock() >= self._due):
            self.take()

    def after_epoch(self) -> None:
        """An epoch is over, its scores were told and the schedule has moved on: now is before the next one."""
        assert self._prepared is not None
        self._order, self._scoring = self._prepared.order.get_state(), None
        self._epoch, self._epoch_step = self._epoch + 1, self._step

    # ------------------------------------------------------------------ snapshots

    def take(self) -> Snapshot | None:
        """The snapshot of where the training is, between two steps.

        None where it is larger than the budget, or no training has begun.
        """
        kept = self.at_or_before(self._step)
        return kept if kept is not None and kept.step == self._step else self._take(pinned=False)

    def at_or_before(self, step: int) -> Snapshot | None:
        """The snapshot of a step, or the last one before it."""
        return self._kept.at_or_before(step)

    def told(self) -> Kept:
        """What is kept, and what it costs."""
        snapshots = self._kept.values
        return Kept(
            np.array([one.step for one in snapshots], np.int64),
            np.array([one.moment.epoch for one in snapshots], np.int64),
            np.array([math.nan if one.loss is None else one.loss for one in snapshots], np.float64),
            self._kept.nbytes,
            self._largest,
            self._kept.budget,
            self._seconds,
        )

    def _begin_history(self) -> None:
        """Goes on with what is kept where that is how it went before; else what is kept of later steps is another's."""
        assert self._prepared is not None
        self._begins, self._due, self._due_step = False, 0.0, self._step + 1
        kept = self.at_or_before(self._step)
        here = (self._step, self._epoch, self._step - self._epoch_step)
        if (
            kept is not None
            and kept.project is self._prepared.project
            and (kept.step, kept.moment.epoch, kept.moment.batches) == here
        ):
            return
        self._kept.give_up_after(self._step)
        self._take(pinned=True)

    def _take(self, pinned: bool) -> Snapshot | None:
        if self._prepared is None or self._order is None:
            return None
        began = self._clock()
        scores = self._scoring.kept() if self._scoring is not None else None
        moment = Moment(self._step, self._epoch, self._step - self._epoch_step, scores)
        snapshot = Snapshot.of(self._prepared, moment, self._loss, self._order)
        nbytes = snapshot.nbytes
        self._largest = max(self._largest, nbytes)
        is_kept = self._put(snapshot, nbytes, pinned)
        now = self._clock()
        self._seconds += now - began
        self._due = now + (now - began) / self._share
        room = max(1, min(self._kept.most, self._kept.budget // nbytes))
        self._due_step = self._step + (self._step - self._kept.values[0].step if is_kept else 0) // (2 * room)
        return snapshot if is_kept else None

    def _put(self, snapshot: Snapshot, nbytes: int, pinned: bool) -> bool:
        """Copies a snapshot and puts it among the others; False where there is no room for it."""
        free = [one.give_up() for one in self._kept.make_room(snapshot.step, nbytes)]
        if not self._kept.has_room(nbytes):
            return False
        try:
            snapshot.keep(free[-1] if free else None)
        except (RuntimeError, MemoryError):  # the device has less than the budget: the training is worth more
            self._kept.budget = self._kept.nbytes
            return False
        self._kept.put(snapshot.step, snapshot, nbytes, pinned)
        return True
