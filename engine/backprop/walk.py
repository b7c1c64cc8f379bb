"""Walks a plan node by node with the network's own submodules: the ground on which probes and stepping stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from engine.backprop.trial import try_out
from engine.compiler.network import Network
from engine.compiler.plan import Leaf
from engine.compiler.text import StepFunction, step_function
from engine.graph.graph import PortRef

Value = tuple[str, str]  # an output, by the address of its node and its port
EdgeEnd = tuple[str, str, int]  # where an edge ends: address, port, place among the edges of that port
Enter = Callable[["Stop", tuple["Read", ...], Tensor], Sequence[Tensor]]


@dataclass(frozen=True)
class Read:
    """One edge into a stop: where it ends (port, place among the edges of that port), and the value it brings.

    `origin` is the value whose very tensor that is: an Identity, an Output or a Dropout at rest hands on what entered.
    """

    port: str
    index: int
    value: Value
    origin: Value


@dataclass(frozen=True)
class Stop:
    """One node of the walk, ready to run."""

    leaf: Leaf
    module: nn.Module | None
    apply: StepFunction
    reads: tuple[Read, ...]
    like: Tensor  # lies where the network computes, in the dtype in which it does
    passed: Mapping[str, Read] = field(default_factory=dict)  # outputs that are the tensor which this edge brought

    @property
    def address(self) -> str:
        return self.leaf.address

    @property
    def is_input(self) -> bool:
        """Whether its value comes from outside: an Input of the network itself."""
        return self.leaf.step.is_input and not self.reads

    @property
    def is_loss(self) -> bool:
        return self.leaf.step.is_loss

    def has_derivative(self, read: Read) -> bool:
        """Whether torch has a derivative for what this edge brings."""
        layer = self.leaf.step.layer
        port = layer.input_port(read.port) if layer is not None else None
        return port is None or port.differentiable

    @cached_property
    def reads_by_origin(self) -> Mapping[Value, tuple[Read, ...]]:
        """The edges into this stop, those that bring the same tensor together, by its origin."""
        groups: dict[Value, tuple[Read, ...]] = {}
        for read in self.reads:
            groups[read.origin] = (*groups.get(read.origin, ()), read)
        return groups

    @property
    def loss_weight(self) -> float:
        layer = self.leaf.step.layer
        weight: Any = layer.values["loss_weight"] if layer is not None else 1.0
        return float(weight)

    @property
    def ports(self) -> tuple[str, ...]:
        layer = self.leaf.step.layer
        return layer.outputs if layer is not None else ()

    def all_parameters(self) -> list[str]:
        """The names of all its parameters, frozen ones included."""
        return [] if self.module is None else [name for name, _ in self.module.named_parameters()]

    def own_parameters(self) -> dict[str, nn.Parameter]:
        """The parameters of its submodule that are trained, by their name inside it."""
        if self.module is None:
            return {}
        return {name: tensor for name, tensor in self.module.named_parameters() if tensor.requires_grad}


def walk(network: Network) -> tuple[Stop, ...]:
    """The stops of a network in order of execution: everything on which an Output or a loss depends.

    Tries layers without weights out, to see which hand on what enters them. The random state stays as it was.
    """
    origins: dict[Value, Value] = {}
    stops = []
    held = [*network.module.parameters(), *network.module.buffers()]
    like = next((tensor for tensor in held if tensor.is_floating_point()), torch.zeros(()))
    for leaf in network.plan.leaves:
        if leaf.needed:
            stop = _stop(network, leaf, origins, torch.empty(0, dtype=like.dtype, device=like.device))
            origins.update({(leaf.address, port): read.origin for port, read in stop.passed.items()})
            stops.append(stop)
    return tuple(stops)


def value_of(network: Network, ref: PortRef) -> Value:
    """The output of a leaf that an output on the main page is: of a block, that of an Output in its last copy."""
    step = network.plan.by_id[ref.node]
    if not step.copies:
        return ref.node, ref.port
    return f"{step.copy_prefix(len(step.copies) - 1)}.{ref.port}", "output"


def _stop(network: Network, leaf: Leaf, origins: Mapping[Value, Value], like: Tensor) -> Stop:
    step = leaf.step
    reads = tuple(
        Read(port, index, value, origins.get(value, value))
        for port, values in leaf.sources.items()
        for index, value in enumerate(values)
    )
    if step.is_input or step.is_output:  # nothing to compute
        return Stop(leaf, None, _pass_on, reads, like, {"output": reads[0]} if reads else {})
    assert step.layer is not None
    apply = step_function(step.layer, step.received, step.wired)
    module = network.submodule(leaf)
    passed: dict[str, Read] = {}
    if module is None or next(module.parameters(), None) is None:
        tried = try_out(step, module, apply, [(read.port, read.index) for read in reads], like)
        passed = {port: reads[place] for port, place in tried.passed.items()}
    return Stop(leaf, module, apply, reads, like, passed)


def _pass_on(module: nn.Module | None, value: Tensor) -> tuple[Tensor]:
    return (value,)


def run(
    stops: tuple[Stop, ...],
    inputs: Mapping[str, Tensor],
    enter: Enter,
) -> Iterator[tuple[Stop, tuple[Tensor | None, ...]]]:
    """Computes one stop after another and yields what it gives, one value for each output port.

    `enter` stands between a value and the stop that reads it: an alias for its gradient, or a cut. It gets the edges
    that bring one tensor to one stop, and gives a tensor for each.
    """
    values: dict[Value, Tensor] = {}
    for stop in stops:
        if stop.is_input:
            outputs: tuple[Tensor | None, ...] = (inputs[stop.address],)
        else:
            given: dict[Read, Tensor] = {}
            for origin, reads in stop.reads_by_origin.items():
                given.update(zip(reads, enter(stop, reads, values[origin]), strict=True))
            outputs = stop.apply(stop.module, *(given[read] for read in stop.reads))
        for port, output in zip(stop.ports, outputs, strict=True):
            if output is not None:
                values[stop.address, port] = output
        yield stop, outputs
