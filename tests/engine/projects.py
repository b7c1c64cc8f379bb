"""Projects that tests of several rooms share: small, and between them with everything that a graph may hold."""

from __future__ import annotations

import json
from typing import Any

from engine.problem import errors
from engine.project.project import Project
from engine.project.reader import read_text

Json = Any


def project_of(nodes: dict[str, Json], edges: list[str], **parts: Json) -> Project:
    """The project with this graph; `parts` are further keys of its file."""
    value = {"format": "chainrule", "version": 1, "name": "Sample", "graph": {"nodes": nodes, "edges": edges}, **parts}
    result = read_text(json.dumps(value))
    assert result.project is not None
    assert not errors(result.problems), [str(problem) for problem in result.problems]
    return result.project


def inline(**columns: Json) -> Json:
    """Data given in the file itself, all of it for training."""
    split = {"train": 1.0, "validation": 0.0, "test": 0.0, "seed": 0}
    return {"source": "inline", "params": {"columns": columns}, "split": split}


def kind(name: str, **params: Json) -> Json:
    return {"kind": name, "params": params}


DIGITS = project_of(
    {
        "image": kind("Input", column="image"),
        "flat": kind("Flatten"),
        "fc1": kind("Linear", out_features=64) | {"init": {"weight": "kaiming_uniform_", "bias": 0.0}},
        "relu1": kind("ReLU"),
        "fc2": kind("Linear", out_features=10),
        "label": kind("Input", column="label"),
        "loss": kind("CrossEntropyLoss"),
    },
    ["image -> flat", "flat -> fc1", "fc1 -> relu1", "relu1 -> fc2", "fc2 -> loss.input", "label -> loss.target"],
    data={"source": "digits", "params": {}, "split": {"train": 0.8, "validation": 0.1, "test": 0.1, "seed": 0}},
)

IMAGES = {"shape": [3, 8, 8]}

RESIDUAL_BLOCK = {
    "parameters": {"channels": {"type": "int", "default": 4}},
    "graph": {
        "nodes": {
            "x": kind("Input"),
            "conv": kind("Conv2d", out_channels="=channels", kernel_size=3, padding=1) | {"init": {"bias": 0.5}},
            "norm": kind("BatchNorm2d"),
            "relu": kind("ReLU"),
            "add": kind("Add"),
            "y": kind("Output"),
        },
        "edges": ["x -> conv", "conv -> norm", "norm -> relu", "relu -> add", "x -> add", "add -> y"],
    },
}

BLOCKS = project_of(
    {
        "image": kind("Input", column="image"),
        "stem": kind("Conv2d", out_channels=4, kernel_size=3),
        "body": {"block": "Residual", "params": {"channels": 4}, "repeat": 3},
        "drop": kind("Dropout", p=0.25),
        "last": {"block": "Residual"},
        "pool": kind("AdaptiveAvgPool2d", output_size=1),
        "flat": kind("Flatten"),
        "fc": kind("Linear", out_features=10),
        "label": kind("Input", column="label"),
        "loss": kind("CrossEntropyLoss"),
    },
    ["image -> stem", "stem -> body", "body -> drop", "drop -> last", "last -> pool", "pool -> flat", "flat -> fc",
     "fc -> loss.input", "label -> loss.target"],
    blocks={"Residual": RESIDUAL_BLOCK},
    data={"source": "shapes", "params": {"samples": 40}, "split": {"train": 1.0, "validation": 0.0, "test": 0.0}},
)  # fmt: skip

SHARED = project_of(
    {
        "left": kind("Input", column="left"),
        "right": kind("Input", column="right"),
        "encode": kind("Linear", out_features=4),
        "again": {"share": "encode"},
        "act": kind("Tanh"),
        "act2": {"share": "act"},
        "decode": kind("Linear", out_features=4, bias=False) | {"tie": {"weight": "square.weight"}},
        "square": kind("Linear", out_features=4),
        "product": kind("Multiply"),
        "thrice": kind("Concatenate"),
        "score": kind("Linear", out_features=1),
        "frozen": kind("Linear", out_features=1) | {"frozen": True},
        "sum": kind("Add"),
        "target": kind("Input", column="target"),
        "loss": kind("MSELoss"),
        "small": kind("L1Loss", loss_weight=0.25),
        "shown": kind("Output"),
    },
    ["left -> encode", "right -> again", "encode -> act", "again -> act2", "act -> square", "square -> decode",
     "decode -> product", "act2 -> product", "product -> thrice", "product -> thrice", "product -> thrice",
     "thrice -> score", "product -> frozen", "score -> sum", "frozen -> sum", "sum -> shown", "sum -> loss.input",
     "target -> loss.target", "act -> small.input", "act2 -> small.target"],
    data=inline(
        left=[[0.1, 0.5, -0.3], [0.7, -0.2, 0.4], [1.5, 0.25, 0.0]],
        right=[[0.3, 0.1, 0.9], [-0.6, 0.8, 0.2], [0.1, -1.0, 0.6]],
        target=[[1.0], [0.0], [0.5]],
    ),
)  # fmt: skip

SIAMESE = project_of(
    {
        "left": kind("Input", column="left"),
        "right": kind("Input", column="right"),
        "encode": {"block": "Encoder", "params": {"units": 4}, "repeat": 2},
        "again": {"share": "encode"},
        "difference": kind("Subtract"),
        "score": kind("Linear", out_features=1),
        "target": kind("Input", column="target"),
        "loss": kind("MSELoss"),
    },
    ["left -> encode", "right -> again", "encode -> difference.input", "again -> difference.other",
     "difference -> score", "score -> loss.input", "target -> loss.target"],
    blocks={
        "Encoder": {
            "parameters": {"units": {"type": "int", "default": 3}},
            "graph": {
                "nodes": {
                    "x": kind("Input"), "fc": kind("Linear", out_features="=units") | {"init": {"bias": 0.1}},
                    "norm": kind("BatchNorm1d"), "drop": kind("Dropout", p=0.25), "act": kind("Tanh"),
                    "y": kind("Output"),
                },
                "edges": ["x -> fc", "fc -> norm", "norm -> drop", "drop -> act", "act -> y"],
            },
        }
    },
    data=inline(
        left=[[0.1, 0.5, -0.3, 1.0], [0.7, -0.2, 0.4, 0.5], [1.5, 0.25, 0.0, -1.0]],
        right=[[0.3, 0.1, 0.9, 0.2], [-0.6, 0.8, 0.2, 0.1], [0.1, -1.0, 0.6, 0.3]],
        target=[[1.0], [0.0], [0.5]],
    ),
)  # fmt: skip

SEQUENCE = project_of(
    {
        "sequence": kind("Input", column="sequence"),
        "lstm": kind("LSTM", hidden_size=5, num_layers=2, dropout=0.5),
        "last": kind("Select", dim=0, index=-1),
        "attention": kind("MultiheadAttention", num_heads=1),
        "mean": kind("Mean", dim=[1]),
        "both": kind("Concatenate"),
        "fc": kind("Linear", out_features=4),
        "label": kind("Input", column="label"),
        "loss": kind("CrossEntropyLoss"),
    },
    ["sequence -> lstm", "lstm.h_n -> last", "lstm.output -> attention.query", "lstm.output -> attention.key",
     "lstm.output -> attention.value", "attention.output -> mean", "mean -> both", "last -> both", "both -> fc",
     "fc -> loss.input", "label -> loss.target"],
    data={"source": "sequences", "params": {"samples": 30}, "split": {"train": 1.0, "validation": 0.0, "test": 0.0}},
)  # fmt: skip

ALL = {"digits": DIGITS, "blocks": BLOCKS, "shared": SHARED, "siamese": SIAMESE, "sequence": SEQUENCE}
