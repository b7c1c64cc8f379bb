"""Dead and silent units, counted once more by hand."""

from __future__ import annotations

from typing import Any

import torch
from pytest import approx
from torch import Tensor

from engine.backprop.diagnosis.measures import Units
from engine.backprop.diagnosis.measuring import measure
from engine.backprop.recording import rehearse
from engine.project.project import Project
from tests.engine.projects import kind, project_of
from tests.engine.sick import DEAD, SATURATED, measured, perceptron, recorded_step
from tests.engine.whole_steps import built


def chain(shape: list[int], *layers: dict[str, Any]) -> Project:
    """`x -> layer0 -> layer1 -> ... -> end`."""
    nodes = {"x": kind("Input", shape=shape), **{f"layer{n}": layer for n, layer in enumerate(layers)}}
    names = list(nodes)
    nodes["end"] = kind("Loss")
    return project_of(nodes, [f"{a} -> {b}" for a, b in zip(names, [*names[1:], "end"], strict=True)])


def units(project: Project, value: Tensor, node: str) -> Units:
    found = measure(rehearse(built(project), {"x": value}, None)).nodes[node].units
    assert found is not None
    return found


def test_dead_units_are_those_that_are_zero_for_the_whole_batch() -> None:
    prepared, recording = recorded_step(perceptron("ReLU", 2))
    nodes = measure(recording).nodes
    x = next(iter(prepared.train.in_order(64)))["x"]
    module = prepared.network.module
    first = module.fc1(x).relu()  # type: ignore[operator]
    second = module.fc2(first).relu()  # type: ignore[operator]
    for name, value in (("act1", first), ("act2", second)):
        found = nodes[name].units
        assert found is not None
        assert (found.count, found.values) == (24, 64)
        assert found.dead == int((value == 0).all(dim=0).sum())


def test_every_unit_behind_a_bias_far_below_zero_is_dead_and_silences_what_feeds_it() -> None:
    nodes = measured(DEAD).nodes
    dead, before = nodes["act2"].units, nodes["fc2"].units
    assert dead is not None and before is not None
    assert dead.dead == dead.count == 24
    assert before.silent == 24
    assert before.dead is None


def test_channels_of_pictures_are_units() -> None:
    project = chain([1, 6, 6], kind("Conv2d", out_channels=3, kernel_size=3) | {"init": {"bias": [-9.0, 9.0, 9.0]}},
                    kind("ReLU"))  # fmt: skip
    found = units(project, torch.rand(2, 1, 6, 6, generator=torch.Generator().manual_seed(0)), "layer1")
    assert found == Units(count=3, values=2 * 4 * 4, silent=0, dead=1)


def test_features_of_sequences_are_units_behind_a_linear_and_channels_behind_a_convolution() -> None:
    value = torch.rand(2, 5, 4, generator=torch.Generator().manual_seed(0))
    line = chain([5, 4], kind("Linear", out_features=7) | {"init": {"bias": -9.0}}, kind("ReLU"))
    assert units(line, value, "layer1") == Units(count=7, values=10, silent=0, dead=7)
    row = chain([5, 4], kind("Conv1d", out_channels=3, kernel_size=1) | {"init": {"bias": -9.0}},
                kind("BatchNorm1d"), kind("Threshold", threshold=99.0, value=0.0))  # fmt: skip
    assert units(row, value, "layer2") == Units(count=3, values=8, silent=0, dead=3)


def test_a_unit_that_is_zero_once_is_not_dead() -> None:
    project = chain([2], kind("ReLU"), kind("Linear", out_features=2))
    found = units(project, torch.tensor([[-1.0, -1.0], [-1.0, 1.0]]), "layer0")
    assert found.dead == 1


def test_a_tanh_at_zero_is_not_dead() -> None:
    project = chain([2], kind("Tanh"), kind("Linear", out_features=2))
    found = units(project, torch.zeros(4, 2), "layer0")
    assert found.dead is None
    assert found.saturated == 0


def test_the_part_of_saturated_values_is_that_of_the_formula() -> None:
    prepared, recording = recorded_step(SATURATED)
    x = next(iter(prepared.train.in_order(64)))["x"]
    s = prepared.network.module.fc1(x).sigmoid()  # type: ignore[operator]
    found = measure(recording).nodes["act1"].units
    assert found is not None and found.saturated is not None
    assert found.saturated == approx(float((4 * s * (1 - s) < 0.05).double().mean()), abs=1e-6)
    assert found.saturated > 0.8


def test_units_without_gradient_are_silent() -> None:
    weight = [[1.0, 0.0, 2.0], [3.0, 0.0, 1.0]]  # nobody reads the second unit
    project = chain([3], kind("Linear", out_features=3), kind("Linear", out_features=2) | {"init": {"weight": weight}})
    assert units(project, torch.randn(4, 3), "layer0").silent == 1
