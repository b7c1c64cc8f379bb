"""`.grad` is laid as `loss.backward()` lays it, whatever `torch.autograd.grad` hands out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.backprop.grad import set_gradients


def both(loss_of: object, *parameters: nn.Parameter) -> tuple[list[Tensor], list[Tensor]]:
    """What backward leaves in `.grad`, and what we do."""
    loss_of().backward()  # type: ignore[operator]
    theirs = [parameter.grad for parameter in parameters]
    for parameter in parameters:
        parameter.grad = None
    found = torch.autograd.grad(loss_of(), parameters)  # type: ignore[operator]
    set_gradients(zip(parameters, found, strict=True))
    ours = [parameter.grad for parameter in parameters]
    assert all(gradient is not None for gradient in (*theirs, *ours))
    return theirs, ours  # type: ignore[return-value]


def memory(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def test_two_parameters_never_share_their_gradient() -> None:
    first, second = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(3))
    theirs, ours = both(lambda: ((first + second) * torch.tensor([1.0, 2.0, 3.0])).sum(), first, second)
    assert memory(ours[0]) != memory(ours[1])
    assert [one.tolist() for one in ours] == [one.tolist() for one in theirs] == [[1.0, 2.0, 3.0]] * 2


def test_a_number_spread_over_a_shape_becomes_as_many_numbers() -> None:
    weights = nn.Parameter(torch.ones(2, 3))
    theirs, ours = both(weights.sum, weights)
    assert ours[0].stride() == theirs[0].stride() == (3, 1)


def test_the_order_in_memory_is_that_of_the_weights() -> None:
    weights = nn.Parameter(torch.ones(2, 3))
    factor = torch.arange(6.0).reshape(3, 2)
    theirs, ours = both(lambda: (weights.t() * factor).sum(), weights)
    assert ours[0].stride() == theirs[0].stride() == weights.stride()
    assert torch.equal(ours[0], theirs[0])


def test_what_is_shown_has_memory_of_its_own() -> None:
    weights = nn.Parameter(torch.ones(3))
    shown = torch.tensor([1.0, 2.0, 3.0])
    set_gradients([(weights, shown)], shown=[shown])
    assert weights.grad is not None
    weights.grad.zero_()
    assert shown.tolist() == [1.0, 2.0, 3.0]


def test_what_is_its_own_is_not_copied_and_sparse_ones_stay_sparse() -> None:
    weights, other = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(3))
    gradient = torch.ones(3)
    set_gradients([(weights, gradient), (other, torch.ones(3).to_sparse())])
    assert weights.grad is gradient
    assert other.grad is not None and other.grad.is_sparse
    set_gradients([(weights, None)])
    assert weights.grad is None
