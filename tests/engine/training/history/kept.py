"""Trainings with a keeper, and the comparison that every test of time travel rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import torch

from engine.project.project import Project
from engine.training.events import EpochDone, Event, Finished, StepDone
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.snapshots import Snapshot
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.setup import Prepared, prepare
from tests.engine.projects import kind, project_of

POINTS = project_of(
    {"point": kind("Input", column="point"), "fc1": kind("Linear", out_features=8), "norm": kind("BatchNorm1d"),
     "act": kind("Tanh"), "drop": kind("Dropout", p=0.25), "fc2": kind("Linear", out_features=1),
     "target": kind("Input", column="target"), "loss": kind("MSELoss")},
    ["point -> fc1", "fc1 -> norm", "norm -> act", "act -> drop", "drop -> fc2", "fc2 -> loss.input",
     "target -> loss.target"],
    data={"source": "wave", "params": {"samples": 50}, "split": {"train": 0.6, "validation": 0.2, "test": 0.2}},
    training={"epochs": 3, "batch_size": 8},  # 8, 8, 8 and 6 samples
)  # fmt: skip


def with_training(project: Project, **changes: object) -> Project:
    return replace(project, training=replace(project.training, **changes))  # type: ignore[arg-type]


def keeping_all() -> SnapshotKeeper:
    """A keeper that has room and time for every step."""
    return SnapshotKeeper(1 << 30, share=1e9)


def kept_by(keeper: SnapshotKeeper) -> list[Snapshot]:
    found = [keeper.at_or_before(int(step)) for step in keeper.told().steps]
    return [snapshot for snapshot in found if snapshot is not None]


def follow(prepared: Prepared, keeper: SnapshotKeeper | None = None, **options: object) -> list[Event]:
    events = list(train(prepared, keeper=keeper, **options))  # type: ignore[arg-type]
    assert isinstance(events[-1], Finished), events[-1]
    return events


def essence(events: Iterable[Event], after: int = 0, epoch: int = 1) -> list[object]:
    """Losses after a step, scores from an epoch on, and the final weights, without the times."""
    found: list[object] = []
    for event in events:
        if isinstance(event, StepDone) and event.step > after:
            found.append(event)
        elif isinstance(event, EpochDone) and event.epoch >= epoch:
            found.append((event.epoch, event.step, event.train, event.validation))
        elif isinstance(event, Finished):
            weights = {name: array.tobytes() for name, array in event.weights.items()}
            found.append((event.step, event.train, event.validation, event.test, weights))
    return found


def goes_on_as_it_went(snapshot: Snapshot, whole: list[Event]) -> None:
    """From fresh objects, whatever the process did before."""
    prepared = prepare(snapshot.project)
    torch.manual_seed(1234)
    again = follow(prepared, start=travel(snapshot, prepared))
    assert essence(again) == essence(whole, snapshot.step, snapshot.moment.epoch), f"from step {snapshot.step}"


def weights_of(events: list[Event]) -> dict[str, np.ndarray]:
    finished = events[-1]
    assert isinstance(finished, Finished)
    return dict(finished.weights)
