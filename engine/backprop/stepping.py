"""Forward and backward of one training step, node by node.

Every edge is cut, so that autograd sees one node at a time; the gradients of a value used twice are added in reverse
order of execution, as autograd's engine does. The parameter gradients have the bits of `loss.backward()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.backprop.alone import gradients_of, shares_of
from engine.backprop.walk import Read, Stop, Value, run
from engine.compiler.plan import Leaf
from engine.compiler.random_state import RandomState


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
class Computed:
    """A stop with the cut values that entered it, and what it gave."""

    stop: Stop
    cuts: Mapping[Value, Tensor]
    outputs: tuple[Tensor | None, ...]
    random_state: RandomState  # before it ran

    @property
    def values(self) -> dict[str, Tensor | None]:
        """What it gave, by output port; None for a port that nothing asked for."""
        return {
            port: value.detach() if value is not None else None
            for port, value in zip(self.stop.ports, self.outputs, strict=True)
        }


def computing(stops: tuple[Stop, ...], inputs: Mapping[str, Tensor]) -> Iterator[Computed]:
    """Computes one node after another, with all edges cut."""
    cuts: dict[str, dict[Value, Tensor]] = {}

    def cut(stop: Stop, reads: tuple[Read, ...], value: Tensor) -> Sequence[Tensor]:
        alone = value.detach()
        if alone.is_floating_point() and all(stop.has_derivative(read) for read in reads):
            alone.requires_grad_()
        cuts.setdefault(stop.address, {})[reads[0].origin] = alone
        return [alone] * len(reads)  # one object, as in the network itself: attention asks whether they are one

    state = RandomState.now()
    with torch.enable_grad():
        for stop, outputs in run(stops, inputs, cut):
            yield Computed(stop, cuts.get(stop.address, {}), outputs, state)
            state = RandomState.now()


def total_loss(computed: Sequence[Computed]) -> Tensor:
    """The weighted sum of the losses, added in the order of the printed source."""
    total: Tensor | None = None
    for one in computed:
        value = one.outputs[0]
        if one.stop.is_loss and value is not None:
            weighted = value.detach() if one.stop.loss_weight == 1 else one.stop.loss_weight * value.detach()
            total = weighted if total is None else total + weighted
    assert total is not None
    return total


def going_back(computed: Sequence[Computed], summed: dict[int, Tensor]) -> Iterator[BackwardOf]:
    """Takes the gradients back through one node after another; `summed` gathers those of the parameters."""
    arriving: dict[Value, Tensor] = {}  # by origin: what autograd has gathered at that tensor
    drawn: dict[Value, Tensor] = {}  # at outputs that are handed on: the sum over those alone who read them there
    for one in reversed(computed):
        stop = one.stop
        if stop.is_loss and one.outputs[0] is not None:
            arriving[stop.address, stop.ports[0]] = torch.full_like(one.outputs[0].detach(), stop.loss_weight)
        grad_outputs = {
            port: (drawn if port in stop.passed else arriving).get((stop.address, port)) for port in stop.ports
        }
        sent = _local(one, grad_outputs, arriving, summed)
        arriving.update(sent.arrived)
        for read, share in sent.shares.items():
            if read.value != read.origin:
                drawn[read.value] = drawn[read.value] + share if read.value in drawn else share
        summed.update(sent.summed)
        yield BackwardOf(
            stop.address,
            grad_outputs,
            {port_text(stop.leaf, read.port, read.index): sent.shares.get(read) for read in stop.reads},
            {name: dense(sent.of_parameters.get(name)) for name in stop.all_parameters()},
        )


@dataclass(frozen=True)
class _Sent:
    """What one node sends back: to each edge and parameter by itself, and what then has arrived in all."""

    shares: Mapping[Read, Tensor] = field(default_factory=dict)
    of_parameters: Mapping[str, Tensor] = field(default_factory=dict)
    arrived: Mapping[Value, Tensor] = field(default_factory=dict)
    summed: Mapping[int, Tensor] = field(default_factory=dict)  # by the identity of the parameter


def _local(
    one: Computed,
    grad_outputs: Mapping[str, Tensor | None],
    arriving: Mapping[Value, Tensor],
    summed: Mapping[int, Tensor],
) -> _Sent:
    """The backward pass of one node alone."""
    stop = one.stop
    handed_on = {read: gradient for port, read in stop.passed.items() if (gradient := grad_outputs[port]) is not None}
    pairs = [
        (value, gradient)
        for port, value in zip(stop.ports, one.outputs, strict=True)
        if value is not None and value.requires_grad and port not in stop.passed
        and (gradient := grad_outputs[port]) is not None
    ]  # fmt: skip
    cuts = {value: cut for value, cut in one.cuts.items() if cut.requires_grad}
    parameters = stop.own_parameters()
    if not pairs or not (cuts or parameters):
        return _Sent(shares=handed_on)
    own = gradients_of(pairs, [*cuts.values(), *parameters.values()])
    of_cuts = {value: gradient for value, cut in cuts.items() if (gradient := own.get(id(cut))) is not None}
    of_parameters = {name: g for name, tensor in parameters.items() if (g := own.get(id(tensor))) is not None}
    present = [(cuts[value], arriving[value]) for value in of_cuts if value in arriving]
    present += [(parameters[name], summed[id(parameters[name])]) for name in of_parameters
                if id(parameters[name]) in summed]  # fmt: skip
    total = dict(own)
    if present:  # what came before is put in first, so that autograd adds in the order of the whole network
        total |= gradients_of([*pairs, *present], [tensor for tensor, _ in present])
    if len(stop.reads_by_origin) < len(stop.reads):
        shares = shares_of(stop, {read: one.cuts[read.origin] for read in stop.reads}, one.random_state, grad_outputs)
    else:
        shares = {read: of_cuts[read.origin] for read in stop.reads if read.origin in of_cuts}
    return _Sent(
        shares={**shares, **handed_on},
        of_parameters=of_parameters,
        arrived={value: total[id(cuts[value])] for value in of_cuts},
        summed={id(parameters[name]): total[id(parameters[name])] for name in of_parameters},
    )


def dense(gradient: Tensor | None) -> Tensor | None:
    """The gradient as a copy with all its zeros, where an Embedding left them out."""
    if gradient is None:
        return None
    return gradient.to_dense() if gradient.is_sparse else gradient.detach().clone()


def port_text(leaf: Leaf, port: str, index: int) -> str:
    """An input by its name, or `input[0]` where it is variadic."""
    layer = leaf.step.layer
    declared = layer.input_port(port) if layer is not None else None
    return f"{port}[{index}]" if declared is not None and declared.variadic else port
