"""Sick networks get exactly the diagnosis that was built into them, healthy ones none."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from pytest import approx, mark

from engine.backprop.diagnosis.gains import Norms, measure_norms
from engine.backprop.diagnosis.measuring import measure
from engine.backprop.diagnosis.rules import diagnose
from engine.backprop.diagnosis.thresholds import Thresholds
from engine.backprop.probe import Probe
from engine.backprop.recording import rehearse
from engine.data.columns import Columns
from engine.data.dataset import Dataset
from engine.problem import Problem
from engine.project.project import Project
from engine.project.reader import read_file
from engine.project.remedies import change_for
from engine.project.templates import find_template, templates
from engine.training.setup import Prepared, prepare
from tests.engine.projects import inline, kind, project_of
from tests.engine.sick import (
    DEAD,
    EXPLODING,
    FAST,
    FROZEN,
    INFINITE_GRADIENT,
    NAN_VALUE,
    SATURATED,
    SLOW,
    VANISHING,
    altered,
    data,
    diagnosed,
    ending_in,
    perceptron,
    recorded_step,
    training,
)
from tests.engine.test_examples import SLOW_EXAMPLES


def named(problems: tuple[Problem, ...]) -> list[tuple[str, str | None]]:
    return [(problem.code.removeprefix("diagnosis_"), problem.node) for problem in problems]


def gradients_by_hand(activation: torch.nn.Module, init: float | None = None) -> list[float]:
    """The norms at the outputs of act12, fc12, act11, ... of the twelve layers, over that at the scores."""
    torch.manual_seed(0)
    layers = [torch.nn.Linear(24, 24) for _ in range(12)]
    score = torch.nn.Linear(24, 3)
    if init is not None:
        for layer in layers:
            torch.nn.init.normal_(layer.weight, std=init)
    loaded = data()["params"]["columns"]
    value = torch.tensor(loaded["x"])
    seen = []
    for layer in layers:
        for function in (layer, activation):
            value = function(value)
            value.retain_grad()
            seen.append(value)
    scores = score(value)
    scores.retain_grad()
    torch.nn.functional.cross_entropy(scores, torch.tensor(loaded["y"])).backward()
    return [float(one.grad.norm() / scores.grad.norm()) for one in reversed(seen)]  # type: ignore[union-attr]


def test_a_gradient_vanishes_at_the_node_behind_which_too_little_is_left() -> None:
    found = gradients_by_hand(torch.nn.Sigmoid())
    names = [f"{name}{number}" for number in range(12, 0, -1) for name in ("act", "fc")]
    (place, received) = next((before, value) for before, (_, value) in zip(["score", *names],
                             zip(names, found, strict=True), strict=False) if value < 1e-4)  # fmt: skip
    problems = diagnosed(VANISHING)
    assert named(problems) == [("vanishing", place)]
    assert problems[0].arguments["received"] == approx(received, rel=0.05)
    assert problems[0].severity == "warning"


def test_a_gradient_explodes_at_the_node_behind_which_too_much_is_there() -> None:
    found = gradients_by_hand(torch.nn.ReLU(), init=2.0)
    names = [f"{name}{number}" for number in range(12, 0, -1) for name in ("act", "fc")]
    place = next(before for before, (_, value) in zip(["score", *names], zip(names, found, strict=True), strict=False)
                 if value > 1e4)  # fmt: skip
    assert named(diagnosed(EXPLODING)) == [("exploding", place)]


@mark.parametrize(
    ("project", "expected"),
    [
        (DEAD, [("dead", "act2")]),
        (SATURATED, [("saturated", "act1")]),
        (FROZEN, [("frozen", "fc2")]),
        (SLOW, [("not_learning_everywhere", None)]),
        (FAST, [("update_large_everywhere", None)]),
        (NAN_VALUE, [("not_finite_value", "function")]),
        (ending_in("Log", 0.0), [("not_finite_value", "function")]),
        (INFINITE_GRADIENT, [("not_finite_gradient", "function")]),
    ],
)
def test_a_sick_network_gets_the_diagnosis_that_it_was_built_for(
    project: Project, expected: list[tuple[str, str | None]]
) -> None:
    problems = diagnosed(project)
    assert named(problems) == expected
    for problem in problems:
        assert problem.message and problem.hint
        assert problem.remedies


def test_the_numbers_stand_in_the_message() -> None:
    assert "24 of 24" in diagnosed(DEAD)[0].message
    assert "88%" in diagnosed(SATURATED)[0].message


# ------------------------------------------------------------------ few false alarms


def prepared_example(name: str) -> Prepared:
    """An example with its data; of pictures that must be had from elsewhere, noise of their shape."""
    project = read_file(find_template(name).path).project
    assert project is not None
    project = replace(project, training=replace(project.training, threads=1, device="cpu"))
    dataset = None
    if "mnist" in project.data.source:
        random = np.random.default_rng(0)
        part = {"image": random.random((128, 1, 28, 28), dtype=np.float32), "label": random.integers(0, 10, 128)}
        dataset = Dataset(Columns(project.data.columns()[0].values()), part, None, None)
    return prepare(project, dataset=dataset)


def problems_of(prepared: Prepared, samples: int | None = None) -> tuple[Problem, ...]:
    settings = prepared.project.training
    count = min(samples or settings.batch_size, prepared.train.samples)
    batch = dict(next(iter(prepared.train.in_order(count))))
    measures = measure(rehearse(prepared.network, batch, prepared.optimizer))
    return diagnose(prepared.network.plan, measures, training=settings)


@mark.parametrize("name", [template.name for template in templates() if template.name not in SLOW_EXAMPLES])
def test_the_examples_are_healthy(name: str) -> None:
    """Fresh, and after some steps; on a whole batch, and on a single sample."""
    prepared = prepared_example(name)
    prepared.network.module.train()
    done = 0
    for steps in (0, 1, 20):
        while done < steps:
            for batch in prepared.train.shuffled(prepared.project.training.batch_size, prepared.order):
                prepared.optimizer.zero_grad()
                prepared.network.loss(prepared.network.handing(batch), batch).backward()
                prepared.optimizer.step()
                done += 1
                if done >= steps:
                    break
        for samples in (None, 1):
            assert not (found := problems_of(prepared, samples)), [str(problem) for problem in found]


def test_a_network_that_has_learned_by_heart_is_not_said_to_stand_still() -> None:
    """Its updates are small since its gradients are."""
    prepared = prepared_example("chain-rule-by-hand")
    batch = dict(next(iter(prepared.train.in_order(1))))
    for step in range(300):
        prepared.optimizer.zero_grad()
        prepared.network.loss(prepared.network.handing(batch), batch).backward()
        prepared.optimizer.step()
        if step % 20 == 0:
            assert not problems_of(prepared)


# ------------------------------------------------------------------ one fault, one diagnosis


def test_layers_behind_a_dead_one_are_not_called_sick() -> None:
    """fc1 and fc2 get no gradient at all; the ReLU between is to blame."""
    _, recording = recorded_step(DEAD)
    assert measure(recording).nodes["fc1"].parameter_gradient == 0
    assert named(diagnosed(DEAD)) == [("dead", "act2")]


def test_zeros_that_a_dead_layer_hands_on_are_told_where_they_begin() -> None:
    both = altered(DEAD, fc3={"init": {"bias": 0.0}})  # act3 gets zeros and gives zeros
    assert named(diagnosed(both)) == [("dead", "act2")]


def test_few_values_are_not_enough_to_call_a_unit_dead() -> None:
    prepared, _ = recorded_step(DEAD)
    batch = dict(next(iter(prepared.train.in_order(4))))
    measures = measure(rehearse(prepared.network, batch, prepared.optimizer))
    assert ("dead", "act2") not in named(diagnose(prepared.network.plan, measures))
    found = diagnose(prepared.network.plan, measures, Thresholds(least_values=4))
    assert ("dead", "act2") in named(found)


def test_a_layer_to_which_no_gradient_comes_is_named() -> None:
    """Rounding to whole numbers stops it: torch has no derivative there."""
    project = project_of(
        {
            "x": kind("Input", column="x"), "fc1": kind("Linear", out_features=4),
            "low": kind("Cast", dtype="int64"), "high": kind("Cast", dtype="float32"),
            "fc2": kind("Linear", out_features=3), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss"),
        },
        ["x -> fc1", "fc1 -> low", "low -> high", "high -> fc2", "fc2 -> loss.input", "y -> loss.target"],
        data=data(scale=10.0), training=training(),
    )  # fmt: skip
    assert ("no_gradient", "fc1") in named(diagnosed(project))


def test_one_slow_layer_among_others_is_named_by_itself() -> None:
    """Its weights are so large that a step of the others moves them by nothing."""
    project = altered(
        perceptron("Tanh", 2, settings=training(lr=1e-6)),
        fc2={"init": {"weight": {"function": "normal_", "std": 0.01}}},
    )
    found = named(diagnosed(project))
    assert found == [("not_learning_everywhere", None)]
    prepared, recording = recorded_step(perceptron("Tanh", 2, settings=training(lr=0.1)))
    measures = measure(recording)
    node = measures.nodes["fc2"]
    still = {name: replace(one, change=0.0) for name, one in node.parameters.items()}
    measures = replace(measures, nodes={**measures.nodes, "fc2": replace(node, parameters=still)})
    assert named(diagnose(prepared.network.plan, measures)) == [("not_learning", "fc2")]


def test_a_loss_that_sends_nothing_back_makes_no_layer_sick() -> None:
    """A target that is met exactly is no fault."""
    project = project_of(
        {"x": kind("Input", column="x"), "fc": kind("Linear", out_features=1) | {"init": {"weight": 0.0, "bias": 0.0}},
         "y": kind("Input", column="y"), "loss": kind("MSELoss")},
        ["x -> fc", "fc -> loss.input", "y -> loss.target"],
        data=inline(x=[[1.0], [2.0]], y=[[0.0], [0.0]]), training=training(),
    )  # fmt: skip
    assert not diagnosed(project)


def test_a_saturated_sigmoid_is_well_before_a_loss_of_probabilities() -> None:
    """The slope of BCELoss grows as that of the sigmoid falls; their product is what it should be."""
    nodes = {
        "x": kind("Input", column="x"), "fc": kind("Linear", out_features=1), "act": kind("Sigmoid"),
        "y": kind("Input", column="y"), "loss": kind("BCELoss"),
    }  # fmt: skip
    edges = ["x -> fc", "fc -> act", "act -> loss.input", "y -> loss.target"]
    x = np.random.default_rng(0).standard_normal((64, 4)) * 300
    columns = inline(x=x.round(3).tolist(), y=[[float(n % 2)] for n in range(64)])
    project = project_of(nodes, edges, data=columns, training=training(lr=1e-3))
    assert "saturated" not in dict(named(diagnosed(project)))
    mean = project_of({**nodes, "loss": kind("MSELoss")}, edges, data=columns, training=training(lr=1e-3))
    assert ("saturated", "act") in named(diagnosed(mean))


def test_a_skip_connection_that_carries_the_gradient_keeps_a_network_well() -> None:
    plain = perceptron("Sigmoid", 8)
    assert [code for code, _ in named(diagnosed(plain))] == ["vanishing"]
    (problem,) = diagnosed(plain)
    remedy = next(remedy for remedy in problem.remedies if remedy.code == "add_skip")
    assert "vanishing" not in dict(named(diagnosed(change_for(plain, "", "act1", remedy).apply(plain))))


# ------------------------------------------------------------------ blocks, looks, limits


def deep_block(frozen: bool = False) -> Project:
    """Eight sigmoid layers as copies of one block."""
    block = {"graph": {
        "nodes": {"entering": kind("Input"), "fc": kind("Linear", out_features=24), "act": kind("Sigmoid"),
                  "leaving": kind("Output")},
        "edges": ["entering -> fc", "fc -> act", "act -> leaving"],
    }}  # fmt: skip
    return project_of(
        {"x": kind("Input", column="x"), "body": {"block": "Layer", "repeat": 8, "frozen": frozen},
         "score": kind("Linear", out_features=3), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss")},
        ["x -> body", "body -> score", "score -> loss.input", "y -> loss.target"],
        blocks={"Layer": block}, data=data(), training=training(),
    )  # fmt: skip


def test_a_node_in_a_block_is_named_by_its_address() -> None:
    ((code, node),) = named(diagnosed(deep_block()))
    assert code == "vanishing"
    assert node in {f"body.{copy}.{name}" for copy in range(8) for name in ("fc", "act")}


def test_a_frozen_block_is_told_once() -> None:
    problems = diagnosed(deep_block(frozen=True))
    assert named(problems) == [("frozen", "body")]
    assert problems[0].arguments["count"] == 8 * (24 * 24 + 24)


@mark.parametrize(("project", "code"), [(VANISHING, "vanishing"), (EXPLODING, "exploding")])
def test_a_look_is_enough_to_find_what_grows_or_shrinks(project: Project, code: str) -> None:
    prepared, recording = recorded_step(project)
    probe = Probe(prepared.network)
    norms = probe.norms(probe.step(recording.inputs))
    plan = prepared.network.plan
    seen = measure_norms(plan, Norms(norms.nodes, norms.edges, norms.parameters, norms.weights))
    found = diagnose(plan, seen, training=project.training)
    assert named(found) == named(diagnosed(project))
    assert named(found)[0][0] == code


def test_limits_decide() -> None:
    prepared, recording = recorded_step(VANISHING)
    measures = measure(recording)
    assert not diagnose(prepared.network.plan, measures, Thresholds(vanishing=1e-15))
    places = [
        diagnose(prepared.network.plan, measures, Thresholds(vanishing=limit))[0].node for limit in (1e-2, 1e-4, 1e-6)
    ]
    numbers = [int("".join(filter(str.isdigit, place or ""))) for place in places]
    assert all(one > other for one, other in pairwise(numbers))


@pytest.mark.parametrize("project", [VANISHING, DEAD, FROZEN, SLOW, NAN_VALUE])
def test_a_diagnosis_is_plain(project: Project) -> None:
    for problem in diagnosed(project):
        json.dumps([dict(problem.arguments), [dict(remedy.arguments) for remedy in problem.remedies]])
