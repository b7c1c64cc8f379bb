"""What `check` prints of costs as JSON, beside what it prints of the plan."""

from __future__ import annotations

from fractions import Fraction

from engine.compiler.costs.costs import Cost, Costs
from engine.compiler.costs.fields import Field

Json = object


def costs_in_all(costs: Costs) -> dict[str, Json]:
    """The sums, and the batch size for which memory is counted."""
    return {
        "multiply_adds": costs.multiply_adds,
        "activation_memory": costs.memory,
        "batch_size": costs.batch,
    }


def cost_entry(cost: Cost) -> dict[str, Json]:
    """One node: multiply-adds of one sample, bytes of one batch, and what it sees of the data."""
    return {
        "multiply_adds": cost.multiply_adds,
        "activation_memory": cost.memory,
        "receptive_field": _field(cost.field),
    }


def block_entries(costs: Costs) -> dict[str, Json]:
    """Every use of a block, and every copy of a repeated one, by its address."""
    return {
        address: {"block": cost.kind, "copies": cost.copies, "parameters": cost.parameters, **cost_entry(cost)}
        for address, cost in costs.by_address.items()
        if cost.inside
    }


def _field(field: Field | None) -> Json:
    """Null where it sees no data, `whole` where it sees all of it; else along which axes of the data how much."""
    if field is None:
        return None
    if field.is_whole:
        return "whole"
    return {
        "axes": list(field.axes),
        "size": list(field.size),
        "stride": [_number(stride) for stride in field.stride],
        "offset": list(field.offset),
    }


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
