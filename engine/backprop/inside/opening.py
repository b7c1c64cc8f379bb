"""The door: the parts of a node that the step did not record, and what came back to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.inside import attention, encoder, recurrent
from engine.backprop.inside.node import Node, Numbers
from engine.backprop.recording import Recording

SAME = 1e-3  # of the largest number of an output: what rounding in single precision never leaves


@dataclass(frozen=True)
class _Kind:
    """How a kind is computed once more: its parts, what they make of the outputs, and the way back."""

    values: Callable[[Node], Numbers]
    outputs: Callable[[Node, Numbers], Numbers]
    gradients: Callable[[Node, Numbers], Numbers]


_RECURRENT = _Kind(recurrent.values, recurrent.outputs, recurrent.gradients)
_KINDS: Mapping[str, _Kind] = {
    **dict.fromkeys(("RNN", "LSTM", "GRU"), _RECURRENT),
    "MultiheadAttention": _Kind(attention.values, attention.outputs, attention.gradients),
    "TransformerEncoderLayer": _Kind(encoder.values, encoder.outputs, encoder.gradients),
}


def values_inside(recording: Recording, address: str) -> Mapping[str, Tensor]:
    """The parts of a node, by name; empty where its kind has none, or where the step computed something else.

    They are kept with the recording. Raises KeyError where the node was not computed.
    """
    kept = recording.inside.get(("values", address))
    if kept is None:
        kept = recording.inside["values", address] = _values(node_of(recording, address))
    return kept


def gradients_inside(recording: Recording, address: str) -> Mapping[str, Tensor]:
    """The gradients of those parts, all uses summed; empty where none came to the node."""
    if address not in recording.backward:
        return {}
    kept = recording.inside.get(("gradients", address))
    if kept is None:
        kept = recording.inside["gradients", address] = _gradients(
            node_of(recording, address), values_inside(recording, address)
        )
    return kept


def node_of(recording: Recording, address: str) -> Node:
    """A node as those see it who compute it once more."""
    return Node(recording, recording.computed[address], recording.backward.get(address))


def _values(node: Node) -> Numbers:
    kind = _KINDS.get(node.kind)
    if kind is None:
        return {}
    with torch.no_grad():
        parts = kind.values(node)
        again = kind.outputs(node, parts)
    given = {port: node.output(port) for port in again}
    is_same = all(_agree(again[port], value) for port, value in given.items() if value is not None)
    return parts if is_same else {}


def _gradients(node: Node, parts: Mapping[str, Tensor]) -> Numbers:
    if not parts or all(node.grad(port) is None for port in node.one.stop.ports):
        return {}
    with torch.no_grad():
        return _KINDS[node.kind].gradients(node, dict(parts))


def _agree(again: Tensor, given: Tensor) -> bool:
    """Whether what was computed once more is what the step gave."""
    size = float(given.nan_to_num(0, 0, 0).abs().amax()) if given.numel() else 0.0
    return torch.allclose(again, given, rtol=SAME, atol=SAME * size, equal_nan=True)
