"""The backward pass of one node alone, and the node run once more where its edges cannot be told apart otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from engine.backprop.walk import Read, Stop
from engine.compiler.random_state import RandomState, random_state_kept


def gradients_of(pairs: Sequence[tuple[Tensor, Tensor]], wanted: Sequence[Tensor]) -> dict[int, Tensor]:
    """The gradients of some outputs with what arrives at them, by the identity of what they are for."""
    if not pairs or not wanted:
        return {}
    outputs, arriving = zip(*pairs, strict=True)
    found = torch.autograd.grad(outputs, wanted, arriving, allow_unused=True, retain_graph=True)
    return {id(tensor): gradient for tensor, gradient in zip(wanted, found, strict=True) if gradient is not None}


def shares_of(
    stop: Stop, given: Mapping[Read, Tensor], random_state: RandomState, grad_outputs: Mapping[str, Tensor | None]
) -> dict[Read, Tensor]:
    """What the node sends back to each of its edges, by a second run in which every edge brings a tensor of its own.

    `given` is what the edges brought and `random_state` that before the first run. Weights, running statistics and
    random state stay as they are.
    """
    apart = {read: given[read].detach().requires_grad_(given[read].requires_grad) for read in stop.reads}
    with random_state_kept(), _buffers_kept(stop.module), torch.enable_grad():
        random_state.restore()
        outputs = stop.apply(stop.module, *apart.values())
        pairs = [
            (value, gradient)
            for port, value in zip(stop.ports, outputs, strict=True)
            if value is not None and value.requires_grad and (gradient := grad_outputs[port]) is not None
        ]
        wanted = {read: tensor for read, tensor in apart.items() if tensor.requires_grad}
        found = gradients_of(pairs, list(wanted.values()))
    return {read: found[id(tensor)] for read, tensor in wanted.items() if id(tensor) in found}


@contextmanager
def _buffers_kept(module: nn.Module | None) -> Iterator[None]:
    buffers = list(module.buffers()) if module is not None else []
    before = [buffer.clone() for buffer in buffers]
    try:
        yield
    finally:
        with torch.no_grad():
            for buffer, value in zip(buffers, before, strict=True):
                buffer.copy_(value)
