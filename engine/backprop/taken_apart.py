"""A training step taken apart, in the form that is printed: an entry for every node of the plan, computed or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from engine.backprop.recording import Recording, Updated, record
from engine.backprop.stepping import BackwardOf, port_text
from engine.compiler.network import Network
from engine.problem import Problem, ProblemError
from engine.settings.clipping import Clipped, Clipper


@dataclass(frozen=True)
class ForwardOf:
    """What a node computed, by output port; None for a port that nothing asked for."""

    address: str
    outputs: Mapping[str, Tensor | None]


@dataclass(frozen=True)
class TakenApart:
    """A whole training step; `forward` in order of the plan, `backward` exactly reversed."""

    loss: Tensor
    losses: Mapping[str, Tensor]
    forward: tuple[ForwardOf, ...]
    backward: tuple[BackwardOf, ...]
    update: Mapping[str, Updated]
    buffers: Mapping[str, tuple[Tensor, Tensor]]
    clipped: Clipped | None = None


def take_apart(
    network: Network, inputs: Mapping[str, Tensor], optimizer: Any | None, clipper: Clipper | None = None
) -> TakenApart:
    """Does one training step on a batch, node by node. The network is updated as by an ordinary step.

    Without an optimizer, as where everything is frozen, nothing is updated; a `clipper` clips the gradients before.

    Raises ProblemError where the graph has no loss, and whatever a node raises.
    """
    if not network.plan.losses:
        raise ProblemError(Problem("no_loss"))
    recording = record(network, inputs, optimizer, clipper=clipper)
    if recording.error is not None:
        raise recording.error
    assert recording.loss is not None
    return TakenApart(
        loss=recording.loss,
        losses=recording.losses,
        forward=_all_forward(network, recording),
        backward=_all_backward(network, recording.backward),
        update=recording.update,
        buffers=recording.buffers,
        clipped=recording.clipped,
    )


def _all_forward(network: Network, recording: Recording) -> tuple[ForwardOf, ...]:
    """One entry for each node of the plan, also for those that nothing depends on."""
    known = {address: one.values for address, one in recording.computed.items()}
    return tuple(
        ForwardOf(leaf.address, known.get(leaf.address, dict.fromkeys(_ports(leaf.step.layer))))
        for leaf in network.plan.leaves
    )


def _all_backward(network: Network, steps: Mapping[str, BackwardOf]) -> tuple[BackwardOf, ...]:
    empty = {
        leaf.address: BackwardOf(
            leaf.address,
            dict.fromkeys(_ports(leaf.step.layer)),
            dict.fromkeys(port_text(leaf, port, n) for port, many in leaf.sources.items() for n in range(len(many))),
            dict.fromkeys(leaf.step.parameters),
        )
        for leaf in network.plan.leaves
        if leaf.address not in steps
    }
    return tuple({**empty, **steps}[leaf.address] for leaf in reversed(network.plan.leaves))


def _ports(layer: object) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(layer, "outputs", ())
    return found
