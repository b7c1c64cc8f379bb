"""Which activations can saturate, and how flat they are, over the whole catalogue and against formulas."""

from __future__ import annotations

from typing import Any

import torch
from pytest import approx, mark
from torch import Tensor, nn

from engine.backprop.diagnosis.slopes import flatness
from engine.backprop.recording import rehearse
from engine.backprop.stepping import Computed
from engine.layers.catalogue import catalogue
from tests.engine.layers.examples import EXAMPLES
from tests.engine.projects import kind, project_of
from tests.engine.whole_steps import built, project_of_example

ACTIVATIONS = [example for example in EXAMPLES if catalogue()[example.kind].category == "activation"]
SATURATE = {"Sigmoid", "Tanh", "Hardsigmoid", "Softsign", "Hardtanh", "Softmax", "Softmin", "Softmax2d", "LogSoftmax"}
DIE = {"ReLU", "ReLU6", "Threshold", "Hardshrink", "Softshrink", "Hardswish"}


def applied(name: str, entering: Tensor, **params: Any) -> Computed:
    """An activation as a recorded step computed it."""
    shape = list(entering.shape[1:])
    project = project_of(
        {"x": kind("Input", shape=shape), "act": kind(name, **params), "w": kind("Parameter", value=1.0),
         "m": kind("Multiply"), "end": kind("Loss")},
        ["x -> act", "act -> m", "w -> m", "m -> end"],
    )  # fmt: skip
    return rehearse(built(project), {"x": entering}, None).computed["act"]


def test_the_examples_name_every_activation() -> None:
    assert {example.kind for example in ACTIVATIONS} == {kind.kind() for kind in catalogue().by_category["activation"]}


@mark.parametrize("example", ACTIVATIONS, ids=lambda example: example.id)
def test_what_can_saturate_is_found_by_trying(example: Any) -> None:
    project, batch = project_of_example(example)
    recording = rehearse(built(project), batch, None)
    random = torch.get_rng_state()
    found = flatness(recording.computed["layer"])
    assert torch.equal(torch.get_rng_state(), random)
    can = found.relative is not None
    is_usual = example.kind != "Hardtanh" or example.params.get("min_val", -1.0) == -1.0
    if is_usual:
        assert can == (example.kind in SATURATE)


@mark.parametrize("name", sorted(DIE))
def test_what_can_die_is_marked_where_it_is_zero_and_flat(name: str) -> None:
    value = torch.linspace(-7.9, 8.1, 33).reshape(1, 33)  # none of them at a bend
    params = {"threshold": 0.0, "value": 0.0} if name == "Threshold" else {}
    one = applied(name, value, **params)
    found = flatness(one)
    assert found.dead is not None and found.relative is None
    output = one.outputs[0]
    assert output is not None
    lower, upper = value.double() - 1e-4, value.double() + 1e-4
    module = getattr(nn, name)(**params)
    slopes = ((module(upper) - module(lower)) / 2e-4).abs()
    expected = (output == 0) & (slopes < 1e-6)
    assert torch.equal(found.dead, expected)
    assert found.dead.any() and not found.dead.all()


def test_the_slope_of_each_value_is_that_of_the_formula() -> None:
    value = torch.linspace(-6, 6, 50).reshape(2, 25)
    s, t = value.sigmoid(), value.tanh()
    for name, slope in (("Sigmoid", 4 * s * (1 - s)), ("Tanh", 1 - t * t), ("Softsign", 1 / (1 + value.abs()) ** 2)):
        found = flatness(applied(name, value)).relative
        assert found is not None
        torch.testing.assert_close(found, slope, rtol=1e-3, atol=1e-6)


def test_the_slope_along_an_axis_is_that_of_equal_scores_at_best() -> None:
    """p (1 - p) of the two most probable, over (1 - 1/n) / n."""
    value = torch.tensor([[0.0, 0.0, 0.0, 0.0], [3.0, 1.0, 0.0, -1.0], [90.0, 0.0, 0.0, 0.0], [50.0, 50.0, 0.0, 0.0]])
    found = flatness(applied("Softmax", value)).relative
    assert found is not None
    p = value.softmax(dim=-1).amax(dim=-1)
    expected = torch.stack([p, value.softmax(dim=-1).sort(dim=-1).values[:, -2]])
    torch.testing.assert_close(found, (expected * (1 - expected)).amax(dim=0) / (0.25 * 0.75), rtol=1e-4, atol=1e-6)
    assert found[2] == approx(0, abs=1e-6)
    assert found[3] > 1  # undecided between two: far from flat


def test_other_axes_stay_apart() -> None:
    value = torch.zeros(2, 3, 4)
    value[0, 0, :] = 80.0  # along axis 1 the first of each column wins
    found = flatness(applied("Softmax", value, dim=1)).relative
    assert found is not None and found.shape == (2, 4)
    assert bool((found[0] < 1e-6).all()) and bool((found[1] > 0.99).all())


def test_nothing_is_said_of_what_is_no_activation() -> None:
    project = project_of(
        {"x": kind("Input", shape=[3]), "fc": kind("Linear", out_features=3), "end": kind("Loss")},
        ["x -> fc", "fc -> end"],
    )
    one = rehearse(built(project), {"x": torch.randn(4, 3)}, None).computed["fc"]
    assert flatness(one).relative is None and flatness(one).dead is None
