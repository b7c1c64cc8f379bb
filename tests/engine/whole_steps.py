"""The oracle of backpropagation: an ordinary training step, and the same step as our own code takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from engine.backprop.probe import trained_parameters
from engine.compiler.network import Network, build
from engine.compiler.planner import Planner
from engine.project.project import Project
from engine.training.setup import prepare
from tests.engine.devices import DEVICE
from tests.engine.layers.examples import Example
from tests.engine.projects import kind, project_of

SEED = 3


def batch_of(project: Project, samples: int = 8) -> dict[str, Tensor]:
    """The first samples of the training part, by Input node."""
    return dict(next(iter(prepare(project).train.in_order(samples))))


def built(project: Project) -> Network:
    network = build(Planner().plan(project), seed=0)
    network.module.to(DEVICE)
    return network


def optimizer_for(network: Network) -> Any:
    parameters = list(trained_parameters(network.module).values())
    return torch.optim.SGD(parameters or [torch.zeros(1, device=DEVICE, requires_grad=True)], lr=0.1, momentum=0.9)


def plain_step(project: Project, batch: Mapping[str, Tensor]) -> tuple[Network, Tensor]:
    """forward, loss.backward() and optimizer.step(), as everyone writes them."""
    network = built(project)
    optimizer = optimizer_for(network)
    torch.manual_seed(SEED)
    loss = network.loss(network.handing(batch), batch)
    if loss.requires_grad:
        loss.backward()
    optimizer.step()
    return network, loss.detach()


def assert_same_step(one: Network, other: Network) -> None:
    """The same gradients, weights and buffers, to the bit."""
    ours, theirs = dict(other.module.named_parameters()), dict(one.module.named_parameters())
    assert list(ours) == list(theirs)
    for name, parameter in theirs.items():
        assert (parameter.grad is None) == (ours[name].grad is None), name
        if parameter.grad is not None:
            assert same_bits(parameter.grad, ours[name].grad), f"gradient of {name}"
        assert same_bits(parameter, ours[name]), f"{name} after the update"
    for (name, buffer), (_, another) in zip(one.module.named_buffers(), other.module.named_buffers(), strict=True):
        assert same_bits(buffer, another), f"buffer {name}"


def same_bits(one: Tensor, other: Tensor | None) -> bool:
    if other is None or one.shape != other.shape or one.dtype != other.dtype:
        return False
    return bool(torch.equal(torch.nan_to_num(one.detach()), torch.nan_to_num(other.detach())))


def project_of_example(
    example: Example, weighted: bool = False, end: str = "Loss", bent: bool = False
) -> tuple[Project, dict[str, Tensor]]:
    """A network of one layer of the catalogue with a loss behind it, and a batch for it.

    `weighted` multiplies every floating-point input by a learned number, so that there is something to train.
    `end` is the kind that follows the layer; `bent` puts a Softplus between them, so that gradients differ.
    """
    nodes: dict[str, Any] = {"layer": kind(example.kind, **example.params)}
    edges: list[str] = []
    batch: dict[str, Tensor] = {}
    for port, tensors in example.tensors(batch=4).items():
        for number, tensor in enumerate(tensors):
            node = f"in_{port}_{number}"
            # an Input has the batch in front; what has none (a mask, an RNN's first state) is a Constant in practice
            nodes[node] = kind("Input", shape=list(tensor.shape[1:]), dtype=str(tensor.dtype).removeprefix("torch."))
            batch[node] = tensor.to(DEVICE)
            if weighted and tensor.is_floating_point():
                nodes |= {f"w_{node}": kind("Parameter", value=1.0), f"scaled_{node}": kind("Multiply")}
                edges += [f"{node} -> scaled_{node}", f"w_{node} -> scaled_{node}"]
                node = f"scaled_{node}"
            edges.append(f"{node} -> layer.{port}")
    if not example.layer.kind().endswith("Loss"):
        for number, port in enumerate(sorted(example.wired)):
            nodes[f"end{number}"] = kind(end)
            if bent:
                nodes[f"bend{number}"] = kind("Softplus")
                edges += [f"layer.{port} -> bend{number}", f"bend{number} -> end{number}"]
            else:
                edges.append(f"layer.{port} -> end{number}")
    return project_of(nodes, edges), batch
