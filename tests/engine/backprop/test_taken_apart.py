from __future__ import annotations

import torch
from pytest import mark

from engine.backprop.taken_apart import take_apart
from engine.compiler.planner import Planner
from engine.project.project import Project
from tests.engine.devices import DEVICE
from tests.engine.layers.examples import EXAMPLES, Example
from tests.engine.projects import ALL, BLOCKS, SHARED, inline, kind, project_of
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


def is_drawable(example: Example) -> bool:
    """Whether inputs with the batch in front suffice, and the outputs can be minimized."""
    types = [tensor for tensors in example.inputs.values() for tensor in tensors]
    project, _ = project_of_example(example)
    plan = Planner().plan(project)
    return all(tensor.has_batch_first for tensor in types) and plan.is_right and example.kind not in ("Input", "Output")


DRAWABLE = [example for example in EXAMPLES if is_drawable(example)]


def test_most_of_the_catalogue_is_stepped() -> None:
    kinds = {example.kind for example in EXAMPLES}
    left_out = kinds - {example.kind for example in DRAWABLE}
    of_whole_numbers = {"Cast", "OneHot", "CausalMask"}  # which cannot be minimized
    without_batch = {"Expand"}  # as a value that every sample is given
    assert left_out <= {"Input", "Output", *of_whole_numbers, *without_batch}


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_every_kind_steps_to_the_same_bits(example: Example) -> None:
    project, batch = project_of_example(example)
    network, loss = plain_step(project, batch)
    stepped = built(project)
    torch.manual_seed(SEED)
    result = take_apart(stepped, batch, optimizer_for(stepped))
    assert same_bits(loss, result.loss)
    assert_same_step(network, stepped)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_whole_networks_step_to_the_same_bits(project: Project) -> None:
    batch = batch_of(project)
    network, loss = plain_step(project, batch)
    stepped = built(project)
    torch.manual_seed(SEED)
    result = take_apart(stepped, batch, optimizer_for(stepped))
    assert same_bits(loss, result.loss)
    assert_same_step(network, stepped)
    for name, updated in result.update.items():
        assert same_bits(updated.after, dict(network.module.named_parameters())[name])


@mark.parametrize("dtype", ["float64", "float16", "bfloat16"])
def test_a_cast_back_to_the_networks_own_dtype_is_a_step_of_its_own(dtype: str) -> None:
    project = project_of(
        {"x": kind("Input", shape=[3]), "other": kind("Cast", dtype=dtype), "back": kind("Cast", dtype="float32"),
         "w": kind("Linear", out_features=2), "loss": kind("Loss")},
        ["x -> other", "other -> back", "back -> w", "w -> loss"],
    )  # fmt: skip
    batch = {"x": torch.randn(4, 3, generator=torch.Generator().manual_seed(0)).to(DEVICE)}
    network, loss = plain_step(project, batch)
    stepped = built(project)
    torch.manual_seed(SEED)
    assert same_bits(loss, take_apart(stepped, batch, optimizer_for(stepped)).loss)
    assert_same_step(network, stepped)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_order_is_that_of_the_plan_and_its_reverse(project: Project) -> None:
    network = built(project)
    result = take_apart(network, batch_of(project), optimizer_for(network))
    addresses = [leaf.address for leaf in network.plan.leaves]
    assert [entry.address for entry in result.forward] == addresses
    assert [entry.address for entry in result.backward] == addresses[::-1]


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_what_nodes_send_back_adds_up_to_what_arrives(project: Project) -> None:
    network = built(project)
    result = take_apart(network, batch_of(project), optimizer_for(network))
    sent: dict[tuple[str, str], torch.Tensor] = {}
    steps = {entry.address: entry for entry in result.backward}
    for leaf in network.plan.leaves:
        for port, sources in leaf.sources.items():
            for index, source in enumerate(sources):
                shares = steps[leaf.address].grad_inputs
                share = shares.get(port, shares.get(f"{port}[{index}]"))
                if share is not None:
                    sent[source] = sent[source] + share if source in sent else share
    for (address, port), total in sent.items():
        arrived = steps[address].grad_outputs[port]
        assert arrived is not None
        torch.testing.assert_close(total, arrived)


def test_parameter_gradients_are_each_use_s_own() -> None:
    network = built(SHARED)
    result = take_apart(network, batch_of(SHARED), optimizer_for(network))
    steps = {entry.address: entry for entry in result.backward}
    parts = [steps[node].grad_parameters["weight"] for node in ("encode", "again")]
    assert all(part is not None for part in parts)
    torch.testing.assert_close(sum(parts), result.update["encode.weight"].gradient)  # type: ignore[arg-type]


def test_frozen_and_unused_have_no_gradient() -> None:
    network = built(SHARED)
    result = take_apart(network, batch_of(SHARED), optimizer_for(network))
    steps = {entry.address: entry for entry in result.backward}
    assert steps["frozen"].grad_parameters == {"weight": None, "bias": None}
    assert result.update["frozen.weight"].gradient is None
    assert steps["shown"].grad_outputs == {"output": None}  # an Output on which no loss depends
    assert steps["left"].grad_outputs["output"] is not None  # floating-point Inputs always have one


def test_dropout_in_a_block_draws_as_the_network_does() -> None:
    network, _ = plain_step(BLOCKS, batch_of(BLOCKS))
    stepped = built(BLOCKS)
    torch.manual_seed(SEED)
    take_apart(stepped, batch_of(BLOCKS), optimizer_for(stepped))
    after = torch.get_rng_state()
    torch.manual_seed(SEED)
    network.handing(batch_of(BLOCKS))
    assert torch.equal(after, torch.get_rng_state())


def test_the_chain_rule_by_hand() -> None:
    """x = 2 through two ReLU units with weights 2 and 3, twice; target 28: worked out on paper."""
    project = project_of(
        {
            "x": kind("Input", column="x"),
            "h": kind("Linear", out_features=2, bias=False) | {"init": {"weight": [[2.0], [3.0]]}},
            "r": kind("ReLU"),
            "o": kind("Linear", out_features=1, bias=False) | {"init": {"weight": [[2.0, 3.0]]}},
            "r2": kind("ReLU"),
            "y": kind("Input", column="y"),
            "loss": kind("MSELoss"),
        },
        ["x -> h", "h -> r", "r -> o", "o -> r2", "r2 -> loss.input", "y -> loss.target"],
        data=inline(x=[[2.0]], y=[[28.0]]),
    )
    network = built(project)
    result = take_apart(network, batch_of(project), optimizer_for(network))
    steps = {entry.address: entry for entry in result.backward}
    assert result.loss.item() == 4.0
    assert steps["o"].grad_parameters["weight"].tolist() == [[-16.0, -24.0]]  # type: ignore[union-attr]
    assert steps["h"].grad_parameters["weight"].tolist() == [[-16.0], [-24.0]]  # type: ignore[union-attr]
    assert steps["x"].grad_outputs["output"].tolist() == [[-52.0]]  # type: ignore[union-attr]
