"""Measures a recorded step: norms in double precision, shares with their direction, units, updates, what is no number.

To be called in the compute thread, where the recording is; what comes out is plain.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from engine.backprop.diagnosis.gains import Norms, measure_norms
from engine.backprop.diagnosis.measures import (
    Branch,
    EdgeEnd,
    Measures,
    NodeMeasure,
    NotFinite,
    ParameterMeasure,
    quotient,
)
from engine.backprop.diagnosis.thresholds import Thresholds
from engine.backprop.diagnosis.units import units_of
from engine.backprop.forks import end_of
from engine.backprop.recording import Recording
from engine.backprop.stepping import port_text
from engine.compiler.random_state import random_state_kept


def measure(recording: Recording, thresholds: Thresholds | None = None) -> Measures:
    """What there is to tell of every node of a recorded step; of one that ended early, as far as it came.

    The thresholds say what is flat. Weights and random state stay as they are.
    """
    flat = (thresholds or Thresholds()).flat
    with random_state_kept():
        shares = _shares(recording)
        measures = measure_norms(
            recording.network.plan, _norms(recording, shares), None if recording.loss is None else float(recording.loss)
        )
        nodes = {address: _completed(recording, node, shares, flat) for address, node in measures.nodes.items()}
        return replace(
            measures, nodes=nodes, not_finite=first_not_finite(recording), is_whole=recording.problem is None
        )


def norm_of(tensor: Tensor) -> float:
    """The L2 norm of a tensor's values, in double precision."""
    return float(torch.linalg.vector_norm(tensor.detach().to("cpu"), dtype=torch.float64))


def _shares(recording: Recording) -> dict[EdgeEnd, Tensor]:
    """What every node sends back, by where the edge ends."""
    found = {}
    for address, sent in recording.backward.items():
        stop = recording.computed[address].stop
        for read in stop.reads:
            share = sent.grad_inputs.get(port_text(stop.leaf, read.port, read.index))
            if share is not None:
                found[end_of(stop, read)] = share
    return found


def _norms(recording: Recording, shares: Mapping[EdgeEnd, Tensor]) -> Norms:
    nodes = {
        address: math.hypot(*(norm_of(gradient) for gradient in arriving))
        for address, sent in recording.backward.items()
        if (arriving := [gradient for gradient in sent.grad_outputs.values() if gradient is not None])
    }
    named = dict(recording.network.module.named_parameters())
    before = {key: one.before for key, one in recording.update.items()} or named
    return Norms(
        nodes,
        {end: norm_of(share) for end, share in shares.items()},
        {key: norm_of(one.gradient) for key, one in recording.update.items() if one.gradient is not None},
        {key: norm_of(before[key]) for key, tensor in named.items() if tensor.requires_grad},
    )


def _completed(recording: Recording, node: NodeMeasure, shares: Mapping[EdgeEnd, Tensor], flat: float) -> NodeMeasure:
    one = recording.computed.get(node.address)
    if one is None:
        return node
    sent = recording.backward.get(node.address)
    totals = sent.grad_outputs if sent is not None else {}
    stops = {address: computed.stop for address, computed in recording.computed.items()}
    first = totals.get(one.stop.ports[0]) if one.stop.ports else None
    return replace(
        node,
        units=units_of(one, first, stops, flat),
        branches={
            port: tuple(_projected(branch, shares[branch.end], totals.get(port)) for branch in many)
            for port, many in node.branches.items()
        },
        parameters=_parameters(recording, node),
    )


def _projected(branch: Branch, share: Tensor, total: Tensor | None) -> Branch:
    """The branch with ⟨share, total⟩ / ‖total‖²."""
    if total is None:
        return branch
    whole, part = (tensor.detach().to("cpu", torch.float64).flatten() for tensor in (total, share))
    return replace(branch, projection=quotient(float(part @ whole), float(whole @ whole)))


def _parameters(recording: Recording, node: NodeMeasure) -> dict[str, ParameterMeasure]:
    sent = recording.backward.get(node.address)
    named = dict(recording.network.module.named_parameters())
    found = {}
    for name, key in recording.keys_of(node.address).items():
        updated = recording.update.get(key)
        own = sent.grad_parameters.get(name) if sent is not None else None
        trained = named[key].requires_grad
        found[name] = ParameterMeasure(
            key=key,
            weight=norm_of(updated.before if updated is not None else named[key]),
            gradient=norm_of(updated.gradient) if updated is not None and updated.gradient is not None else None,
            change=norm_of(updated.after - updated.before) if updated is not None and trained else None,
            gain=quotient(norm_of(own), node.gradient) if own is not None else None,
        )
    return found


# ------------------------------------------------------------------ what is no number


def first_not_finite(recording: Recording) -> NotFinite | None:
    """The first weight, value or gradient of a step that is no finite number.

    Infinite values alone are no fault as long as loss and gradients are numbers: a mask is made of them.
    """
    lost = any(_shown(gradient) for _, gradient in _gradients(recording))
    lost = lost or recording.loss is None or _shown(recording.loss) is not None
    for address, one in recording.computed.items():
        for output in one.outputs:
            shown = _shown(output)
            if shown == "NaN" or (shown and lost):
                return _blamed(recording, address, shown)
    for address, gradient in _gradients(recording):
        if shown := _shown(gradient):
            return NotFinite(address, "gradient", shown)
    return None


def _blamed(recording: Recording, address: str, shown: Literal["NaN", "infinite"]) -> NotFinite:
    """A value that is no number is the fault of a weight of the node, where that is none either."""
    for name, weight in (recording.computed[address].stop.own_parameters()).items():
        if spoiled := _shown(weight):
            return NotFinite(address, "weight", spoiled, name)
    return NotFinite(address, "value", shown)


def _gradients(recording: Recording) -> Iterable[tuple[str, Tensor]]:
    """What each node sends back and contributes to its parameters, in order of the way back."""
    for address, sent in recording.backward.items():
        for gradient in (*sent.grad_inputs.values(), *sent.grad_parameters.values()):
            if gradient is not None:
                yield address, gradient


def _shown(tensor: Tensor | None) -> Literal["NaN", "infinite"] | None:
    if tensor is None or not tensor.is_floating_point() or not tensor.numel():
        return None
    low, high = (float(end) for end in tensor.detach().aminmax())  # fifty times as fast as isfinite; NaN comes through
    if math.isfinite(low) and math.isfinite(high):
        return None
    return "NaN" if math.isnan(low) or math.isnan(high) else "infinite"
