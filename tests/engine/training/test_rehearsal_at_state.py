"""A step that is taken apart at a kept state is the very step that the training made there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.compiler.planner import Planner
from engine.data.dataset import load
from engine.problem import ProblemError
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.settings.training import Chosen
from engine.training.history.snapshots import Snapshot
from engine.training.rehearsal import Samples, rehearse_project
from engine.training.setup import prepare
from tests.engine.training.history.kept import POINTS, follow, keeping_all, kept_by, with_training

CLIPPED = with_training(
    POINTS, schedule=Chosen("ExponentialLR", {"gamma": 0.5}), clip={"norm": 0.1},
    optimizer=Chosen("Adam", {"lr": 0.05, "weight_decay": 0.01}),
)  # fmt: skip


def trained(project: Project) -> list[Snapshot]:
    keeper = keeping_all()
    follow(prepare(project), keeper)
    return kept_by(keeper)


def next_batch(snapshot: Snapshot) -> Samples:
    """The samples of the step that follows, as they would be typed."""
    prepared = prepare(snapshot.project)
    prepared.order.set_state(snapshot.order)
    batches = prepared.train.shuffled(8, prepared.order, prepared.least_batch, snapshot.moment.batches)
    return Samples(typed={name: tensor.numpy() for name, tensor in next(iter(batches)).items()})


def test_it_is_the_step_that_was_made_there() -> None:
    """Batch, dropout, running means, clipping, schedule and optimizer: the weights after it are those to the bit."""
    snapshots = trained(CLIPPED)
    others = [one for one in snapshots if one.moment.batches < 4 and one.step < 12]
    assert len(others) > 8
    for snapshot in others:
        recording = rehearse_project(CLIPPED, None, load(CLIPPED.data), next_batch(snapshot), state=snapshot)
        following = next(one for one in snapshots if one.step == snapshot.step + 1)
        assert recording.loss is not None and float(recording.loss) == following.loss
        for name, updated in recording.update.items():
            assert torch.equal(updated.before, snapshot.state.parameters[name])
            assert torch.equal(updated.after, following.state.parameters[name]), (snapshot.step, name)


def test_the_settings_of_the_update_are_those_of_then() -> None:
    snapshot = trained(CLIPPED)[5]
    now = with_training(CLIPPED, optimizer=Chosen("SGD", {"lr": 9.0}), schedule=None, clip=None)
    samples, dataset = next_batch(snapshot), load(CLIPPED.data)
    then = rehearse_project(CLIPPED, None, dataset, samples, state=snapshot)
    found = rehearse_project(now, None, dataset, samples, state=snapshot)
    for name, updated in found.update.items():
        assert torch.equal(updated.after, then.update[name].after)


def test_looking_leaves_no_trace() -> None:
    """Neither in the random state nor in the number of threads, at which a training may go on beside it."""
    with_threads = with_training(POINTS, threads=2)
    snapshot = trained(with_threads)[4]
    torch.set_num_threads(1)
    torch.manual_seed(42)
    before, state = torch.get_rng_state(), {name: one.clone() for name, one in snapshot.state.parameters.items()}
    first = rehearse_project(with_threads, None, load(POINTS.data), Samples(count=4), state=snapshot)
    again = rehearse_project(with_threads, None, load(POINTS.data), Samples(count=4), state=snapshot)
    assert torch.get_num_threads() == 1 and torch.equal(torch.get_rng_state(), before)
    assert float(first.loss) == float(again.loss)  # type: ignore[arg-type]
    for name, tensor in state.items():
        assert torch.equal(snapshot.state.parameters[name], tensor)


def test_another_network_is_refused() -> None:
    snapshot = trained(POINTS)[2]
    wider = edits.set_param(POINTS, MAIN, "fc1", "out_features", 5).apply(POINTS)
    with pytest.raises(ProblemError) as raised:
        rehearse_project(wider, None, load(POINTS.data), Samples(count=4), state=snapshot)
    assert [problem.code for problem in raised.value.problems] == ["state_unfit"]


def test_a_graph_in_which_the_weights_fit_is_shown_with_them() -> None:
    snapshot = trained(POINTS)[6]
    softer = edits.set_param(POINTS, MAIN, "drop", "p", 0.0).apply(POINTS)
    recording = rehearse_project(softer, None, load(POINTS.data), Samples(count=4), Planner().plan(softer), snapshot)
    for name, updated in recording.update.items():
        assert torch.equal(updated.before, snapshot.state.parameters[name])


def test_frozen_layers_stay_at_a_state() -> None:
    frozen = replace(POINTS, graph=edits.set_frozen(POINTS, MAIN, "fc1", True).apply(POINTS).graph)
    snapshot = trained(frozen)[3]
    recording = rehearse_project(frozen, None, load(POINTS.data), next_batch(snapshot), state=snapshot)
    moved = {name for name, one in recording.update.items() if not torch.equal(one.before, one.after)}
    assert "fc1.weight" not in moved and "fc2.weight" in moved
    np.testing.assert_array_equal(recording.update["fc2.weight"].before, snapshot.state.parameters["fc2.weight"])
