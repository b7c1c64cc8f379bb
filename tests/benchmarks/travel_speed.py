"""Time travel: training with a keeper of snapshots against the same without, and going back to a kept step."""

from __future__ import annotations

import time

from engine.data.dataset import Dataset
from engine.project.project import Project
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.snapshots import snapshot_bytes
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.memory import keep_freed_memory
from engine.training.setup import prepare
from tests.benchmarks.epoch import samples_a_second
from tests.benchmarks.networks import CNN, MLP, digits_like
from tests.benchmarks.rounds import Measured, in_turn
from tests.benchmarks.table import Row, at_most_row, ratio_row

ROUNDS = 15
BUDGET = 64 << 20  # bytes: it is full before the epoch is over


def rows() -> list[Row]:
    keep_freed_memory()
    return _measured("784-128-64-10", MLP, digits_like()) + _measured("small CNN", CNN, digits_like(3_000, (3, 32, 32)))


def _measured(name: str, project: Project, data: Dataset) -> list[Row]:
    keepers: list[SnapshotKeeper] = []

    def keeping() -> float:
        keepers.append(SnapshotKeeper(BUDGET))
        del keepers[:-1]
        return _epoch(project, data, keepers[-1])

    measured = in_turn({"plain": lambda: _epoch(project, data, None), "keeping": keeping}, ROUNDS)
    keeper = keepers[-1]
    told, each = keeper.told(), snapshot_bytes(prepare(project, dataset=data))
    scrubs = _scrub_milliseconds(keeper, project, data)
    low, high = scrubs.spread
    return [
        ratio_row(f"{name}: keeping snapshots against not", measured["keeping"].ratio_to(measured["plain"]), 0.95),
        Row(
            f"{name}: kept of {told.steps[-1]} steps",
            f"{len(told.steps)}",
            f"{each / 2**20:.2f} MiB each, {told.nbytes / 2**20:.0f} of {BUDGET >> 20} MiB",
        ),
        at_most_row(f"{name}: back to a kept step", scrubs.median, "ms", 200, f"{low:.3g} to {high:.3g}"),
    ]


def _epoch(project: Project, data: Dataset, keeper: SnapshotKeeper | None) -> float:
    """Samples a second over one epoch."""
    prepared = prepare(project, dataset=data)
    return samples_a_second(prepared, train(prepared, keeper=keeper))


def _scrub_milliseconds(keeper: SnapshotKeeper, project: Project, data: Dataset) -> Measured:
    """To and fro between kept steps, with a training made for looking."""
    prepared = prepare(project, dataset=data)
    steps = keeper.told().steps
    found = []
    for number in range(50):
        step = int(steps[number * 7919 % len(steps)])
        began = time.perf_counter()
        snapshot = keeper.at_or_before(step)
        assert snapshot is not None and snapshot.step == step
        travel(snapshot, prepared)
        found.append((time.perf_counter() - began) * 1000)
    return Measured(tuple(found))
