"""Gradients laid into `.grad` as `loss.backward()` means to: each in memory of its own, in the order of its weights.

`torch.autograd.grad` hands out one tensor for several parameters, a view, or a number spread over a shape, where that
saves a copy. An optimizer that only reads may take it; clipping writes, and a norm has other bits in another order.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


def set_gradients(found: Iterable[tuple[Tensor, Tensor | None]], shown: Iterable[Tensor] = ()) -> None:
    """Sets `.grad` of each parameter; whatever happens to it later happens to no other, nor to what is `shown`.

    The rule is that of torch's AccumulateGrad (torch/csrc/autograd/functions/accumulate_grad.h).
    """
    taken = {_memory(tensor) for tensor in shown if not tensor.is_sparse}
    for parameter, gradient in found:
        if gradient is not None and not gradient.is_sparse:
            if _memory(gradient) in taken or not _laid_out_alike(gradient, parameter):
                gradient = torch.empty_like(parameter, requires_grad=False).copy_(gradient)
            taken.add(_memory(gradient))
        parameter.grad = gradient


def _memory(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _laid_out_alike(gradient: Tensor, parameter: Tensor) -> bool:
    strides = zip(gradient.shape, gradient.stride(), parameter.stride(), strict=True)
    return all(mine == yours for size, mine, yours in strides if size != 1)
