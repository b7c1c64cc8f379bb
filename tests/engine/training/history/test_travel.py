"""Going back to a kept step: the training goes on as it went, and what is looked at is what was there."""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import replace

import pytest
import torch

from engine.backprop.taken_apart import take_apart
from engine.problem import ProblemError
from engine.project.project import Project
from engine.settings.optimizers import optimizers
from engine.settings.schedules import schedules
from engine.settings.training import Chosen
from engine.training.events import StepDone
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.projects import ALL, BLOCKS, DIGITS
from tests.engine.training.history.kept import POINTS, follow, goes_on_as_it_went, keeping_all, kept_by, with_training

SCHEDULES = {
    "StepLR": {"step_size": 2},
    "MultiStepLR": {"milestones": [1, 2]},
    "ExponentialLR": {"gamma": 0.5},
    "CosineAnnealingWarmRestarts": {"T_0": 2},
    "OneCycleLR": {"max_lr": 0.1},
    "ReduceLROnPlateau": {"patience": 0, "factor": 0.5, "threshold": 0.5},
}


def goes_on_from_everywhere(project: Project) -> None:
    keeper = keeping_all()
    whole = follow(prepare(project), keeper)
    snapshots = kept_by(keeper)
    assert [one.step for one in snapshots] == list(range(len(snapshots)))
    assert snapshots[-1].step == sum(isinstance(event, StepDone) for event in whole)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # torch's, of a schedule that moves before its optimizer
        for snapshot in [
            *snapshots[::3],
            *snapshots[4::4],
            snapshots[-1],
        ]:  # 4 and 5 are the end of an epoch, and after it
            goes_on_as_it_went(snapshot, whole)


@pytest.mark.parametrize("name", list(optimizers()))
def test_it_goes_on_with_every_optimizer(name: str) -> None:
    """With dropout, batch normalization, a last short batch, metrics that sum in double precision, three epochs."""
    params = {"SGD": {"momentum": 0.9}, "RMSprop": {"momentum": 0.5, "centered": True}, "Adam": {"amsgrad": True}}
    goes_on_from_everywhere(with_training(POINTS, optimizer=Chosen(name, params.get(name, {}))))


@pytest.mark.parametrize("name", list(schedules()))
@pytest.mark.parametrize(
    "optimizer", [Chosen("SGD", {"momentum": 0.9, "lr": 0.1}), Chosen("Muon")], ids=["SGD", "Muon"]
)
def test_it_goes_on_with_every_schedule(name: str, optimizer: Chosen) -> None:
    schedule = Chosen(name, SCHEDULES.get(name, {}))
    goes_on_from_everywhere(with_training(POINTS, epochs=4, optimizer=optimizer, schedule=schedule))


@pytest.mark.parametrize("name", ALL)
def test_it_goes_on_in_every_network(name: str) -> None:
    """Blocks, sharing, ties, frozen layers, LSTM with dropout; accuracy."""
    goes_on_from_everywhere(with_training(ALL[name], epochs=2, batch_size=200 if ALL[name] is DIGITS else 13))


def test_it_goes_on_where_gradients_are_clipped() -> None:
    momentum = Chosen("SGD", {"lr": 0.1, "momentum": 0.9})
    project = with_training(POINTS, optimizer=momentum, clip={"norm": 0.1})
    plain, clipped = follow(prepare(with_training(POINTS, optimizer=momentum))), follow(prepare(project))
    assert plain[2] != clipped[2]  # the loss after the first update
    goes_on_from_everywhere(project)


def test_what_the_metrics_set_aside_goes_on_too() -> None:
    """In an epoch of more batches than are joined at once."""
    project = with_training(POINTS, epochs=1, batch_size=2)
    many = replace(project, data=replace(project.data, params={"samples": 400}))
    keeper = keeping_all()
    whole = follow(prepare(many), keeper)
    snapshots = kept_by(keeper)
    assert len(snapshots) > 100
    for snapshot in snapshots[::17]:
        goes_on_as_it_went(snapshot, whole)


def test_the_same_training_can_be_put_back() -> None:
    """Without fresh objects, to and fro."""
    prepared, keeper = prepare(POINTS), keeping_all()
    whole = follow(prepared, keeper)
    for place in (7, 2, 9):
        snapshot = kept_by(keeper)[place]
        again = follow(prepared, start=travel(snapshot, prepared))
        assert again[1] == next(event for event in whole if isinstance(event, StepDone) and event.step == place + 1)
        assert kept_by(keeper)[place] is snapshot


def test_looking_at_a_step_shows_what_was_there() -> None:
    """Weights, dropout masks, gradients and the update with its momentum, as the training itself had them."""
    project = with_training(BLOCKS, epochs=2, batch_size=13, optimizer=Chosen("Adam", {"lr": 0.01}))
    keeper = keeping_all()
    follow(prepare(project), keeper)
    snapshot = kept_by(keeper)[4]
    looking = prepare(project, updates=False)
    looking.network.module.train()
    moment = travel(snapshot, looking)
    first = moment.batches
    batch = next(looking.train.shuffled(13, looking.order, looking.least_batch, first))
    taken = take_apart(looking.network, batch, looking.optimizer)

    going_on = prepare(project)
    with closing(train(going_on, start=travel(snapshot, going_on))) as events:
        step = next(event for event in events if isinstance(event, StepDone))
    assert step.loss == taken.loss.item()
    for name, parameter in going_on.network.module.named_parameters():
        assert torch.equal(parameter, taken.update[name].after), name
        assert parameter.grad is not None and torch.equal(parameter.grad, taken.update[name].gradient), name  # type: ignore[arg-type]


def test_looking_leaves_the_snapshot_as_it_was() -> None:
    keeper = keeping_all()
    whole = follow(prepare(POINTS), keeper)
    snapshot = kept_by(keeper)[6]
    looking = prepare(POINTS)
    for _ in range(2):
        travel(snapshot, looking)
        batch = next(looking.train.shuffled(8, looking.order))
        take_apart(looking.network, batch, looking.optimizer)
    goes_on_as_it_went(snapshot, whole)


@pytest.mark.parametrize(
    "other",
    [
        DIGITS,
        with_training(POINTS, optimizer=Chosen("SGD")),
        with_training(POINTS, schedule=Chosen("StepLR", {"step_size": 1})),
    ],
    ids=["network", "optimizer", "schedule"],
)
def test_another_training_is_refused_and_left_alone(other: Project) -> None:
    keeper = keeping_all()
    follow(prepare(POINTS), keeper)
    prepared = prepare(other)
    before = [tensor.clone() for tensor in prepared.network.module.state_dict().values()]
    with pytest.raises(ProblemError, match="got that of another"):
        travel(kept_by(keeper)[3], prepared)
    assert all(torch.equal(a, b) for a, b in zip(before, prepared.network.module.state_dict().values(), strict=True))
