"""Clipping against torch's own two functions: the same bits, the same norm, and problems for what is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from engine.settings.clipping import Clipper, Clipping, check


def parameters_with(gradients: list[list[float] | None]) -> list[nn.Parameter]:
    made = [nn.Parameter(torch.zeros(len(one or [0.0]))) for one in gradients]
    for parameter, gradient in zip(made, gradients, strict=True):
        parameter.grad = None if gradient is None else torch.tensor(gradient)
    return made


numbers = st.floats(-1e3, 1e3, width=32)
many = st.lists(st.none() | st.lists(numbers, min_size=1, max_size=20), min_size=1, max_size=4)
limits = st.none() | st.floats(1e-3, 1e3)


@given(many, limits, limits, st.sampled_from([1.0, 2.0, 3.5]))
def test_it_clips_as_torch_does_value_before_norm(
    gradients: list[list[float] | None], value: float | None, norm: float | None, norm_type: float
) -> None:
    theirs, ours = parameters_with(gradients), parameters_with(gradients)
    if value is not None and any(one is not None for one in gradients):
        nn.utils.clip_grad_value_(theirs, value)
    total = nn.utils.clip_grad_norm_(theirs, norm, norm_type) if norm is not None else None
    done = Clipper(Clipping(value=value, norm=norm, norm_type=norm_type), ours).clip()
    for one, other in zip(theirs, ours, strict=True):
        assert (one.grad is None) == (other.grad is None)
        assert one.grad is None or (other.grad is not None and torch.equal(one.grad, other.grad))
    assert (total is None) == (done.total_norm is None)
    assert total is None or (done.total_norm is not None and torch.equal(total, done.total_norm))


def test_the_factor_is_what_every_number_was_multiplied_by() -> None:
    [parameter] = parameters_with([[3.0, -4.0]])
    done = Clipper(Clipping(norm=1.0), [parameter]).clip()
    assert done.total_norm is not None and done.factor is not None
    assert done.total_norm.item() == 5.0
    assert parameter.grad is not None
    assert torch.equal(parameter.grad, torch.tensor([3.0, -4.0]) * done.factor)
    assert parameter.grad.norm().item() == pytest.approx(1.0)


def test_a_short_gradient_stays_as_it_is_to_the_bit() -> None:
    [parameter] = parameters_with([[0.1, -0.2, 0.3]])
    done = Clipper(Clipping(norm=1.0, value=0.5), [parameter]).clip()
    assert done.factor is not None and done.factor.item() == 1.0
    assert parameter.grad is not None and parameter.grad.tolist() == torch.tensor([0.1, -0.2, 0.3]).tolist()


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_not_hidden(bad: float) -> None:
    """As in torch: from an infinite norm zeros and NaN follow, from a NaN all is NaN; the next loss will tell."""
    parameters = parameters_with([[1.0, bad], [2.0]])
    Clipper(Clipping(norm=1.0), parameters).clip()
    assert parameters[0].grad is not None and bool(parameters[0].grad[1].isnan())


def test_gradients_that_are_none_are_passed_over() -> None:
    done = Clipper(Clipping(norm=1.0, value=1.0), parameters_with([None])).clip()
    assert done.total_norm is not None and done.total_norm.item() == 0.0


def test_gradients_that_backward_leaves_in_one_memory_are_clipped_once() -> None:
    first, second = nn.Parameter(torch.tensor([3.0, 4.0])), nn.Parameter(torch.tensor([1.0, 1.0]))
    (first.view(1, 2) + second.view(1, 2)).square().sum().backward()
    done = Clipper(Clipping(norm=1.0), [first, second]).clip()
    assert first.grad is not None and second.grad is not None and done.factor is not None
    expected = torch.tensor([8.0, 10.0]) * done.factor
    assert torch.equal(first.grad, expected) and torch.equal(second.grad, expected)


@pytest.mark.parametrize("given", [{}, {"norm": None}, {"value": None, "norm_type": 1}])
def test_without_a_limit_there_is_no_clipping(given: dict[str, Any]) -> None:
    assert check(given) == (None, [])


def test_it_is_read_with_torchs_default() -> None:
    clipping, problems = check({"norm": 1})
    assert problems == [] and clipping == Clipping(norm=1.0, norm_type=2.0)


@pytest.mark.parametrize(
    ("given", "parameter", "message"),
    [
        ({"norm": 0}, "clip.norm", "expected a number above 0, or null for clip.norm, got 0"),
        ({"value": -0.5}, "clip.value", "expected a number above 0, or null for clip.value, got -0.5"),
        ({"norm": "1"}, "clip.norm", "expected a number above 0, or null for clip.norm, got '1'"),
        ({"norm": 1, "norm_type": "inf"}, "clip.norm_type", "expected a number above 0 for clip.norm_type, got 'inf'"),
        ({"nrom": 1}, "clip.nrom", "expected one of the parameters value, norm, norm_type, got clip.nrom"),
    ],
)
def test_wrong_values_are_told(given: dict[str, Any], parameter: str, message: str) -> None:
    clipping, [problem] = check(given)
    assert clipping is None
    assert (problem.parameter, problem.message) == (parameter, message)


@pytest.mark.parametrize("clip", [nn.utils.clip_grad_norm_, nn.utils.clip_grad_value_])
def test_torch_still_refuses_sparse_gradients(clip: Callable[..., Tensor | None]) -> None:
    """If this fails, `clip_sparse` is a problem no more."""
    table = nn.Embedding(4, 2, sparse=True)
    table(torch.tensor([1, 2])).sum().backward()
    with pytest.raises(RuntimeError, match="Sparse"):
        clip(list(table.parameters()), 1.0)
