"""The commonest mistakes get the problem they deserve: its code, its place, and a repair where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.layers.catalogue import catalogue
from engine.layers.layer import Received
from engine.layers.tensor_type import BATCH, BatchDim, TensorType
from engine.problem import Problem, Severity
from tests.engine.layers.example import fixed, floats, ints


@dataclass(frozen=True)
class Wrong:
    """A use of a kind, what is wrong with it, and the first remedy that is offered."""

    kind: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, tuple[TensorType, ...]] = field(default_factory=dict)
    place: str = ""  # the port or the parameter
    remedy: Mapping[str, Any] | None = None
    severity: Severity = "error"

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.code}-{'-'.join(map(str, self.params.values()))}"


def one(kind: str, type_: TensorType, code: str, place: str = "input", **options: Any) -> Wrong:
    severity, remedy = options.pop("severity", "error"), options.pop("remedy", None)
    return Wrong(kind, code, options, {"input": (type_,)}, place, remedy, severity)


def several(kind: str, types: tuple[TensorType, ...], code: str, place: str = "input", **params: Any) -> Wrong:
    return Wrong(kind, code, params, {"input": types}, place)


def two(kind: str, first: TensorType, second: TensorType, code: str, place: str, **options: Any) -> Wrong:
    remedy = options.pop("remedy", None)
    other = "target" if kind.endswith("Loss") else "other"
    return Wrong(kind, code, options, {"input": (first,), other: (second,)}, place, remedy)


def insert(kind: str, port: str = "input", **params: Any) -> dict[str, Any]:
    return {"kind": kind, "params": params, "port": port}


HALF = fixed(BATCH, 4, dtype="float64")
SEQUENCE = floats(5, 8)

WRONG = (
    # dtypes
    one("Linear", ints(4), "port_dtype", out_features=2, remedy=insert("Cast", dtype="float32")),
    one("Linear", HALF, "port_dtype", out_features=2, remedy=insert("Cast", dtype="float32")),
    one("Embedding", floats(4), "port_dtype", num_embeddings=9, embedding_dim=2, remedy=insert("Cast", dtype="int64")),
    one("Embedding", fixed(BATCH, dtype="uint8"), "port_dtype", num_embeddings=9, embedding_dim=2),
    one("ReLU", ints(4), "port_dtype", remedy=insert("Cast", dtype="float32")),
    one("OneHot", floats(), "port_dtype", num_classes=3),
    several("Add", (fixed(BATCH, dtype="bool"),), "port_dtype"),
    # numbers of dimensions
    one("Linear", floats(), "port_dims", out_features=2, remedy=insert("Unsqueeze", dim=1)),
    one("Conv2d", floats(28, 28), "port_dims", out_channels=2, kernel_size=3, remedy=insert("Unsqueeze", dim=1)),
    one("Conv2d", floats(784), "port_dims", out_channels=2, kernel_size=3),
    one("Conv1d", floats(1, 8, 8), "port_dims", out_channels=2, kernel_size=3),
    one("BatchNorm1d", floats(4, 8, 8), "port_dims", remedy=insert("Flatten", start_dim=2)),
    one("BatchNorm2d", floats(16), "port_dims"),
    one("MultiMarginLoss", floats(1, 3), "port_dims", remedy=insert("Flatten")),
    one("LSTM", floats(8), "port_dims", hidden_size=2, remedy=insert("Unsqueeze", dim=1)),
    one("MaxPool2d", floats(16), "port_dims", kernel_size=2),
    # a size that follows the batch
    one("Linear", fixed(1, BATCH), "size_follows_batch", out_features=2),
    one("Conv1d", fixed(1, BATCH, 4), "size_follows_batch", out_channels=2, kernel_size=1),
    # parameters that do not fit what comes in
    one("Conv2d", floats(3, 8, 8), "does_not_divide", "groups", out_channels=4, kernel_size=3, groups=2),
    one("Conv2d", floats(4, 8, 8), "does_not_divide", "groups", out_channels=3, kernel_size=3, groups=2),
    one("Conv2d", floats(3, 2, 8), "window_too_large", out_channels=4, kernel_size=3),
    one("Conv2d", floats(3, 8, 4), "window_too_large", out_channels=4, kernel_size=3, dilation=2),
    one(
        "Conv2d",
        floats(3, 8, 8),
        "same_needs_stride_one",
        "stride",
        out_channels=4,
        kernel_size=3,
        stride=2,
        padding="same",
    ),
    one(
        "ConvTranspose2d",
        floats(3, 8, 8),
        "output_padding_too_large",
        "output_padding",
        out_channels=4,
        kernel_size=3,
        output_padding=1,
    ),
    one("MaxPool2d", floats(3, 1, 1), "window_too_large", kernel_size=2),
    one("AvgPool2d", floats(3, 8, 8), "padding_too_large", "padding", kernel_size=2, padding=2),
    one("GroupNorm", floats(6, 4, 4), "does_not_divide", "num_groups", num_groups=4),
    one("LayerNorm", SEQUENCE, "normalized_shape", "normalized_shape", normalized_shape=[5]),
    one("PixelShuffle", floats(6, 4, 4), "does_not_divide", "upscale_factor²", upscale_factor=2),
    one("Embedding", ints(4), "index_out_of_range", "padding_idx", num_embeddings=9, embedding_dim=2, padding_idx=9),
    one("PReLU", floats(4, 2), "channel_count", "num_parameters", num_parameters=3),
    one("GLU", floats(5), "odd_size"),
    one("Hardtanh", floats(5), "parameter_range", "max_val", min_val=2),
    # sequences
    one("LSTM", SEQUENCE, "proj_size", "proj_size", hidden_size=4, proj_size=4),
    Wrong("LSTM", "state_incomplete", {"hidden_size": 4}, {"input": (SEQUENCE,), "h_0": (fixed(1, BATCH, 4),)}, "h_0"),
    Wrong("GRU", "state_shape", {"hidden_size": 4}, {"input": (SEQUENCE,), "h_0": (floats(1, 4),)}, "h_0"),
    Wrong("MultiheadAttention", "does_not_divide", {"num_heads": 3}, {"query": (SEQUENCE,)}, "num_heads"),
    Wrong("TransformerEncoderLayer", "does_not_divide", {"nhead": 3}, {"src": (SEQUENCE,)}, "nhead"),
    Wrong(
        "MultiheadAttention",
        "lengths_differ",
        {"num_heads": 2},
        {"query": (SEQUENCE,), "key": (floats(3, 8),), "value": (floats(4, 8),)},
        "value",
    ),
    Wrong(
        "MultiheadAttention",
        "mask_dtype",
        {"num_heads": 2},
        {"query": (SEQUENCE,), "key_padding_mask": (ints(5),)},
        "key_padding_mask",
    ),
    Wrong(
        "MultiheadAttention",
        "mask_shape",
        {"num_heads": 2},
        {"query": (SEQUENCE,), "attn_mask": (fixed(4, 5),)},
        "attn_mask",
    ),
    one("LearnedPositionalEncoding", SEQUENCE, "too_long", max_len=4),
    # axes
    one("Flatten", floats(4, 4), "axis_missing", "start_dim", start_dim=3),
    one("Flatten", floats(4, 4), "parameter_range", "end_dim", start_dim=2, end_dim=1),
    one("Reshape", floats(6), "element_count", "shape", shape=[4, 2]),
    one("Reshape", floats(6), "element_count", "shape", shape=[-1, -1]),
    one("Reshape", floats(6), "element_count", "shape", shape=[4, -1]),
    one("Permute", floats(4, 4), "axis_is_batch", "dims", dims=[1, 0, 2]),
    one("Permute", floats(4, 4), "axes_incomplete", "dims", dims=[0, 1]),
    one("Permute", floats(4, 4), "axes_incomplete", "dims", dims=[0, 1, 3]),
    one("Transpose", floats(4, 4), "axis_is_batch", "dim0", dim0=0, dim1=1),
    one("Transpose", floats(4), "axis_missing", "dim1", dim0=1, dim1=2),
    one("Squeeze", floats(4), "axis_is_batch", "dim", dim=0),
    one("Squeeze", floats(1, 1), "axis_repeated", "dim", dim=[1, 1]),
    one("Squeeze", floats(4), "squeezes_nothing", "dim", dim=1, severity="warning"),
    one("Unsqueeze", floats(4), "axis_is_batch", "dim", dim=0),
    one("Unsqueeze", floats(4), "axis_is_batch", "dim", dim=-3),
    one("Unsqueeze", floats(4), "axis_missing", "dim", dim=3),
    one("Select", SEQUENCE, "index_out_of_range", "index", dim=1, index=5),
    one("Select", SEQUENCE, "axis_is_batch", "dim", dim=-3, index=0),
    one("Slice", SEQUENCE, "slice_empty", "start", start=5),
    one("Slice", SEQUENCE, "axis_is_batch", "dim", dim=0, end=2),
    one("Mean", floats(4), "axis_missing", "dim", dim=2),
    one("Mean", floats(4), "axis_mixes_samples", "dim", dim=0, severity="warning"),
    one("Sum", floats(4), "axis_mixes_samples", "dim", severity="warning"),
    one("Max", floats(4), "axis_repeated", "dim", dim=[1, -1]),
    one("Softmax", floats(4), "axis_missing", "dim", dim=2),
    one("Softmax", floats(4), "axis_mixes_samples", "dim", dim=0, severity="warning"),
    one("Upsample", floats(3, 8, 8), "upsample_size", "scale_factor"),
    one("Upsample", floats(3, 8, 8), "upsample_size", "scale_factor", size=4, scale_factor=2),
    one("Upsample", floats(3, 8, 8), "upsample_count", "size", size=[4, 4, 4]),
    one("Upsample", floats(3, 8, 8), "parameter_range", "scale_factor", scale_factor=-1),
    one(
        "Upsample",
        floats(3, 8, 8),
        "upsample_mode",
        "mode",
        scale_factor=2,
        mode="linear",
        remedy={"parameter": "mode", "value": "bilinear"},
    ),
    one("Pad", floats(8), "padding_pairs", "pad", pad=[1, 1, 1, 1]),
    one("Pad", floats(8), "padding_pairs", "pad", pad=[1, 1, 1]),
    # several values
    several("Add", (floats(4), floats(5)), "shapes_do_not_fit"),
    several("Add", (floats(1), floats()), "shapes_do_not_fit"),
    several("Multiply", (floats(4), floats(4), fixed(3)), "shapes_do_not_fit"),
    two("Subtract", floats(4), floats(5), "shapes_do_not_fit", "other"),
    two("Divide", floats(4), fixed(BatchDim(2), 4), "shapes_do_not_fit", "other"),
    two("MatMul", floats(5, 3), floats(4, 2), "inner_sizes_differ", "other"),
    several("Concatenate", (floats(4, 8), floats(4, 7)), "sizes_differ"),
    several("Concatenate", (floats(4, 8), floats(4)), "sizes_differ", dim=1),
    several("Concatenate", (floats(4),), "axis_missing", "dim", dim=2),
    several("Stack", (floats(4), floats(5)), "sizes_not_equal"),
    several("Stack", (floats(4), floats(4)), "axis_is_batch", "dim", dim=0),
    Wrong(
        "Bilinear",
        "sizes_differ",
        {"out_features": 2},
        {"input1": (floats(3, 2),), "input2": (floats(4, 2),)},
        "input2",
    ),
    # values of their own
    Wrong("Constant", "value_dtype", {"value": 0.5, "dtype": "int64"}, {}, "value"),
    Wrong("Constant", "value_dtype", {"value": [1, 300], "dtype": "uint8"}, {}, "value"),
    Wrong("Constant", "value_dtype", {"value": 1e300}, {}, "value"),
    Wrong("Parameter", "value_shape", {"value": [1, 2, 3], "shape": [2]}, {}, "value"),
    # losses
    two("MSELoss", floats(1), floats(), "target_shape", "target", remedy=insert("Unsqueeze", "target", dim=-1)),
    two("MSELoss", floats(), floats(1), "target_shape", "target", remedy=insert("Squeeze", "target", dim=-1)),
    two("L1Loss", floats(3), floats(4), "target_shape", "target"),
    two("BCELoss", floats(1), ints(1), "port_dtype", "target", remedy=insert("Cast", "target", dtype="float32")),
    two("BCEWithLogitsLoss", floats(3), floats(3), "weights_do_not_fit", "pos_weight", pos_weight=[1, 2]),
    two("HuberLoss", floats(1), ints(1), "port_dtype", "target"),
    two("KLDivLoss", floats(3), ints(), "port_dtype", "target"),
    two("CrossEntropyLoss", floats(), ints(), "port_dims", "input"),
    two("CrossEntropyLoss", floats(3), ints(1), "target_classes", "target", remedy=insert("Squeeze", "target", dim=-1)),
    two("CrossEntropyLoss", floats(1, 8, 10), ints(), "target_classes", "target"),
    two(
        "CrossEntropyLoss",
        floats(3),
        floats(),
        "target_probabilities",
        "target",
        remedy=insert("Cast", "target", dtype="int64"),
    ),
    two("CrossEntropyLoss", floats(3), floats(4), "target_probabilities", "target"),
    two("CrossEntropyLoss", floats(3), fixed(BATCH, dtype="int32"), "target_probabilities", "target"),
    two("CrossEntropyLoss", floats(3), ints(), "class_weights", "weight", weight=[1, 2]),
    two("NLLLoss", floats(3), floats(), "port_dtype", "target"),
    two("MultiMarginLoss", floats(3), ints(3), "target_classes", "target"),
    two("MultiLabelMarginLoss", floats(3), ints(2), "target_shape", "target"),
    Wrong(
        "GaussianNLLLoss",
        "variance_shape",
        {},
        {"input": (floats(3),), "target": (floats(3),), "var": (floats(2),)},
        "var",
    ),
    Wrong(
        "TripletMarginLoss",
        "target_shape",
        {},
        {"anchor": (floats(3),), "positive": (floats(3),), "negative": (floats(4),)},
        "negative",
    ),
    Wrong(
        "CosineEmbeddingLoss",
        "target_shape",
        {},
        {"input1": (floats(3),), "input2": (floats(3),), "target": (fixed(3),)},
        "target",
    ),
    Wrong(
        "MarginRankingLoss",
        "target_shape",
        {},
        {"input1": (floats(1),), "input2": (floats(),), "target": (floats(1),)},
        "input2",
    ),
)


def problems_of(wrong: Wrong) -> list[Problem]:
    return catalogue()[wrong.kind](**wrong.params).problems(Received(wrong.inputs))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.id)
def test_a_mistake_gets_its_problem(wrong: Wrong) -> None:
    problem = problems_of(wrong)[0]
    assert problem.code == wrong.code
    assert wrong.place in (problem.port, problem.parameter)
    assert problem.severity == wrong.severity
    if wrong.remedy is not None:
        assert problem.remedies[0].arguments == wrong.remedy


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.id)
def test_a_problem_reads_as_a_sentence(wrong: Wrong) -> None:
    for problem in problems_of(wrong):
        assert problem.message.startswith("expected ") and "got " in problem.message
        assert "{" not in problem.message and "None" not in problem.message


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if wrong.remedy], ids=lambda wrong: wrong.id)
def test_a_remedy_names_what_there_is(wrong: Wrong) -> None:
    """Inserted kinds exist and take their parameters; changed parameters exist and take their value."""
    for remedy in problems_of(wrong)[0].remedies:
        arguments: Mapping[str, Any] = remedy.arguments
        if remedy.code == "insert_layer":
            catalogue()[arguments["kind"]](**arguments["params"])
            assert catalogue()[wrong.kind].input_port(arguments["port"])
        else:
            assert remedy.code == "set_parameter"
            catalogue()[wrong.kind].parameters[arguments["parameter"]].check(arguments["value"])


def test_the_commonest_sentences() -> None:
    """As they stand on a card and on the command line."""

    def sentence(kind: str, inputs: Mapping[str, tuple[TensorType, ...]], **params: Any) -> str:
        return str(catalogue()[kind](**params).problems(Received(inputs))[0])

    assert sentence("Linear", {"input": (ints(4),)}, out_features=2) == (
        "expected float32 values, as the weights are, got int64 (put a Cast in between, or choose another column)"
    )
    assert sentence("Conv2d", {"input": (floats(28, 28),)}, out_channels=2, kernel_size=3) == (
        "expected 4 dimensions, got 3 (B × 28 × 28) (put Unsqueeze in between)"
    )
    assert sentence("MSELoss", {"input": (floats(1),), "target": (floats(),)}) == (
        "expected a target of the shape of the input, B × 1, got B (put Unsqueeze before the target)"
    )
    assert sentence("Add", {"input": (floats(4), floats(5))}).startswith(
        "expected shapes that fit together, got B × 4 and B × 5 ("
    )
