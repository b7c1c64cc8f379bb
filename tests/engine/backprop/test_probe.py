from __future__ import annotations

import numpy as np
import torch
from pytest import mark

from engine.backprop.probe import Probe, histogram
from engine.backprop.stepping import take_apart
from engine.project.project import Project
from tests.engine.devices import DEVICE
from tests.engine.layers.examples import Example
from tests.engine.projects import ALL, kind, project_of
from tests.engine.whole_steps import (
    SEED,
    assert_same_step,
    batch_of,
    built,
    optimizer_for,
    plain_step,
    project_of_example,
    same_bits,
)

from .test_stepping import DRAWABLE


def looked_at(project: Project, batch: dict[str, torch.Tensor]):  # type: ignore[no-untyped-def]
    network = built(project)
    optimizer = optimizer_for(network)
    probe = Probe(network)
    torch.manual_seed(SEED)
    seen = probe.step(batch)
    optimizer.step()
    return network, probe, seen


# nothing in front of these can learn: what they give does not depend on what comes in, or has no derivative
TRAINABLE = [example for example in DRAWABLE if example.kind not in ("Constant", "Cast", "OneHot", "SoftMarginLoss")]


@mark.parametrize("example", TRAINABLE, ids=lambda example: example.id)
def test_looking_at_any_kind_changes_no_bit(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True)
    network, loss = plain_step(project, batch)
    looked, _, seen = looked_at(project, batch)
    assert same_bits(loss, seen.loss)
    assert_same_step(network, looked)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_looking_at_networks_changes_no_bit(project: Project) -> None:
    batch = batch_of(project)
    network, loss = plain_step(project, batch)
    looked, _, seen = looked_at(project, batch)
    assert same_bits(loss, seen.loss)
    assert_same_step(network, looked)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_it_sees_what_stepping_sees(project: Project) -> None:
    batch = batch_of(project)
    network = built(project)
    torch.manual_seed(SEED)
    steps = {entry.address: entry for entry in take_apart(network, batch, optimizer_for(network)).backward}
    _, probe, seen = looked_at(project, batch)
    for (address, port), gradient in seen.node_gradients.items():
        assert same_bits(gradient, steps[address].grad_outputs[port])
    for (address, port, index), gradient in seen.edge_gradients.items():
        shares = steps[address].grad_inputs
        torch.testing.assert_close(gradient, shares.get(port, shares.get(f"{port}[{index}]")))
    norms = probe.norms(seen)
    for name, gradient in seen.parameter_gradients.items():
        assert np.isclose(norms.parameters[name], float(torch.linalg.vector_norm(gradient)))


def test_each_consumer_at_a_fork_has_its_own_share() -> None:
    project = project_of(
        {
            "x": kind("Input", shape=[3]),
            "w": kind("Linear", out_features=3),
            "twice": kind("Multiply"),
            "c": kind("Constant", value=5.0),
            "sum": kind("Add"),
            "loss": kind("Loss", reduction="sum"),
        },
        ["x -> w", "w -> twice", "c -> twice", "w -> sum", "twice -> sum", "sum -> loss"],
    )
    _, probe, seen = looked_at(project, {"x": torch.ones(2, 3).to(DEVICE)})
    norms = probe.norms(seen)
    root = 6**0.5
    assert np.isclose(norms.edges["sum", "input", 0], root)
    assert np.isclose(norms.edges["twice", "input", 0], 5 * root)
    assert np.isclose(norms.nodes["w"], 6 * root)


def test_a_layer_that_uses_its_input_twice_gets_no_view_at_a_fork() -> None:
    """TransformerEncoderLayer adds its input to what attention makes of it: a view would change the order of sums."""
    project = project_of(
        {
            "x": kind("Input", shape=[5, 4]),
            "w": kind("Linear", out_features=4),
            "encoder": kind("TransformerEncoderLayer", nhead=2, dim_feedforward=8),
            "a": kind("Tanh"),
            "b": kind("Sigmoid"),
            "sum": kind("Add"),
            "loss": kind("Loss"),
        },
        ["x -> w", "w -> encoder", "w -> a", "w -> b", "encoder -> sum", "a -> sum", "b -> sum", "sum -> loss"],
    )
    batch = {"x": torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0)).to(DEVICE)}
    network, _ = plain_step(project, batch)
    looked, _, seen = looked_at(project, batch)
    assert_same_step(network, looked)
    assert ("a", "input", 0) in seen.edge_gradients
    assert ("encoder", "src", 0) not in seen.edge_gradients


def test_a_histogram_counts_a_sample_and_leaves_out_what_is_no_number() -> None:
    counts, edges = histogram(torch.tensor([1.0, -2.0, float("nan"), float("inf")]))
    assert counts.sum() == 2
    assert (edges[0], edges[-1]) == (-2.0, 2.0)
    counts, _ = histogram(torch.zeros(10_000))
    assert 0 < counts.sum() <= 512
