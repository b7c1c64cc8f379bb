"""Recordings of a single layer of the catalogue, with any inputs, also such as no drawing gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from engine.backprop.recording import Recording
from engine.backprop.stepping import Computed
from engine.backprop.walk import Read, Stop, Value
from engine.compiler.network import Network
from engine.compiler.plan import Leaf, Step
from engine.compiler.random_state import RandomState, random_state_kept
from engine.compiler.shapes import ShapeMemory
from engine.compiler.text import construct, step_function
from engine.graph.graph import Node, PortRef
from tests.engine.layers.example import Example

MEMORY = ShapeMemory()


def recorded(
    example: Example,
    batch: int = 2,
    tensors: Mapping[str, tuple[Tensor, ...]] | None = None,
    weights: Mapping[str, Tensor] | None = None,
    training: bool = True,
    seed: int = 0,
) -> Recording:
    """The forward half of a step through one layer, at the address `layer`.

    Weights and running means are random numbers, or those given.
    """
    with random_state_kept():
        torch.manual_seed(seed)
        return _recorded(example, tensors or example.tensors(batch), weights or {}, training)


def _recorded(
    example: Example, tensors: Mapping[str, tuple[Tensor, ...]], weights: Mapping[str, Tensor], training: bool
) -> Recording:
    layer, received = example.layer, example.received
    constructor = layer.constructor(received)
    module = construct(layer, constructor) if constructor is not None else None
    if module is not None:
        _randomize(module, weights)
        module.train(training)
    ports = {port: tuple(PortRef(f"{port}_{n}", "output") for n in range(len(many))) for port, many in tensors.items()}
    outputs = MEMORY.infer(layer, constructor, received, example.wired).outputs if example.kind != "Input" else {}
    step = Step(Node("layer", "kind", example.kind), ports, received, example.wired, layer, outputs, constructor)
    sources = {port: tuple((ref.node, ref.port) for ref in refs) for port, refs in ports.items()}
    values: dict[Value, Tensor] = {
        source: tensor for port, many in sources.items() for source, tensor in zip(many, tensors[port], strict=True)
    }
    reads = tuple(Read(port, n, source, source) for port, many in sources.items() for n, source in enumerate(many))
    apply = step_function(layer, received, example.wired) if example.kind != "Input" else _nothing
    stop = Stop(Leaf("layer", step, sources), module, apply, reads, torch.empty(0))
    network = cast(Network, _Holder(module))
    state = RandomState.now()
    buffers = {name: tensor.clone() for name, tensor in network.module.named_buffers()}
    given = [values[read.origin].clone() for read in reads]
    computed = Computed(stop, dict(zip(values, given, strict=True)), stop.apply(module, *given), state)
    changed = {name: (buffers[name], tensor.clone()) for name, tensor in network.module.named_buffers()}
    return Recording(network, {}, {"layer": computed}, buffers=changed)


class _Holder:
    """What a recording asks a network for: its module."""

    def __init__(self, module: nn.Module | None) -> None:
        self.module = nn.ModuleDict({"layer": module} if module is not None else {})


def _randomize(module: nn.Module, weights: Mapping[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(weights[name] if name in weights else 0.5 * torch.randn_like(parameter))
        for name, buffer in module.named_buffers():
            if name in weights:
                buffer.copy_(weights[name])
            elif name.startswith("running"):
                buffer.copy_(torch.rand_like(buffer) + 0.5)


def _nothing(module: nn.Module | None, *values: Tensor) -> tuple[Tensor, ...]:
    return values
