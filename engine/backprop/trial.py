"""Tries a single layer out on made-up values: how it uses what enters, and whether it hands some of it on as it is."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.autograd.graph import Node

from engine.compiler.plan import Step
from engine.compiler.random_state import random_state_kept
from engine.compiler.text import StepFunction

BATCH = 2  # of the made-up values; normalization wants more than one sample
Place = tuple[str, int]  # of an edge: port, and which of the edges into it


@dataclass(frozen=True)
class Tried:
    """What was found: for each input the number of operations that use it, and for outputs which input they are."""

    uses: Sequence[int]
    passed: Mapping[str, int] = field(default_factory=dict)


def try_out(step: Step, module: nn.Module | None, apply: StepFunction, places: Sequence[Place], like: Tensor) -> Tried:
    """Runs a copy of the layer on values that lie where `like` does; its dtype is that of the network's float32.

    The random state, the weights and the running statistics stay as they were.
    """
    values = [_value(step, place, like) for place in places]
    try:
        module = copy.deepcopy(module)
        with random_state_kept(), torch.enable_grad():
            outputs = apply(module, *values)
    except Exception:
        if step.layer is None or not step.layer.own_text:
            raise
        return Tried([2] * len(values))  # code of the user's own may want other values; nothing is known of it then
    counts = _edges_into_leaves(output for output in outputs if output is not None)
    ports = step.layer.outputs if step.layer is not None else ()
    passed = {
        port: number
        for port, output in zip(ports, outputs, strict=True)
        for number, value in enumerate(values)
        if output is value
    }
    return Tried([counts.get(id(value), 0) for value in values], passed)


def _value(step: Step, place: Place, like: Tensor) -> Tensor:
    port, index = place
    tensor = step.received[port][index]
    dtype = like.dtype if tensor.dtype == "float32" else getattr(torch, tensor.dtype)
    if not tensor.is_floating:
        return torch.zeros(tensor.sized(BATCH), dtype=dtype, device=like.device)
    declared = step.layer.input_port(port) if step.layer is not None else None
    value = torch.full(tensor.sized(BATCH), 0.5, dtype=dtype, device=like.device)
    return value.requires_grad_(declared is None or declared.differentiable)


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
