"""Looks at one training step: the gradient at every node and edge, at the price of hardly more than the step.

The forward walk is recorded by autograd as in a plain step; where a value has several consumers, each reads an alias
of its own, so that its share can be told apart. One `torch.autograd.grad` then brings everything at once. A consumer
that an alias would disturb is run once more by itself. Parameter gradients have the same bits as those of
`loss.backward()`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from engine.backprop.alone import shares_of
from engine.backprop.forks import edges_from, end_of, told_apart, users_of
from engine.backprop.grad import set_gradients
from engine.backprop.walk import EdgeEnd, Read, Stop, Value, run, value_of, walk
from engine.compiler.network import Network
from engine.compiler.random_state import RandomState

SAMPLE = 512  # values of which a histogram is made; more cost more than the step itself
BINS = 32


@dataclass(frozen=True)
class Norms:
    """L2 norms of gradients, and of the weights beside them, as plain numbers."""

    nodes: Mapping[str, float]
    edges: Mapping[EdgeEnd, float]
    parameters: Mapping[str, float]
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Seen:
    """A step as the probe saw it, before the update: the tensors themselves."""

    loss: Tensor
    handed: tuple[Tensor, ...]
    node_gradients: Mapping[Value, Tensor]
    edge_gradients: Mapping[EdgeEnd, Tensor]
    parameter_gradients: Mapping[str, Tensor]


@dataclass
class _Start:
    """What a node began with that is to be run once more."""

    random_state: RandomState
    given: dict[Read, Tensor] = field(default_factory=dict)


class Probe:
    """Takes the place of forward and backward in single steps of a training."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._stops = walk(network)
        self._aliased, self._repeated = told_apart(self._stops)
        self._edges, self._users = edges_from(self._stops), users_of(self._stops)
        self._parameters = {name: tensor for name, tensor in network.module.named_parameters() if tensor.requires_grad}

    def step(self, inputs: Mapping[str, Tensor]) -> Seen:
        """Computes loss and gradients of a batch, and sets `.grad` of every trained parameter as backward would."""
        activations: dict[Value, Tensor] = {}
        shares: dict[EdgeEnd, Tensor] = {}
        starts: dict[str, _Start] = {}

        def enter(stop: Stop, reads: tuple[Read, ...], value: Tensor) -> Sequence[Tensor]:
            if stop.address in self._repeated:
                start = starts.setdefault(stop.address, _Start(RandomState.now()))
                start.given.update(dict.fromkeys(reads, value))
            if not value.requires_grad:
                return [value] * len(reads)
            given = []
            for read in reads:
                end = end_of(stop, read)
                if end in self._aliased:
                    shares[end] = value.view_as(value)
                given.append(shares.get(end, value))
            return given

        total: Tensor | None = None
        values: dict[Value, Tensor] = {}
        for stop, outputs in run(self._stops, inputs, enter):
            for port, value in zip(stop.ports, outputs, strict=True):
                if value is not None and port not in stop.passed:
                    values[stop.address, port] = value
                    if value.requires_grad:
                        activations[stop.address, port] = value
            if stop.is_loss and outputs[0] is not None:
                weighted = outputs[0] if stop.loss_weight == 1 else stop.loss_weight * outputs[0]
                total = weighted if total is None else total + weighted
        assert total is not None
        wanted = [*activations.values(), *shares.values(), *self._parameters.values()]
        found = iter(torch.autograd.grad(total, wanted, allow_unused=True))
        node_gradients = {value: gradient for value in activations if (gradient := next(found)) is not None}
        edge_gradients = {end: gradient for end in shares if (gradient := next(found)) is not None}
        parameter_gradients = {}
        for name in self._parameters:
            if (gradient := next(found)) is not None:
                parameter_gradients[name] = gradient
        set_gradients(
            ((parameter, parameter_gradients.get(name)) for name, parameter in self._parameters.items()),
            shown=[*node_gradients.values(), *edge_gradients.values()],
        )
        self._repeat(starts, node_gradients, edge_gradients)
        self._tell_apart(node_gradients, edge_gradients)
        handed = tuple(values[self._origin(value_of(self._network, ref))] for ref in self._network.source.crossing)
        return Seen(total.detach(), handed, node_gradients, edge_gradients, parameter_gradients)

    def _repeat(
        self, starts: Mapping[str, _Start], nodes: Mapping[Value, Tensor], edges: dict[EdgeEnd, Tensor]
    ) -> None:
        """Adds the shares that no alias may tell apart."""
        for stop in self._stops:
            start = starts.get(stop.address)
            if start is not None and any(value.requires_grad for value in start.given.values()):
                arriving = {port: nodes.get((stop.address, port)) for port in stop.ports}
                shares = shares_of(stop, start.given, start.random_state, arriving)
                edges.update({end: share for read, share in shares.items() if (end := end_of(stop, read)) not in edges})

    def _tell_apart(self, nodes: dict[Value, Tensor], edges: dict[EdgeEnd, Tensor]) -> None:
        """Adds what follows from the rest: the edge of a lone user, and what is handed on through a node."""
        for origin, users in self._users.items():
            if len(users) == 1 and origin in nodes:
                edges[end_of(*users[0])] = nodes[origin]
        for stop in reversed(self._stops):
            for port, read in stop.passed.items():
                gradient = self._of_handed_on((stop.address, port), read, nodes, edges)
                if gradient is not None:
                    nodes[stop.address, port] = edges[end_of(stop, read)] = gradient

    def _of_handed_on(
        self, value: Value, read: Read, nodes: Mapping[Value, Tensor], edges: Mapping[EdgeEnd, Tensor]
    ) -> Tensor | None:
        """The gradient at an output that is the tensor which an edge brought: of those alone who read it there."""
        leaving = self._edges.get(value, [])
        if len(self._edges.get(read.value, [])) == 1 and read.value == read.origin:
            return nodes.get(read.origin)
        shares = [edges.get(end_of(*edge)) for edge in leaving]
        known = [share for share in shares if share is not None]
        return sum(known[1:], known[0]) if known and len(known) == len(shares) else None

    def _origin(self, value: Value) -> Value:
        """The value whose tensor this is."""
        address, port = value
        passed = next(stop.passed for stop in self._stops if stop.address == address)
        return passed[port].origin if port in passed else value

    def norms(self, seen: Seen) -> Norms:
        """The norms of all that was seen, computed together and read once."""
        weights = dict(self._parameters)
        tensors = [*seen.node_gradients.values(), *seen.edge_gradients.values(), *seen.parameter_gradients.values(),
                   *(tensor.detach() for tensor in weights.values())]  # fmt: skip
        found = iter(_norms([tensor.coalesce().values() if tensor.is_sparse else tensor for tensor in tensors]))
        ports: dict[str, float] = {}
        for address, _ in seen.node_gradients:
            ports[address] = (ports.get(address, 0.0) ** 2 + next(found) ** 2) ** 0.5
        edges = {end: next(found) for end in seen.edge_gradients}
        parameters = {name: next(found) for name in seen.parameter_gradients}
        return Norms(ports, edges, parameters, {name: next(found) for name in weights})

    def histogram(self, seen: Seen, watched: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Counts and edges for the gradient at a node's first output, or of a parameter; of a strided sample."""
        gradient = seen.parameter_gradients.get(watched)
        if gradient is None:
            gradient = next((g for (address, _), g in seen.node_gradients.items() if address == watched), None)
        return None if gradient is None else histogram(gradient.to_dense() if gradient.is_sparse else gradient)


def histogram(tensor: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Counts and bin edges of at most 512 values, taken at even distances; values that are no number are left out."""
    flat = tensor.detach().flatten()
    stride = max(1, -(-flat.numel() // SAMPLE))
    while math.gcd(stride, flat.numel()) > 1:  # else it walks down a few columns of a matrix, and sees only those
        stride += 1
    values = flat[::stride].to("cpu", torch.float64).numpy()
    finite = values[np.isfinite(values)]
    reach = float(np.abs(finite).max(initial=0.0)) or 1.0
    return np.histogram(finite, bins=BINS, range=(-reach, reach))


def _norms(tensors: list[Tensor]) -> list[float]:
    if not tensors:
        return []
    found: list[float] = torch.stack([norm.float() for norm in torch._foreach_norm(tensors)]).tolist()
    return found


def trained_parameters(module: nn.Module) -> dict[str, nn.Parameter]:
    """The parameters that an update may change, by key, a shared one once."""
    return {name: tensor for name, tensor in module.named_parameters() if tensor.requires_grad}
