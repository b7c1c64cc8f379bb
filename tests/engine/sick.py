"""Networks that are sick on purpose, each in one way, and what is to be said of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backprop.diagnosis.measures import Measures
from engine.backprop.diagnosis.measuring import measure
from engine.backprop.diagnosis.rules import diagnose
from engine.backprop.recording import Recording, rehearse
from engine.problem import Problem
from engine.project.project import Project
from engine.training.setup import Prepared, prepare
from tests.engine.projects import Json, inline, kind, project_of

WIDTH = 24
DEPTH = 12
SAMPLES = 64


def data(features: int = WIDTH, scale: float = 1.0, classes: int = 3) -> Json:
    """Normally distributed features and a class for each sample."""
    random = np.random.default_rng(0)
    x = (random.standard_normal((SAMPLES, features)) * scale).round(4).tolist()
    return inline(x=x, y=random.integers(0, classes, SAMPLES).tolist())


def training(kind_: str = "SGD", **params: float) -> Json:
    return {"batch_size": SAMPLES, "epochs": 3, "threads": 1, "device": "cpu",
            "optimizer": {"kind": kind_, "params": {"lr": 0.1, **params}}}  # fmt: skip


def perceptron(
    activation: str, depth: int, init: Json | None = None, scale: float = 1.0, settings: Json | None = None,
    width: int = WIDTH,
) -> Project:  # fmt: skip
    """`x -> fc1 -> act1 -> ... -> score -> loss`, all hidden layers alike."""
    nodes: dict[str, Any] = {"x": kind("Input", column="x")}
    edges, last = [], "x"
    for number in range(1, depth + 1):
        layer = kind("Linear", out_features=width) | ({"init": init} if init else {})
        nodes |= {f"fc{number}": layer, f"act{number}": kind(activation)}
        edges += [f"{last} -> fc{number}", f"fc{number} -> act{number}"]
        last = f"act{number}"
    nodes |= {"score": kind("Linear", out_features=3), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss")}
    edges += [f"{last} -> score", "score -> loss.input", "y -> loss.target"]
    positions = {node: [216.0 * place, 0.0] for place, node in enumerate(nodes)}
    return project_of(
        nodes, edges, data=data(scale=scale), training=settings or training(), view={"positions": positions}
    )


def altered(project: Project, **nodes: Json) -> Project:
    """The project with further keys for some of its nodes."""
    from engine.project.writer import project_json

    value = project_json(project)
    for name, more in nodes.items():
        value["graph"]["nodes"][name] |= more
    return project_of(value["graph"]["nodes"], value["graph"]["edges"],
                      **{key: value[key] for key in ("blocks", "data", "training", "view")})  # fmt: skip


VANISHING = perceptron("Sigmoid", DEPTH)
EXPLODING = perceptron("ReLU", DEPTH, init={"weight": {"function": "normal_", "std": 2.0}})
DEAD = altered(perceptron("ReLU", 3), fc2={"init": {"bias": -100.0}})
SATURATED = perceptron("Sigmoid", 1, scale=50.0)
FROZEN = altered(perceptron("ReLU", 2), fc2={"frozen": True})
SLOW = perceptron("ReLU", 2, settings=training(lr=1e-9))
FAST = perceptron("ReLU", 2, settings=training(lr=100.0))


def ending_in(function: str, low: float) -> Project:
    """A root or a logarithm of what a layer gives, which is `low` throughout."""
    nodes = {
        "x": kind("Input", column="x"), "fc": kind("Linear", out_features=3) | {"init": {"weight": 0.0, "bias": low}},
        "function": kind(function), "y": kind("Input", column="y"), "loss": kind("CrossEntropyLoss"),
    }  # fmt: skip
    edges = ["x -> fc", "fc -> function", "function -> loss.input", "y -> loss.target"]
    positions = {node: [216.0 * place, 0.0] for place, node in enumerate(nodes)}
    return project_of(nodes, edges, data=data(), training=training(), view={"positions": positions})


NAN_VALUE = ending_in("Sqrt", -1.0)
INFINITE_GRADIENT = ending_in("Sqrt", 0.0)

SICK = {
    "vanishing": VANISHING, "exploding": EXPLODING, "dead": DEAD, "saturated": SATURATED, "frozen": FROZEN,
    "slow": SLOW, "fast": FAST, "nan": NAN_VALUE, "infinite": INFINITE_GRADIENT,
}  # fmt: skip


def recorded_step(project: Project, batch: int | None = None) -> tuple[Prepared, Recording]:
    """The next step of a training that has just begun, on the first samples."""
    prepared = prepare(project)
    prepared.network.module.train()
    count = min(batch or project.training.batch_size, prepared.train.samples)
    inputs = dict(next(iter(prepared.train.in_order(count))))
    return prepared, rehearse(prepared.network, inputs, prepared.optimizer, prepared.clipper)


def measured(project: Project) -> Measures:
    return measure(recorded_step(project)[1])


def diagnosed(project: Project) -> tuple[Problem, ...]:
    prepared, recording = recorded_step(project)
    return diagnose(prepared.network.plan, measure(recording), training=project.training)
