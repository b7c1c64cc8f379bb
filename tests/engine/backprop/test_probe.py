from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from pytest import mark

from engine.backprop.probe import Probe, Seen, histogram
from engine.backprop.stepping import BackwardOf
from engine.backprop.taken_apart import take_apart
from engine.compiler.network import Network
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

from .test_taken_apart import DRAWABLE


def looked_at(project: Project, batch: dict[str, torch.Tensor]):  # type: ignore[no-untyped-def]
    network = built(project)
    optimizer = optimizer_for(network)
    probe = Probe(network)
    torch.manual_seed(SEED)
    seen = probe.step(batch)
    optimizer.step()
    return network, probe, seen


# nothing in front of these can learn: what they give does not depend on what comes in, or has no derivative
UNTRAINED = ("Constant", "Cast", "OneHot", "Noise", "SoftMarginLoss")
TRAINABLE = [example for example in DRAWABLE if example.kind not in UNTRAINED]


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


def assert_every_edge_has_its_share(network: Network, steps: Mapping[str, BackwardOf], seen: Seen) -> None:
    """That of stepping, up to rounding, on every edge through which a gradient comes back to something trained."""
    for leaf in network.plan.leaves:
        for port, sources in leaf.sources.items():
            for index, source in enumerate(sources):
                found = seen.edge_gradients.get((leaf.address, port, index))
                shares = steps[leaf.address].grad_inputs
                expected = shares.get(port, shares.get(f"{port}[{index}]"))
                assert (found is not None) == (expected is not None and source in seen.node_gradients)
                if found is not None:
                    torch.testing.assert_close(found, expected)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_it_sees_what_stepping_sees(project: Project) -> None:
    batch = batch_of(project)
    network = built(project)
    torch.manual_seed(SEED)
    steps = {entry.address: entry for entry in take_apart(network, batch, optimizer_for(network)).backward}
    _, probe, seen = looked_at(project, batch)
    for (address, port), gradient in seen.node_gradients.items():
        assert same_bits(gradient, steps[address].grad_outputs[port])
    assert_every_edge_has_its_share(network, steps, seen)
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


def test_a_layer_that_uses_its_input_twice_is_run_by_itself_for_its_share() -> None:
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
    stepped = built(project)
    torch.manual_seed(SEED)
    steps = {entry.address: entry for entry in take_apart(stepped, batch, optimizer_for(stepped)).backward}
    assert_every_edge_has_its_share(stepped, steps, seen)
    shares = [seen.edge_gradients[end] for end in (("encoder", "src", 0), ("a", "input", 0), ("b", "input", 0))]
    torch.testing.assert_close(sum(shares), seen.node_gradients["w", "output"])
    assert torch.get_rng_state().equal(state_after(project, batch))


def state_after(project: Project, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """The random state after a plain step: a node that was run once more must not have drawn from it."""
    plain_step(project, batch)
    return torch.get_rng_state()


def test_only_what_needs_it_is_run_again() -> None:
    project = project_of(
        {"x": kind("Input", shape=[3]), "t": kind("Input", shape=[], dtype="int64"),
         "a": kind("Linear", out_features=3), "b": kind("Linear", out_features=3),
         "one": kind("CrossEntropyLoss"), "two": kind("CrossEntropyLoss")},
        ["x -> a", "x -> b", "a -> one.input", "b -> two.input", "t -> one.target", "t -> two.target"],
    )  # fmt: skip
    assert Probe(built(project))._repeated == frozenset()


def test_attention_beside_a_skip_connection() -> None:
    """One tensor is query, key and value, and goes past the attention too."""
    project = project_of(
        {"x": kind("Input", shape=[5, 4]), "w": kind("Linear", out_features=4),
         "attention": kind("MultiheadAttention", num_heads=2, dropout=0.5), "sum": kind("Add"), "loss": kind("Loss")},
        ["x -> w", "w -> attention.query", "w -> attention.key", "w -> attention.value", "attention -> sum",
         "w -> sum", "sum -> loss"],
    )  # fmt: skip
    batch = {"x": torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0)).to(DEVICE)}
    network, _ = plain_step(project, batch)
    looked, _, seen = looked_at(project, batch)
    assert_same_step(network, looked)
    ends = [("attention", port, 0) for port in ("query", "key", "value")]
    shares = [seen.edge_gradients[end] for end in (*ends, ("sum", "input", 1))]
    torch.testing.assert_close(sum(shares), seen.node_gradients["w", "output"])


def test_a_histogram_counts_a_sample_and_leaves_out_what_is_no_number() -> None:
    counts, edges = histogram(torch.tensor([1.0, -2.0, float("nan"), float("inf")]))
    assert counts.sum() == 2
    assert (edges[0], edges[-1]) == (-2.0, 2.0)
    counts, _ = histogram(torch.zeros(10_000))
    assert 0 < counts.sum() <= 512
