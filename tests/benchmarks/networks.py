"""The networks that are measured, as projects and as the hand-written PyTorch they are compared with."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from engine.data.columns import Column, Columns
from engine.data.dataset import Dataset
from engine.project.project import Project
from tests.engine.projects import kind, project_of

SAMPLES = 60_000


def _project(
    nodes: dict[str, object], edges: list[str], optimizer: dict[str, object], source: str = "fashion-mnist"
) -> Project:
    project = project_of(
        {"image": kind("Input", column="image"), **nodes, "label": kind("Input", column="label"),
         "loss": kind("CrossEntropyLoss")},
        [*edges, "label -> loss.target"],
        data={"source": source, "params": {}, "split": {"train": 1.0, "validation": 0.0, "test": 0.0}},
        training={"epochs": 1, "batch_size": 64, "optimizer": optimizer},
    )  # fmt: skip
    return replace(project, name="Measured")


MLP = _project(
    {"flat": kind("Flatten"), "fc1": kind("Linear", out_features=128), "relu1": kind("ReLU"),
     "fc2": kind("Linear", out_features=64), "relu2": kind("ReLU"), "fc3": kind("Linear", out_features=10)},
    ["image -> flat", "flat -> fc1", "fc1 -> relu1", "relu1 -> fc2", "fc2 -> relu2", "relu2 -> fc3",
     "fc3 -> loss.input"],
    {"kind": "Adam", "params": {"lr": 0.001}},
)  # fmt: skip

CNN = _project(
    {"conv": kind("Conv2d", out_channels=32, kernel_size=3, padding=1), "relu": kind("ReLU"), "flat": kind("Flatten"),
     "fc": kind("Linear", out_features=10)},
    ["image -> conv", "conv -> relu", "relu -> flat", "flat -> fc", "fc -> loss.input"],
    {"kind": "SGD", "params": {"lr": 0.01}},
    "shapes",
)  # fmt: skip

TINY = project_of(
    {"point": kind("Input", column="point"), "fc1": kind("Linear", out_features=16), "a": kind("Tanh"),
     "fc2": kind("Linear", out_features=16), "b": kind("Tanh"), "fc3": kind("Linear", out_features=1),
     "target": kind("Input", column="target"), "loss": kind("MSELoss")},
    ["point -> fc1", "fc1 -> a", "a -> fc2", "fc2 -> b", "b -> fc3", "fc3 -> loss.input", "target -> loss.target"],
    data={"source": "wave", "params": {"samples": 20_000}, "split": {"train": 1.0, "validation": 0.0, "test": 0.0}},
    training={"epochs": 1000, "batch_size": 64, "optimizer": {"kind": "Adam", "params": {"lr": 0.001}}},
)  # fmt: skip


def mlp_by_hand() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn_by_hand(channels: int = 3, size: int = 32) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(channels, 32, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(32 * size * size, 10)
    )


def digits_like(samples: int = SAMPLES, shape: tuple[int, ...] = (1, 28, 28)) -> Dataset:
    """Random images and labels: speed does not depend on what is on them."""
    generator = torch.Generator().manual_seed(0)
    image: Tensor = torch.rand(samples, *shape, generator=generator)
    label: Tensor = torch.randint(0, 10, (samples,), generator=generator)
    columns = Columns([Column("image", "float32", shape), Column("label", "int64", (), 10)])
    return Dataset(columns, {"image": image.numpy(), "label": label.numpy()}, None, None)
