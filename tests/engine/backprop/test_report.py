"""Numbers that read back to the same bits, and the choice of nodes."""

from __future__ import annotations

import json
import math

import pytest
import torch

from engine.backprop.report import backprop_report, number, selected, shape_and_norm, values
from engine.backprop.taken_apart import take_apart
from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.problem import ProblemError
from engine.training.setup import prepare
from tests.engine.projects import BLOCKS

ODD = [0.1, -0.0, 1e-45, 3.4028235e38, 1 / 3, 5e-324]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_floats_read_back_to_the_same_bits(dtype: torch.dtype) -> None:
    tensor = torch.cat([torch.randn(500, generator=torch.Generator().manual_seed(0)), torch.tensor(ODD)]).to(dtype)
    tensor = tensor[torch.isfinite(tensor)]
    back = torch.tensor(json.loads(json.dumps(values(tensor))), dtype=dtype)
    assert torch.equal(back, tensor) and torch.equal(back.signbit(), tensor.signbit())


def test_what_is_no_number_is_a_string() -> None:
    tensor = torch.tensor([[math.nan, 1.0], [math.inf, -math.inf]])
    assert values(tensor) == [["NaN", 1.0], ["Infinity", "-Infinity"]]
    assert values(torch.tensor(math.nan)) == "NaN" == number(math.nan)
    assert shape_and_norm(tensor) == {"shape": [2, 2], "norm": "NaN"}


def test_whole_numbers_and_truth_stay_what_they_are() -> None:
    assert values(torch.tensor([2**53 + 1])) == [2**53 + 1]
    assert values(torch.tensor([True, False])) == [True, False]
    assert shape_and_norm(torch.tensor([3, 4])) == {"shape": [2], "norm": 5.0}
    assert shape_and_norm(torch.zeros(0, 2)) == {"shape": [0, 2], "norm": 0.0}


def test_a_block_stands_for_all_that_is_in_it() -> None:
    network = build(Planner().plan(BLOCKS), seed=0)
    assert selected(network, ["last", "fc"]) == {"fc", *(f"last.{node}" for node in ("x", "conv", "norm", "relu",
                                                                                     "add", "y"))}  # fmt: skip
    assert selected(network, ["body.1"]) < selected(network, ["body"])
    with pytest.raises(ProblemError, match=r"did you mean body\.1\.conv"):
        selected(network, ["body.1.con"])


def test_chosen_nodes_bring_their_weights_and_buffers() -> None:
    prepared = prepare(BLOCKS)
    batch = next(iter(prepared.train.in_order(2)))
    taken = take_apart(prepared.network, batch, prepared.optimizer)
    report = backprop_report(taken, prepared.network, {"body.1.norm"})
    assert (
        [entry["node"] for entry in report["forward"]]
        == ["body.1.norm"]
        == [entry["node"] for entry in report["backward"]]
    )
    assert list(report["update"]) == ["body.1.norm.weight", "body.1.norm.bias"]
    assert {name.rpartition(".")[0] for name in report["buffers"]} == {"body.1.norm"}
    assert set(backprop_report(taken, prepared.network)["buffers"]) == set(taken.buffers)
