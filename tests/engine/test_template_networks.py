"""The networks that people know: counted as published, printed as one class a block, and right to the number."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from engine.compiler.network import Network, build, load_class
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.compiler.text import construct
from engine.project.project import Project
from engine.project.reader import read_text
from engine.project.set_path import set_paths
from engine.project.templates import find_template, templates
from engine.training.events import StepDone
from engine.training.loop import train
from engine.training.setup import prepare
from tests.engine.reference_networks import BERT, GPT2, VGG16, AlexNet, LeNet5, MobileNetV2, ResNet, UNet

PUBLISHED = {
    "lenet-5": 61_706,
    "alexnet": 61_100_840,
    "vgg-16": 138_357_544,
    "resnet-18": 11_689_512,
    "resnet-34": 21_797_672,
    "resnet-50": 25_557_032,
    "mobilenet-v2": 3_504_872,
    "u-net": 31_030_658,
    "bert-base": 109_482_240,  # with the pooler
    "gpt-2": 124_439_808,  # with the head tied
}
# What makes a step short; the rest is as the template has it.
ONE_STEP = {
    "lenet-5": [],
    "vit": ["data.params.samples=40"],
    "mlp-mixer": ["data.params.samples=40"],
    "gru-labeller": [],
    "autoencoder": [],
    "vae": [],
    "siamese": ["data.params.samples=40"],
    "resnet-18": ["data.params.samples=10", "data.params.size=64", "training.batch_size=2"],
    "mobilenet-v2": ["data.params.samples=10", "data.params.size=64", "training.batch_size=2"],
    "u-net": ["data.params.samples=10", "data.params.size=188", "training.batch_size=1"],
}
LARGE = {
    "alexnet": ["data.params.samples=10", "training.batch_size=1"],
    "vgg-16": ["data.params.samples=10", "training.batch_size=1"],
    "resnet-34": ["data.params.samples=10", "training.batch_size=2"],
    "resnet-50": ["data.params.samples=10", "training.batch_size=2"],
    "bert-base": ["data.params.samples=10", "training.batch_size=1"],
    "gpt-2": ["data.params.samples=10", "training.batch_size=1"],
}
NAMES = sorted({*PUBLISHED, *ONE_STEP})
torch.set_num_threads(1)


def project_of(name: str, *changes: tuple[str, str]) -> Project:
    """A template, with some of its text replaced."""
    text = find_template(name).content.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    result = read_text(text)
    assert result.project is not None and not result.problems
    return result.project


def plan_of(name: str) -> Plan:
    return Planner().plan(project_of(name))


def on_meta(plan: Plan) -> nn.Module:
    """The network without its weights."""
    with torch.device("meta"):
        made = load_class(generate(plan))()
    assert isinstance(made, nn.Module)
    return made


class Largest(TorchDispatchMode):
    """Knows how many numbers the largest tensor had that took memory."""

    numbers = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        for one in made if isinstance(made, (tuple, list)) else (made,):
            if isinstance(one, Tensor) and one.device.type != "meta":
                self.numbers = max(self.numbers, one.numel())
        return made


# ------------------------------------------------------------------ as published


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_count_is_the_published_one_and_nothing_is_allocated(name: str) -> None:
    project = project_of(name)
    with Largest() as seen:
        plan = Planner().plan(project)
    assert list(plan.all_problems) == []
    assert plan.parameter_count == PUBLISHED[name]
    assert seen.numbers < 1000


def test_looking_for_large_tensors_finds_them() -> None:
    with Largest() as seen:
        torch.zeros(30, 100)
    assert seen.numbers == 3000


@pytest.mark.parametrize("name", NAMES)
def test_each_block_is_one_class_that_makes_what_was_checked(name: str) -> None:
    plan = plan_of(name)
    assert list(plan.all_problems) == []
    source = generate(plan)
    classes = [node.name for node in ast.parse(source.text).body if isinstance(node, ast.ClassDef)]
    helpers = {helper for leaf in plan.leaves if leaf.step.layer for helper in leaf.step.layer.helpers}
    assert len(classes) == len(set(classes))
    assert set(classes) == {*helpers, *project_of(name).blocks, source.class_name}
    network = on_meta(plan)
    counted = sum(parameter.numel() for parameter in network.parameters())
    assert counted == plan.parameter_count == PUBLISHED.get(name, counted)
    for leaf in plan.leaves:
        if leaf.step.layer is not None and leaf.step.constructor is not None:
            with torch.device("meta"):
                alone = construct(leaf.step.layer, leaf.step.constructor)
            assert repr(network.get_submodule(leaf.owner_address)) == repr(alone), leaf.address


# ------------------------------------------------------------------ the same numbers as by hand


def of_shape(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(0))


def words(*shape: int, most: int = 97) -> Tensor:
    return torch.randint(0, most, shape, generator=torch.Generator().manual_seed(0))


def give_weights(network: Network, reference: nn.Module) -> None:
    """Puts the same numbers into parameters of one shape in one order."""
    with torch.no_grad():
        for ours, theirs in zip(network.module.parameters(), reference.parameters(), strict=True):
            assert ours.shape == theirs.shape
            theirs.copy_(ours)


def weightless(make: Callable[[], nn.Module]) -> nn.Module:
    """A network whose weights are still to come: to draw 138 million of them takes long."""
    with torch.device("meta"):
        return make().to_empty(device="cpu")


def assert_the_same(network: Network, reference: nn.Module, *inputs: Tensor) -> None:
    """The same answers with the same numbers in the parameters."""
    module = network.module.cpu().eval()
    give_weights(network, reference)
    with torch.no_grad():
        told, wanted = module(*inputs), reference.eval()(*inputs)
    told, wanted = (one if isinstance(one, tuple) else (one,) for one in (told, wanted))
    for one, other in zip(told, wanted, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


SMALLER = ('"repeat": 12', '"repeat": 2')
BY_HAND: dict[str, tuple[Callable[[], nn.Module], Sequence[tuple[str, str]], tuple[Tensor, ...]]] = {
    "lenet-5": (LeNet5, (), (of_shape(2, 1, 8, 8),)),
    "alexnet": (lambda: weightless(AlexNet), (), (of_shape(2, 3, 64, 64),)),
    "vgg-16": (lambda: weightless(VGG16), (), (of_shape(2, 3, 32, 32),)),
    "resnet-18": (lambda: ResNet((2, 2, 2, 2), 1), (), (of_shape(2, 3, 64, 64),)),
    "resnet-34": (lambda: ResNet((3, 4, 6, 3), 1), (), (of_shape(1, 3, 64, 64),)),
    "resnet-50": (lambda: ResNet((3, 4, 6, 3), 4), (), (of_shape(1, 3, 64, 64),)),
    "mobilenet-v2": (MobileNetV2, (), (of_shape(2, 3, 64, 64),)),
    "u-net": (UNet, (), (of_shape(1, 1, 188, 188),)),
    "gpt-2": (lambda: GPT2(97, 2), (("50257", "97"), SMALLER), (words(2, 10),)),
    "bert-base": (lambda: BERT(97, 2), (("30522", "97"), SMALLER), (words(2, 10), words(2, 10, most=2))),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_it_computes_what_a_network_written_by_hand_does(name: str) -> None:
    reference, changes, inputs = BY_HAND[name]
    network = build(Planner().plan(project_of(name, *changes)), seed=0)
    assert_the_same(network, reference(), *inputs)


@pytest.mark.parametrize(("name", "reference", "size"), [("alexnet", AlexNet, 64), ("vgg-16", VGG16, 32)])
def test_a_step_is_that_of_the_network_written_by_hand(
    name: str, reference: Callable[[int], nn.Module], size: int
) -> None:
    """The loss, every gradient and every weight after an update, with the same numbers dropped; narrower inside."""
    network = build(Planner().plan(project_of(name, ("4096", "48"))), seed=0)
    by_hand, target = reference(48), words(4, most=1000)
    give_weights(network, by_hand)
    picture = of_shape(4, 3, size, size)
    batch = {"image": picture, "label": target}
    torch.manual_seed(5)
    loss = network.loss(network.handing(batch), batch)
    torch.manual_seed(5)
    wanted = nn.functional.cross_entropy(by_hand.train()(picture), target)
    torch.testing.assert_close(loss, wanted, rtol=1e-5, atol=1e-6)
    for module, value in ((network.module, loss), (by_hand, wanted)):
        optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
        value.backward()
        optimizer.step()
    for ours, theirs in zip(network.module.parameters(), by_hand.parameters(), strict=True):
        assert ours.grad is not None and theirs.grad is not None and bool(ours.grad.any())
        assert (ours.grad - theirs.grad).norm() <= 1e-4 * theirs.grad.norm()  # some are small: no fixed bound tells
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "counts", "expansion"), [("resnet-18", (2, 2, 2, 2), 1), ("resnet-50", (3, 4, 6, 3), 4)]
)
def test_each_stage_of_a_resnet_has_its_count(name: str, counts: tuple[int, ...], expansion: int) -> None:
    plan = plan_of(name)
    with torch.device("meta"):
        reference = ResNet(counts, expansion)
    for stage in ("layer1", "layer2", "layer3", "layer4", "fc"):
        theirs = sum(parameter.numel() for parameter in getattr(reference, stage).parameters())
        assert sum(step.parameter_count for step in plan.steps if step.id.startswith(stage)) == theirs, stage


def test_the_u_net_answers_with_the_published_size() -> None:
    assert plan_of("u-net").by_id["conv"].outputs["output"].shape[1:] == (2, 388, 388)


# ------------------------------------------------------------------ a step of training


def some_of(tensor: Tensor) -> Tensor:
    """A thousand of its numbers, from everywhere."""
    flat = tensor.detach().flatten()
    return flat[:: max(1, len(flat) // 1000)].clone()


@pytest.mark.parametrize("name", [*ONE_STEP, *LARGE])
def test_it_trains_a_step(name: str) -> None:
    """After one step the loss is a number, every parameter has a gradient, and they have moved."""
    project = set_paths(project_of(name), [*{**ONE_STEP, **LARGE}[name], "training.device=cpu"]).project
    assert project is not None
    prepared = prepare(project)
    before = {key: some_of(parameter) for key, parameter in prepared.network.module.named_parameters()}
    events = train(prepared)
    loss = next(event.loss for event in events if isinstance(event, StepDone))
    events.close()
    assert loss is not None and 0 < loss < 1e3
    moved = []
    for key, parameter in prepared.network.module.named_parameters():
        assert parameter.grad is not None and bool(parameter.grad.isfinite().all()), key
        moved.append(not torch.equal(some_of(parameter), before[key]))
    assert sum(moved) > 0.8 * len(moved)  # the others by less than rounding shows


def test_every_template_of_a_paper_is_tested_here() -> None:
    new = {template.name for template in templates() if template.group != "start"} - {"sequence-lstm", "transformer"}
    assert new == set(NAMES) == {*ONE_STEP, *LARGE}
