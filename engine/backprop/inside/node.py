"""A recorded node, as those see it who compute it once more: double precision, on the host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from torch import Tensor

from engine.backprop.recording import Recording
from engine.backprop.stepping import BackwardOf, Computed, port_text

Numbers = dict[str, Tensor]


@dataclass(frozen=True)
class Node:
    """What entered it, its weights before the update, what it gave, and what came back to its outputs."""

    recording: Recording
    one: Computed
    sent: BackwardOf | None

    @property
    def kind(self) -> str:
        return self.one.stop.leaf.step.kind

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """The parameters of the layer, as they are declared."""
        layer = self.one.stop.leaf.step.layer
        return layer.values if layer is not None else {}

    @property
    def is_training(self) -> bool:
        return self.one.stop.module is not None and self.one.stop.module.training

    @cached_property
    def given(self) -> Mapping[str, Tensor]:
        """What each edge brought, by port, as it was recorded."""
        stop = self.one.stop
        return {port_text(stop.leaf, read.port, read.index): self.one.cuts[read.origin].detach() for read in stop.reads}

    def input(self, port: str) -> Tensor | None:
        tensor = self.given.get(port)
        return precise(tensor) if tensor is not None else None

    def output(self, port: str) -> Tensor | None:
        """What it gave; None where nothing asked for it."""
        tensor = self.one.values.get(port)
        return precise(tensor) if tensor is not None else None

    def grad(self, port: str) -> Tensor | None:
        """The gradient that came to an output; None where none did."""
        tensor = self.sent.grad_outputs.get(port) if self.sent is not None else None
        return precise(tensor) if tensor is not None else None

    @cached_property
    def weights(self) -> Numbers:
        """Every parameter as the step found it, by its name inside the node."""
        module = self.one.stop.module
        if module is None:
            return {}
        keys, updated = self.recording.keys_of(self.one.stop.address), self.recording.update
        return {
            name: precise(updated[keys[name]].before if keys[name] in updated else tensor)
            for name, tensor in module.named_parameters()
        }


def precise(tensor: Tensor) -> Tensor:
    """The same numbers in double precision; an accelerator may have no such numbers, the host does."""
    return tensor.detach().to("cpu").double()
