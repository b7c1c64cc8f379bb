"""The helper classes as text: whole, self-contained, and what torch would do."""

from __future__ import annotations

import ast
import math
from typing import Any

import pytest
import torch
from torch import nn

from engine.layers.catalogue import catalogue
from engine.layers.helper_text import helper_source

NAMES = sorted({helper for kind in catalogue().values() for helper in kind.helpers})


def load(name: str) -> Any:
    names: dict[str, Any] = {"torch": torch, "nn": nn}
    exec(helper_source(name), names)
    return names[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_helper_is_one_class_that_needs_only_torch(name: str) -> None:
    (statement,) = ast.parse(helper_source(name)).body
    assert isinstance(statement, ast.ClassDef) and statement.name == name
    assert issubclass(load(name), nn.Module)


def test_an_unknown_helper_is_an_error() -> None:
    with pytest.raises(KeyError):
        helper_source("Linear")


def test_sinusoidal_positions_follow_the_formula() -> None:
    encoding = load("SinusoidalPositionalEncoding")(6, 10)(torch.zeros(2, 4, 6))
    for place in range(4):
        for feature in range(6):
            angle = place / 10000 ** (feature // 2 * 2 / 6)
            expected = math.cos(angle) if feature % 2 else math.sin(angle)
            assert encoding[1, place, feature].item() == pytest.approx(expected, abs=1e-6)


def test_fixed_values_are_no_state_and_learned_ones_are() -> None:
    assert load("FixedValue")(torch.tensor(2.0)).state_dict() == {}
    assert load("SinusoidalPositionalEncoding")(6, 10).state_dict() == {}
    assert list(load("LearnedValue")(torch.tensor(2.0)).state_dict()) == ["value"]
    assert list(load("LearnedPositionalEncoding")(6, 10).state_dict()) == ["weight"]


def test_each_use_of_a_learned_value_has_a_gradient_of_its_own() -> None:
    module = load("LearnedValue")(torch.tensor(3.0))
    first, second = module(), module()
    (first * second * second).backward(inputs=[first, second, module.value])
    assert (first.grad, second.grad, module.value.grad) == (torch.tensor(9.0), torch.tensor(18.0), torch.tensor(27.0))
