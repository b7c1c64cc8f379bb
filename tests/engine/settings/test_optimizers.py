"""Every optimizer against torch's own: the same names and defaults, and the same bits after five steps."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn, optim

from engine.problem import ProblemError
from engine.settings.optimizers import SGD, Adam, Muon, OptimizerKind, Rprop, check, optimizers
from engine.settings.together import Together, parts
from engine.settings.training import Chosen

NAMES = "Adadelta Adafactor Adagrad Adam AdamW Adamax ASGD NAdam RAdam RMSprop Rprop SGD Muon".split()
LEFT_TO_TORCH = {"self", "params", "foreach", "capturable", "differentiable", "fused"}
UNUSUAL = {
    "Adadelta": {"lr": 0.5, "rho": 0.8, "weight_decay": 0.1},
    "Adafactor": {"lr": 0.02, "eps": [1e-20, 0.01], "d": 2, "beta2_decay": -0.5},
    "Adagrad": {"lr": 0.02, "lr_decay": 0.1, "initial_accumulator_value": 0.1},
    "Adam": {"lr": 0.01, "betas": [0.8, 0.99], "amsgrad": True, "maximize": True},
    "AdamW": {"lr": 0.01, "weight_decay": 0.2, "eps": 1e-6},
    "Adamax": {"betas": [0.5, 0.9], "weight_decay": 0.1},
    "ASGD": {"lr": 0.1, "lambd": 0.01, "t0": 2, "alpha": 0.5},
    "NAdam": {"momentum_decay": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1},
    "RAdam": {"lr": 0.1, "betas": [0.5, 0.6]},
    "RMSprop": {"momentum": 0.9, "centered": True, "alpha": 0.5},
    "Rprop": {"etas": [0.3, 1.5], "step_sizes": [1e-3, 0.1]},
    "SGD": {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv1d(1, 3, 2), nn.Tanh(), nn.Flatten(), nn.Linear(9, 5), nn.LayerNorm(5), nn.PReLU(), nn.Linear(5, 2)
    )


def five_steps(net: nn.Module, optimizer: optim.Optimizer | Together) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    for _ in range(5):
        optimizer.zero_grad(set_to_none=True)
        net(torch.randn(4, 1, 4, generator=generator)).square().sum().backward()
        optimizer.step()
    return net.state_dict()


def assert_same_bits(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> None:
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_the_registry_holds_the_optimizers_of_torch() -> None:
    assert list(optimizers()) == NAMES
    with pytest.raises(TypeError):
        optimizers()["Other"] = Adam  # type: ignore[index]


@pytest.mark.parametrize("name", NAMES)
def test_parameters_and_defaults_are_those_of_torch(name: str) -> None:
    of_torch = inspect.signature(getattr(optim, name).__init__).parameters
    expected = {key: one.default for key, one in of_torch.items() if key not in LEFT_TO_TORCH}
    declared = {key: one.default for key, one in optimizers()[name].parameters.items() if not key.startswith("adamw_")}
    assert declared == expected


def test_the_rest_beside_muon_has_the_defaults_of_adamw() -> None:
    of_torch = inspect.signature(optim.AdamW.__init__).parameters
    declared = {key.removeprefix("adamw_"): one.default for key, one in Muon.parameters.items() if "adamw_" in key}
    assert declared.pop("lr") is None  # empty: the same as for the matrices
    assert declared == {key: of_torch[key].default for key in declared}


@pytest.mark.parametrize("name", NAMES)
def test_fused_is_taken_exactly_where_torch_offers_it(name: str) -> None:
    offered = "fused" in inspect.signature(getattr(optim, name).__init__).parameters
    assert bool(optimizers()[name].fused_on) == offered
    for part in parts(optimizers()[name]().build({"weight": nn.Parameter(torch.ones(2, 2))})):
        assert bool(part.defaults.get("fused")) == offered


@pytest.mark.parametrize(
    "parameter", [torch.ones(2, dtype=torch.complex64), torch.ones(2, device="meta")], ids=["complex", "no kernel"]
)
def test_one_parameter_that_cannot_be_fused_keeps_all_from_it(parameter: torch.Tensor) -> None:
    optimizer = Adam().build({"a": nn.Parameter(torch.ones(2)), "b": nn.Parameter(parameter)})
    assert isinstance(optimizer, optim.Adam)
    assert not optimizer.defaults["fused"]


@pytest.mark.parametrize("given", [{}, UNUSUAL], ids=["defaults", "unusual"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "Muon"])
def test_five_steps_are_those_of_torch_to_the_bit(name: str, given: dict[str, dict[str, object]]) -> None:
    params = given.get(name, {})
    kind, problems = check(Chosen(name, params))
    assert isinstance(kind, OptimizerKind)
    assert problems == []
    ours, theirs = network(), network()
    start = copy.deepcopy(theirs.state_dict())
    flags = {"fused": True} if kind.fused_on else {}
    after = five_steps(ours, kind.build(dict(ours.named_parameters())))
    assert_same_bits(after, five_steps(theirs, getattr(optim, name)(theirs.parameters(), **params, **flags)))
    assert all(not torch.equal(after[key], start[key]) for key in start)


@pytest.mark.parametrize(
    ("params", "of_muon", "of_adamw"),
    [
        ({}, {}, {"lr": 1e-3}),
        (
            {"lr": 0.02, "momentum": 0.9, "adjust_lr_fn": "match_rms_adamw", "adamw_lr": 0.003},
            {"lr": 0.02, "momentum": 0.9, "adjust_lr_fn": "match_rms_adamw"},
            {"lr": 0.003},
        ),
        (
            {"lr": 0.1, "nesterov": False, "ns_steps": 3, "adamw_betas": [0.5, 0.9], "adamw_weight_decay": 0},
            {"lr": 0.1, "nesterov": False, "ns_steps": 3},
            {"lr": 0.1, "betas": (0.5, 0.9), "weight_decay": 0},
        ),
    ],
)
def test_muon_updates_matrices_and_adamw_the_rest(
    params: dict[str, object], of_muon: dict[str, object], of_adamw: dict[str, object]
) -> None:
    ours, theirs = network(), network()
    after = five_steps(ours, Muon(**params).build(dict(ours.named_parameters())))
    matrices = [one for one in theirs.parameters() if one.ndim == 2]
    rest = [one for one in theirs.parameters() if one.ndim != 2]
    assert len(matrices) == 2
    both = Together([optim.Muon(matrices, **of_muon), optim.AdamW(rest, **of_adamw, fused=True)])  # type: ignore[arg-type]
    assert_same_bits(after, five_steps(theirs, both))


@pytest.mark.parametrize(
    ("layer", "count"), [(nn.Linear(2, 2, bias=False), 1), (nn.LayerNorm(2), 1), (nn.Linear(2, 2), 2)]
)
def test_a_part_of_muon_without_parameters_is_left_out(layer: nn.Module, count: int) -> None:
    optimizer = Muon().build(dict(layer.named_parameters()))
    assert len(optimizer.param_groups) == count
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()


def test_together_goes_on_from_its_state_to_the_bit() -> None:
    first, second = network(), network()
    one = Muon().build(dict(first.named_parameters()))
    five_steps(first, one)
    second.load_state_dict(first.state_dict())
    two = Muon().build(dict(second.named_parameters()))
    two.load_state_dict(copy.deepcopy(one.state_dict()))
    assert_same_bits(five_steps(first, one), five_steps(second, two))


def test_together_shows_its_groups_and_clears_all_gradients() -> None:
    net = network()
    optimizer = Muon().build(dict(net.named_parameters()))
    for group in optimizer.param_groups:
        group["lr"] = 0.0
        group["weight_decay"] = 0.0
    before = copy.deepcopy(net.state_dict())
    assert_same_bits(five_steps(net, optimizer), before)
    optimizer.zero_grad(set_to_none=False)
    assert all(one.grad is not None and not one.grad.any() for one in net.parameters())
    optimizer.zero_grad()
    assert all(one.grad is None for one in net.parameters())


def test_a_state_of_other_parts_is_refused() -> None:
    whole = Muon().build(dict(nn.Linear(2, 2).named_parameters()))
    part = Muon().build({"weight": nn.Parameter(torch.ones(2, 2))})
    with pytest.raises(ValueError, match="expected the state of 2 optimizers, got 1"):
        whole.load_state_dict(part.state_dict())


@pytest.mark.parametrize("name", NAMES)
def test_a_state_names_its_parameters(name: str) -> None:
    optimizer = optimizers()[name]().build(dict(network().named_parameters()))
    named = [one for group in optimizer.param_groups for one in group["param_names"]]
    assert sorted(named) == sorted(dict(network().named_parameters()))


@pytest.mark.parametrize("name", NAMES)
def test_a_network_without_weights_is_a_problem(name: str) -> None:
    with pytest.raises(ProblemError) as raised:
        optimizers()[name]().build({})
    assert raised.value.problem.code == "nothing_to_update"


@pytest.mark.parametrize(
    ("make", "code", "parameter"),
    [
        (lambda: SGD(nesterov=True), "nesterov_momentum", "nesterov"),
        (lambda: SGD(nesterov=True, momentum=0.9, dampening=0.1), "nesterov_momentum", "nesterov"),
        (lambda: Rprop(step_sizes=[1.0, 0.5]), "parameter_order", "step_sizes"),
        (lambda: Rprop(etas=[1.2, 0.5]), "parameter_range", "etas"),
        (lambda: Adam(betas=[0.9, 1.0]), "parameter_range", "betas"),
        (lambda: Adam(lr=-0.1), "parameter_range", "lr"),
        (lambda: Adam(lr=float("nan")), "parameter_range", "lr"),
        (lambda: Adam(lr="fast"), "parameter_type", "lr"),
        (lambda: Adam(fused=True), "parameter_unknown", "fused"),
        (lambda: Muon(adjust_lr_fn="mine"), "parameter_range", "adjust_lr_fn"),
    ],
)
def test_what_torch_would_refuse_is_a_problem(make: Callable[[], object], code: str, parameter: str) -> None:
    with pytest.raises(ProblemError) as raised:
        make()
    assert (raised.value.problem.code, raised.value.problem.parameter) == (code, parameter)
    assert raised.value.problem.message
