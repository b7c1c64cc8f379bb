"""The table of the other layers of torch.nn is that of the installed torch, and leaves out nothing in silence."""

from __future__ import annotations

import importlib.util
import inspect
import json
from types import ModuleType

import pytest
from torch import nn

from engine.layers.catalogue import catalogue
from engine.layers.layer import Received
from engine.layers.more_of_torch import TABLE
from engine.layers.tensor_type import BATCH, TensorType
from engine.problem import ProblemError
from tests.engine.layers.example import Example

WRITER = TABLE.parent / "setup" / "torch_layers.py"


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("torch_layers", WRITER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_that_of_the_installed_torch(writer: ModuleType) -> None:
    written = json.loads(TABLE.read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(writer.table())), "make table"


def test_every_layer_of_torch_is_offered_or_left_out_with_a_reason(writer: ModuleType) -> None:
    theirs = {
        name for name, value in vars(nn).items()
        if inspect.isclass(value) and issubclass(value, nn.Module) and not name.startswith("Lazy")
    }  # fmt: skip
    assert theirs - set(catalogue()) == set(writer.LEFT_OUT)
    assert all(writer.LEFT_OUT.values())
    assert not set(writer.WORDS) & set(writer.LEFT_OUT)


def test_sizes_are_worked_out_and_an_error_when_given() -> None:
    assert catalogue()["InstanceNorm1d"].derived == {"num_features"}
    layer = catalogue()["GRUCell"](hidden_size=3)
    assert layer.constructor(Received({"input": (TensorType((BATCH, 7)),)})) == "nn.GRUCell(7, hidden_size=3)"
    with pytest.raises(ProblemError):
        catalogue()["GRUCell"](hidden_size=3, input_size=7)


def test_the_states_of_a_cell_are_handed_over_together() -> None:
    state = (TensorType((BATCH, 3)),)
    example = Example(
        "LSTMCell", {"hidden_size": 3}, {"input": (TensorType((BATCH, 6)),), "h_0": state, "c_0": state},
        wired=frozenset({"h_1"}),
    )  # fmt: skip
    from engine.compiler.text import argument_names

    arguments, _ = argument_names(example.layer, example.inputs)
    assert example.layer.call("module", arguments, example.wired) == "module(in0, (in1, in2))"


def test_a_batch_comes_first_where_torch_asks() -> None:
    layer = catalogue()["Transformer"](nhead=2)
    types = {"src": (TensorType((BATCH, 5, 8)),), "tgt": (TensorType((BATCH, 3, 8)),)}
    assert layer.constructor(Received(types)) == "nn.Transformer(8, nhead=2, batch_first=True)"
