"""Every schedule against torch's scheduler: the same names, defaults and learning rates, step by step."""

from __future__ import annotations

import copy
import inspect
import io
import math
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn, optim
from torch.optim import lr_scheduler

from engine.settings.optimizers import Muon, optimizers
from engine.settings.schedules import (
    CosineAnnealingLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    ScheduleKind,
    StepLR,
    check,
    schedules,
)
from engine.settings.together import Together
from engine.settings.training import Chosen

EPOCHS, STEPS = 7, 3
WORKED_OUT = {"self", "optimizer", "last_epoch", "total_steps", "epochs", "steps_per_epoch", "mode"}
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "StepLR": [{"step_size": 2}, {"step_size": 1, "gamma": 0.5}],
    "MultiStepLR": [{"milestones": [1, 4]}, {"milestones": [3, 3], "gamma": 0.5}],
    "ConstantLR": [{}, {"factor": 0.5, "total_iters": 2}],
    "LinearLR": [{}, {"start_factor": 0.1, "end_factor": 0.0, "total_iters": 3}],
    "ExponentialLR": [{"gamma": 0.9}],
    "PolynomialLR": [{}, {"total_iters": 3, "power": 2}],
    "CosineAnnealingLR": [{"T_max": 4}, {"T_max": 3, "eta_min": 0.01}],
    "CosineAnnealingWarmRestarts": [{"T_0": 2}, {"T_0": 1, "T_mult": 2, "eta_min": 0.01}],
    "OneCycleLR": [{"max_lr": 0.1}, {"max_lr": 1, "three_phase": True, "pct_start": 0.2, "anneal_strategy": "linear"}],
    "ReduceLROnPlateau": [{"patience": 0}, {"patience": 1, "cooldown": 1, "factor": 0.5, "min_lr": 0.02}],
}
LOSSES = [1.0, 0.9, 0.95, 0.95, 0.95, float("nan"), 0.1]
Point = tuple[float, float | None, float | None]


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def sgd() -> optim.Optimizer:
    return optim.SGD([nn.Parameter(torch.ones(2))], lr=0.1, momentum=0.9)


def points(optimizer: optim.Optimizer | Together) -> list[Point]:
    """Learning rate, momentum and first beta of each group."""
    return [(g["lr"], g.get("momentum"), g["betas"][0] if "betas" in g else None) for g in optimizer.param_groups]


def course(schedule: Schedule, optimizer: optim.Optimizer | Together, epochs: int = EPOCHS) -> list[list[Point]]:
    """What the optimizer has at every step."""
    seen = []
    for epoch in range(epochs):
        for _ in range(STEPS):
            seen.append(points(optimizer))
            optimizer.step()
            schedule.after_step()
        schedule.after_epoch(LOSSES[epoch % len(LOSSES)])
    return seen


def torch_course(name: str, params: dict[str, Any], optimizer: optim.Optimizer) -> list[list[Point]]:
    """The same by a loop as torch's documentation shows it."""
    if name == "OneCycleLR":
        params = params | {"epochs": EPOCHS, "steps_per_epoch": STEPS}
    scheduler = getattr(lr_scheduler, name)(optimizer, **params)
    seen = []
    for epoch in range(EPOCHS):
        for _ in range(STEPS):
            seen.append(points(optimizer))
            optimizer.step()
            if name == "OneCycleLR":
                scheduler.step()
        if name == "ReduceLROnPlateau":
            scheduler.step(LOSSES[epoch])
        elif name != "OneCycleLR":
            scheduler.step()
    return seen


def chosen(name: str, params: dict[str, Any]) -> ScheduleKind:
    kind, problems = check(Chosen(name, params))
    assert problems == []
    assert kind is not None
    return kind


CASES = [(name, params) for name, examples in EXAMPLES.items() for params in examples]


def test_every_schedule_has_an_example_here() -> None:
    assert list(schedules()) == list(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_parameters_and_defaults_are_those_of_torch(name: str) -> None:
    of_torch = inspect.signature(getattr(lr_scheduler, name).__init__).parameters
    kind = schedules()[name]
    assert list(kind.parameters) == [key for key in of_torch if key not in WORKED_OUT]
    for key, parameter in kind.parameters.items():
        if of_torch[key].default is inspect.Parameter.empty:
            assert parameter.required or key == "T_max"
        else:
            assert parameter.default == of_torch[key].default


@pytest.mark.parametrize(("name", "params"), CASES)
def test_learning_rates_are_those_of_torch(name: str, params: dict[str, Any]) -> None:
    ours, theirs = sgd(), sgd()
    seen = course(chosen(name, params).build(ours, EPOCHS, STEPS), ours)
    assert seen == torch_course(name, params, theirs)
    assert len({point[0][0] for point in seen}) > 1


@pytest.mark.parametrize(("name", "params"), CASES)
def test_each_part_of_muon_follows_as_if_alone(name: str, params: dict[str, Any]) -> None:
    torch.manual_seed(0)
    together = Muon(lr=0.1, adamw_lr=0.02).build(dict(nn.Linear(2, 2).named_parameters()))
    seen = course(chosen(name, params).build(together, EPOCHS, STEPS), together)
    alone = [optim.Muon([torch.ones(2, 2)], lr=0.1), optim.AdamW([torch.ones(2)], lr=0.02)]
    expected = [torch_course(name, params, one) for one in alone]
    assert seen == [muon + adamw for muon, adamw in zip(*expected, strict=True)]


@pytest.mark.parametrize(("name", "params"), CASES)
def test_a_schedule_goes_on_from_its_state(name: str, params: dict[str, Any]) -> None:
    whole = sgd()
    expected = course(chosen(name, params).build(whole, EPOCHS, STEPS), whole, epochs=4)
    first = sgd()
    schedule = chosen(name, params).build(first, EPOCHS, STEPS)
    seen = course(schedule, first, epochs=2)
    file = io.BytesIO()
    torch.save({"optimizer": first.state_dict(), "schedule": schedule.state_dict()}, file)
    file.seek(0)
    state = torch.load(file, weights_only=True)
    second = sgd()
    schedule = chosen(name, params).build(second, EPOCHS, STEPS)
    schedule.load_state_dict(state["schedule"])
    second.load_state_dict(state["optimizer"])
    for epoch in (2, 3):
        for _ in range(STEPS):
            seen.append(points(second))
            second.step()
            schedule.after_step()
        schedule.after_epoch(LOSSES[epoch])
    assert seen == expected


@pytest.mark.parametrize("optimizer_name", optimizers())
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_schedule_goes_with_every_optimizer(name: str, optimizer_name: str) -> None:
    torch.manual_seed(0)
    net = nn.Linear(2, 2)
    optimizer = optimizers()[optimizer_name]().build(dict(net.named_parameters()))
    schedule = chosen(name, EXAMPLES[name][0]).build(optimizer, 2, 2)
    for _ in range(2):
        for _ in range(2):
            optimizer.zero_grad()
            net(torch.ones(1, 2)).sum().backward()
            optimizer.step()
            schedule.after_step()
        schedule.after_epoch(1.0)
    assert all(bool(one.isfinite().all()) for one in net.parameters())


def test_cosine_takes_the_whole_training_unless_told() -> None:
    ours, theirs = sgd(), sgd()
    seen = course(CosineAnnealingLR().build(ours, EPOCHS, STEPS), ours)
    assert seen == torch_course("CosineAnnealingLR", {"T_max": EPOCHS}, theirs)


@settings(deadline=None, max_examples=150)
@given(
    epochs=st.integers(1, 6),
    steps=st.integers(1, 5),
    pct_start=st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.5, 1.0]) | st.floats(0, 1),
    anneal=st.sampled_from(["cos", "linear"]),
    three_phase=st.booleans(),
)
def test_one_cycle_stays_within_its_limits_for_any_length(
    epochs: int, steps: int, pct_start: float, anneal: str, three_phase: bool
) -> None:
    optimizer = sgd()
    kind = OneCycleLR(max_lr=0.1, pct_start=pct_start, anneal_strategy=anneal, three_phase=three_phase)
    schedule = kind.build(optimizer, epochs, steps)
    seen = []
    for _ in range(epochs * steps + 3):  # three more than it was told of
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.after_step()
    schedule.after_epoch(None)
    assert all(math.isfinite(lr) for lr in seen)
    assert max(seen) <= 0.1 * (1 + 1e-9)
    assert min(seen) > 0
    assert len(set(seen[epochs * steps - 1 :])) == 1


def test_a_plateau_passes_over_epochs_without_a_loss() -> None:
    optimizer = sgd()
    schedule = ReduceLROnPlateau(patience=0).build(optimizer, 1, 1)
    for loss, lr in [(1.0, 0.1), (None, 0.1), (None, 0.1), (1.0, 0.01), (0.5, 0.01)]:
        schedule.after_epoch(loss)
        assert optimizer.param_groups[0]["lr"] == pytest.approx(lr)


def test_a_state_is_a_value_of_its_own() -> None:
    optimizer = sgd()
    schedule = StepLR(step_size=1).build(optimizer, 3, 1)
    before = copy.deepcopy(schedule.state_dict())
    optimizer.step()
    schedule.after_epoch()
    assert schedule.state_dict() != before


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("StepLR", {}, "parameter_missing"),
        ("StepLR", {"step_size": 0}, "parameter_range"),
        ("OneCycleLR", {"max_lr": 0.1, "pct_start": 1.1}, "parameter_range"),
        ("LinearLR", {"start_factor": 0}, "parameter_range"),
        ("ReduceLROnPlateau", {"factor": 1}, "parameter_range"),
        ("ReduceLROnPlateau", {"mode": "max"}, "parameter_unknown"),
        ("MultiStepLR", {"milestones": 3}, "parameter_type"),
    ],
)
def test_what_torch_would_refuse_is_a_problem(name: str, params: dict[str, Any], code: str) -> None:
    kind, [problem] = check(Chosen(name, params))
    assert kind is None
    assert problem.code == code


@pytest.mark.parametrize(("name", "params"), CASES)
@pytest.mark.parametrize(("epochs", "steps"), [(0, 0), (0, 2), (3, 9), (3, 11), (EPOCHS, EPOCHS * STEPS)])
def test_a_schedule_catches_up_with_one_that_was_there_from_the_beginning(
    name: str, params: dict[str, Any], epochs: int, steps: int
) -> None:
    """The same bits, and so on from there; what follows the loss stands at its beginning."""
    first, second = sgd(), sgd()
    there, behind = chosen(name, params).build(first, EPOCHS, STEPS), chosen(name, params).build(second, EPOCHS, STEPS)
    for step in range(steps):
        first.step()
        there.after_step()
        if step % STEPS == STEPS - 1 and name != "ReduceLROnPlateau":
            there.after_epoch(1.0)
    behind.catch_up(epochs, steps)
    assert points(second) == points(first)
    assert course(behind, second, 2) == course(there, first, 2)
