"""What the tests of the gradient check share: a check of a project, its findings by name, a layer spoiled."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from engine.backprop.checked import Checked, GradientCheck
from engine.backprop.gradcheck import check_gradients
from engine.compiler.network import Network
from engine.project.project import Project
from engine.training.setup import prepare
from tests.engine.projects import ALL, inline, kind, project_of
from tests.engine.whole_steps import SEED, built

SAMPLES = 3


def batch_of(project: Project, samples: int) -> dict[str, Tensor]:
    """The first samples of the training part, also where there is nothing to train."""
    return dict(next(iter(prepare(project, updates=False).train.in_order(samples))))


def checked(project: Project, samples: int = SAMPLES, **nodes: Any) -> GradientCheck:
    network, batch = built(project), batch_of(project, samples)
    torch.manual_seed(SEED)
    return check_gradients(network, batch, **nodes)


@cache
def found_in(name: str) -> GradientCheck:
    """What is found in one of the networks that several tests look at."""
    return checked(ALL[name])


def by_name(found: tuple[Checked, ...]) -> dict[str, Checked]:
    return {one.name: one for one in found}


def of_loss(found: GradientCheck) -> dict[str, Checked]:
    return {f"{one.address}.{one.name}": one for one in found.loss}


def verdicts(found: GradientCheck, address: str) -> dict[str, tuple[str, str]]:
    return {one.name: (one.verdict, one.reason) for one in found.nodes[address]}


def small(layers: dict[str, Any], edges: list[str], **columns: Any) -> Project:
    """A network of some layers between the Input `x` and a Loss."""
    return project_of({"x": kind("Input", column="x"), **layers, "loss": kind("Loss")}, edges, data=inline(**columns))


class _Spoiled(nn.Module):
    """A layer with something behind it that has a backward pass of its own."""

    def __init__(self, layer: nn.Module, behind: Any) -> None:
        super().__init__()
        self.layer, self.behind = layer, behind

    def forward(self, value: Tensor) -> Tensor:
        return self.behind(self.layer(value))  # type: ignore[no-any-return]


def spoiled(project: Project, node: str, behind: Any) -> Network:
    network = built(project)
    network.module._modules[node] = _Spoiled(network.module.get_submodule(node), behind)
    return network
