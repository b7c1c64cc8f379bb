"""The printed text is what a person would write: nothing that torch assumes anyway."""

from __future__ import annotations

from typing import Any

import pytest

from engine.layers.catalogue import catalogue
from engine.layers.layer import Arguments, Received
from engine.layers.tensor_type import TensorType
from tests.engine.layers.example import fixed, floats, ints

CONSTRUCTORS: tuple[tuple[str, dict[str, Any], dict[str, TensorType], str | None], ...] = (
    ("Linear", {"out_features": 10}, {"input": floats(64)}, "nn.Linear(64, 10)"),
    ("Linear", {"out_features": 10, "bias": False}, {"input": floats(64)}, "nn.Linear(64, 10, bias=False)"),
    ("Linear", {"out_features": 10, "bias": True}, {"input": floats(64)}, "nn.Linear(64, 10)"),
    (
        "Conv2d",
        {"out_channels": 32, "kernel_size": 3, "padding": 1},
        {"input": floats(3, 8, 8)},
        "nn.Conv2d(3, 32, 3, padding=1)",
    ),
    ("Conv2d", {"out_channels": 32, "kernel_size": [3, 5]}, {"input": floats(3, 8, 8)}, "nn.Conv2d(3, 32, (3, 5))"),
    ("MaxPool2d", {"kernel_size": 2}, {"input": floats(3, 8, 8)}, "nn.MaxPool2d(2)"),
    ("AdaptiveAvgPool2d", {"output_size": [None, 2]}, {"input": floats(3, 8, 8)}, "nn.AdaptiveAvgPool2d((None, 2))"),
    ("BatchNorm2d", {}, {"input": floats(3, 8, 8)}, "nn.BatchNorm2d(3)"),
    ("GroupNorm", {"num_groups": 2}, {"input": floats(4, 8)}, "nn.GroupNorm(2, 4)"),
    ("LayerNorm", {}, {"input": floats(5, 8)}, "nn.LayerNorm(8)"),
    ("LayerNorm", {"normalized_shape": [5, 8]}, {"input": floats(5, 8)}, "nn.LayerNorm((5, 8))"),
    ("Softmax", {}, {"input": floats(8)}, "nn.Softmax(dim=-1)"),
    ("ReLU", {}, {"input": floats(8)}, "nn.ReLU()"),
    ("Threshold", {"threshold": 1, "value": 0}, {"input": floats(8)}, "nn.Threshold(1.0, 0.0)"),
    ("LSTM", {"hidden_size": 4}, {"input": floats(5, 8)}, "nn.LSTM(8, 4, batch_first=True)"),
    ("Embedding", {"num_embeddings": 9, "embedding_dim": 2}, {"input": ints(5)}, "nn.Embedding(9, 2)"),
    ("MultiheadAttention", {"num_heads": 2}, {"query": floats(5, 8)}, "nn.MultiheadAttention(8, 2, batch_first=True)"),
    (
        "MultiheadAttention",
        {"num_heads": 2},
        {"query": floats(5, 8), "key": floats(3, 6)},
        "nn.MultiheadAttention(8, 2, kdim=6, vdim=6, batch_first=True)",
    ),
    (
        "TransformerEncoderLayer",
        {"nhead": 2},
        {"src": floats(5, 8)},
        "nn.TransformerEncoderLayer(8, 2, batch_first=True)",
    ),
    ("SinusoidalPositionalEncoding", {}, {"input": floats(5, 8)}, "SinusoidalPositionalEncoding(8, 1024)"),
    ("Constant", {"value": 2}, {}, "FixedValue(torch.tensor(2.0))"),
    ("Constant", {"value": [1, 2], "dtype": "int64"}, {}, "FixedValue(torch.tensor([1, 2], dtype=torch.int64))"),
    ("Parameter", {"value": 0.5}, {}, "LearnedValue(torch.tensor(0.5))"),
    ("Parameter", {"value": 0, "shape": [1, 8]}, {}, "LearnedValue(torch.full((1, 8), 0.0))"),
    ("Flatten", {}, {"input": floats(2, 3)}, "nn.Flatten()"),
    ("Add", {}, {"input": floats(3)}, None),
)


@pytest.mark.parametrize(("kind", "params", "inputs", "text"), CONSTRUCTORS, ids=[str(row[3]) for row in CONSTRUCTORS])
def test_constructor(kind: str, params: dict[str, Any], inputs: dict[str, TensorType], text: str | None) -> None:
    received = Received({port: (type_,) for port, type_ in inputs.items()})
    assert catalogue()[kind](**params).constructor(received) == text


CALLS: tuple[tuple[str, dict[str, Any], dict[str, tuple[str, ...]], set[str], str], ...] = (
    ("Linear", {"out_features": 2}, {"input": ("x",)}, {"output"}, "self.m(x)"),
    ("LSTM", {"hidden_size": 2}, {"input": ("x",)}, {"output"}, "self.m(x)"),
    ("LSTM", {"hidden_size": 2}, {"input": ("x",), "h_0": ("h",), "c_0": ("c",)}, {"output"}, "self.m(x, (h, c))"),
    ("GRU", {"hidden_size": 2}, {"input": ("x",), "h_0": ("h",)}, {"output"}, "self.m(x, h)"),
    ("MultiheadAttention", {"num_heads": 2}, {"query": ("x",)}, {"output"}, "self.m(x, x, x, need_weights=False)"),
    (
        "MultiheadAttention",
        {"num_heads": 2},
        {"query": ("x",), "key": ("y",)},
        {"output", "weights"},
        "self.m(x, y, y)",
    ),
    (
        "TransformerEncoderLayer",
        {"nhead": 2},
        {"src": ("x",), "src_key_padding_mask": ("m",)},
        {"output"},
        "self.m(x, src_key_padding_mask=m)",
    ),
    ("TransformerEncoderLayer", {"nhead": 2}, {"src": ("x",), "src_mask": ("m",)}, {"output"}, "self.m(x, m)"),
    ("Constant", {"value": 2}, {}, {"output"}, "self.m()"),
    ("Add", {}, {"input": ("a", "b", "c")}, {"output"}, "a + b + c"),
    ("Subtract", {}, {"input": ("a",), "other": ("b",)}, {"output"}, "a - b"),
    ("Concatenate", {}, {"input": ("a", "b")}, {"output"}, "torch.cat([a, b], dim=1)"),
    ("Stack", {"dim": -1}, {"input": ("a", "b")}, {"output"}, "torch.stack([a, b], dim=-1)"),
    ("Reshape", {"shape": [2, 3]}, {"input": ("x",)}, {"output"}, "x.reshape(x.shape[0], 2, 3)"),
    ("Slice", {"start": 1}, {"input": ("x",)}, {"output"}, "x[:, 1:]"),
    ("Slice", {"dim": -2, "end": 3, "step": 2}, {"input": ("x",)}, {"output"}, "x[..., :3:2, :]"),
    ("Mean", {"dim": [2, 3], "keepdim": True}, {"input": ("x",)}, {"output"}, "x.mean(dim=(2, 3), keepdim=True)"),
    ("Max", {"dim": 1}, {"input": ("x",)}, {"output"}, "x.amax(dim=1)"),
    ("Cast", {"dtype": "int64"}, {"input": ("x",)}, {"output"}, "x.to(torch.int64)"),
    ("OneHot", {"num_classes": 3}, {"input": ("x",)}, {"output"}, "nn.functional.one_hot(x, 3).to(torch.float32)"),
    ("CrossEntropyLoss", {}, {"input": ("x",), "target": ("y",)}, {"output"}, "nn.functional.cross_entropy(x, y)"),
    (
        "CrossEntropyLoss",
        {"weight": [1, 2]},
        {"input": ("x",), "target": ("y",)},
        {"output"},
        "nn.functional.cross_entropy(x, y, weight=x.new_tensor([1.0, 2.0]))",
    ),
    (
        "MSELoss",
        {"reduction": "sum", "loss_weight": 2},
        {"input": ("x",), "target": ("y",)},
        {"output"},
        "nn.functional.mse_loss(x, y, reduction='sum')",
    ),
    ("Loss", {}, {"input": ("x",)}, {"output"}, "x.mean()"),
)


@pytest.mark.parametrize(("kind", "params", "texts", "wired", "call"), CALLS, ids=[row[4] for row in CALLS])
def test_call(kind: str, params: dict[str, Any], texts: dict[str, tuple[str, ...]], wired: set[str], call: str) -> None:
    assert catalogue()[kind](**params).call("self.m", Arguments(texts), frozenset(wired)) == call


def test_whole_numbers_are_compared_as_floating_point_numbers() -> None:
    layer, texts = catalogue()["MSELoss"](), {"input": ("x",), "target": ("y",)}
    types = {"input": (floats(1),), "target": (ints(1),)}
    assert layer.call("m", Arguments(texts, types), frozenset()) == "nn.functional.mse_loss(x, y.to(x.dtype))"
    same = types | {"target": (floats(1),)}
    assert layer.call("m", Arguments(texts, same), frozenset()) == "nn.functional.mse_loss(x, y)"


def test_a_state_is_kept_in_torchs_shape() -> None:
    assert catalogue()["LSTM"](hidden_size=4).problems(Received({"input": (floats(5, 8),)})) == []
    states = {"h_0": (fixed(1, floats().shape[0], 4),), "c_0": (fixed(1, floats().shape[0], 4),)}
    assert catalogue()["LSTM"](hidden_size=4).problems(Received({"input": (floats(5, 8),), **states})) == []
