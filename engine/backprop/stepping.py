"""One training step, taken apart: forward values, gradients in backward order, and the update.

Every edge is cut, so that autograd sees one node at a time; the gradients of a value used twice are added in reverse
order of execution, as autograd's engine does. The parameter gradients have the bits of `loss.backward()`, and the
update is `optimizer.step()` itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.backprop.probe import trained_parameters
from engine.backprop.walk import Read, Stop, Value, aliases, run, walk
from engine.compiler.network import Network
from engine.problem import Problem, ProblemError


@dataclass(frozen=True)
class ForwardOf:
    """What a node computed, by output port; None for a port that nothing asked for."""

    address: str
    outputs: Mapping[str, Tensor | None]


@dataclass(frozen=True)
class BackwardOf:
    """The gradients at a node.

    `grad_outputs`: at each output, summed over consumers. `grad_inputs`: what this node alone sends back, by port
    (`input[0]` where a port is variadic). `grad_parameters`: what this use contributes. None where there is none.
    """

    address: str
    grad_outputs: Mapping[str, Tensor | None]
    grad_inputs: Mapping[str, Tensor | None]
    grad_parameters: Mapping[str, Tensor | None]


@dataclass(frozen=True)
class Updated:
    """A parameter before the update, its whole gradient, and after; no gradient where none reached it."""

    before: Tensor
    gradient: Tensor | None
    after: Tensor


@dataclass(frozen=True)
class TakenApart:
    """A whole training step; `forward` in order of the plan, `backward` exactly reversed."""

    loss: Tensor
    losses: Mapping[str, Tensor]
    forward: tuple[ForwardOf, ...]
    backward: tuple[BackwardOf, ...]
    update: Mapping[str, Updated]
    buffers: Mapping[str, tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Computed:
    """A stop with the cut values that entered it, the views of them that its edges read, and what it gave."""

    stop: Stop
    cuts: Mapping[Value, Tensor]
    views: Mapping[Read, Tensor]
    outputs: tuple[Tensor | None, ...]
    random_state: Tensor  # before it ran


def take_apart(network: Network, inputs: Mapping[str, Tensor], optimizer: torch.optim.Optimizer) -> TakenApart:
    """Does one training step on a batch, node by node. The network is updated as by an ordinary step.

    Raises ProblemError where the graph has no loss.
    """
    if not network.plan.losses:
        raise ProblemError(Problem("no_loss"))
    buffers = {name: tensor.detach().clone() for name, tensor in network.module.named_buffers()}
    computed = forward(network, inputs)
    losses = {one.stop.address: one.outputs[0] for one in computed if one.stop.is_loss}
    total = total_loss(computed)
    gradients, backward_steps = backward(computed)
    parameters = trained_parameters(network.module)
    before = {name: tensor.detach().clone() for name, tensor in network.module.named_parameters()}
    for name, parameter in parameters.items():
        parameter.grad = gradients.get(id(parameter))
    optimizer.step()
    update = {}
    for name, parameter in network.module.named_parameters():
        gradient = parameter.grad.detach().clone() if name in parameters and parameter.grad is not None else None
        update[name] = Updated(before[name], gradient, parameter.detach().clone())
    after = {name: tensor.detach().clone() for name, tensor in network.module.named_buffers()}
    return TakenApart(
        loss=total,
        losses={address: value.detach() for address, value in losses.items() if value is not None},
        forward=_all_forward(network, computed),
        backward=_all_backward(network, backward_steps),
        update=update,
        buffers={name: (buffers[name], after[name]) for name in buffers},
    )


def forward(network: Network, inputs: Mapping[str, Tensor]) -> list[Computed]:
    """Computes every node with all edges cut."""
    cuts: dict[str, dict[Value, Tensor]] = {}
    views: dict[str, dict[Read, Tensor]] = {}

    def cut(stop: Stop, reads: tuple[Read, ...], value: Tensor) -> Sequence[Tensor]:
        alone = value.detach()
        if alone.is_floating_point():
            alone.requires_grad_()
        cuts.setdefault(stop.address, {})[reads[0].value] = alone
        one_object = len(reads) == 1 or stop.shares_arguments or not alone.requires_grad
        given = [alone] * len(reads) if one_object else aliases(reads, alone)
        views.setdefault(stop.address, {}).update(zip(reads, given, strict=True))
        return given

    computed = []
    state = torch.get_rng_state()
    with torch.enable_grad():
        for stop, outputs in run(walk(network), inputs, cut):
            own = stop.address
            computed.append(Computed(stop, cuts.get(own, {}), views.get(own, {}), outputs, state))
            state = torch.get_rng_state()
    return computed


def total_loss(computed: list[Computed]) -> Tensor:
    """The weighted sum of the losses, added in the order of the printed source."""
    total: Tensor | None = None
    for one in computed:
        value = one.outputs[0]
        if one.stop.is_loss and value is not None:
            weighted = value.detach() if one.stop.loss_weight == 1 else one.stop.loss_weight * value.detach()
            total = weighted if total is None else total + weighted
    assert total is not None
    return total


def backward(computed: list[Computed]) -> tuple[dict[int, Tensor], dict[str, BackwardOf]]:
    """Gradients from the losses back to the Inputs: the sum for each parameter, by identity, and each node's part."""
    arriving: dict[Value, Tensor] = {}
    summed: dict[int, Tensor] = {}
    steps: dict[str, BackwardOf] = {}
    for one in reversed(computed):
        stop = one.stop
        if stop.is_loss and one.outputs[0] is not None:
            arriving[stop.address, stop.ports[0]] = torch.full_like(one.outputs[0].detach(), stop.loss_weight)
        grad_outputs = {port: arriving.get((stop.address, port)) for port in stop.ports}
        leaving, shares, of_parameters = _local(one, grad_outputs)
        for value, gradient in leaving.items():
            present = arriving.get(value)
            arriving[value] = gradient if present is None else present + gradient
        own = stop.own_parameters()
        for name, gradient in of_parameters.items():
            key = id(own[name])
            summed[key] = gradient if key not in summed else summed[key] + gradient
        steps[stop.address] = BackwardOf(
            stop.address,
            grad_outputs,
            {_port_text(stop, read): shares.get(read) for read in stop.reads},
            {name: of_parameters.get(name) for name in stop.all_parameters()},
        )
    return summed, steps


def _local(
    one: Computed, grad_outputs: Mapping[str, Tensor | None]
) -> tuple[dict[Value, Tensor], dict[Read, Tensor], dict[str, Tensor]]:
    """What one node sends back: for each value that entered it, for each edge, and to its parameters."""
    stop = one.stop
    if stop.passes_on:
        gradient = grad_outputs["output"]
        if gradient is None or not stop.reads:
            return {}, {}, {}
        return {stop.reads[0].value: gradient}, {stop.reads[0]: gradient}, {}
    pairs = [
        (value, grad_outputs[port])
        for port, value in zip(stop.ports, one.outputs, strict=True)
        if value is not None and value.requires_grad and grad_outputs[port] is not None
    ]
    parameters = stop.own_parameters()
    cuts = {value: cut for value, cut in one.cuts.items() if cut.requires_grad}
    views = {read: view for read, view in one.views.items() if view.requires_grad}
    wanted = [*cuts.values(), *views.values(), *parameters.values()]
    if not wanted or not pairs:
        return {}, {}, {}
    outputs, arriving = zip(*pairs, strict=True)
    found = iter(torch.autograd.grad(outputs, wanted, arriving, allow_unused=True))
    leaving = {value: gradient for value in cuts if (gradient := next(found)) is not None}
    shares = {read: gradient for read in views if (gradient := next(found)) is not None}
    of_parameters = {name: gradient for name in parameters if (gradient := next(found)) is not None}
    if stop.shares_arguments and len(stop.reads_by_value) < len(stop.reads):
        shares = _separate_shares(one, grad_outputs)
    return leaving, shares, of_parameters


def _separate_shares(one: Computed, grad_outputs: Mapping[str, Tensor | None]) -> dict[Read, Tensor]:
    """Each edge's share where one value entered a node several times as one object: by a second run, cut apart."""
    state = torch.get_rng_state()
    torch.set_rng_state(one.random_state)
    apart = {read: one.cuts[read.value].detach().requires_grad_() for read in one.stop.reads}
    outputs = one.stop.apply(one.stop.module, *apart.values())
    torch.set_rng_state(state)
    pairs = [
        (value, grad_outputs[port])
        for port, value in zip(one.stop.ports, outputs, strict=True)
        if value is not None and grad_outputs[port] is not None
    ]
    values, arriving = zip(*pairs, strict=True)
    found = torch.autograd.grad(values, list(apart.values()), arriving, allow_unused=True)
    return {read: gradient for read, gradient in zip(apart, found, strict=True) if gradient is not None}


def _port_text(stop: Stop, read: Read) -> str:
    layer = stop.leaf.step.layer
    port = layer.input_port(read.port) if layer is not None else None
    return f"{read.port}[{read.index}]" if port is not None and port.variadic else read.port


def _all_forward(network: Network, computed: list[Computed]) -> tuple[ForwardOf, ...]:
    """One entry for each node of the plan, also for those that nothing depends on."""
    known = {
        one.stop.address: {
            port: value.detach() if value is not None else None
            for port, value in zip(one.stop.ports, one.outputs, strict=True)
        }
        for one in computed
    }
    return tuple(
        ForwardOf(leaf.address, known.get(leaf.address, dict.fromkeys(_ports(leaf.step.layer))))
        for leaf in network.plan.leaves
    )


def _all_backward(network: Network, steps: Mapping[str, BackwardOf]) -> tuple[BackwardOf, ...]:
    empty = {
        leaf.address: BackwardOf(leaf.address, dict.fromkeys(_ports(leaf.step.layer)), {}, {})
        for leaf in network.plan.leaves
        if leaf.address not in steps
    }
    return tuple({**empty, **steps}[leaf.address] for leaf in reversed(network.plan.leaves))


def _ports(layer: object) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(layer, "outputs", ())
    return found
