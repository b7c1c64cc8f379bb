"""Activation memory against what autograd really keeps: hooks on saved tensors of real networks, each storage once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.autograd.graph import saved_tensors_hooks

from engine.backprop.walk import run, walk
from engine.compiler.costs.memory import Held, MemoryMeter, ask
from engine.compiler.network import build
from engine.compiler.plan import Leaf, Plan, Step
from engine.compiler.planner import Planner
from engine.compiler.text import construct, step_function
from engine.graph.graph import Node
from engine.project.project import Project
from engine.project.store import load_project
from engine.project.templates import find_template
from tests.engine.gpt2 import PARAMETERS, gpt2
from tests.engine.layers.example import Example
from tests.engine.layers.examples import EXAMPLES
from tests.engine.projects import ALL, kind, project_of

BATCH_SIZE = 4
# oneDNN's LSTM keeps a room of its own, and EmbeddingBag on the CPU a list of where its rows begin; torch refuses this
# loss without values, so its outputs alone are counted.
BY_KERNEL = {"LSTM", "EmbeddingBag", "GaussianNLLLoss"}
CALLED = [example for example in EXAMPLES if example.kind not in BY_KERNEL | {"Input"}]


class Kept:
    """What is alive after a forward pass: saved tensors and outputs, each storage once."""

    def __init__(self) -> None:
        self._alive: list[torch.Tensor] = []
        self._sizes: dict[int, int] = {}
        self._others: set[int] = set()

    def leave_out(self, *tensors: torch.Tensor) -> None:
        self._alive += tensors
        self._others |= {tensor.untyped_storage()._cdata for tensor in tensors}

    def save(self, tensor: torch.Tensor) -> torch.Tensor:
        self._alive.append(tensor)
        self._sizes[tensor.untyped_storage()._cdata] = tensor.untyped_storage().nbytes()
        return tensor

    def give(self, tensor: torch.Tensor) -> None:
        """An output: its numbers. (A loss's own storage may be as large as the mean was taken over.)"""
        self._alive.append(tensor)
        self._sizes.setdefault(tensor.untyped_storage()._cdata, tensor.nbytes)

    @property
    def bytes(self) -> int:
        return sum(size for storage, size in self._sizes.items() if storage not in self._others)


def kept_by(example: Example) -> int:
    layer, tensors = example.layer, example.tensors(BATCH_SIZE)
    entering = [
        tensor.requires_grad_(tensor.is_floating_point())
        for port in layer.inputs
        for tensor in tensors.get(port.name, ())
    ]
    constructor = layer.constructor(example.received)
    module = construct(layer, constructor) if constructor is not None else None
    kept = Kept()
    kept.leave_out(*entering, *(module.parameters() if module is not None else ()),
                   *(module.buffers() if module is not None else ()))  # fmt: skip
    with saved_tensors_hooks(kept.save, lambda tensor: tensor):
        outputs = step_function(layer, example.inputs, example.wired)(module, *entering)
    for output in outputs:
        if output is not None:
            kept.give(output)
    return kept.bytes


@pytest.mark.parametrize("example", CALLED, ids=lambda example: example.id)
def test_each_kind_holds_what_autograd_keeps_of_it(example: Example) -> None:
    layer = example.layer
    step = Step(Node("layer", "kind", example.kind), {}, example.inputs, example.wired, layer,
                constructor=layer.constructor(example.received))  # fmt: skip
    entering = [
        Held.of(torch.empty(type_.sized(BATCH_SIZE), dtype=getattr(torch, type_.dtype), device="meta"))
        for port in layer.inputs for type_ in example.inputs.get(port.name, ())
    ]  # fmt: skip
    entering = [replace(held, learns=getattr(torch, held.dtype).is_floating_point) for held in entering]
    answer = ask(Leaf("layer", step, {}), entering, tuple(range(len(entering))), BATCH_SIZE, "float32", frozenset())
    assert answer.bytes == kept_by(example)


def really_kept(plan: Plan, batch: int, dtype: torch.dtype = torch.float32) -> int:
    """What the network itself holds after one forward pass in training mode."""
    network = build(plan, seed=0)
    network.module.to(dtype)
    inputs = {}
    for step in plan.steps:
        if step.is_input and step.id in plan.needed:
            type_ = step.outputs["output"]
            made = torch.zeros(type_.sized(batch), dtype=dtype if type_.is_floating else getattr(torch, type_.dtype))
            inputs[step.id] = made
    kept, stops = Kept(), walk(network)
    kept.leave_out(*network.module.parameters(), *network.module.buffers())
    with saved_tensors_hooks(kept.save, lambda tensor: tensor):
        for _, outputs in run(stops, inputs, lambda stop, reads, value: [value] * len(reads)):
            for output in outputs:
                if output is not None:
                    kept.give(output)
    return kept.bytes


def counted(project: Project, batch: int, precision: str = "float32") -> tuple[int, Plan]:
    plan = Planner().plan(project)
    found = MemoryMeter().bytes_of(plan, batch, precision)
    return sum(found[leaf.address] for leaf in plan.leaves if leaf.needed), plan


def example_project(name: str) -> Project:
    project = load_project(find_template(name).path).project
    assert project is not None
    return project


PROJECTS = {name: project for name, project in ALL.items() if name != "sequence"} | {
    name: example_project(name) for name in ("fashion-cnn", "residual", "transformer", "spiral", "regression")
}


@pytest.mark.parametrize("name", PROJECTS)
def test_the_nodes_of_a_network_add_up_to_what_it_holds(name: str) -> None:
    total, plan = counted(PROJECTS[name], 6)
    assert total == really_kept(plan, 6)


@pytest.mark.parametrize(("precision", "dtype"), [("float64", torch.float64), ("bfloat16", torch.bfloat16)])
def test_another_number_type_is_counted_as_such(precision: str, dtype: torch.dtype) -> None:
    total, plan = counted(PROJECTS["residual"], 4, precision)
    assert total == really_kept(plan, 4, dtype)


def test_what_is_frozen_needs_nothing_of_its_input() -> None:
    """A linear layer keeps its input for the gradient of its weight; where nothing learns before, nothing is kept."""
    nodes = {"x": kind("Input", shape=[5]), "fc": kind("Linear", out_features=3), "act": kind("Softplus"),
             "y": kind("Output")}  # fmt: skip
    edges = ["x -> fc", "fc -> act", "act -> y"]
    for frozen in (False, True):
        total, plan = counted(project_of(nodes | {"fc": {**nodes["fc"], "frozen": frozen}}, edges), 2)
        assert total == really_kept(plan, 2) == 4 * 2 * (5 + 3 + 3)
    dropped = nodes | {"act": kind("Dropout")}
    masks = [counted(project_of(dropped | {"fc": {**nodes["fc"], "frozen": frozen}}, edges), 2)[0]
             for frozen in (False, True)]  # fmt: skip
    assert masks[0] - masks[1] == 4 * 2 * 3


def test_a_value_that_lies_otherwise_is_copied_where_it_is_reshaped() -> None:
    nodes = {"x": kind("Input", shape=[4, 6]), "turn": kind("Transpose", dim0=1, dim1=2),
             "row": kind("Reshape", shape=[-1]), "y": kind("Output")}  # fmt: skip
    total, plan = counted(project_of(nodes, ["x -> turn", "turn -> row", "row -> y"]), 3)
    assert total == really_kept(plan, 3) == 2 * 4 * 3 * 24


def test_inputs_of_one_column_are_one_tensor() -> None:
    nodes = {"a": kind("Input", column="x"), "b": kind("Input", column="x"), "sum": kind("Add"), "y": kind("Output")}
    data: Any = {"source": "inline", "params": {"columns": {"x": [[1.0, 2.0]]}}}
    found = MemoryMeter().bytes_of(
        Planner().plan(project_of(nodes, ["a -> sum", "b -> sum", "sum -> y"], data=data)), 3
    )
    assert (found["a"], found["b"]) == (24, 0)


def test_behind_what_is_wrong_nothing_is_known() -> None:
    nodes = {"x": kind("Input", shape=[5]), "fc": kind("Linear", out_features=3), "conv": kind("Conv2d", out_channels=2,
             kernel_size=3), "act": kind("ReLU"), "y": kind("Output")}  # fmt: skip
    plan = Planner().plan(project_of(nodes, ["x -> fc", "fc -> conv", "conv -> act", "act -> y"]))
    assert MemoryMeter().bytes_of(plan, 2) == {"x": 40, "fc": 24}


def test_the_random_state_stays_as_it_is() -> None:
    before = torch.get_rng_state()
    MemoryMeter().bytes_of(Planner().plan(ALL["sequence"]), 4)
    MemoryMeter().bytes_of(Planner().plan(example_project("transformer")), 4)
    assert torch.equal(torch.get_rng_state(), before)


def test_gpt2_is_counted_quickly_and_without_its_weights() -> None:
    project = gpt2(batch_size=8)
    plan = Planner().plan(project)
    assert plan.parameter_count == PARAMETERS
    began = time.perf_counter()
    found = MemoryMeter().bytes_of(plan, 8)
    assert time.perf_counter() - began < 2  # one second where the machine is free
    first, last = (found[f"body.{number}.wide"] for number in (0, 11))
    assert first == last == 8 * 1024 * 4 * 768 * 4
    assert found["head"] == 8 * 1024 * 50257 * 4
