from __future__ import annotations

import pytest
import torch
from pytest import approx, mark
from torch import Tensor

from engine.backprop.explanation import Place, Quantity
from engine.backprop.gradcheck import check_place
from engine.compiler.network import Network
from engine.project.store import load_project
from engine.project.templates import find_template
from tests.engine.projects import SHARED
from tests.engine.whole_steps import batch_of, built


@pytest.fixture(scope="module")
def by_hand() -> tuple[Network, dict[str, Tensor]]:
    project = load_project(find_template("chain-rule-by-hand").path).project
    assert project is not None
    network = built(project)
    network.module.train()
    return network, batch_of(project, 1)


@mark.parametrize(
    ("quantity", "address", "name", "index", "expected"),
    [
        ("grad_parameter", "hidden", "weight", (0, 0), -16.0),
        ("gradient", "output", "weight", (0, 1), -24.0),
        ("grad_output", "x", "output", (0, 0), -52.0),
        ("grad_output", "relu1", "output", (0, 1), -12.0),
        ("grad_output", "output", "output", (0, 0), -4.0),
        ("grad_input", "hidden", "input", (0, 0), -52.0),
        ("grad_input", "loss", "target", (0, 0), 4.0),
    ],
)
def test_one_number_is_checked(
    by_hand: tuple[Network, dict[str, Tensor]], quantity: Quantity, address: str, name: str, index: tuple[int, ...],
    expected: float,
) -> None:  # fmt: skip
    found = check_place(*by_hand, Place(quantity, address, name, index))
    assert found.verdict == "right" and found.worst == index and found.entries == 1
    assert found.autograd == approx(expected, rel=1e-12) and found.numeric == approx(expected, rel=1e-8)


def test_a_shared_weight_is_checked_with_all_its_uses() -> None:
    network = built(SHARED)
    network.module.train()
    found = check_place(network, batch_of(SHARED), Place("gradient", "encode", "weight", (0, 0)))
    assert found.verdict == "right"
    key = next(key for key, _ in network.module.named_parameters() if key.endswith("encode.weight"))
    torch.manual_seed(0)
    double = built(SHARED)
    double.module.double().train()
    batch = {name: one.double() if one.is_floating_point() else one for name, one in batch_of(SHARED).items()}
    double.loss(double.handing(batch), batch).backward()
    gradient = dict(double.module.named_parameters())[key].grad
    assert gradient is not None and found.autograd == approx(gradient[0, 0].item(), rel=1e-6)


@mark.parametrize("place", [Place("grad_output", "nowhere", "output", ()), Place("gradient", "relu1", "weight", (0,)),
                            Place("grad_input", "hidden", "other", (0, 0))])  # fmt: skip
def test_a_number_that_is_not_there_is_told(by_hand: tuple[Network, dict[str, Tensor]], place: Place) -> None:
    with pytest.raises(LookupError, match="no "):
        check_place(*by_hand, place)
