"""Branches: what stays as it was, what follows the new settings, and a run folder that says where it began."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.project.project import Project
from engine.project.store import load_project
from engine.settings.training import Chosen
from engine.training.events import EpochDone, Event, Finished, Started, StepDone
from engine.training.history.branching import branch
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.snapshots import Snapshot
from engine.training.loop import train
from engine.training.run_numbers import read_numbers
from engine.training.runs import Origin, RunFolder, next_run
from engine.training.setup import Prepared, prepare
from tests.engine.training.history.kept import POINTS, essence, follow, keeping_all, kept_by, with_training


@pytest.fixture(autouse=True)
def no_warning_of_torch() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def kept_of(project: Project, step: int = 6) -> tuple[Snapshot, list[Event]]:
    """The snapshot of a step; the sixth is the second of the second epoch."""
    keeper = keeping_all()
    whole = follow(prepare(project), keeper)
    return kept_by(keeper)[step], whole


def first_losses(project: Project, snapshot: Snapshot) -> list[float | None]:
    prepared, moment = branch(snapshot, project)
    return [event.loss for event in follow(prepared, start=moment) if isinstance(event, StepDone)]


def rates(prepared: Prepared) -> list[float]:
    return [group["lr"] for group in prepared.optimizer.param_groups]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": Chosen("Muon"), "schedule": Chosen("OneCycleLR", {"max_lr": 0.1})},
        {"schedule": Chosen("ReduceLROnPlateau", {"patience": 0, "threshold": 0.5})},
    ],
    ids=["plain", "OneCycleLR", "ReduceLROnPlateau"],
)
def test_a_branch_without_a_change_goes_on_as_it_went(settings: dict[str, object]) -> None:
    project = with_training(POINTS, **settings)
    snapshot, whole = kept_of(project)
    torch.manual_seed(99)
    prepared, moment = branch(snapshot, replace(project))
    assert essence(follow(prepared, start=moment)) == essence(whole, 6, 2)


def test_another_learning_rate_keeps_what_the_optimizer_remembers() -> None:
    """Against Adam written out by hand from the same state: one step with another lr."""
    snapshot, whole = kept_of(with_training(POINTS, optimizer=Chosen("Adam", {"lr": 0.01})))
    other = with_training(POINTS, optimizer=Chosen("Adam", {"lr": 0.5}))
    prepared, moment = branch(snapshot, other)
    assert rates(prepared) == [0.5]
    events = train(prepared, start=moment)
    loss = next(event.loss for event in events if isinstance(event, StepDone))
    events.close()
    assert loss == next(event.loss for event in whole if isinstance(event, StepDone) and event.step == 7)
    for name, parameter in prepared.network.module.named_parameters():
        state, gradient = snapshot.state.optimizer[0][name], parameter.grad
        assert gradient is not None
        mean = state["exp_avg"].lerp(gradient, 0.1)
        square = state["exp_avg_sq"] * 0.999 + 0.001 * gradient**2
        step = float(state["step"]) + 1
        change = 0.5 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)
        assert torch.allclose(parameter, snapshot.state.parameters[name] - change, rtol=1e-5, atol=1e-6)


def test_another_optimizer_begins_afresh_with_the_same_weights_and_batches() -> None:
    snapshot, whole = kept_of(POINTS)
    other = with_training(POINTS, optimizer=Chosen("SGD", {"lr": 0.05, "momentum": 0.9}))
    prepared, moment = branch(snapshot, other)
    assert not prepared.optimizer.state
    events = follow(prepared, start=moment)
    losses = {event.step: event.loss for event in whole if isinstance(event, StepDone)}
    found = {event.step: event.loss for event in events if isinstance(event, StepDone)}
    assert list(found) == [7, 8, 9, 10, 11, 12]
    assert found[7] == losses[7]
    assert all(found[step] != losses[step] for step in range(8, 13))
    done = next(event for event in events if isinstance(event, EpochDone))
    assert (done.epoch, done.step) == (2, 8)


def test_what_the_same_optimizer_would_not_remember_is_begun_afresh() -> None:
    """amsgrad needs a tensor that plain Adam has not."""
    snapshot, _ = kept_of(POINTS)
    prepared, moment = branch(snapshot, with_training(POINTS, optimizer=Chosen("Adam", {"amsgrad": True})))
    assert not prepared.optimizer.state
    follow(prepared, start=moment)
    again, _ = branch(snapshot, with_training(POINTS, optimizer=Chosen("Adam", {"betas": [0.8, 0.9]})))
    assert len(again.optimizer.state) == 6


def test_layers_that_fit_keep_their_weights_and_their_momentum() -> None:
    snapshot, _ = kept_of(POINTS)
    wider = POINTS.graph.nodes["fc2"]
    nodes = {**POINTS.graph.nodes, "fc2": replace(wider, params={"out_features": 1, "bias": False})}
    nodes["fc1"] = replace(POINTS.graph.nodes["fc1"], frozen=True)
    prepared, moment = branch(snapshot, replace(POINTS, graph=POINTS.graph.with_nodes(nodes)))
    for name, parameter in prepared.network.module.named_parameters():
        assert torch.equal(parameter, snapshot.state.parameters[name])
    for name, buffer in prepared.network.module.named_buffers():
        assert torch.equal(buffer, snapshot.state.buffers[name])
    assert len(prepared.optimizer.state) == 3  # norm.weight, norm.bias, fc2.weight
    follow(prepared, start=moment)


@pytest.mark.parametrize(
    ("name", "params", "lr"),
    [
        ("StepLR", {"step_size": 1, "gamma": 0.5}, 0.05),
        ("CosineAnnealingLR", {"T_max": 2}, 0.05),
        ("ReduceLROnPlateau", {}, 0.1),
    ],
)
def test_a_new_schedule_stands_where_it_would_stand(name: str, params: dict[str, object], lr: float) -> None:
    """In the second epoch."""
    snapshot, _ = kept_of(POINTS)
    changed = with_training(POINTS, optimizer=Chosen("SGD", {"lr": 0.1}), schedule=Chosen(name, params))
    prepared, moment = branch(snapshot, changed)
    assert rates(prepared) == [pytest.approx(lr)]
    follow(prepared, start=moment)


def test_a_schedule_over_steps_stands_where_it_would_stand() -> None:
    changed = with_training(POINTS, optimizer=Chosen("SGD"), schedule=Chosen("OneCycleLR", {"max_lr": 0.3}))
    snapshot, _ = kept_of(POINTS)
    there, _ = kept_of(changed)
    prepared, moment = branch(snapshot, changed)
    assert rates(prepared) == [there.numbers[0][0]["lr"]]
    assert prepared.optimizer.param_groups[0]["momentum"] == there.numbers[0][0]["momentum"]
    follow(prepared, start=moment)
    longer, moment = branch(there, with_training(changed, epochs=6))
    assert rates(longer) != rates(prepared)
    assert follow(longer, start=moment)[-1].step == 24  # type: ignore[union-attr]


def test_another_batch_size_begins_the_epoch_anew() -> None:
    snapshot, _ = kept_of(POINTS)
    prepared, moment = branch(snapshot, with_training(POINTS, batch_size=15))
    assert (moment.step, moment.epoch, moment.batches, moment.scores) == (6, 2, 0, None)
    events = follow(prepared, start=moment)
    assert isinstance(events[0], Started) and events[0].step == 6 and events[0].done == 2
    assert [event.step for event in events if isinstance(event, StepDone)] == [7, 8, 9, 10]


def test_another_seed_draws_another_order() -> None:
    snapshot, _ = kept_of(POINTS)
    other = with_training(POINTS, seed=5)
    prepared, moment = branch(snapshot, other)
    assert moment.batches == 0
    assert torch.equal(prepared.order.get_state(), torch.Generator().manual_seed(5).get_state())
    assert torch.equal(prepared.network.module.get_parameter("fc1.weight"), snapshot.state.parameters["fc1.weight"])


def test_fewer_epochs_than_there_were_have_nothing_left_to_do() -> None:
    snapshot, _ = kept_of(POINTS)
    prepared, moment = branch(snapshot, with_training(POINTS, epochs=1))
    events = follow(prepared, start=moment)
    assert not any(isinstance(event, StepDone) for event in events)
    assert isinstance(events[-1], Finished) and events[-1].step == 6


def test_a_branch_leaves_the_snapshot_as_it_was() -> None:
    snapshot, whole = kept_of(POINTS)
    for _ in range(2):
        assert first_losses(POINTS, snapshot) == [
            event.loss for event in whole if isinstance(event, StepDone) and event.step > 6
        ]
        first_losses(with_training(POINTS, optimizer=Chosen("Adam", {"lr": 1.0})), snapshot)


def record(path: Path, prepared: Prepared, origin: Origin | None = None, **options: Any) -> None:
    with RunFolder(path, origin=origin) as run:
        for event in train(prepared, **options):
            run.record(event)
            if isinstance(event, Finished):
                run.save(prepared.project, prepared, event.step)


def test_a_branch_is_a_run_beside_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "Wave.chainrule"
    keeper = SnapshotKeeper(1 << 30, share=1e9)
    old = next_run(file)
    record(old, prepare(POINTS), keeper=keeper)
    snapshot = keeper.at_or_before(6)
    assert snapshot is not None
    other = with_training(POINTS, optimizer=Chosen("SGD", {"lr": 0.05}))
    prepared, moment = branch(snapshot, other)
    new = next_run(file)
    assert (old.name, new.name) == ("1", "2") and new.parent == tmp_path / "Wave.runs"
    record(new, prepared, Origin(old.name, snapshot.step), start=moment)

    before, after = read_numbers(old), read_numbers(new)
    assert before.origin is None and after.origin == Origin("1", 6)
    assert before.steps.tolist() == list(range(1, 13)) and after.steps.tolist() == list(range(7, 13))
    assert before.losses[6] == after.losses[0] and before.losses[7] != after.losses[1]
    assert after.trainings[0].first_step == 6
    assert after.curve("train", "loss")[0].tolist() == [8, 12]
    loaded = load_project(new / "run.chainrule")
    assert loaded.project is not None and loaded.project.training.optimizer == other.training.optimizer
    weights = {name: tensor.numpy() for name, tensor in prepared.network.module.state_dict().items()}
    assert all(np.array_equal(loaded.weights[name], array) for name, array in weights.items())
