"""The plan: a graph in execution order, checked, with shapes. The one form that everything else reads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.graph.graph import Graph, Node, PortRef
from engine.layers.layer import Layer, LossLayer
from engine.layers.tensor_type import TensorType
from engine.problem import Problem, errors


@dataclass(frozen=True)
class Inference:
    """What torch says of a layer with certain inputs: what comes out, what it holds, what it costs.

    `flops` is the forward cost of one sample, as torch.utils.flop_counter counts it.
    """

    outputs: Mapping[str, TensorType]
    parameters: Mapping[str, TensorType] = field(default_factory=dict)
    buffers: Mapping[str, TensorType] = field(default_factory=dict)
    flops: int = 0


@dataclass(frozen=True)
class Step:
    """One node, checked. Where something is wrong or unknown, `outputs` is empty and `problems` may say why.

    `layer` is None for the use of a block, whose copies are plans of their own, and for what is not known.
    `inputs` holds, for each port with an edge, the outputs on the same page that feed it.
    `owner` is the id of the node that holds the submodule: another one, `shared`, where the layer is used again.
    """

    node: Node
    inputs: Mapping[str, tuple[PortRef, ...]]
    received: Mapping[str, tuple[TensorType, ...]]
    wired: frozenset[str]
    layer: Layer | None = None
    outputs: Mapping[str, TensorType] = field(default_factory=dict)
    constructor: str | None = None
    parameters: Mapping[str, TensorType] = field(default_factory=dict)
    buffers: Mapping[str, TensorType] = field(default_factory=dict)
    flops: int = 0
    copies: tuple[Plan, ...] = ()
    problems: tuple[Problem, ...] = ()
    shared: Node | None = None

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def owner(self) -> str:
        return self.node.of if self.node.role == "share" else self.node.id

    @property
    def is_input(self) -> bool:
        """Whether it is an Input, and not a block of that name."""
        return self.node.role == "kind" and self.node.of == "Input"

    @property
    def is_output(self) -> bool:
        """Whether it is an Output, and not a block of that name."""
        return self.node.role == "kind" and self.node.of == "Output"

    @property
    def is_repeated(self) -> bool:
        """Whether it is a row of copies of a block."""
        return (self.shared or self.node).repeat > 1

    def copy_prefix(self, number: int, node: str = "") -> str:
        """Where one of its copies stands on its page: `body.2`, or `body` where there is one; or a copy of `node`."""
        return f"{node or self.id}.{number}" if self.is_repeated else node or self.id

    @property
    def is_loss(self) -> bool:
        return isinstance(self.layer, LossLayer)

    @property
    def kind(self) -> str:
        """The kind's name; of a block use, the block's."""
        return self.layer.kind() if self.layer is not None else (self.shared or self.node).of

    @property
    def is_known(self) -> bool:
        """Whether its outputs are known: it and all before it is right."""
        return bool(self.outputs)

    @property
    def parameter_count(self) -> int:
        """Numbers that this node itself holds; a shared layer is counted where it stands first."""
        if self.node.role == "share":
            return 0
        own = sum(math.prod(tensor.sized(1)) for tensor in self.parameters.values())
        return own + sum(copy.parameter_count for copy in self.copies)

    @property
    def total_flops(self) -> int:
        return self.flops + sum(copy.total_flops for copy in self.copies)


@dataclass(frozen=True)
class Leaf:
    """A step of any depth that holds no plan of its own, by its address.

    `sources` names, for each port, the leaf and output port that feeds it, through the walls of blocks.
    """

    address: str
    step: Step
    sources: Mapping[str, tuple[tuple[str, str], ...]]
    needed: bool = True  # whether an Output or a loss depends on it; else it is not computed
    held: bool = True  # whether the network has its submodule: it is needed here, or where it is shared
    holder: str = ""  # the prefix of the addresses where its submodule lies: another one inside a shared block

    @property
    def owner_address(self) -> str:
        """The address of the submodule, which is also the prefix of its keys in the state_dict."""
        return self.holder + self.step.owner

    @property
    def owns(self) -> bool:
        """Whether its submodule is its own, and not one that is used again."""
        return self.owner_address == self.address


@dataclass(frozen=True)
class Plan:
    """A page in execution order.

    `forward` is what `forward` returns; `losses` those of what is minimized, in order of execution;
    `needed` are the ids on which one of them depends.
    """

    name: str
    graph: Graph
    steps: tuple[Step, ...]
    forward: tuple[PortRef, ...]
    losses: tuple[str, ...]
    needed: frozenset[str]
    problems: tuple[Problem, ...] = ()  # of the page itself; those of nodes are on their steps
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)  # of a block, as it is used here

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def held(self) -> frozenset[str]:
        """The ids whose submodules the network has."""
        return held_ids(self.steps, self.needed)

    @property
    def leaving(self) -> Mapping[str, TensorType]:
        """The types that leave a block, by its Output nodes; empty where one is not known."""
        found = {ref.node: self.by_id[ref.node].outputs.get("output") for ref in self.forward}
        return {name: tensor for name, tensor in found.items() if tensor is not None} if all(found.values()) else {}

    @cached_property
    def all_problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong on this page and in its blocks, by address."""
        found = list(self.problems)
        for step in self.steps:
            found += step.problems
            for number, copy in enumerate(dict.fromkeys(step.copies)):
                found += [problem.inside(step.copy_prefix(number)) for problem in copy.all_problems]
        return tuple(found)

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not errors(self.all_problems)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """All steps that hold no plan, in order of execution, with addresses."""
        return tuple(_leaves(self, "", "", {}, True, True))

    @cached_property
    def minimized(self) -> tuple[Leaf, ...]:
        """The leaves on which a loss depends, in order of execution."""
        found: set[str] = set()
        for leaf in reversed(self.leaves):
            if leaf.step.is_loss or leaf.address in found:
                found.add(leaf.address)
                found |= {source for sources in leaf.sources.values() for source, _ in sources}
        return tuple(leaf for leaf in self.leaves if leaf.address in found)

    @property
    def parameter_count(self) -> int:
        """Numbers that training can change, each counted once: of tied ones, those of the node they are tied to.

        Layers that the network does not hold do not count; while there is no network yet, all that are drawn do.
        """
        steps = [step for step in self.steps if step.id in self.held or not self.is_whole]
        own = sum(step.parameter_count for step in steps)
        tied = sum(
            math.prod(step.parameters[name].sized(1))
            for step in steps
            for name in step.node.tie
            if name in step.parameters
        )
        return own - tied

    @property
    def total_flops(self) -> int:
        """The forward cost of one sample, of all that is computed."""
        return sum(step.total_flops for step in self.steps if step.id in self.needed or not self.is_whole)

    @property
    def is_whole(self) -> bool:
        """Whether something is wanted of it, and all that is needed for it is known."""
        return bool(self.needed) and all(step.is_known for step in self.steps if step.id in self.needed)

    @cached_property
    def parameter_types(self) -> Mapping[str, TensorType]:
        """Every entry of the state_dict that training can change, by its key; tied ones under each of their keys."""
        return {
            f"{leaf.address}.{name}": tensor
            for leaf in self.leaves
            if leaf.owns
            for name, tensor in leaf.step.parameters.items()
        }

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def held_ids(steps: Iterable[Step], needed: frozenset[str]) -> frozenset[str]:
    """The nodes whose layers are built: those that are needed, and those whose layer a needed one shares."""
    return needed.union(step.owner for step in steps if step.id in needed)


def _leaves(
    plan: Plan,
    prefix: str,
    holder: str,
    entering: Mapping[str, tuple[tuple[str, str], ...]],
    needed: bool,
    held: bool,
) -> Iterator[Leaf]:
    """Leaves of a page at an address; `entering` gives what feeds the page's Input nodes.

    `holder` is the address of the page whose submodules these are.
    """
    leaving: dict[PortRef, tuple[str, str]] = {}  # where an output of a block use really comes from
    for step in plan.steps:
        address = f"{prefix}{step.id}"
        wanted, kept = needed and step.id in plan.needed, held and step.id in plan.held
        sources = {
            port: tuple(leaving.get(ref, (f"{prefix}{ref.node}", ref.port)) for ref in refs)
            for port, refs in step.inputs.items()
        }
        if not step.copies:
            if step.is_input and step.id in entering:
                sources = {"input": entering[step.id]}
            yield Leaf(address, step, sources, wanted, kept, holder)
            continue
        feeding = sources
        for number, copy in enumerate(step.copies):
            inner, owner = f"{prefix}{step.copy_prefix(number)}.", f"{holder}{step.copy_prefix(number, step.owner)}."
            yield from _leaves(copy, inner, owner, feeding, wanted, kept)
            results = {ref.node: (f"{inner}{ref.node}", "output") for ref in copy.forward}
            if number + 1 < len(step.copies):
                first_input = sorted(entry.id for entry in copy.steps if entry.is_input)[0]
                feeding = {**feeding, first_input: (next(iter(results.values())),)}
        for name, source in results.items():
            leaving[PortRef(step.id, name)] = source
