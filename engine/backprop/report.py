"""What `backprop` prints: a training step taken apart, as JSON that reads back to the same bits."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

import torch
from torch import Tensor

from engine.backprop.recording import Updated
from engine.backprop.taken_apart import TakenApart
from engine.compiler.network import Network
from engine.problem import Problem, ProblemError
from engine.settings.clipping import Clipped

Json = Any
Show = Callable[[Tensor], Json]


def backprop_report(
    taken: TakenApart, network: Network, nodes: Collection[str] | None = None, summary: bool = False
) -> dict[str, Json]:
    """The step as plain data: losses, values forward, gradients backward, the update, and the buffers.

    With `nodes`, addresses as `selected` gives them, only what belongs to these. With `summary`, each tensor's shape
    and norm stand in place of its values.

    Gradients are those of the loss. Where training clips them, `clipped` stands beside each one of the update, as the
    optimizer took it, and `clip` tells the norm of the whole gradient and what everything was multiplied by.
    """
    show = shape_and_norm if summary else values
    kept = None if nodes is None else _keys_of(network, nodes)
    return {
        "loss": values(taken.loss),
        "losses": {node: values(loss) for node, loss in taken.losses.items()},
        "forward": [
            {"node": one.address, "outputs": _each(one.outputs, show)}
            for one in taken.forward
            if nodes is None or one.address in nodes
        ],
        "backward": [
            {
                "node": one.address,
                "grad_outputs": _each(one.grad_outputs, show),
                "grad_inputs": _each(one.grad_inputs, show),
                "grad_parameters": _each(one.grad_parameters, show),
            }
            for one in taken.backward
            if nodes is None or one.address in nodes
        ],
        "update": {
            name: _each(_told(one, taken.clipped is not None), show)
            for name, one in taken.update.items()
            if kept is None or name in kept
        },
        "buffers": {
            name: {"before": show(before), "after": show(after)}
            for name, (before, after) in taken.buffers.items()
            if kept is None or name in kept
        },
        **({"clip": clip_report(taken.clipped)} if taken.clipped is not None else {}),
    }


def clip_report(clipped: Clipped) -> dict[str, Json]:
    """What clipping did: its limits, and the norm that it found with the factor that followed, null without them."""
    found = {"total_norm": clipped.total_norm, "factor": clipped.factor}
    return {**clipped.clipping.values, **_each(found, values)}


def _told(one: Updated, with_clipped: bool) -> dict[str, Tensor | None]:
    """A parameter's part of the update; where there is clipping, with the gradient before and after it."""
    clipped = {"clipped": one.clipped} if with_clipped else {}
    return {"before": one.before, "gradient": one.gradient, **clipped, "after": one.after}


def selected(network: Network, names: Collection[str]) -> set[str]:
    """The addresses of the nodes that are named; the address of a block stands for all that is in it.

    Raises ProblemError with the nearest address where there is no such node.
    """
    known = [leaf.address for leaf in network.plan.leaves]
    found: set[str] = set()
    for name in names:
        here = {address for address in known if address == name or address.startswith(f"{name}.")}
        if not here:
            near = get_close_matches(name, known, n=1)
            raise ProblemError(Problem("call_nodes", {"received": name, "suggestion": near[0] if near else ""}))
        found |= here
    return found


def values(tensor: Tensor) -> Json:
    """A tensor's values in nested lists; what is no finite number is a string."""
    plain = tensor.detach().tolist()
    if not tensor.is_floating_point() or bool(torch.isfinite(tensor).all()):
        return plain
    return _finite(plain)


def shape_and_norm(tensor: Tensor) -> Json:
    """A tensor's shape and the L2 norm of its values, in double precision."""
    norm = float(torch.linalg.vector_norm(tensor.detach().to("cpu", torch.float64)))
    return {"shape": list(tensor.shape), "norm": number(norm)}


def number(value: float) -> float | str:
    """A number as JSON can hold it: `"NaN"`, `"Infinity"` and `"-Infinity"` are strings."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _finite(plain: Json) -> Json:
    return [_finite(item) for item in plain] if isinstance(plain, list) else number(plain)


def _each(tensors: Mapping[str, Tensor | None], show: Show) -> dict[str, Json]:
    return {name: None if tensor is None else show(tensor) for name, tensor in tensors.items()}


def _keys_of(network: Network, nodes: Collection[str]) -> set[str]:
    """The keys of the parameters and buffers that these nodes use, whichever node a shared one is called after."""
    modules = [network.submodule(leaf) for leaf in network.plan.leaves if leaf.held and leaf.address in nodes]
    held = {id(tensor) for module in modules if module for tensor in [*module.parameters(), *module.buffers()]}
    named = [*network.module.named_parameters(), *network.module.named_buffers()]
    return {name for name, tensor in named if id(tensor) in held}
