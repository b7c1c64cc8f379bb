"""Gradients that are wrong and must be found, those at kinks, and those that are left out, and why."""

from __future__ import annotations

import random
from typing import Any

import torch
from pytest import MonkeyPatch, fixture, mark
from torch import Tensor, nn

from engine.backprop.entries import MOST_ENTRIES, WRONG_IS_ENOUGH
from engine.backprop.gradcheck import check_gradients
from engine.layers.layer import Arguments
from engine.layers.linear import Embedding
from engine.layers.maths import Square
from engine.project.project import Project
from tests.engine.backprop.gradient_checks import (
    SAMPLES,
    batch_of,
    by_name,
    checked,
    of_loss,
    small,
    spoiled,
    verdicts,
)
from tests.engine.projects import DIGITS, inline, kind, project_of
from tests.engine.whole_steps import built

# ------------------------------------------------------------------ what is wrong is found


class _Halved(torch.autograd.Function):
    """The identity with half the gradient."""

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Tensor:
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return gradients[0] / 2


def test_a_wrong_backward_pass_is_found_and_told_on_its_node() -> None:
    network = spoiled(DIGITS, "fc1", _Halved.apply)
    found = check_gradients(network, batch_of(DIGITS, SAMPLES))
    assert found.verdict == "wrong"
    wrong = {address for address, many in found.nodes.items() if any(one.verdict == "wrong" for one in many)}
    assert wrong == {"fc1"}
    whole = of_loss(found)
    assert {name for name, one in whole.items() if one.verdict == "wrong"} == {
        "image.output", "fc1.layer.weight", "fc1.layer.bias"
    }  # fmt: skip
    one = by_name(found.nodes["fc1"])["layer.bias"]
    assert one.entries == WRONG_IS_ENOUGH and one.worst is not None
    assert one.autograd is not None and one.numeric is not None
    torch.testing.assert_close(one.numeric, 2 * one.autograd)
    torch.testing.assert_close(one.largest_error, 0.5)
    torch.testing.assert_close(found.largest_error, 0.5, rtol=1e-3, atol=1e-3)


@fixture
def square() -> Project:
    return small({"fc": kind("Linear", out_features=2), "square": kind("Square")},
                 ["x -> fc", "fc -> square", "square -> loss"], x=[[0.3, -0.7], [1.1, 0.2], [0.5, 0.5]])  # fmt: skip


@mark.parametrize(
    ("text", "error"),
    [
        ("{x} * {x}.detach()", 0.5),  # one way of two
        ("{x}.detach() ** 2", 1.0),  # no way at all
        ("{x}.square() + 1e-4 * {x}.detach().sin()", None),  # a small part of one
        ("{x}.detach().square() + 3 * ({x} - {x}.detach())", None),  # straight through, with another slope
    ],
)
def test_a_wrong_text_is_found(text: str, error: float | None, square: Project, monkeypatch: MonkeyPatch) -> None:
    assert checked(square).verdict == "right"

    def expression(self: Square, arguments: Arguments) -> str:
        return text.format(x=arguments.one("input"))

    monkeypatch.setattr(Square, "expression", expression)
    found = checked(square)
    assert verdicts(found, "square") == {"input": ("wrong", "")}
    assert verdicts(found, "fc") == dict.fromkeys(("input", "weight", "bias"), ("right", ""))
    assert {one.verdict for one in found.loss} == {"wrong"}
    if error is not None:
        torch.testing.assert_close(found.largest_error, error)


def test_one_wrong_entry_among_many_is_found_where_its_gradient_is_large(monkeypatch: MonkeyPatch) -> None:
    class OneOff(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, value: Tensor) -> Tensor:
            return value.clone()

        @staticmethod
        def backward(ctx: Any, *gradients: Tensor) -> Tensor:
            changed = gradients[0].clone()
            changed[0, 5] += 10
            return changed

    class Behind(nn.Linear):
        def forward(self, input: Tensor) -> Tensor:
            return nn.functional.linear(input, OneOff.apply(self.weight), self.bias)

    network = built(DIGITS)
    inside = Behind(64, 64)
    inside.load_state_dict(network.module.get_submodule("fc1").state_dict())
    network.module._modules["fc1"] = inside
    found = by_name(check_gradients(network, batch_of(DIGITS, SAMPLES)).nodes["fc1"])
    assert found["weight"].verdict == "wrong" and found["weight"].worst == (0, 5)
    assert (found["weight"].kinks, found["weight"].entries) == (0, MOST_ENTRIES)
    assert found["bias"].verdict == found["input"].verdict == "right"


# ------------------------------------------------------------------ kinks


def test_a_relu_at_zero_is_a_kink() -> None:
    project = small({"w": kind("Parameter", value=1.0), "product": kind("Multiply"), "relu": kind("ReLU")},
                    ["x -> product", "w -> product", "product -> relu", "relu -> loss"],
                    x=[[0.0, 1.0, -2.0]])  # fmt: skip
    found = checked(project, 1)
    assert found.verdict == "kink"
    (one,) = found.nodes["relu"]
    assert (one.verdict, one.kinks, one.worst, one.autograd) == ("kink", 1, (0, 0), 0.0)
    torch.testing.assert_close(one.numeric, 1 / 6)  # half of what arrives
    assert of_loss(found)["x.output"].kinks == 1
    assert of_loss(found)["w.value"].verdict == "right"
    assert found.largest_error < 1e-8  # that of what lies at no kink


def test_the_larger_of_equals_is_a_kink() -> None:
    project = small({"pool": kind("MaxPool1d", kernel_size=2)}, ["x -> pool", "pool -> loss"],
                    x=[[[1.0, 1.0, 0.5, 2.0]]])  # fmt: skip
    (one,) = checked(project, 1).nodes["pool"]
    assert (one.verdict, one.kinks, one.entries) == ("kink", 2, 4)
    assert {entry.place for entry in one.compared if entry.finding == "kink"} == {(0, 0, 0), (0, 0, 1)}


def test_units_that_start_at_zero_are_at_a_kink_and_not_wrong() -> None:
    """One sample moves each unit up where the other moves it down: the loss is straight, and autograd says 0."""
    zeros = {"init": {"weight": 0.0, "bias": 0.0}}
    project = small({"fc": kind("Linear", out_features=3) | zeros, "relu": kind("ReLU"),
                     "sign": kind("Input", column="sign"), "signed": kind("Multiply")},
                    ["x -> fc", "fc -> relu", "relu -> signed", "sign -> signed", "signed -> loss"],
                    x=[[1.0, 2.0], [-1.0, -2.0]], sign=[[1.0], [-1.0]])  # fmt: skip
    found = checked(project, 2)
    whole = of_loss(found)
    assert whole["fc.weight"].verdict == "kink" and whole["fc.weight"].kinks == 6
    assert {entry.autograd for entry in whole["fc.weight"].compared} == {0.0}
    assert found.verdict == "kink"


# ------------------------------------------------------------------ what is left out, and why


def test_reasons() -> None:
    project = project_of(
        {
            "word": kind("Input", column="word"),
            "x": kind("Input", column="x"),
            "look": kind("Embedding", num_embeddings=4, embedding_dim=2, padding_idx=0),
            "rare": kind("Embedding", num_embeddings=4, embedding_dim=2, sparse=True),
            "often": kind("Embedding", num_embeddings=4, embedding_dim=2, scale_grad_by_freq=True),
            "still": kind("Linear", out_features=2) | {"frozen": True},
            "aside": kind("Linear", out_features=3),
            "shown": kind("Output"),
            "lost": kind("Linear", out_features=5),
            "steps": kind("Cast", dtype="int64"),
            "back": kind("Cast", dtype="float32"),
            "sum": kind("Add"),
            "loss": kind("Loss"),
        },
        ["word -> look", "word -> often", "word -> rare", "x -> still", "x -> aside", "aside -> shown", "x -> lost",
         "still -> steps", "steps -> back", "look -> sum", "often -> sum", "rare -> sum", "still -> sum",
         "back -> sum", "sum -> loss"],
        data=inline(word=[0, 1, 1], x=[[0.5, 2.5], [1.5, -0.5], [0.1, 0.2]]),
    )  # fmt: skip
    found = checked(project)
    assert found.verdict == "right"
    assert found.nodes["word"] == found.nodes["x"] == found.nodes["lost"] == ()
    assert verdicts(found, "look") == {"input": ("skipped", "integer"), "weight": ("right", "")}
    assert verdicts(found, "rare")["weight"] == ("right", "")
    assert verdicts(found, "often") == {"input": ("skipped", "integer"), "weight": ("skipped", "by_design")}
    assert verdicts(found, "still") == {
        "input": ("right", ""), "weight": ("skipped", "frozen"), "bias": ("skipped", "frozen")
    }  # fmt: skip
    assert verdicts(found, "steps") == {"input": ("skipped", "no_derivative")}
    assert verdicts(found, "back") == {"input": ("skipped", "integer")}
    assert by_name(found.nodes["look"])["weight"].entries == 6  # of 8: the row of padding_idx gets no gradient
    whole = {name: (one.verdict, one.reason) for name, one in of_loss(found).items()}
    assert whole == {
        "word.output": ("skipped", "integer"), "x.output": ("right", ""),
        "look.weight": ("right", ""), "rare.weight": ("right", ""), "often.weight": ("skipped", "by_design"),
        "still.weight": ("skipped", "frozen"), "still.bias": ("skipped", "frozen"),
        "aside.weight": ("skipped", "unreached"), "aside.bias": ("skipped", "unreached"),
    }  # fmt: skip
    (one,) = [one for one in found.nodes["aside"] if one.name == "weight"]
    assert (one.verdict, one.arrives) == ("right", False)  # no gradient arrives, so a random sum was taken


def test_padding_would_be_wrong_were_it_not_left_out(monkeypatch: MonkeyPatch) -> None:
    project = project_of(
        {"word": kind("Input", column="word"), "loss": kind("Loss"),
         "look": kind("Embedding", num_embeddings=4, embedding_dim=2, padding_idx=0)},
        ["word -> look", "look -> loss"], data=inline(word=[0, 1, 1]),
    )  # fmt: skip
    assert checked(project).verdict == "right"
    monkeypatch.setattr(Embedding, "adjusted_gradients", {})
    assert by_name(checked(project).nodes["look"])["weight"].verdict == "wrong"


class _Unsteady(nn.Module):
    def forward(self, value: Tensor) -> Tensor:
        return value * random.random()


def test_what_is_not_the_same_twice_is_left_out() -> None:
    network = spoiled(DIGITS, "fc2", _Unsteady())
    found = check_gradients(network, batch_of(DIGITS, SAMPLES))
    assert {one.reason for one in found.nodes["fc2"]} == {"not_deterministic"}
    assert {one.reason for one in found.loss} == {"not_deterministic", "integer"}
    assert {one.verdict for one in found.nodes["fc1"]} == {"right"}


def test_what_is_not_finite_is_left_out() -> None:
    project = small({"log": kind("Log")}, ["x -> log", "log -> loss"], x=[[-1.0, 2.0]])
    found = checked(project, 1)
    (one,) = found.nodes["log"]
    assert (one.verdict, one.entries, one.of) == ("right", 1, 2)  # what comes of 2 is finite
    assert {one.reason for one in found.loss} == {"not_finite"}
    fine = checked(small({"log": kind("Log")}, ["x -> log", "log -> loss"], x=[[1.0, 2.0]]), 1)
    assert fine.verdict == "right"


def test_a_gradient_of_nan_beside_finite_values_is_wrong() -> None:
    """sqrt(x²) at 0: 0, with a gradient of infinity times 0."""
    project = small({"square": kind("Square"), "root": kind("Sqrt"), "again": kind("Square")},
                    ["x -> square", "square -> root", "root -> again", "again -> loss"], x=[[0.0, 1.0]])  # fmt: skip
    found = checked(project, 1)
    one = of_loss(found)["x.output"]
    assert one.verdict == "wrong" and one.worst == (0, 0)
