"""The costs of a network as a tree: nodes, blocks, the copies of a repeated block and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.compiler.costs.fields import Field, Value, fields
from engine.compiler.costs.memory import MemoryMeter
from engine.compiler.plan import Leaf, Plan, Step
from engine.compiler.report import parameter_count
from engine.layers.tensor_type import TensorType
from engine.project.project import MAIN, Project

FLOPS_OF_ONE = 2  # torch counts a multiplication and an addition as two


@dataclass(frozen=True)
class Cost:
    """What one node costs, or a block with all that stands in it.

    `multiply_adds` are those of one sample, forward; `memory` the bytes of one batch, None where it is not known (not
    yet, or what comes before is wrong). `is_counted` says whether it is part of the sums: what no loss and no Output
    depends on is not computed. `copies` is above 1 for a block that is repeated.
    """

    address: str
    step: Step
    output: TensorType | None
    parameters: int
    multiply_adds: int
    memory: int | None
    field: Field | None
    inside: tuple[Cost, ...] = ()
    is_counted: bool = True
    copies: int = 1

    @property
    def kind(self) -> str:
        return self.step.kind

    def walk(self) -> Iterator[Cost]:
        """This one and all that stands in it, from the outside in."""
        yield self
        for cost in self.inside:
            yield from cost.walk()


@dataclass(frozen=True)
class Costs:
    """The costs of a whole network: by node of the main page, and in all.

    `extents` is how long each axis of the data is, the longest of all Inputs: what a receptive field can span.
    """

    nodes: tuple[Cost, ...]
    parameters: int
    batch: int
    precision: str
    extents: Mapping[int, int]

    @cached_property
    def by_address(self) -> Mapping[str, Cost]:
        """Every node, block and copy, by its address."""
        return {cost.address: cost for top in self.nodes for cost in top.walk()}

    def of_page(self, page: str) -> tuple[Cost, ...]:
        """The nodes of a page; of a block's those of its first use, none where it is not used."""
        if page == MAIN:
            return self.nodes
        return next((cost.inside for cost in self.by_address.values()
                     if cost.inside and cost.copies == 1 and cost.kind == page), ())  # fmt: skip

    @property
    def multiply_adds(self) -> int:
        return sum(cost.multiply_adds for cost in self.nodes if cost.is_counted)

    @property
    def memory(self) -> int | None:
        """The bytes of one batch in all; None before they were counted."""
        return _sum([cost.memory for cost in self.nodes if cost.is_counted])


def costs_of(plan: Plan, project: Project, meter: MemoryMeter | None = None) -> Costs:
    """Everything that a plan costs, at the batch size and in the number type of the project's training settings."""
    settings = project.training
    meter = meter or MemoryMeter()
    return put_together(plan, project, meter.bytes_of(plan, settings.batch_size, settings.precision))


def put_together(plan: Plan, project: Project, memory: Mapping[str, int] | None = None) -> Costs:
    """The costs of a plan, with the memory of each leaf as far as it was counted."""
    maker = _Maker({leaf.address: leaf for leaf in plan.leaves}, fields(plan), memory or {})
    settings = project.training
    nodes, extents = tuple(maker.page(plan, "")), _extents(plan)
    return Costs(nodes, plan.parameter_count, settings.batch_size, settings.precision, extents)


def _extents(plan: Plan) -> dict[int, int]:
    found: dict[int, int] = {}
    for step in plan.steps:
        for axis, size in enumerate(step.outputs["output"].sized(1) if step.is_input and step.is_known else ()):
            found[axis] = max(size, found.get(axis, 0))
    return found


class _Maker:
    def __init__(self, leaves: Mapping[str, Leaf], seen: Mapping[Value, Field], memory: Mapping[str, int]) -> None:
        self._leaves, self._fields, self._memory = leaves, seen, memory

    def page(self, plan: Plan, prefix: str) -> Iterator[Cost]:
        for step in plan.steps:
            is_counted = step.id in plan.needed or not plan.is_whole
            yield self.node(step, prefix, is_counted)

    def node(self, step: Step, prefix: str, is_counted: bool) -> Cost:
        address = f"{prefix}{step.id}"
        output = next(iter(step.outputs.values()), None)
        if not step.copies:
            return self.leaf(self._leaves[address], output, is_counted)
        copies = []
        for number, copy in enumerate(step.copies):
            place = f"{prefix}{step.copy_prefix(number)}"
            copies.append(self.block(place, step, copy, tuple(self.page(copy, f"{place}.")), is_counted))
        if not step.is_repeated:
            return copies[0]
        return Cost(
            address, step, output, sum(copy.parameters for copy in copies),
            sum(copy.multiply_adds for copy in copies), _sum([copy.memory for copy in copies]), copies[-1].field,
            tuple(copies), is_counted, len(copies),
        )  # fmt: skip

    def block(self, address: str, step: Step, plan: Plan, inside: tuple[Cost, ...], is_counted: bool) -> Cost:
        """One copy of a block: the sum of what is computed in it."""
        counted = [cost for cost in inside if cost.is_counted]
        first = plan.forward[0] if plan.forward else None
        output = plan.by_id[first.node].outputs.get("output") if first is not None else None
        field = self._fields.get((f"{address}.{first.node}", "output")) if first is not None else None
        return Cost(
            address, step, output, sum(cost.parameters for cost in counted),
            sum(cost.multiply_adds for cost in counted), _sum([cost.memory for cost in counted]), field, inside,
            is_counted,
        )  # fmt: skip

    def leaf(self, leaf: Leaf, output: TensorType | None, is_counted: bool) -> Cost:
        step = leaf.step
        port = next(iter(step.outputs), "")
        return Cost(
            leaf.address, step, output, parameter_count(leaf), step.flops // FLOPS_OF_ONE,
            self._memory.get(leaf.address), self._fields.get((leaf.address, port)), (), is_counted,
        )  # fmt: skip


def _sum(numbers: list[int | None]) -> int | None:
    """What is known, added up; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
