"""A gradient that one node sends back, as a question to the rule of its kind: the node's numbers and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from engine.backprop.explain.backward.answer import Factors
from engine.backprop.explain.symbols import (
    LOSS,
    Index,
    indexed,
    input_letter,
    output_letter,
    parameter_letter,
    part_letter,
    partial,
)
from engine.backprop.explanation import Place, Quantity
from engine.backprop.inside.opening import gradients_inside, values_inside
from engine.backprop.places import read_at
from engine.backprop.recording import Recording
from engine.backprop.stepping import BackwardOf, Computed, port_text
from engine.layers.tensor_type import BatchDim, TensorType


@dataclass(frozen=True)
class Question:
    """Which number of a node's gradient is asked for: `grad_input`, `grad_parameter` or `grad_inside`; name and index.

    Tensors are the recorded ones, in their own dtype and on their device. A place in one of them is also given as a
    number: its place when all axes are joined, the last one running fastest.
    """

    recording: Recording
    one: Computed
    sent: BackwardOf
    quantity: Quantity
    name: str
    index: tuple[int, ...]

    @property
    def address(self) -> str:
        return self.one.stop.address

    @property
    def kind(self) -> str:
        return self.one.stop.leaf.step.kind

    @property
    def module(self) -> nn.Module | None:
        return self.one.stop.module

    @property
    def values(self) -> Mapping[str, Any]:
        """The layer's own parameters, as `kernel_size`."""
        layer = self.one.stop.leaf.step.layer
        return layer.values if layer is not None else {}

    @property
    def of_input(self) -> bool:
        return self.quantity == "grad_input"

    @property
    def of_part(self) -> bool:
        """Whether it is asked of a part inside the node."""
        return self.quantity == "grad_inside"

    # ------------------------------------------------------------------------------------------ recorded numbers

    @cached_property
    def inputs(self) -> Mapping[str, Tensor]:
        """What entered, by input, in the order in which the layer takes it."""
        stop = self.one.stop
        return {port_text(stop.leaf, read.port, read.index): self.one.cuts[read.origin].detach() for read in stop.reads}

    def input(self, name: str = "input") -> Tensor:
        return self.inputs[name]

    def output(self, port: str = "output") -> Tensor:
        value = self.one.values[port]
        assert value is not None
        return value

    def grad(self, port: str = "output") -> Tensor | None:
        """The gradient that came to an output."""
        return self.sent.grad_outputs.get(port)

    @cached_property
    def parameters(self) -> Mapping[str, Tensor]:
        """The weights with which the step was computed, by their name inside the node."""
        if self.module is None:
            return {}
        keys = self.recording.keys_of(self.address)
        updated = self.recording.update
        return {
            name: updated[keys[name]].before if keys[name] in updated else tensor.detach()
            for name, tensor in self.module.named_parameters()
        }

    @cached_property
    def parts(self) -> Mapping[str, Tensor]:
        """What the node computes on its way, by name; empty where nothing is known of it."""
        return values_inside(self.recording, self.address)

    @cached_property
    def grad_parts(self) -> Mapping[str, Tensor]:
        """The gradients of those parts."""
        return gradients_inside(self.recording, self.address)

    @property
    def is_single(self) -> bool:
        """Whether the parts inside are those of one sample."""
        return len(next(iter(self.parts.values()))) == 1

    @property
    def target(self) -> Tensor:
        """The tensor in which the number stands whose gradient is asked for."""
        if self.of_part:
            return self.parts[self.name]
        return self.inputs[self.name] if self.of_input else self.parameters[self.name]

    @cached_property
    def at(self) -> int:
        """Where the number stands in it, all axes joined."""
        return joined(self.index, self.target.shape)

    def places(self, port: str = "output") -> Tensor:
        """The numbers of the places of an output, in its shape."""
        return numbered(self.output(port))

    # ------------------------------------------------------------------------------------------ names

    def shown(self, quantity: Quantity, name: str, index: Index) -> Index:
        """An index as it is written: without the batch where that is one sample."""
        step = self.one.stop.leaf.step
        shape: torch.Size | None = None
        types: TensorType | None = None
        if quantity in ("input", "grad_input"):
            read = read_at(self.one.stop, name)
            shape = self.inputs[name].shape
            types = step.received[read.port][read.index] if read is not None and read.port in step.received else None
        elif quantity in ("output", "grad_output"):
            shape, types = self.output(name).shape, step.outputs.get(name)
        if quantity in ("inside", "grad_inside") and self.is_single:
            return index[1:]  # samples stand first
        if shape is None or types is None or len(types.shape) != len(index):
            return index
        return [
            number
            for number, size, dim in zip(index, shape, types.shape, strict=True)
            if not (isinstance(dim, BatchDim) and size == 1)
        ]

    def letter(self, quantity: Quantity, name: str) -> str:
        if quantity in ("input", "grad_input"):
            return input_letter(name)
        if quantity in ("output", "grad_output"):
            return self.loss_letter if self.one.stop.is_loss else output_letter(name)
        if quantity in ("inside", "grad_inside"):
            values = self.values
            return part_letter(name, values.get("num_layers", 1) > 1, bool(values.get("bidirectional")))
        return parameter_letter(self.kind, name)

    @property
    def loss_letter(self) -> str:
        """L itself where nothing else is minimized; L with the loss's number otherwise, from 0."""
        losses = list(self.recording.losses)
        if len(losses) == 1 and self.one.stop.loss_weight == 1:
            return LOSS
        return f"{LOSS}_{{{losses.index(self.address)}}}"

    def symbol(self, quantity: Quantity, name: str, index: Index) -> str:
        """How a number of the node is written: `x_{2,3}`."""
        return indexed(self.letter(quantity, name), self.shown(quantity, name, index))

    def x(self, *index: int | str, name: str = "input") -> str:
        return self.symbol("input", name, index)

    def y(self, *index: int | str, port: str = "output") -> str:
        return self.symbol("output", port, index)

    @property
    def asked(self) -> str:
        """How the number is written whose gradient is asked for."""
        quantity: Quantity = "input" if self.of_input else "inside" if self.of_part else "parameter"
        return self.symbol(quantity, self.name, self.index)

    def formula(self, right: str) -> str:
        """The gradient that is asked for, and what it is."""
        return f"{partial(LOSS, self.asked)} = {right}"

    def arriving(self, *index: int | str, port: str = "output") -> str:
        """The gradient that comes to an output, in symbols; indices may be letters."""
        return partial(LOSS, self.symbol("output", port, index))

    def part(self, name: str, *index: int | str) -> str:
        """How a number inside the node is written; indices may be letters."""
        return self.symbol("inside", name, index)

    def arriving_inside(self, name: str, *index: int | str) -> str:
        """The gradient that comes to a part inside the node, in symbols."""
        return partial(LOSS, self.part(name, *index))

    # ------------------------------------------------------------------------------------------ factors

    def factors(self, quantity: Quantity, name: str, at: Tensor) -> Factors:
        """The recorded numbers of the node at some places, as factors that know where they stand."""
        tensors: Mapping[str, Mapping[str, Tensor | None]] = {
            "input": self.inputs, "output": self.one.values, "parameter": self.parameters, "inside": self.parts
        }  # fmt: skip
        tensor = tensors[quantity][name]
        assert tensor is not None
        shape = tensor.shape

        def index(row: int) -> tuple[int, ...]:
            return apart(int(at[row]), shape)

        return Factors(
            exact(tensor.reshape(-1)[at.to(tensor.device)]),
            "parameter" if quantity == "parameter" else "value",
            lambda row: self.symbol(quantity, name, index(row)),
            lambda row: Place(quantity, self.address, name, index(row)),
        )


def joined(index: Sequence[int], shape: Sequence[int]) -> int:
    """The place of an index when all axes are joined."""
    number = 0
    for one, size in zip(index, shape, strict=True):
        number = number * size + one
    return number


def apart(number: int, shape: Sequence[int]) -> tuple[int, ...]:
    """The index of a place."""
    index = []
    for size in reversed(shape):
        number, rest = divmod(number, size)
        index.append(rest)
    return tuple(reversed(index))


def numbered(like: Tensor) -> Tensor:
    """The numbers of its places, in its shape."""
    return torch.arange(like.numel()).reshape(like.shape)


def exact(tensor: Tensor) -> Tensor:
    """The same numbers in double precision, on the CPU: not every device has it."""
    return tensor.detach().cpu().double()
