"""Which kinds are offered where, without Qt: those that fit, and before them those that people put there.

What usually follows what is said once, by kind where the kind matters and else by its category. `{n}` stands for the
number of spatial axes; a name that the catalogue does not hold, or that does not fit, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.canvas.card import Reading
from app.canvas.matching import entrance
from engine.graph.graph import Graph, Node, PortRef
from engine.layers.layer import Layer, LossLayer
from engine.layers.tensor_type import TensorType

Kinds = Mapping[str, type[Layer]]

_AFTER: Mapping[str, str] = {
    "data": "Conv{n}d Embedding LSTM Linear Flatten",
    "linear": "ReLU Dropout LayerNorm GELU Linear Output",
    "Embedding": "SinusoidalPositionalEncoding LSTM TransformerEncoderLayer Linear",
    "convolution": "ReLU BatchNorm{n}d MaxPool{n}d Conv{n}d",
    "pooling": "Conv{n}d Flatten Linear",
    "normalization": "ReLU Linear Conv{n}d GELU",
    "dropout": "Linear Conv{n}d",
    "activation": "Linear Conv{n}d MaxPool{n}d Dropout",
    "LogSoftmax": "NLLLoss Output",
    "Sigmoid": "BCELoss Multiply Output",
    "Softmax": "MatMul Output",
    "recurrent": "Select Linear Dropout LSTM",
    "attention": "TransformerEncoderLayer Add LayerNorm Mean Linear",
    "shape": "Linear Conv{n}d",
    "merge": "ReLU LayerNorm Conv{n}d Linear",
    "maths": "Add Multiply Linear",
    "block": "ReLU Linear Conv{n}d Output",
}
_BEFORE: Mapping[str, str] = {
    "data": "Linear Softmax Sigmoid",
    "linear": "Flatten ReLU Dropout Linear Input",
    "Embedding": "Input",
    "convolution": "ReLU MaxPool{n}d Conv{n}d Input",
    "pooling": "ReLU Conv{n}d",
    "normalization": "Conv{n}d Linear Add",
    "dropout": "ReLU Linear",
    "activation": "Linear Conv{n}d BatchNorm{n}d",
    "recurrent": "Embedding Input LSTM",
    "attention": "LayerNorm Embedding SinusoidalPositionalEncoding",
    "shape": "Conv{n}d MaxPool{n}d Linear",
    "merge": "Conv{n}d BatchNorm{n}d Linear",
    "maths": "Linear Input",
    "loss": "Linear Input",
    "block": "Input Linear Conv{n}d",
}
_GIVEN = ("target", "weight")  # what these ports take is data, not the work of a layer


@dataclass(frozen=True)
class Held:
    """The end of an edge whose other end is still free."""

    ref: PortRef
    is_output: bool


def offered(kinds: Kinds, reading: Reading, held: Held | None) -> list[type[Layer]]:
    """The kinds in the order in which they are offered for the free end of an edge.

    First what usually stands there, then what fits, then what may be joined but does not fit. Without an edge, the
    whole catalogue in its own order.
    """
    if held is None:
        return list(kinds.values())
    type_ = reading.type_at(held.ref.node, held.ref.port) if held.is_output else None
    usual = _usual(kinds, reading.graph, held, type_)
    possible = [kind for kind in kinds.values() if (kind.inputs if held.is_output else _gives(kind))]

    def place(kind: type[Layer]) -> tuple[bool, int]:
        fits = not held.is_output or entrance(kind.inputs, type_) is not None
        return not fits, usual.index(kind.kind()) if kind.kind() in usual else len(usual)

    return sorted(possible, key=place)


def _usual(kinds: Kinds, graph: Graph, held: Held, type_: TensorType | None) -> list[str]:
    node = _of_layer(graph, held.ref.node)
    kind = kinds.get(node.of) if node.role == "kind" else None
    table = _AFTER if held.is_output else _BEFORE
    if not held.is_output and held.ref.port in _GIVEN:
        names = "Input"
    else:
        names = table.get(node.of, "") or table.get(kind.category if kind is not None else "block", "")
    return names.format(n=_spatial_axes(node.of, type_)).split()


def _of_layer(graph: Graph, node: str) -> Node:
    """The node whose layer this is: another one where it is shared."""
    found = graph.nodes[node]
    return graph.nodes.get(found.of, found) if found.role == "share" else found


def _spatial_axes(kind: str, type_: TensorType | None) -> int:
    """As the value says, else as the kind's name does, else those of pictures."""
    named = re.search(r"([123])d$", kind)
    if type_ is not None and 3 <= len(type_.shape) <= 5:
        return len(type_.shape) - 2
    return int(named[1]) if named is not None else 2


def _gives(kind: type[Layer]) -> bool:
    """Whether something may leave it."""
    return bool(kind.outputs) and kind.kind() != "Output" and not issubclass(kind, LossLayer)
