"""Graphs nobody thought of: random networks with forks, shared layers, dropout and several losses."""

from __future__ import annotations

import random
from typing import Any

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.backprop.probe import Probe
from engine.backprop.taken_apart import take_apart
from engine.project.project import Project
from tests.engine.devices import DEVICE
from tests.engine.projects import kind, project_of
from tests.engine.whole_steps import SEED, assert_same_step, built, optimizer_for, plain_step, same_bits

WIDTH = 4
UNARY: list[Any] = [
    kind("Linear", out_features=WIDTH), kind("ReLU"), kind("Tanh"), kind("Softmax"), kind("LayerNorm"),
    kind("BatchNorm1d"), kind("Dropout", p=0.3), kind("Square"), kind("GELU"), kind("Softsign"), kind("RMSNorm"),
    kind("PReLU"), kind("Identity"),
]  # fmt: skip


def random_project(seed: int, size: int) -> Project:
    """A network of `size` layers between one Input and one to three losses."""
    draw = random.Random(seed)
    nodes: dict[str, Any] = {"x": kind("Input", shape=[WIDTH]), "first": kind("Linear", out_features=WIDTH)}
    edges = ["x -> first"]
    values = ["first"]
    for number in range(size):
        name = f"n{number}"
        choice = draw.random()
        linear = [node for node in nodes if nodes[node] == UNARY[0] and not node.endswith("b")]
        if choice < 0.35:
            nodes[name] = kind(draw.choice(["Add", "Multiply"]))
            edges += [f"{draw.choice(values)} -> {name}" for _ in range(draw.randint(2, 4))]
        elif choice < 0.45:
            nodes[name], nodes[f"{name}b"] = kind("Concatenate"), kind("Linear", out_features=WIDTH)
            edges += [f"{draw.choice(values)} -> {name}" for _ in range(draw.randint(2, 3))]
            edges.append(f"{name} -> {name}b")
            name = f"{name}b"
        elif choice < 0.55 and linear:
            nodes[name] = {"share": draw.choice(linear)}
            edges.append(f"{draw.choice(values)} -> {name}")
        else:
            nodes[name] = draw.choice(UNARY) | ({"frozen": True} if draw.random() < 0.1 else {})
            edges.append(f"{draw.choice(values[-3:])} -> {name}")
        values.append(name)
    for number in range(draw.randint(1, 3)):
        nodes[f"loss{number}"] = kind("Loss", loss_weight=draw.choice([1.0, 0.5, 2.0]))
        edges.append(f"{values[-1] if number == 0 else draw.choice(values)} -> loss{number}")
    return project_of(nodes, edges)


@given(st.integers(0, 100_000), st.integers(1, 9))
@example(588, 9)  # shares a layer whose own value leads nowhere
@settings(max_examples=40, deadline=None)
def test_stepping_and_looking_give_the_bits_of_an_ordinary_step(seed: int, size: int) -> None:
    project = random_project(seed, size)
    batch = {"x": torch.randn(6, WIDTH, generator=torch.Generator().manual_seed(seed)).to(DEVICE)}
    network, loss = plain_step(project, batch)
    stepped, looked = built(project), built(project)
    torch.manual_seed(SEED)
    assert same_bits(loss, take_apart(stepped, batch, optimizer_for(stepped)).loss)
    assert_same_step(network, stepped)
    optimizer, probe = optimizer_for(looked), Probe(looked)
    torch.manual_seed(SEED)
    seen = probe.step(batch)
    assert same_bits(loss, seen.loss)
    for leaf in looked.plan.leaves:
        sources = [(port, index, source) for port, many in leaf.sources.items() for index, source in enumerate(many)]
        missing = [end for *end, source in sources if source in seen.node_gradients
                   and leaf.needed and (leaf.address, *end) not in seen.edge_gradients]  # fmt: skip
        assert not missing, (leaf.address, missing)
    optimizer.step()
    assert_same_step(network, looked)
