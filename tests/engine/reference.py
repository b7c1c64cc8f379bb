"""Networks whose gradients are published, number by number: what others worked out, as projects of ours."""

from __future__ import annotations

from typing import Any

from engine.project.project import Project
from engine.project.store import load_project
from engine.project.templates import find_template
from tests.engine.projects import inline, kind, project_of


def parameter(value: float) -> Any:
    return kind("Parameter", value=value)


def mazur() -> Project:
    """Two inputs, two hidden and two output units with sigmoids; E = Σ (target − output)² / 2.

    Matt Mazur, A Step by Step Backpropagation Example (2015), mattmazur.com. w1 … w4 are `hidden.weight` row by row,
    w5 … w8 `output.weight`; the learning rate is 0.5.
    """
    return project_of(
        {
            "x": kind("Input", column="x"),
            "hidden": kind("Linear", out_features=2)
            | {"init": {"weight": [[0.15, 0.20], [0.25, 0.30]], "bias": [0.35, 0.35]}},
            "squash1": kind("Sigmoid"),
            "output": kind("Linear", out_features=2)
            | {"init": {"weight": [[0.40, 0.45], [0.50, 0.55]], "bias": [0.60, 0.60]}},
            "squash2": kind("Sigmoid"),
            "target": kind("Input", column="target"),
            "error": kind("MSELoss", reduction="sum", loss_weight=0.5),
        },
        ["x -> hidden", "hidden -> squash1", "squash1 -> output", "output -> squash2", "squash2 -> error.input",
         "target -> error.target"],
        data=inline(x=[[0.05, 0.10]], target=[[0.01, 0.99]]),
    )  # fmt: skip


MAZUR_LEARNING_RATE = 0.5


def circuit() -> Project:
    """f = (x + y) z at x = −2, y = 5, z = −4.

    Stanford CS231n, course notes, Backpropagation, Intuitions (cs231n.github.io/optimization-2).
    """
    return project_of(
        {
            "x": parameter(-2.0), "y": parameter(5.0), "z": parameter(-4.0),
            "q": kind("Add"), "f": kind("Multiply"), "loss": kind("Loss", reduction="sum"),
        },
        ["x -> q", "y -> q", "q -> f", "z -> f", "f -> loss"],
    )  # fmt: skip


def sigmoid_neuron() -> Project:
    """f = 1 / (1 + exp(−(w0 x0 + w1 x1 + w2))), gate by gate, at w = (2, −3, −3), x = (−1, −2).

    The same notes. `inverse` is the gate 1/x, `plus_one` +1, `exp` and `minus` as they are called.
    """
    return project_of(
        {
            "w0": parameter(2.0), "w1": parameter(-3.0), "w2": parameter(-3.0),
            "x0": parameter(-1.0), "x1": parameter(-2.0), "one": kind("Constant", value=1.0),
            "product0": kind("Multiply"), "product1": kind("Multiply"), "products": kind("Add"), "dot": kind("Add"),
            "minus": kind("Negate"), "exp": kind("Exp"), "plus_one": kind("Add"),
            "inverse": kind("Power", exponent=-1.0), "loss": kind("Loss", reduction="sum"),
        },
        ["w0 -> product0", "x0 -> product0", "w1 -> product1", "x1 -> product1", "product0 -> products",
         "product1 -> products", "products -> dot", "w2 -> dot", "dot -> minus", "minus -> exp", "exp -> plus_one",
         "one -> plus_one", "plus_one -> inverse", "inverse -> loss"],
    )  # fmt: skip


def micrograd() -> Project:
    """The expression in the README of karpathy/micrograd at a = −4, b = 2, where many values are used twice.

    c = a + b; d = a * b + b**3; c += c + 1; c += 1 + c + (-a)
    d += d * 2 + (b + a).relu(); d += 3 * d + (b - a).relu()
    e = c - d; f = e**2; g = f / 2.0; g += 10.0 / f
    """
    return project_of(
        {
            "a": parameter(-4.0), "b": parameter(2.0),
            "one": kind("Constant", value=1.0), "two": kind("Constant", value=2.0),
            "three": kind("Constant", value=3.0), "ten": kind("Constant", value=10.0),
            "c1": kind("Add"), "ab": kind("Multiply"), "b3": kind("Power", exponent=3.0), "d1": kind("Add"),
            "c2": kind("Add"), "minus_a": kind("Negate"), "c3": kind("Add"),
            "d1_twice": kind("Multiply"), "b_plus_a": kind("Add"), "relu1": kind("ReLU"), "d2": kind("Add"),
            "d2_thrice": kind("Multiply"), "b_minus_a": kind("Subtract"), "relu2": kind("ReLU"), "d3": kind("Add"),
            "e": kind("Subtract"), "f": kind("Power", exponent=2.0), "halved": kind("Divide"), "tenth": kind("Divide"),
            "g": kind("Add"), "loss": kind("Loss", reduction="sum"),
        },
        ["a -> c1", "b -> c1", "a -> ab", "b -> ab", "b -> b3", "ab -> d1", "b3 -> d1",
         "c1 -> c2", "c1 -> c2", "one -> c2", "a -> minus_a", "c2 -> c3", "one -> c3", "c2 -> c3", "minus_a -> c3",
         "d1 -> d1_twice", "two -> d1_twice", "b -> b_plus_a", "a -> b_plus_a", "b_plus_a -> relu1",
         "d1 -> d2", "d1_twice -> d2", "relu1 -> d2",
         "three -> d2_thrice", "d2 -> d2_thrice", "b -> b_minus_a.input", "a -> b_minus_a.other",
         "b_minus_a -> relu2", "d2 -> d3", "d2_thrice -> d3", "relu2 -> d3",
         "c3 -> e.input", "d3 -> e.other", "e -> f", "f -> halved.input", "two -> halved.other",
         "ten -> tenth.input", "f -> tenth.other", "halved -> g", "tenth -> g", "g -> loss"],
    )  # fmt: skip


def by_hand() -> Project:
    """The example `chain-rule-by-hand`: four weights, one sample."""
    project = load_project(find_template("chain-rule-by-hand").path).project
    assert project is not None
    return project


def softmax_classifier() -> Project:
    """Two layers and a softmax over three classes, on four points."""
    return project_of(
        {
            "x": kind("Input", column="x"),
            "hidden": kind("Linear", out_features=3)
            | {"init": {"weight": [[0.5, -0.25], [1.0, 0.75], [-0.5, 1.5]], "bias": [0.1, 0.0, -0.1]}},
            "relu": kind("ReLU"),
            "scores": kind("Linear", out_features=3)
            | {"init": {"weight": [[1.0, -1.0, 0.5], [0.25, 0.5, -0.75], [-0.5, 0.0, 1.0]], "bias": 0.0}},
            "label": kind("Input", column="label"),
            "loss": kind("CrossEntropyLoss"),
        },
        ["x -> hidden", "hidden -> relu", "relu -> scores", "scores -> loss.input", "label -> loss.target"],
        data=inline(x=[[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5], [2.0, 1.0]], label=[0, 2, 1, 1]),
    )
