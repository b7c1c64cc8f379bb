"""At least one use of every kind of the catalogue, with inputs that it takes: what the contract tests run over.

    for example in EXAMPLES:
        layer, inputs = example.layer, example.tensors(batch=2)

`Input` has no inputs and is bound rather than called; every other kind can be built and called from its text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.layers.more_of_torch import TABLE
from engine.layers.tensor_type import BATCH, BatchDim, TensorType
from tests.engine.layers.example import Example, Values, fixed, floats, ints


def _one(kind: str, type_: TensorType, values: Values = "normal", **params: Any) -> Example:
    return Example(kind, params, {"input": (type_,)}, {"input": values})


def _several(kind: str, *types: TensorType, **params: Any) -> Example:
    return Example(kind, params, {"input": types})


def _ports(kind: str, inputs: Mapping[str, TensorType], **params: Any) -> Example:
    return Example(kind, params, {port: (type_,) for port, type_ in inputs.items()})


def _loss(
    kind: str,
    input: TensorType,
    target: TensorType,
    values: tuple[Values, Values] = ("normal", "normal"),
    **params: Any,
) -> Example:
    inputs = {"input": (input,), "target": (target,)}
    return Example(kind, params, inputs, {"input": values[0], "target": values[1]})


_ROWS, _SEQUENCE, _PICTURE, _VOLUME = floats(6), floats(5, 8), floats(4, 8, 8), floats(4, 5, 5, 5)
_SIGNAL = floats(4, 9)
_LINE_PICTURE_VOLUME = (_SIGNAL, _PICTURE, _VOLUME)

_DATA = (
    Example("Input", {"shape": [1, 8, 8]}),
    Example("Input", {"column": "label", "dtype": "int64", "shape": []}),
    _one("Output", _ROWS),
)

_LINEAR = (
    _one("Linear", _ROWS, out_features=3),
    _one("Linear", _SEQUENCE, out_features=4, bias=False),
    _ports("Bilinear", {"input1": floats(3), "input2": floats(4)}, out_features=2),
    _ports("Bilinear", {"input1": floats(5, 3), "input2": floats(5, 4)}, out_features=2, bias=False),
    _one("Identity", _ROWS),
    _one("Identity", ints()),
    _one("Embedding", ints(5), num_embeddings=10, embedding_dim=4),
    _one("Embedding", ints(), num_embeddings=3, embedding_dim=4, padding_idx=0),
    _one("Embedding", fixed(BATCH, 5, dtype="int32"), num_embeddings=10, embedding_dim=4, scale_grad_by_freq=True),
)

_CONVOLUTION = (
    *(_one(f"Conv{n}d", x, out_channels=6, kernel_size=3) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    _one("Conv1d", _SIGNAL, out_channels=4, kernel_size=5, padding="same", dilation=2, padding_mode="replicate"),
    _one("Conv2d", _PICTURE, out_channels=8, kernel_size=[3, 5], stride=2, padding=[1, 2], groups=2, bias=False),
    _one("Conv2d", _PICTURE, out_channels=2, kernel_size=3, padding="same", padding_mode="circular"),
    _one("Conv2d", _PICTURE, out_channels=2, kernel_size=2, padding="valid", padding_mode="reflect"),
    *(_one(f"ConvTranspose{n}d", x, out_channels=2, kernel_size=3) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    _one("ConvTranspose2d", _PICTURE, out_channels=2, kernel_size=3, stride=2, padding=1, output_padding=1, groups=2),
    _one("ConvTranspose1d", _SIGNAL, out_channels=2, kernel_size=3, dilation=2, bias=False),
)

_POOLING = (
    *(_one(f"MaxPool{n}d", x, kernel_size=2) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    _one("MaxPool2d", _PICTURE, kernel_size=[3, 2], stride=1, padding=1, dilation=2, ceil_mode=True),
    *(_one(f"AvgPool{n}d", x, kernel_size=2) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    _one("AvgPool2d", _PICTURE, kernel_size=3, stride=[2, 1], padding=1, count_include_pad=False, divisor_override=2),
    *(_one(f"AdaptiveAvgPool{n}d", x, output_size=2) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    *(_one(f"AdaptiveMaxPool{n}d", x, output_size=2) for n, x in enumerate(_LINE_PICTURE_VOLUME, 1)),
    _one("AdaptiveAvgPool2d", _PICTURE, output_size=[None, 3]),
    *(_one(kind, x) for kind in ("GlobalAvgPool", "GlobalMaxPool") for x in (_SIGNAL, _PICTURE)),
)

_NORMALIZATION = (
    _one("BatchNorm1d", _ROWS),
    _one("BatchNorm1d", _SIGNAL, momentum=None, affine=False),
    _one("BatchNorm2d", _PICTURE),
    _one("BatchNorm2d", _PICTURE, track_running_stats=False, bias=False),
    _one("BatchNorm3d", _VOLUME, eps=1e-3, momentum=0.2),
    _one("LayerNorm", _SEQUENCE),
    _one("LayerNorm", _PICTURE, normalized_shape=[8, 8], bias=False),
    _one("LayerNorm", _ROWS, normalized_shape=6, elementwise_affine=False),
    _one("GroupNorm", _PICTURE, num_groups=2),
    _one("GroupNorm", floats(4), num_groups=1, affine=False),
    _one("InstanceNorm2d", _PICTURE),
    _one("InstanceNorm2d", _PICTURE, affine=True, track_running_stats=True),
    _one("RMSNorm", _SEQUENCE),
    _one("RMSNorm", _SEQUENCE, normalized_shape=[5, 8], eps=1e-6, elementwise_affine=False),
)

_DROPOUT = (
    _one("Dropout", _ROWS),
    _one("Dropout", _ROWS, p=0.0),
    _one("Dropout2d", _PICTURE, p=0.3),
    _one("AlphaDropout", _ROWS, p=0.2),
    _one("Noise", _ROWS),
)

_PLAIN_ACTIVATIONS = (
    "ReLU LeakyReLU PReLU RReLU ELU CELU SELU GELU SiLU Mish Sigmoid Tanh LogSigmoid Softplus Softsign Hardsigmoid "
    "Hardswish Hardtanh ReLU6 Hardshrink Softshrink Tanhshrink GLU Softmax Softmin LogSoftmax"
).split()

_ACTIVATION = (
    *(_one(kind, _ROWS) for kind in _PLAIN_ACTIVATIONS),
    _one("Softmax2d", _PICTURE),
    _one("Threshold", _ROWS, threshold=0.1, value=-0.5),
    _one("LeakyReLU", _ROWS, negative_slope=0.2),
    _one("PReLU", _PICTURE, num_parameters=4, init=0.1),
    _one("RReLU", _ROWS, lower=0.1, upper=0.2),
    _one("ELU", _ROWS, alpha=0.5),
    _one("CELU", _ROWS, alpha=0.5),
    _one("GELU", _ROWS, approximate="tanh"),
    _one("Softplus", _ROWS, beta=2.0, threshold=1.0),
    _one("Hardtanh", _ROWS, min_val=-0.5, max_val=2),
    _one("Hardshrink", _ROWS, lambd=0.2),
    _one("Softshrink", _ROWS, lambd=0.2),
    _one("GLU", _PICTURE, dim=1),
    _one("Softmax", _SEQUENCE, dim=1),
    _one("LogSoftmax", _PICTURE, dim=-3),
)

_STATE = fixed(1, BATCH, 4)
_STATES_2X2 = fixed(4, BATCH, 4)
_LSTM_OUTPUTS = frozenset({"output", "h_n", "c_n"})

_RECURRENT = (
    *(_one(kind, _SEQUENCE, hidden_size=4) for kind in ("RNN", "LSTM", "GRU")),
    _one("RNN", _SEQUENCE, hidden_size=4, nonlinearity="relu", num_layers=2, bidirectional=True, bias=False),
    _ports("RNN", {"input": _SEQUENCE, "h_0": _STATE}, hidden_size=4),
    _ports("GRU", {"input": _SEQUENCE, "h_0": _STATES_2X2}, hidden_size=4, num_layers=2, bidirectional=True),
    Example("GRU", {"hidden_size": 4}, {"input": (_SEQUENCE,)}, wired=frozenset({"h_n"})),
    Example("LSTM", {"hidden_size": 4, "proj_size": 3}, {"input": (_SEQUENCE,)}, wired=_LSTM_OUTPUTS),
    Example(
        "LSTM",
        {"hidden_size": 4, "num_layers": 2, "bidirectional": True},
        {"input": (_SEQUENCE,), "h_0": (_STATES_2X2,), "c_0": (_STATES_2X2,)},
        wired=_LSTM_OUTPUTS,
    ),
    _one("LSTM", _SEQUENCE, hidden_size=4, num_layers=2, dropout=0.5),
)

_ATTENTION = (
    _one("CausalMask", _SEQUENCE),
    _one("CausalMask", ints(4)),
    _ports("MultiheadAttention", {"query": _SEQUENCE}, num_heads=2),
    _ports("MultiheadAttention", {"query": _SEQUENCE, "key": floats(3, 8)}, num_heads=4, dropout=0.1),
    _ports(
        "MultiheadAttention",
        {"query": _SEQUENCE, "key": floats(3, 6), "value": floats(3, 7)},
        num_heads=2,
        bias=False,
    ),
    Example("MultiheadAttention", {"num_heads": 2}, {"query": (_SEQUENCE,)}, wired=frozenset({"output", "weights"})),
    _ports(
        "MultiheadAttention",
        {
            "query": _SEQUENCE,
            "key_padding_mask": fixed(BATCH, 5, dtype="bool"),
            "attn_mask": fixed(5, 5, dtype="bool"),
        },
        num_heads=2,
    ),
    _ports(
        "MultiheadAttention",
        {"query": _SEQUENCE, "attn_mask": fixed(BatchDim(2), 5, 5)},
        num_heads=2,
        add_bias_kv=True,
        add_zero_attn=True,
    ),
    _ports("TransformerEncoderLayer", {"src": _SEQUENCE}, nhead=2, dim_feedforward=16),
    _ports(
        "TransformerEncoderLayer",
        {"src": _SEQUENCE, "src_key_padding_mask": fixed(BATCH, 5, dtype="bool")},
        nhead=4,
        dim_feedforward=16,
        dropout=0.0,
        activation="gelu",
        norm_first=True,
    ),
    _ports(
        "TransformerEncoderLayer", {"src": _SEQUENCE, "src_mask": fixed(5, 5)}, nhead=1, dim_feedforward=16, bias=False
    ),
    _one("SinusoidalPositionalEncoding", _SEQUENCE, max_len=16),
    _one("SinusoidalPositionalEncoding", floats(5, 7)),
    _one("LearnedPositionalEncoding", _SEQUENCE, max_len=5),
)

_SHAPE = (
    _one("Flatten", _PICTURE),
    _one("Flatten", _PICTURE, start_dim=-2, end_dim=3),
    _one("Reshape", _ROWS, shape=[2, 3]),
    _one("Reshape", _PICTURE, shape=[4, -1]),
    _one("Reshape", floats(1), shape=[]),
    _one("Permute", _PICTURE, dims=[0, 2, 3, 1]),
    _one("Transpose", _SEQUENCE, dim0=1, dim1=-1),
    _one("Squeeze", floats(1, 3), dim=1),
    _one("Squeeze", floats(1, 3, 1), dim=[1, -1]),
    _one("Unsqueeze", _ROWS, dim=1),
    _one("Unsqueeze", ints(), dim=-1),
    _one("Select", _SEQUENCE, dim=1, index=-1),
    _one("Select", fixed(2, BATCH, 4), dim=0, index=1),
    _one("Slice", _SEQUENCE, start=1, end=-1),
    _one("Slice", _PICTURE, dim=-1, step=2),
    _one("Slice", _PICTURE, dim=2, end=3),
    _one("Slice", _PICTURE, dim=-2, start=-3),
    *(_one(kind, _SEQUENCE, dim=[1]) for kind in ("Mean", "Sum", "Max")),
    *(_one(kind, _PICTURE, dim=[-1, -2], keepdim=True) for kind in ("Mean", "Sum", "Max")),
    *(_one(kind, _ROWS) for kind in ("Mean", "Sum", "Max")),
    _one("Sum", ints(4), dim=1),
    _one("Upsample", _PICTURE, scale_factor=2),
    _one("Upsample", _SIGNAL, size=12, mode="linear", align_corners=True),
    _one("Upsample", _PICTURE, scale_factor=[2, 1.5], mode="bilinear", recompute_scale_factor=True),
    _one("Upsample", _VOLUME, size=[6, 7, 8], mode="trilinear"),
    _one("Pad", _PICTURE, pad=[1, 2]),
    _one("Pad", _PICTURE, pad=[1, 1, 2, 0], mode="reflect"),
    _one("Pad", _ROWS, pad=[-1, 2], value=0.5),
    _one("PixelShuffle", _PICTURE, upscale_factor=2),
)

_MERGE = (
    _several("Add", _ROWS),
    _several("Add", _ROWS, _ROWS, _ROWS),
    _several("Add", _PICTURE, fixed(4, 1, 1), fixed()),
    _several("Multiply", _ROWS, _ROWS),
    _several("Multiply", _PICTURE, floats(4, 1, 1)),
    *(_ports(kind, {"input": _ROWS, "other": _ROWS}) for kind in ("Subtract", "Divide")),
    _ports("Subtract", {"input": fixed(), "other": _ROWS}),
    _ports("MatMul", {"input": floats(5, 3), "other": floats(3, 4)}),
    _ports("MatMul", {"input": _ROWS, "other": fixed(6, 2)}),
    _several("Concatenate", floats(3), floats(4)),
    _several("Concatenate", _SEQUENCE, _SEQUENCE, floats(5, 1), dim=-1),
    _several("Stack", _ROWS, _ROWS, _ROWS),
    _several("Stack", _ROWS, _ROWS, dim=-1),
    _ports("Expand", {"input": fixed(1, 6), "like": _SEQUENCE}),
    _ports("Expand", {"input": fixed(), "like": ints()}),
)

_MATHS = (
    _one("Exp", _ROWS),
    _one("Log", _ROWS, "positive"),
    _one("Power", _ROWS),
    _one("Power", _ROWS, "positive", exponent=0.5),
    _one("Sqrt", _ROWS, "positive"),
    _one("Square", _ROWS),
    _one("Negate", _ROWS),
    _one("Negate", ints(3)),
    Example("Constant", {"value": 2}),
    Example("Constant", {"value": [[0, 1], [1, 0]], "dtype": "bool"}),
    Example("Constant", {"value": [1, 2, 3], "dtype": "int64"}),
    Example("Parameter", {"value": 0.5}),
    Example("Parameter", {"value": [[1, 2], [3, 4]]}),
    Example("Parameter", {"value": 0, "shape": [1, 6]}),
    Example("Parameter", {"value": [1, 2], "shape": [3, 2]}),
    _one("Cast", _ROWS, dtype="float64"),
    _one("Cast", ints(3), dtype="float32"),
    _one("Cast", _ROWS, dtype="int64"),
    _one("OneHot", ints(), num_classes=5),
    _one("OneHot", ints(4), num_classes=3, dtype="int64"),
)

_ELEMENTWISE_LOSSES = ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss")

_LOSS = (
    *(_loss(kind, _ROWS, _ROWS) for kind in _ELEMENTWISE_LOSSES),
    *(_loss(kind, _ROWS, _ROWS, reduction="sum", loss_weight=0.5) for kind in _ELEMENTWISE_LOSSES),
    *(_loss(kind, floats(1), ints(1)) for kind in ("MSELoss", "L1Loss", "SmoothL1Loss")),
    _loss("SmoothL1Loss", _ROWS, _ROWS, beta=0.5),
    _loss("HuberLoss", _ROWS, _ROWS, delta=0.5),
    _loss("CrossEntropyLoss", floats(3), ints()),
    _loss("CrossEntropyLoss", floats(3), ints(), weight=[1, 2, 0.5], label_smoothing=0.1, ignore_index=0),
    _loss("CrossEntropyLoss", floats(3, 4, 4), ints(4, 4), reduction="sum"),
    _loss("CrossEntropyLoss", floats(3), floats(3), ("normal", "probabilities")),
    _loss("BCELoss", floats(3), floats(3), ("unit", "flags")),
    _loss("BCELoss", floats(3), floats(3), ("unit", "flags"), weight=[1, 2, 3]),
    _loss("BCEWithLogitsLoss", floats(1), floats(1), ("normal", "flags")),
    _loss("BCEWithLogitsLoss", floats(3), floats(3), ("normal", "flags"), pos_weight=[2, 1, 1], weight=[3]),
    _loss("NLLLoss", floats(3), ints(), ("log_probabilities", "normal")),
    _loss("NLLLoss", floats(3), ints(), ("log_probabilities", "normal"), weight=[1, 2, 3]),
    _loss("KLDivLoss", floats(3), floats(3), ("log_probabilities", "probabilities"), reduction="batchmean"),
    _loss("KLDivLoss", floats(3), floats(3), ("log_probabilities", "log_probabilities"), log_target=True),
    _loss("HingeEmbeddingLoss", floats(4), floats(4), ("positive", "signs")),
    _loss("HingeEmbeddingLoss", floats(), ints(), ("positive", "signs"), margin=2),
    _loss("SoftMarginLoss", floats(1), floats(1), ("normal", "signs")),
    _loss("MultiMarginLoss", floats(3), ints()),
    _loss("MultiMarginLoss", floats(3), ints(), p=2, margin=0.5, weight=[1, 2, 3]),
    _loss("MultiLabelMarginLoss", floats(4), ints(4)),
    _loss("MultiLabelSoftMarginLoss", floats(4), floats(4), ("normal", "flags")),
    _loss("MultiLabelSoftMarginLoss", floats(4), floats(4), ("normal", "flags"), weight=[1, 2, 3, 4]),
    *(
        Example(
            "MarginRankingLoss",
            params,
            {"input1": (floats(),), "input2": (floats(),), "target": (floats(),)},
            {"target": "signs"},
        )
        for params in ({}, {"margin": 0.5})
    ),
    *(
        Example(
            "CosineEmbeddingLoss",
            {"margin": 0.2},
            {"input1": (_ROWS,), "input2": (_ROWS,), "target": (target,)},
            {"target": "signs"},
        )
        for target in (floats(), ints())
    ),
    _ports("TripletMarginLoss", {"anchor": _ROWS, "positive": _ROWS, "negative": _ROWS}),
    _ports("TripletMarginLoss", {"anchor": _ROWS, "positive": _ROWS, "negative": _ROWS}, margin=0.5, p=3, swap=True),
    _loss("PoissonNLLLoss", _ROWS, ints(6)),
    _loss("PoissonNLLLoss", _ROWS, _ROWS, ("positive", "positive"), log_input=False, full=True),
    *(
        Example(
            "GaussianNLLLoss",
            params,
            {"input": (_ROWS,), "target": (_ROWS,), "var": (variance,)},
            {"var": "positive"},
        )
        for params, variance in (({}, _ROWS), ({"full": True}, floats(1)))
    ),
    _one("Loss", _ROWS),
    _one("Loss", fixed(), reduction="sum"),
)

_TABLE = json.loads(TABLE.read_text(encoding="utf-8"))
_CELL = fixed(BATCH, 3)
_MORE = (
    *(
        Example(
            name,
            entry["example"]["params"],
            {port: (fixed(BATCH, *shape, dtype=dtype),) for port, (dtype, shape) in entry["example"]["inputs"].items()},
            wired=frozenset(entry["outputs"]),
        )
        for name, entry in _TABLE.items()
    ),
    Example("GRUCell", {"hidden_size": 3}, {"input": (_ROWS,), "hx": (_CELL,)}),
    Example(
        "LSTMCell", {"hidden_size": 3}, {"input": (_ROWS,), "h_0": (_CELL,), "c_0": (_CELL,)}, wired=frozenset({"h_1"})
    ),
    _ports(
        "TransformerDecoderLayer",
        {"tgt": _SEQUENCE, "memory": floats(3, 8), "tgt_mask": fixed(5, 5)},
        nhead=2,
        dim_feedforward=16,
    ),
)

EXAMPLES: tuple[Example, ...] = (
    *_DATA,
    *_LINEAR,
    *_CONVOLUTION,
    *_POOLING,
    *_NORMALIZATION,
    *_DROPOUT,
    *_ACTIVATION,
    *_RECURRENT,
    *_ATTENTION,
    *_SHAPE,
    *_MERGE,
    *_MATHS,
    *_LOSS,
    *_MORE,
)
