"""How the gradient grows and shrinks on its way back, worked out from the norms alone.

The gain of an edge is the norm of what a node sends back along it over the norm of what arrives at the node. With one
path from the loss, the product of gains is the part of what the loss sends that arrives. With several, there can be
more paths than nodes: two skip connections give four, thirty a billion. So none are listed. The strongest path to a
node is the strongest to one of its consumers and one edge more, which makes a single walk over the graph enough; the
weakest likewise. Products are added as logarithms, since a hundred small factors leave the range of floats.

A node counts as one: what arrives at several of its outputs is one norm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.backprop.diagnosis.measures import Branch, EdgeEnd, Measures, NodeMeasure, ParameterMeasure, quotient
from engine.compiler.plan import Leaf, Plan
from engine.compiler.ties import tied_keys


@dataclass(frozen=True)
class Norms:
    """L2 norms of one step: of the gradient at the nodes by address, along the edges by where they end, of the
    parameters' gradients and of the weights by `state_dict` key. A look has the same four."""

    nodes: Mapping[str, float]
    edges: Mapping[EdgeEnd, float]
    parameters: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Reach:
    """How strong a path to a node is, as a logarithm, and the node before it on that path."""

    log: float
    before: str


def measure_norms(plan: Plan, norms: Norms, loss: float | None = None) -> Measures:
    """What the norms tell of every node on which a loss depends. Knows nothing of units and updates."""
    leaves = plan.minimized
    sent_back = _sent_back(leaves, norms)
    strongest, weakest = _reaches(leaves, norms, sent_back, 1), _reaches(leaves, norms, sent_back, -1)
    branches = _branches(leaves, norms)
    parameters = _parameters(plan, norms)
    nodes = {}
    for leaf in leaves:
        address = leaf.address
        arriving = norms.nodes.get(address)
        sent = {(port, place): norm for port, place in _entries(leaf)
                if (norm := norms.edges.get((address, port, place))) is not None}  # fmt: skip
        gains = {end: gain for end, norm in sent.items() if (gain := quotient(norm, arriving)) is not None}
        strong, weak = strongest.get(address), weakest.get(address)
        nodes[address] = NodeMeasure(
            address=address,
            kind=leaf.step.kind,
            gradient=arriving,
            reached=None if leaf.step.is_loss else quotient(arriving, sent_back),
            sent=sent,
            gains=gains,
            gain=math.hypot(*gains.values()) if gains else None,
            strongest=_product(strong),
            weakest=_product(weak),
            before_strongest=strong.before if strong is not None else "",
            before_weakest=weak.before if weak is not None else "",
            branches=branches.get(address, {}),
            parameters=parameters.get(address, {}),
            trained=any(one.key in norms.weights for one in parameters.get(address, {}).values()),
        )
    return Measures(nodes, loss, sent_back)


def _entries(leaf: Leaf) -> list[tuple[str, int]]:
    """The edges into a leaf, by port and place."""
    return [(port, place) for port, sources in leaf.sources.items() for place in range(len(sources))]


def _sent_back(leaves: tuple[Leaf, ...], norms: Norms) -> float | None:
    """The norm of what the losses send back towards layers; what goes to a target that is given does not count."""
    inputs = {leaf.address for leaf in leaves if leaf.step.is_input and not leaf.sources}
    found = {
        (end, leaf.sources[port][place][0] in inputs): norms.edges[end]
        for leaf in leaves
        if leaf.step.is_loss
        for port, place in _entries(leaf)
        if (end := (leaf.address, port, place)) in norms.edges
    }
    counted = [norm for (_, is_given), norm in found.items() if not is_given] or list(found.values())
    return math.hypot(*counted) if counted else None


def _reaches(leaves: tuple[Leaf, ...], norms: Norms, sent_back: float | None, sign: int) -> dict[str, _Reach]:
    """The strongest path to each node, or with a sign of -1 the weakest."""
    found: dict[str, _Reach] = {}
    for leaf in reversed(leaves):
        begun = _Reach(0.0, "") if leaf.step.is_loss else found.get(leaf.address)
        whole = sent_back if leaf.step.is_loss else norms.nodes.get(leaf.address)
        for port, place in _entries(leaf) if begun is not None else ():
            gain = quotient(norms.edges.get((leaf.address, port, place)), whole)
            if gain is None or begun is None:
                continue
            reach = _Reach(begun.log + (math.log(gain) if gain else -math.inf), leaf.address)
            source = leaf.sources[port][place][0]
            if source not in found or sign * reach.log > sign * found[source].log:
                found[source] = reach
        if leaf.step.is_loss:
            found.setdefault(leaf.address, _Reach(0.0, ""))
    return found


def _product(reach: _Reach | None) -> float | None:
    if reach is None:
        return None
    return math.exp(reach.log) if reach.log < math.log(1e300) else math.inf


def _branches(leaves: tuple[Leaf, ...], norms: Norms) -> dict[str, dict[str, tuple[Branch, ...]]]:
    """The shares of every value that several edges bring somewhere."""
    found: dict[str, dict[str, list[Branch]]] = {}
    for leaf in leaves:
        for port, sources in leaf.sources.items():
            for place, (address, output) in enumerate(sources):
                end = (leaf.address, port, place)
                if end in norms.edges:
                    found.setdefault(address, {}).setdefault(output, []).append(Branch(end, norms.edges[end]))
    return {
        address: {port: tuple(many) for port, many in ports.items() if len(many) > 1}
        for address, ports in found.items()
        if any(len(many) > 1 for many in ports.values())
    }


def _parameters(plan: Plan, norms: Norms) -> dict[str, dict[str, ParameterMeasure]]:
    """The parameters that each node uses, under the key that the norms have of them."""
    tied = tied_keys(plan)
    known = {_root(key, tied): key for key in norms.weights}
    uses: dict[str, int] = {}
    found: dict[str, dict[str, str]] = {}
    leaves = {leaf.address: leaf for leaf in plan.leaves}
    for leaf in plan.minimized:
        for name in leaves[leaf.owner_address].step.parameters:
            own = f"{leaf.owner_address}.{name}"
            key = known.get(_root(own, tied), own)
            found.setdefault(leaf.address, {})[name] = key
            uses[key] = uses.get(key, 0) + 1
    return {
        address: {
            name: ParameterMeasure(
                key,
                norms.weights.get(key),
                norms.parameters.get(key),
                gain=quotient(norms.parameters.get(key), norms.nodes.get(address)) if uses[key] == 1 else None,
            )
            for name, key in names.items()
        }
        for address, names in found.items()
    }


def _root(key: str, tied: Mapping[str, str]) -> str:
    while key in tied:
        key = tied[key]
    return key
