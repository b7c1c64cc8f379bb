"""Comes to any step of a training again: from the snapshot before it, step by step."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing

from engine.problem import Problem, ProblemError
from engine.training.events import Failed, StepDone
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.snapshots import Snapshot
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.setup import Prepared


def reach(
    snapshot: Snapshot, step: int, prepared: Prepared, cancelled: Callable[[], bool] = lambda: False
) -> Snapshot | None:
    """Puts a training to a step, and returns the snapshot of it; None where it was cancelled on the way.

    The steps from the given snapshot on are made once more, to the same bits at the same number of threads. Raises
    ProblemError where that training ended, or fails, before the step.
    """
    moment = travel(snapshot, prepared)
    if snapshot.step == step:
        return snapshot
    keeper = SnapshotKeeper(sys.maxsize, most=2)
    reached = snapshot.step
    with closing(train(prepared, keeper=keeper, start=moment)) as events:
        for event in events:
            if isinstance(event, Failed):
                raise ProblemError(event.problem)
            if type(event) is not StepDone:
                continue
            reached = event.step
            if reached == step or cancelled():
                break
        found = keeper.take() if reached == step else None
    if found is not None:
        travel(found, prepared)  # the order of samples, too, which was drawn on the way
    elif not cancelled():
        raise ProblemError(Problem("state_not_reached", {"step": step, "received": reached}))
    return found
