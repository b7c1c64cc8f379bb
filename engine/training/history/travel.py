"""Going back to a snapshot, and to steps between two of them."""

from __future__ import annotations

from copy import deepcopy

from engine.problem import Problem, ProblemError
from engine.training.history.moment import Moment
from engine.training.history.snapshots import Snapshot
from engine.training.history.state import numbers_of, optimizer_parts
from engine.training.setup import Prepared


def travel(snapshot: Snapshot, prepared: Prepared) -> Moment:
    """Puts a training to where the snapshot was taken: weights, optimizer, schedule, order, torch's random state.

    `train(prepared, start=...)` goes on from the moment that is returned, exactly as it went, at the same number of
    threads. `prepared` may have been made for looking only. Raises ProblemError (`state_unfit`), and changes nothing,
    where it was made of a project whose network, optimizer or schedule is another.
    """
    found = optimizer_parts(prepared)
    before, now = snapshot.project.training, prepared.project.training
    kinds_differ = before.optimizer.kind != now.optimizer.kind or (
        (before.schedule and before.schedule.kind) != (now.schedule and now.schedule.kind)
    )
    if kinds_differ or [len(groups) for groups in snapshot.numbers] != [len(numbers_of(part)) for part in found]:
        raise ProblemError(Problem("state_unfit"))
    snapshot.state.put_into(prepared)
    put_numbers(snapshot, prepared)
    if prepared.optimizer is not None:
        prepared.optimizer.zero_grad()  # those of another step
    prepared.order.set_state(snapshot.order)
    snapshot.random.restore()
    return snapshot.moment


def put_numbers(snapshot: Snapshot, prepared: Prepared) -> None:
    """The schedule, and the numbers of the optimizer that it changes, as they were."""
    if prepared.schedule is not None and snapshot.schedule is not None:
        prepared.schedule.load_state_dict(deepcopy(snapshot.schedule))
    for part, groups in zip(optimizer_parts(prepared), snapshot.numbers, strict=True):
        for group, numbers in zip(part.param_groups, groups, strict=True):
            group.update(numbers)
        part._opt_called = snapshot.step > 0  # type: ignore[attr-defined]  # else torch warns of a schedule too early
