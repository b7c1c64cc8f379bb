"""Turns a recording into what a window shows of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from engine.backprop.moments import ShownNode, ShownStep
from engine.backprop.recording import Recording


def shown(recording: Recording) -> ShownStep:
    """The numbers of a recording. The arrays are read-only and share its memory where they can."""
    nodes = {}
    for address, one in recording.computed.items():
        sent = recording.backward.get(address)
        keys = recording.keys_of(address)
        updates = {name: update for name, key in keys.items() if (update := recording.update.get(key)) is not None}
        outputs = one.stop.leaf.step.outputs
        parameters = {name: recording.parameter(address, name) for name in keys}
        nodes[address] = ShownNode(
            kind=one.stop.leaf.step.kind,
            outputs=_arrays(one.values),
            batched=frozenset(port for port, tensor in outputs.items() if tensor.has_batch_first),
            grad_outputs=_arrays(sent.grad_outputs) if sent is not None else {},
            grad_inputs=_arrays(sent.grad_inputs) if sent is not None else {},
            parameters=_arrays(parameters),
            gradients=_arrays(sent.grad_parameters) if sent is not None else {},
            clipped=_arrays({name: update.clipped for name, update in updates.items()}),
            after=_arrays({name: update.after for name, update in updates.items() if update.gradient is not None}),
        )
    samples = max((len(value) for value in recording.inputs.values()), default=0)
    loss = float(recording.loss) if recording.loss is not None else None
    return ShownStep(recording.moments, nodes, samples, loss, recording.problem)


def array_of(tensor: Tensor) -> np.ndarray:
    """A tensor as a read-only array; half-precision numbers as float32, which is exact."""
    plain = tensor.detach().to("cpu")
    if plain.dtype in (torch.bfloat16, torch.float16):
        plain = plain.float()
    array = plain.numpy().view()
    array.flags.writeable = False
    return array


def _arrays(tensors: Mapping[str, Tensor | None]) -> dict[str, np.ndarray]:
    return {name: array_of(tensor) for name, tensor in tensors.items() if tensor is not None}
