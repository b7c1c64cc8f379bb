"""What the rules look at: the measures of a step beside the plan, with what follows from both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.backprop.diagnosis.measures import Measures, NodeMeasure
from engine.backprop.diagnosis.thresholds import Thresholds
from engine.compiler.plan import Leaf, Plan
from engine.settings.training import TrainingSettings


@dataclass(frozen=True)
class Case:
    """A step to be judged. Without training settings no remedy speaks of them."""

    plan: Plan
    measures: Measures
    thresholds: Thresholds
    training: TrainingSettings | None = None

    @cached_property
    def leaves(self) -> Mapping[str, Leaf]:
        """The leaves on which a loss depends, by address, in order of execution."""
        return {leaf.address: leaf for leaf in self.plan.minimized}

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """For each node all on which it depends: where its gradient goes."""
        found: dict[str, frozenset[str]] = {}
        for address, leaf in self.leaves.items():
            sources = {source for many in leaf.sources.values() for source, _ in many}
            found[address] = frozenset(sources).union(*(found.get(source, frozenset()) for source in sources))
        return found

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes that read what a node gives."""
        found: dict[str, list[str]] = {}
        for address, leaf in self.leaves.items():
            for source in {source for many in leaf.sources.values() for source, _ in many}:
                found.setdefault(source, []).append(address)
        return {address: tuple(many) for address, many in found.items()}

    @cached_property
    def frozen(self) -> frozenset[str]:
        """The nodes that are frozen, layers and blocks, by address; of nested ones the outermost."""
        return frozenset(_frozen(self.plan, ""))

    @property
    def trained(self) -> Iterator[NodeMeasure]:
        """The nodes with weights that are updated."""
        return (node for node in self.measures.nodes.values() if node.trained)

    @property
    def holders(self) -> Iterator[NodeMeasure]:
        """The nodes with weights that are updated, of those that share them the first."""
        seen: set[frozenset[str]] = set()
        for node in self.trained:
            keys = frozenset(one.key for one in node.parameters.values())
            if keys not in seen:
                seen.add(keys)
                yield node

    def beside(self, address: str, others: tuple[str, ...]) -> list[Leaf]:
        """Those of the other nodes that stand on the same page, in the same copy of a block."""
        page = address.rpartition(".")[0]
        return [self.leaves[other] for other in others if other in self.leaves and other.rpartition(".")[0] == page]


def _frozen(plan: Plan, prefix: str) -> Iterator[str]:
    for step in plan.steps:
        if step.node.frozen and step.node.role != "share":
            yield f"{prefix}{step.id}"
            continue
        for number, copy in enumerate(step.copies):
            yield from _frozen(copy, f"{prefix}{step.copy_prefix(number)}.")
