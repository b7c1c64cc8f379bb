from __future__ import annotations

import pytest
import torch

from engine.backprop.explanation import Place
from engine.backprop.places import number_at, readers_of, tensor_at
from engine.backprop.recording import Recording, rehearse
from engine.project.store import load_project
from engine.project.templates import find_template
from tests.engine.whole_steps import batch_of, built


@pytest.fixture(scope="module")
def told() -> Recording:
    project = load_project(find_template("chain-rule-by-hand").path).project
    assert project is not None
    network = built(project)
    return rehearse(network, batch_of(project, 1), torch.optim.SGD(network.module.parameters(), lr=0.001))


def test_every_quantity_of_the_chain_rule_by_hand(told: Recording) -> None:
    """Loss 4; -16 and -24 for the weights of both layers, -52 for x: worked out on paper."""
    assert told.loss is not None and told.loss.item() == 4.0
    assert number_at(told, Place("output", "relu2", "output", (0, 0))) == 26.0
    assert number_at(told, Place("input", "loss", "target", (0, 0))) == 28.0
    assert number_at(told, Place("grad_output", "output", "output", (0, 0))) == -4.0
    assert number_at(told, Place("grad_input", "hidden", "input", (0, 0))) == -52.0
    assert [number_at(told, Place("grad_parameter", "output", "weight", (0, n))) for n in (0, 1)] == [-16.0, -24.0]
    assert [number_at(told, Place("gradient", "hidden", "weight", (n, 0))) for n in (0, 1)] == [-16.0, -24.0]
    assert number_at(told, Place("parameter", "hidden", "weight", (1, 0))) == 3.0
    assert number_at(told, Place("after", "hidden", "weight", (1, 0))) == pytest.approx(3.024)


def test_what_is_not_there_is_told(told: Recording) -> None:
    assert tensor_at(told, "grad_input", "loss", "target") is not None
    assert tensor_at(told, "parameter", "relu1", "weight") is None
    assert tensor_at(told, "output", "nowhere", "output") is None
    with pytest.raises(LookupError, match=r"no parameter at relu1\.weight"):
        number_at(told, Place("parameter", "relu1", "weight", (0,)))


def test_the_readers_of_an_output(told: Recording) -> None:
    assert [(stop.address, read.port) for stop, read in readers_of(told, "relu2", "output")] == [("loss", "input")]
