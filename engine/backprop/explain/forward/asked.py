"""A number that is asked about: the node that computed it, and what that node had before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from torch import Tensor

from engine.backprop.explain.forward.numbers import Array, Numbers, Position, doubles
from engine.backprop.explain.symbols import input_letter, output_letter, parameter_letter, part_letter
from engine.backprop.explanation import Factor, Note, Place
from engine.backprop.inside.opening import values_inside
from engine.backprop.recording import Recording
from engine.backprop.stepping import Computed, port_text
from engine.backprop.walk import Read, Stop
from engine.layers.layer import Layer
from engine.layers.tensor_type import BatchDim, TensorType


@dataclass(frozen=True)
class Asked:
    """The output of a node at one index, or a part inside it. `most` is how many terms are told by name."""

    recording: Recording
    one: Computed
    port: str
    index: Position
    most: int
    quantity: Literal["output", "inside"] = "output"

    @property
    def stop(self) -> Stop:
        return self.one.stop

    @property
    def address(self) -> str:
        return self.stop.address

    @property
    def place(self) -> Place:
        return Place(self.quantity, self.address, self.port, self.index)

    @property
    def layer(self) -> Layer:
        layer = self.stop.leaf.step.layer
        assert layer is not None  # a leaf is no block
        return layer

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the layer, as they are declared."""
        return dict(self.layer.values)

    @property
    def is_training(self) -> bool:
        return self.stop.module is not None and self.stop.module.training

    @cached_property
    def output(self) -> Numbers:
        return self.gave(self.port) if self.quantity == "output" else self.inside(self.port)

    @cached_property
    def value(self) -> float:
        return self.output.at(self.index)

    @property
    def y(self) -> str:
        """What is asked about, as its formula names it."""
        return self.output.symbol(self.index)

    def gave(self, port: str) -> Numbers:
        """What the node gave at an output. Raises LookupError where nothing asked for it."""
        tensor = self.one.values.get(port)
        if tensor is None:
            raise LookupError(f"no output at {self.address}.{port}")
        letter = self._loss_letter if self.stop.is_loss else output_letter(port)
        hidden = _hidden(tensor, self.stop.leaf.step.outputs.get(port))
        return Numbers(tensor, letter, "output", self.address, port, hidden=hidden)

    @cached_property
    def parts(self) -> Mapping[str, Tensor]:
        """What the node computes on its way, by name; empty where nothing is known of it."""
        return values_inside(self.recording, self.address)

    def inside(self, name: str) -> Numbers:
        """A part inside the node. Raises LookupError where it has none of that name."""
        if name not in self.parts:
            raise LookupError(f"no part {name} in {self.address}")
        tensor = self.parts[name]
        letter = part_letter(name, self.params.get("num_layers", 1) > 1, bool(self.params.get("bidirectional")))
        hidden = frozenset({0}) if len(tensor) == 1 else frozenset[int]()  # samples stand first
        return Numbers(tensor, letter, "inside", self.address, name, hidden=hidden)

    @property
    def _loss_letter(self) -> str:
        """L where one loss is minimized; with a number, from 0, where there are several."""
        losses = list(self.recording.losses)
        return "L" if len(losses) == 1 and self.stop.loss_weight == 1 else f"L_{{{losses.index(self.address)}}}"

    @cached_property
    def edges(self) -> tuple[Numbers, ...]:
        """What each edge brought, in order of the ports; several at one port are told apart by a number."""
        return tuple(self._brought(read) for read in self.stop.reads)

    def given(self, port: str = "input") -> Numbers:
        """What the edge brought that ends at a port."""
        return self.edges[next(n for n, read in enumerate(self.stop.reads) if read.port == port)]

    def has(self, port: str) -> bool:
        """Whether an edge ends at a port."""
        return any(read.port == port for read in self.stop.reads)

    def _brought(self, read: Read) -> Numbers:
        name = port_text(self.stop.leaf, read.port, read.index)
        tensor = self.one.cuts[read.origin].detach()
        received = self.stop.leaf.step.received.get(read.port, ())
        hidden = _hidden(tensor, received[read.index] if read.index < len(received) else None)
        return Numbers(tensor, input_letter(name), "input", self.address, name, hidden=hidden)

    def weight(self, name: str, letter: str = "") -> Numbers | None:
        """A parameter as it was before the update; None where the layer has none of that name."""
        tensor = self.weights_before.get(name)
        if tensor is None:
            return None
        return Numbers(
            tensor, letter or parameter_letter(self.layer.kind(), name), "parameter", self.address, name, "parameter"
        )

    @cached_property
    def weights_before(self) -> dict[str, Tensor]:
        """Every parameter of the node as this step began."""
        if self.stop.module is None:
            return {}
        found = {name: tensor.detach() for name, tensor in self.stop.module.named_parameters()}
        for name, key in self.recording.keys_of(self.address).items():
            updated = self.recording.update.get(key)
            if updated is not None:
                found[name] = updated.before
        return found

    @cached_property
    def buffers_before(self) -> dict[str, Tensor]:
        """Every buffer of the node (running means) as this step began."""
        if self.stop.module is None:
            return {}
        keys = {id(tensor): key for key, tensor in self.recording.network.module.named_buffers()}
        found = {}
        for name, tensor in self.stop.module.named_buffers():
            changed = self.recording.buffers.get(keys.get(id(tensor), ""))
            found[name] = changed[0] if changed is not None else tensor.detach()
        return found

    def bias(self, index: int) -> Factor | None:
        """One number of the bias; None where the layer has none."""
        bias = self.weight("bias")
        return bias.factor((index,)) if bias is not None else None


def _hidden(tensor: Tensor, type_: TensorType | None) -> frozenset[int]:
    """The axis of the batch, where it holds one sample."""
    if type_ is None or len(type_.shape) != tensor.dim():
        return frozenset()
    return frozenset(
        axis for axis, dim in enumerate(type_.shape) if isinstance(dim, BatchDim) and tensor.shape[axis] == 1
    )


def computed_from(numbers: Numbers, index: Position) -> Note:
    """The number that went into a function, with its place."""
    return told(numbers.symbol(index), numbers.at(index), numbers.place(index))


def told(symbol: str, value: float, place: Place | None = None) -> Note:
    """A number beside the formula, with the place where it is shown, if it is."""
    return Note("number", {"symbol": symbol, "value": value, **({"place": place} if place is not None else {})})


def row(numbers: Numbers, *axes: Any) -> Array:
    """Numbers without names, in double precision."""
    return doubles(numbers.tensor[axes])
