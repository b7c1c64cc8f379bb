"""Remedies fit what stands around the node."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from engine.backprop.diagnosis.measuring import measure
from engine.backprop.diagnosis.rules import diagnose
from engine.backprop.recording import rehearse
from engine.problem import Problem, Remedy
from engine.project.project import Project
from tests.engine.projects import Json, kind, project_of
from tests.engine.sick import (
    DEAD,
    EXPLODING,
    FAST,
    INFINITE_GRADIENT,
    SATURATED,
    SICK,
    SLOW,
    VANISHING,
    altered,
    data,
    diagnosed,
    perceptron,
    recorded_step,
    training,
)


def offered(problem: Problem) -> dict[str, Mapping[str, Any]]:
    return {remedy.code: remedy.arguments for remedy in problem.remedies}


def only(project: Project) -> dict[str, Mapping[str, Any]]:
    (problem,) = diagnosed(project)
    return offered(problem)


def test_what_vanishes_is_offered_relu_a_start_a_normalization_and_skips_for_the_whole_way() -> None:
    found = only(VANISHING)
    activations = tuple(f"act{number}" for number in range(1, 13))
    layers = tuple(f"fc{number}" for number in range(1, 13))
    assert list(found) == ["change_kind", "set_init", "insert_layer", "add_skip"]
    assert (found["change_kind"]["kind"], found["change_kind"]["nodes"]) == ("ReLU", activations)
    ((init, nodes),) = found["change_kind"]["starts"]
    assert init["weight"] == {"function": "kaiming_normal_", "nonlinearity": "relu"} and nodes == layers
    ((init, nodes),) = found["set_init"]["starts"]
    assert init["weight"] == {"function": "xavier_uniform_", "gain": 4.0} and nodes == layers
    assert (found["insert_layer"]["kind"], found["insert_layer"]["nodes"]) == ("BatchNorm1d", activations)
    assert found["add_skip"]["pairs"] == tuple(pairwise(activations))


def test_tanh_is_started_with_its_own_gain() -> None:
    weak = {"weight": {"function": "normal_", "std": 0.01}}
    ((init, _),) = only(perceptron("Tanh", 6, init=weak))["set_init"]["starts"]
    assert init["weight"] == {"function": "xavier_uniform_", "gain": 5 / 3}


def test_relu_is_not_offered_relu_and_a_start_that_is_there_is_not_offered_again() -> None:
    kaiming = {"weight": {"function": "kaiming_normal_", "nonlinearity": "relu"}, "bias": 0.0}
    weak = perceptron("ReLU", 12)
    assert "change_kind" not in only(weak)
    assert "set_init" in only(weak)
    assert not diagnosed(perceptron("ReLU", 12, init=kaiming))


def test_what_explodes_is_offered_a_start_a_normalization_clipping_and_a_smaller_rate() -> None:
    problem = diagnosed(EXPLODING)[0]
    assert [remedy.code for remedy in problem.remedies] == ["set_init", "insert_layer", "set_training", "set_training"]
    settings = [remedy.arguments for remedy in problem.remedies if remedy.code == "set_training"]
    assert [one["path"] for one in settings] == ["clip", "optimizer.params.lr"]
    assert settings[1]["value"] == 0.01


def test_clipping_is_offered_once() -> None:
    clipped = perceptron("ReLU", 12, init={"weight": {"function": "normal_", "std": 2.0}},
                         settings=training() | {"clip": {"norm": 1.0}})  # fmt: skip
    paths = [remedy.arguments.get("path") for remedy in diagnosed(clipped)[0].remedies]
    assert "clip" not in paths


def test_a_dead_layer_is_offered_a_start_of_what_feeds_it_and_a_slope() -> None:
    found = only(DEAD)
    ((init, nodes),) = found["set_init"]["starts"]
    assert init["bias"] == 0.0 and nodes == ("fc2",)
    assert (found["change_kind"]["kind"], found["change_kind"]["nodes"]) == ("LeakyReLU", ("act2",))
    assert found["insert_layer"]["nodes"] == ("act2",)
    assert found["set_training"]["path"] == "optimizer.params.lr"


def test_a_start_is_no_remedy_for_large_inputs() -> None:
    assert "set_init" not in only(SATURATED)
    wide = perceptron("Sigmoid", 1, init={"weight": {"function": "normal_", "std": 20.0}})
    assert only(wide)["set_init"]["starts"][0][1] == ("fc1",)


def test_the_learning_rate_is_offered_that_makes_updates_usual() -> None:
    (remedy, *_) = diagnosed(FAST)[0].remedies
    received = float(str(diagnosed(FAST)[0].arguments["received"]))
    assert remedy.arguments["value"] == pytest.approx(100.0 * 1e-3 / received, rel=0.5)
    assert only(SLOW)["set_training"]["value"] == 1e-3


def test_a_root_is_offered_a_floor() -> None:
    found = only(INFINITE_GRADIENT)["insert_layer"]
    assert found["kind"] == "Threshold"
    assert found["params"] == {"threshold": 1e-6, "value": 1e-6}


def test_without_the_settings_of_the_training_no_remedy_changes_them() -> None:
    for project in SICK.values():
        prepared, recording = recorded_step(project)
        for problem in diagnose(prepared.network.plan, measure(recording)):
            assert "set_training" not in offered(problem)


# ------------------------------------------------------------------ normalizations by what comes in


def dying(shape: list[int], layer: Json, act: str = "ReLU", batch_size: int = 64) -> Project:
    """A picture or a sequence whose only activation is dead."""
    return project_of(
        {
            "x": kind("Input", column="x"), "shaped": kind("Reshape", shape=shape),
            "layer": layer | {"init": {"bias": -100.0}}, "act": kind(act), "flat": kind("Flatten"),
            "score": kind("Linear", out_features=3), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss"),
        },
        ["x -> shaped", "shaped -> layer", "layer -> act", "act -> flat", "flat -> score", "score -> loss.input",
         "y -> loss.target"],
        data=data(), training=training() | {"batch_size": batch_size},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "layer", "expected"),
    [
        ([24], kind("Linear", out_features=5), "BatchNorm1d"),
        ([4, 6], kind("Linear", out_features=5), "LayerNorm"),
        ([2, 3, 4], kind("Conv2d", out_channels=2, kernel_size=1), "BatchNorm2d"),
        ([1, 2, 3, 4], kind("Conv3d", out_channels=2, kernel_size=1), "BatchNorm3d"),
    ],
)
def test_the_normalization_fits_what_comes_in(shape: list[int], layer: Json, expected: str) -> None:
    assert only(dying(shape, layer))["insert_layer"]["kind"] == expected


def test_single_samples_are_normalized_by_themselves() -> None:
    project = dying([24], kind("Linear", out_features=5), batch_size=1)
    prepared, recording = recorded_step(project, batch=1)
    assert not diagnose(prepared.network.plan, measure(recording), training=project.training)
    batch = dict(next(iter(prepared.train.in_order(64))))
    measures = measure(rehearse(prepared.network, batch, prepared.optimizer))
    (problem,) = diagnose(prepared.network.plan, measures, training=project.training)
    assert offered(problem)["insert_layer"]["kind"] == "LayerNorm"


def test_what_is_normalized_is_not_offered_it_again() -> None:
    project = altered(perceptron("ReLU", 1), fc1={"kind": "BatchNorm1d", "params": {}, "init": {"bias": -100.0}})
    assert "insert_layer" not in only(project)


def test_a_gate_is_not_offered_relu() -> None:
    """What multiplies something else is meant to lie between 0 and 1."""
    project = project_of(
        {
            "x": kind("Input", column="x"), "fc": kind("Linear", out_features=24), "gate": kind("Sigmoid"),
            "product": kind("Multiply"), "score": kind("Linear", out_features=3), "y": kind("Input", column="y"),
            "loss": kind("CrossEntropyLoss"),
        },
        ["x -> fc", "fc -> gate", "gate -> product", "x -> product", "product -> score", "score -> loss.input",
         "y -> loss.target"],
        data=data(scale=50.0), training=training(lr=1e-4),
    )  # fmt: skip
    found: list[Remedy] = [remedy for problem in diagnosed(project) for remedy in problem.remedies]
    assert found
    assert "change_kind" not in [remedy.code for remedy in found]
