"""Training on the CPU, and on the accelerator where the tests may use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.compiler.random_state import RandomState, random_state_kept
from engine.project.project import Project
from engine.project.store import load_project
from engine.project.templates import templates
from engine.settings.optimizers import optimizers
from engine.settings.training import Chosen
from engine.training.events import EpochDone, Event, Failed, Finished, Look, StepDone
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.travel import travel
from engine.training.loop import train
from engine.training.runs import RunFolder, restore, saved_weights
from engine.training.setup import prepare
from tests.engine.devices import DEVICES
from tests.engine.projects import ALL, BLOCKS, DIGITS, inline, kind, project_of
from tests.engine.test_examples import SLOW_EXAMPLES

pytestmark = pytest.mark.parametrize("device", DEVICES)


def on(device: str, project: Project, **changes: object) -> Project:
    settings = replace(project.training, device=device, **changes)  # type: ignore[arg-type]
    return replace(project, training=settings)


def run(project: Project, watched: frozenset[str] | None = None) -> list[Event]:
    return list(train(prepare(project), None if watched is None else lambda: watched))


def finished(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished), events[-1]
    return events[-1]


@pytest.mark.parametrize("name", ALL)
def test_weights_are_the_same_with_and_without_looking(name: str, device: str) -> None:
    project = on(device, ALL[name], epochs=3, batch_size=7)
    plain, watched = run(project), run(project, frozenset({"fc", "fc.weight"}))
    assert any(isinstance(event, Look) for event in watched)
    for key, array in finished(plain).weights.items():
        assert np.array_equal(array, finished(watched).weights[key]), key


def test_it_trains_as_a_hand_written_loop_does(device: str) -> None:
    project = on(device, DIGITS, epochs=2)
    prepared = prepare(project)
    torch.manual_seed(0)
    fc1, fc2 = torch.nn.Linear(64, 64), torch.nn.Linear(64, 10)
    torch.nn.init.kaiming_uniform_(fc1.weight)
    torch.nn.init.constant_(fc1.bias, 0.0)
    network = torch.nn.Sequential(torch.nn.Flatten(), fc1, torch.nn.ReLU(), fc2).to(device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001, fused=True)
    order = torch.Generator().manual_seed(0)
    batches = [dict(batch) for _ in range(2) for batch in prepared.train.shuffled(64, order)]
    for batch in batches:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(batch["image"]), batch["label"]).backward()
        optimizer.step()
    weights = finished(list(train(prepared))).weights
    assert np.array_equal(weights["fc1.weight"], fc1.weight.detach().cpu().numpy())
    assert np.array_equal(weights["fc2.bias"], fc2.bias.detach().cpu().numpy())


@pytest.mark.parametrize("name", list(optimizers()))
def test_every_optimizer_lowers_the_loss(name: str, device: str) -> None:
    events = run(on(device, DIGITS, epochs=2, optimizer=Chosen(name, {"lr": 0.05} if name == "SGD" else {})))
    epochs = [event.train["loss"] for event in events if isinstance(event, EpochDone)]
    assert epochs[1] < epochs[0]


def test_losses_are_told_while_it_trains(device: str) -> None:
    """At each step on a CPU; elsewhere at the rate of a display, and at the first step."""
    losses = [event.loss for event in run(on(device, DIGITS, epochs=2)) if isinstance(event, StepDone)]
    assert losses[0] is not None
    assert device != "cpu" or None not in losses


def test_a_step_waits_for_nothing_on_the_device(device: str) -> None:
    """Between two readings of the loss the processor only hands work over."""
    events = train(prepare(on(device, BLOCKS, epochs=1, batch_size=7)))  # six steps
    first = next(event for event in events if isinstance(event, StepDone))
    assert first.loss is not None  # read just now: not again at the next steps
    if device == "cuda":
        torch.cuda.set_sync_debug_mode("error")
    try:
        for _ in range(2):
            assert isinstance(next(events), StepDone)
    finally:
        if device == "cuda":
            torch.cuda.set_sync_debug_mode("default")
    events.close()


EXPLODING = project_of(
    {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "drop": kind("Dropout", p=0.5),
     "log": kind("Log"), "loss": kind("MSELoss"), "y": kind("Input", column="y")},
    ["x -> fc", "fc -> drop", "drop -> log", "log -> loss.input", "y -> loss.target"],
    data=inline(x=[[1.0, 2.0], [3.0, 4.5]], y=[[1.5], [0.5]]),
)  # fmt: skip


def test_a_loss_that_is_no_number_is_named_and_spoils_no_weights(device: str) -> None:
    failed = run(on(device, EXPLODING, epochs=20))[-1]
    assert isinstance(failed, Failed)
    assert failed.problem.node in ("fc", "log")
    assert all(np.isfinite(array).all() for array in failed.weights.values())


def test_a_run_goes_on_as_if_it_had_never_stopped(device: str, tmp_path: Path) -> None:
    """With dropout, whose random state is the device's own."""
    whole = finished(run(on(device, BLOCKS, epochs=4)))
    half = on(device, BLOCKS, epochs=2)
    with RunFolder(tmp_path) as folder:
        prepared = prepare(half)
        step = finished(list(train(prepared))).step
        folder.save(half, prepared, step)
    kept = saved_weights(tmp_path)
    assert kept is not None
    prepared = prepare(half, kept[0])
    torch.manual_seed(99)  # whatever the process did before
    assert restore(tmp_path, prepared, step)
    parts = finished(list(train(prepared, first_step=step)))
    assert all(np.array_equal(parts.weights[name], array) for name, array in whole.weights.items())


def test_it_goes_on_from_a_kept_step_as_it_went(device: str) -> None:
    """With dropout, whose random state is the device's own, and without a keeper in the way of the weights."""
    project = on(device, BLOCKS, epochs=2, batch_size=7)
    keeper = SnapshotKeeper(1 << 30, share=1e9)
    whole = list(train(prepare(project), keeper=keeper))
    plain = finished(run(project)).weights
    assert all(np.array_equal(plain[name], array) for name, array in finished(whole).weights.items())
    scores = [event.train for event in whole if isinstance(event, EpochDone)]
    assert keeper.told().steps.tolist() == list(range(13))
    for step in (0, 4, 6, 7, 12):
        snapshot = keeper.at_or_before(step)
        assert snapshot is not None
        assert all(tensor.device.type == device for tensor in snapshot.state.parameters.values())
        prepared = prepare(project)
        torch.manual_seed(99)
        again = list(train(prepared, start=travel(snapshot, prepared)))
        assert all(np.array_equal(plain[name], array) for name, array in finished(again).weights.items())
        assert [event.train for event in again if isinstance(event, EpochDone)] == scores[snapshot.moment.epoch - 1 :]


def test_a_snapshot_waits_for_nothing_on_the_device(device: str) -> None:
    keeper = SnapshotKeeper(1 << 30, share=1e9, most=3)
    events = train(prepare(on(device, BLOCKS, epochs=1, batch_size=2)), keeper=keeper)
    next(event for event in events if isinstance(event, StepDone))
    if device == "cuda":
        torch.cuda.set_sync_debug_mode("error")
    try:
        for _ in range(5):
            assert isinstance(next(events), StepDone)
    finally:
        if device == "cuda":
            torch.cuda.set_sync_debug_mode("default")
    events.close()
    assert keeper.told().seconds > 0


def test_every_example_takes_a_step(device: str) -> None:
    for template in templates():
        project = load_project(template.path).project
        assert project is not None
        if project.data.source in ("mnist", "fashion-mnist"):
            continue  # files that only the test set-up installs
        if template.name in SLOW_EXAMPLES:
            continue  # a step of these takes gigabytes, or many seconds
        events = train(prepare(on(device, project)), lambda: frozenset())
        for event in events:
            assert not isinstance(event, Failed), (template.name, event)
            if isinstance(event, StepDone):
                break
        events.close()


def test_the_random_state_is_put_back(device: str) -> None:
    torch.rand(1, device=device)
    state = RandomState.now()
    first = torch.rand(3, device=device), torch.rand(3)
    with random_state_kept():
        torch.rand(10, device=device), torch.rand(10)
    second = torch.rand(3, device=device), torch.rand(3)
    state.restore()
    again = torch.rand(3, device=device), torch.rand(3)
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(first, second, strict=True))
