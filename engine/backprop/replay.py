"""A training step in float64, on a copy of the network, of which any part can be computed again with an entry moved.

Everything that floats is float64 there, also what a Cast would round. Values without a derivative, whole numbers and
what enters a port that is not differentiable, stay what they were: no gradient says anything about them.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.backprop.walk import Read, Stop, Value, walk
from engine.compiler.network import Network
from engine.compiler.random_state import RandomState
from engine.compiler.text import step_function
from engine.layers.tensor_type import FLOATING


@dataclass(frozen=True)
class _Start:
    """What a stop began with: the random state if it draws, and the buffers that it writes into."""

    random_state: RandomState | None
    buffers: tuple[tuple[Tensor, Tensor], ...]


class Replay:
    """One step, computed at once; the random state is that of now, and is left where the step ends.

    The network that is given stays as it is. Raises what its layers raise.
    """

    def __init__(self, network: Network, inputs: Mapping[str, Tensor]) -> None:
        self.network = _in_float64(network)
        self.stops = tuple(_stop_in_float64(stop) for stop in walk(self.network))
        self.by_address = {stop.address: stop for stop in self.stops}
        minimized = {leaf.address for leaf in self.network.plan.minimized}
        self._minimized = tuple(stop for stop in self.stops if stop.address in minimized)
        self.losses = tuple(stop for stop in self._minimized if stop.is_loss)
        self._users: dict[int, list[Stop]] = {}
        for stop in self._minimized:
            for parameter in stop.module.parameters() if stop.module is not None else ():
                self._users.setdefault(id(parameter), []).append(stop)
        self._starts: dict[str, _Start] = {}
        held = [*self.network.module.parameters(), *self.network.module.buffers()]
        before = {id(tensor): tensor._version for tensor in held}
        live = self._forward(inputs)
        # an Embedding with max_norm writes into its weights
        parameters = list(self.network.module.parameters())
        self._written = [(p, p.detach().clone()) for p in parameters if p._version != before[id(p)]]
        self.gradients = self._backward(live)
        self.values = {value: tensor.detach().clone() for value, tensor in live.items()}
        self.unsteady = frozenset(stop.address for stop in self.stops if not self._is_steady(stop))

    @property
    def parameters(self) -> dict[str, nn.Parameter]:
        """The parameters by key, a shared one once."""
        return dict(self.network.module.named_parameters())

    def gradient_at(self, stop: Stop, port: str) -> Tensor | None:
        """What arrives at an output, from all its consumers."""
        read = stop.passed.get(port)
        return self.gradients.get(read.origin if read is not None else (stop.address, port))

    def is_held(self, stop: Stop, read: Read) -> bool:
        """Whether what an edge brings has no derivative."""
        return not (self.values[read.origin].is_floating_point() and stop.has_derivative(read))

    def given(self, stop: Stop, moved: Mapping[Value, Tensor] | None = None) -> dict[Read, Tensor]:
        """What the edges of a stop bring, with some values moved."""
        return {
            read: self.values[read.origin]
            if moved is None or self.is_held(stop, read)
            else moved.get(read.origin, self.values[read.origin])
            for read in stop.reads
        }

    def again(self, stop: Stop, given: Mapping[Read, Tensor]) -> tuple[Tensor | None, ...]:
        """Computes a stop as it was, from the random state and running statistics that it began with."""
        start = self._starts[stop.address]
        if start.random_state is not None:
            start.random_state.restore()
        _write(start.buffers)
        try:
            return stop.apply(stop.module, *(given[read] for read in stop.reads))
        finally:
            _write(self._written)

    def users_of(self, parameter: Tensor) -> list[Stop]:
        """The stops behind which a loss stands, and which hold this parameter."""
        return self._users.get(id(parameter), [])

    def behind(self, stops: Collection[Stop], values: Iterable[Value] = ()) -> tuple[Stop, ...]:
        """These stops, and all that the losses need and that changes with them or with these values, in order."""
        moving, addresses = set(values), {stop.address for stop in stops}
        found = []
        for stop in self._minimized:
            reads = any(read.origin in moving and not self.is_held(stop, read) for read in stop.reads)
            if stop.address in addresses or reads:
                found.append(stop)
                moving |= {(stop.address, port) for port in stop.ports if port not in stop.passed}
        return tuple(found)

    def losses_again(self, stops: Sequence[Stop], moved: Mapping[Value, Tensor] | None = None) -> list[Tensor]:
        """The losses, without their weights, with these stops computed again."""
        new = dict(moved or {})
        for stop in stops:
            outputs = self.again(stop, self.given(stop, new))
            for port, output in zip(stop.ports, outputs, strict=True):
                if output is not None and port not in stop.passed:
                    new[stop.address, port] = output
        ends = [(loss.address, loss.ports[0]) for loss in self.losses]
        return [new.get(end, self.values[end]) for end in ends]

    def _forward(self, inputs: Mapping[str, Tensor]) -> dict[Value, Tensor]:
        values: dict[Value, Tensor] = {}
        with torch.enable_grad():
            for stop in self.stops:
                if stop.is_input:
                    outputs: tuple[Tensor | None, ...] = (_alone(inputs[stop.address]),)
                else:
                    outputs = self._begin(stop, [values[read.origin] for read in stop.reads])
                for port, output in zip(stop.ports, outputs, strict=True):
                    if output is not None and port not in stop.passed:
                        values[stop.address, port] = output
        return values

    def _begin(self, stop: Stop, given: Sequence[Tensor]) -> tuple[Tensor | None, ...]:
        state = RandomState.now()
        buffers = list(stop.module.buffers()) if stop.module is not None else []
        before = [(buffer, buffer.clone()) for buffer in buffers]
        outputs = stop.apply(stop.module, *given)
        # by their values: batch normalization writes without telling autograd's version counter
        written = tuple((buffer, old) for buffer, old in before if not torch.equal(buffer, old))
        draws = not torch.equal(state.on_cpu, RandomState.now().on_cpu)
        self._starts[stop.address] = _Start(state if draws else None, written)
        return outputs

    def _backward(self, live: Mapping[Value, Tensor]) -> dict[Value | str, Tensor]:
        """The gradients of the weighted sum of the losses: at every output, and of each trained parameter by key."""
        total: Tensor | None = None
        for loss in self.losses:
            weighted = loss.loss_weight * live[loss.address, loss.ports[0]]
            total = weighted if total is None else total + weighted
        if total is None or not total.requires_grad:
            return {}
        wanted: dict[Value | str, Tensor] = {value: tensor for value, tensor in live.items() if tensor.requires_grad}
        wanted |= {name: tensor for name, tensor in self.parameters.items() if tensor.requires_grad}
        found = torch.autograd.grad(total, list(wanted.values()), allow_unused=True)
        return {
            key: gradient.to_dense() if gradient.is_sparse else gradient
            for key, gradient in zip(wanted, found, strict=True)
            if gradient is not None
        }

    def _is_steady(self, stop: Stop) -> bool:
        """Whether a stop computes the same bits twice."""
        if stop.is_input:
            return True
        with torch.no_grad():
            one, other = ([_copied(out) for out in self.again(stop, self.given(stop))] for _ in range(2))
        return all(
            a is None or b is None or torch.equal(torch.nan_to_num(a), torch.nan_to_num(b))
            for a, b in zip(one, other, strict=True)
        )


def _in_float64(network: Network) -> Network:
    """A copy on the CPU, as the other devices do not all have float64."""
    module = copy.deepcopy(network.module)
    module.zero_grad(set_to_none=True)
    return replace(network, module=module.to(device="cpu", dtype=torch.float64))


def _stop_in_float64(stop: Stop) -> Stop:
    """The stop, with float64 in the place of a floating-point dtype that its text names, as that of a Cast does."""
    step = stop.leaf.step
    if step.layer is None or stop.module is not None or step.layer.values.get("dtype") not in FLOATING - {"float64"}:
        return stop
    if step.is_input:
        return stop
    layer = type(step.layer)(**{**step.layer.values, "dtype": "float64"})
    return replace(stop, apply=step_function(layer, step.received, step.wired))


def _alone(tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point():
        return tensor.detach().to("cpu", copy=True)
    return tensor.detach().to("cpu", torch.float64, copy=True).requires_grad_()


def _copied(tensor: Tensor | None) -> Tensor | None:
    return tensor.detach().clone() if tensor is not None else None


def _write(pairs: Sequence[tuple[Tensor, Tensor]]) -> None:
    if pairs:
        with torch.no_grad():
            for tensor, value in pairs:
                tensor.copy_(value)
