"""Where a view may stand in an edge, to tell its share of a gradient apart, without changing a bit of the sum.

Floating-point addition depends on its order. autograd adds what comes back to a value in the reverse order of the
operations that used it. A view of its own for one edge keeps that order as long as the node behind the edge uses the
value in a single operation; a node that uses it in several (`x + f(x)` inside a TransformerEncoderLayer) would have
its parts added together first. With two parts in all, the order does not matter.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor
from torch.autograd.graph import Node

from engine.backprop.walk import EdgeEnd, Read, Stop, Value

BATCH = 2  # of the trial run


def edges_to_alias(stops: tuple[Stop, ...]) -> frozenset[EdgeEnd]:
    """The edges, among those of values with several consumers, that may have a view of their own."""
    ends: dict[Value, list[tuple[Stop, Read]]] = {}
    for stop in stops:
        for read in stop.reads:
            ends.setdefault(read.value, []).append((stop, read))
    found: set[EdgeEnd] = set()
    uses: dict[str, Mapping[Read, int]] = {}
    for consumers in ends.values():
        if len(consumers) < 2:
            continue
        for stop, _ in consumers:
            if stop.address not in uses:
                uses[stop.address] = _uses_of_inputs(stop)
        total = sum(uses[stop.address].get(read, 0) for stop, read in consumers)
        for stop, read in consumers:
            alone = len(stop.reads_by_value[read.value]) == 1
            apart_is_exact = uses[stop.address].get(read, 0) == 1 and (alone or total == 2)
            needs_one_object = not alone and stop.leaf.step.layer is not None and stop.leaf.step.layer.asks_identity
            if apart_is_exact and not needs_one_object:
                found.add((stop.address, read.port, read.index))
    return frozenset(found)


def _uses_of_inputs(stop: Stop) -> Mapping[Read, int]:
    """How many operations of a node use each of its inputs, counted on a trial run with a copy of its submodule.

    The random state stays as it was.
    """
    if stop.passes_on:
        return dict.fromkeys(stop.reads, 1)
    module = copy.deepcopy(stop.module)
    parameter = next(iter(module.parameters()), None) if module is not None else None
    device = parameter.device if parameter is not None else torch.device("cpu")
    floating = parameter.dtype if parameter is not None else torch.float32
    values = {read: _trial_value(stop, read, device, floating) for read in stop.reads}
    state = torch.get_rng_state()
    try:
        with torch.enable_grad():
            outputs = stop.apply(module, *values.values())
    finally:
        torch.set_rng_state(state)
    counts = _edges_into_leaves(output for output in outputs if output is not None)
    return {read: counts.get(id(value), 0) for read, value in values.items() if value.requires_grad}


def _trial_value(stop: Stop, read: Read, device: torch.device, floating: torch.dtype) -> Tensor:
    tensor = stop.leaf.step.received[read.port][read.index]
    if tensor.is_floating:
        value = torch.full(tensor.sized(BATCH), 0.5, dtype=floating, device=device)
        return value.requires_grad_(stop.has_derivative(read))
    return torch.zeros(tensor.sized(BATCH), dtype=getattr(torch, tensor.dtype), device=device)


def _edges_into_leaves(outputs: Iterable[Tensor]) -> dict[int, int]:
    """How many edges of the autograd graph end at each leaf tensor, by its identity."""
    counts: dict[int, int] = {}
    seen: set[Node] = set()
    waiting = [output.grad_fn for output in outputs if output.grad_fn is not None]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for following, _ in node.next_functions:
            if following is None:
                continue
            leaf = getattr(following, "variable", None)  # only AccumulateGrad, the end at a leaf, has one
            if leaf is not None:
                counts[id(leaf)] = counts.get(id(leaf), 0) + 1
            else:
                waiting.append(following)
    return counts
