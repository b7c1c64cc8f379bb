"""Norms, shares and updates against torch written by hand, and against autograd for whole projects."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
import torch
from pytest import approx, mark
from torch import nn

from engine.backprop.diagnosis.measures import Measures
from engine.backprop.diagnosis.measuring import measure, norm_of
from engine.backprop.recording import Recording, rehearse
from engine.project.project import Project
from tests.engine.projects import ALL, SHARED, inline, kind, project_of
from tests.engine.sick import INFINITE_GRADIENT, NAN_VALUE, measured, perceptron, recorded_step, training
from tests.engine.whole_steps import SEED, batch_of, built, optimizer_for

# x -> fc1 -> tanh -> fc2 -> add (with tanh) -> score -> loss
SKIP = project_of(
    {
        "x": kind("Input", column="x"), "fc1": kind("Linear", out_features=6), "tanh": kind("Tanh"),
        "fc2": kind("Linear", out_features=6), "add": kind("Add"), "score": kind("Linear", out_features=3),
        "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss"),
    },
    ["x -> fc1", "fc1 -> tanh", "tanh -> fc2", "tanh -> add", "fc2 -> add", "add -> score", "score -> loss.input",
     "y -> loss.target"],
    data=inline(x=[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-2.0, 1.0, 0.1]], y=[0, 2, 1]),
    training=training(lr=0.25) | {"batch_size": 3},
)  # fmt: skip


def recorded(project: Project) -> Recording:
    network = built(project)
    torch.manual_seed(SEED)
    return rehearse(network, batch_of(project), optimizer_for(network))


def by_hand() -> tuple[dict[str, torch.Tensor], Mapping[str, torch.Tensor], Mapping[str, torch.Tensor]]:
    """The gradients at every value of SKIP, those of its weights, and the weights themselves."""
    torch.manual_seed(0)
    fc1, fc2, score = nn.Linear(3, 6), nn.Linear(6, 6), nn.Linear(6, 3)
    x = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-2.0, 1.0, 0.1]])
    values = {"fc1": fc1(x)}
    values["tanh"] = values["fc1"].tanh()
    values["fc2"] = fc2(values["tanh"])
    values["add"] = values["tanh"] + values["fc2"]
    values["score"] = score(values["add"])
    for value in values.values():
        value.retain_grad()
    nn.functional.cross_entropy(values["score"], torch.tensor([0, 2, 1])).backward()
    layers = {"fc1": fc1, "fc2": fc2, "score": score}
    weights = {f"{name}.{key}": p for name, layer in layers.items() for key, p in layer.named_parameters()}
    return (
        {name: value.grad for name, value in values.items() if value.grad is not None},
        {name: p.grad for name, p in weights.items() if p.grad is not None},
        {name: p.detach() for name, p in weights.items()},
    )


def test_norms_and_gains_are_those_of_torch_by_hand() -> None:
    nodes = measured(SKIP).nodes
    values, gradients, weights = by_hand()
    for name, gradient in values.items():
        assert nodes[name].gradient == approx(norm_of(gradient))
        assert nodes[name].reached == approx(norm_of(gradient) / norm_of(values["score"]))
    share = values["fc2"] @ weights["fc2.weight"]  # what fc2 alone sends back to tanh
    assert nodes["fc2"].gain == approx(norm_of(share) / norm_of(values["fc2"]))
    assert nodes["tanh"].gain == approx(norm_of(values["fc1"]) / norm_of(values["tanh"]))
    assert nodes["add"].gains == {("input", 0): approx(1), ("input", 1): approx(1)}
    assert nodes["add"].gain == approx(math.sqrt(2))
    for key, gradient in gradients.items():
        node, _, name = key.partition(".")
        one = nodes[node].parameters[name]
        assert (one.key, one.weight, one.gradient) == (key, approx(norm_of(weights[key])), approx(norm_of(gradient)))
        assert one.change == approx(0.25 * norm_of(gradient), rel=1e-5)
        assert one.ratio == approx(0.25 * norm_of(gradient) / norm_of(weights[key]), rel=1e-5)
        assert one.gain == approx(norm_of(gradient) / norm_of(values[node]))


def test_the_branches_of_a_skip_connection_share_the_gradient() -> None:
    branches = {branch.end[0]: branch for branch in measured(SKIP).nodes["tanh"].branches["output"]}
    values, _, weights = by_hand()
    total, short = values["tanh"], values["add"]
    long = values["fc2"] @ weights["fc2.weight"]
    for name, share in (("add", short), ("fc2", long)):
        assert branches[name].norm == approx(norm_of(share))
        assert branches[name].projection == approx(float((share * total).sum() / (total * total).sum()), rel=1e-4)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_projections_of_all_branches_add_up_to_one(project: Project) -> None:
    measures = measure(recorded(project))
    forks = [many for node in measures.nodes.values() for many in node.branches.values() if many]
    for many in forks:
        projections = [branch.projection for branch in many]
        if None not in projections:
            assert sum(projections) == approx(1, abs=1e-5)  # type: ignore[arg-type]
    assert forks or project not in (ALL["blocks"], ALL["shared"])


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_measuring_changes_nothing(project: Project) -> None:
    recording = recorded(project)
    module = recording.network.module
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    random = torch.get_rng_state()
    measure(recording)
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random)
    assert all(parameter.grad is None for parameter in module.parameters())


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_every_trained_weight_is_measured_with_its_update(project: Project) -> None:
    recording = recorded(project)
    found = {one.key: one for node in measure(recording).nodes.values() for one in node.parameters.values()}
    for key, updated in recording.update.items():
        if updated.gradient is not None:
            assert found[key].gradient == approx(norm_of(updated.gradient))
            assert found[key].change == approx(norm_of(updated.after - updated.before))
    frozen = [one for key, one in found.items() if recording.update[key].gradient is None]
    assert all(one.change is None and one.ratio is None for one in frozen)


def test_a_shared_layer_is_measured_at_each_use_with_its_own_gain() -> None:
    recording = recorded(SHARED)
    nodes = measure(recording).nodes
    for name in ("encode", "again"):
        one = nodes[name].parameters["weight"]
        own = recording.backward[name].grad_parameters["weight"]
        assert own is not None
        assert one.key == "encode.weight"
        assert one.gain == approx(norm_of(own) / (nodes[name].gradient or 0.0))
    assert nodes["encode"].parameters["weight"].gain != nodes["again"].parameters["weight"].gain


def test_a_frozen_layer_is_not_trained() -> None:
    nodes = measure(recorded(SHARED)).nodes
    assert nodes["score"].trained
    assert not nodes["frozen"].trained
    assert nodes["frozen"].ratio is None
    assert nodes["frozen"].parameters["weight"].weight is not None


# ------------------------------------------------------------------ numbers that are none


def first(measures: Measures) -> tuple[str, str, str]:
    assert measures.not_finite is not None
    return measures.not_finite.address, measures.not_finite.quantity, measures.not_finite.shown


def test_the_first_value_that_is_no_number_is_found() -> None:
    measures = measured(NAN_VALUE)
    assert first(measures) == ("function", "value", "NaN")
    assert not measures.is_whole


def test_the_first_gradient_without_a_number_is_found_where_it_arises() -> None:
    assert first(measured(INFINITE_GRADIENT)) == ("function", "gradient", "infinite")


def test_spoiled_weights_are_to_blame_before_their_values() -> None:
    prepared, _ = recorded_step(perceptron("Tanh", 2))
    weight = dict(prepared.network.module.named_parameters())["fc2.weight"]
    with torch.no_grad():
        weight[0, 0] = torch.nan
    batch = dict(next(iter(prepared.train.in_order(4))))
    found = measure(rehearse(prepared.network, batch, prepared.optimizer)).not_finite
    assert found is not None
    assert (found.address, found.quantity, found.name) == ("fc2", "weight", "weight")


def test_infinite_values_are_no_fault_where_the_loss_is_a_number() -> None:
    """As a mask of -inf before a softmax."""
    project = project_of(
        {
            "x": kind("Input", column="x"), "fc": kind("Linear", out_features=3),
            "mask": kind("Constant", value=[0.0, 0.0, -1e30]), "low": kind("Cast", dtype="float16"),
            "full": kind("Cast", dtype="float32"), "add": kind("Add"), "soft": kind("Softmax"),
            "y": kind("Input", column="y"), "loss": kind("MSELoss"),
        },
        ["x -> fc", "mask -> low", "low -> full", "fc -> add", "full -> add", "add -> soft", "soft -> loss.input",
         "y -> loss.target"],
        data=inline(x=[[1.0], [2.0]], y=[[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), training=training(),
    )  # fmt: skip
    _, recording = recorded_step(project)
    assert recording.computed["full"].outputs[0].isinf().any()  # type: ignore[union-attr]
    assert measure(recording).not_finite is None


def test_a_step_that_ended_early_is_measured_as_far_as_it_came() -> None:
    measures = measured(NAN_VALUE)
    assert measures.nodes["fc"].gradient is None
    assert measures.nodes["fc"].gain is None
    assert measures.nodes["fc"].parameters["weight"].weight == 0.0


@pytest.mark.parametrize("project", [SKIP, NAN_VALUE])
def test_measures_are_plain(project: Project) -> None:
    def walk(value: object) -> None:
        assert not isinstance(value, torch.Tensor)
        if hasattr(value, "__dataclass_fields__"):
            value = vars(value)
        if isinstance(value, Mapping):
            for item in value.values():
                walk(item)
        elif isinstance(value, tuple):
            for item in value:
                walk(item)

    walk(measured(project))
