"""How large a part of the whole each node is, by one measure: what bars and colours show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.compiler.costs.costs import Cost, Costs

Measure = Literal["parameters", "multiply_adds", "memory", "field"]
MEASURES: tuple[Measure, ...] = ("parameters", "multiply_adds", "memory", "field")


@dataclass(frozen=True)
class Shares:
    """The parts of one network's costs; of a receptive field, how much of the data it spans along its longest axis."""

    costs: Costs

    def of(self, cost: Cost, measure: Measure) -> float | None:
        """From 0 to 1; None where it is not known, or where nothing can be a part of the whole."""
        if measure == "field":
            return self._seen(cost)
        amount, whole = amount_of(cost, measure), self.whole(measure)
        return amount / whole if amount is not None and whole else None

    def whole(self, measure: Measure) -> int | None:
        """The sum of all nodes; None of receptive fields, which do not add up."""
        sums: Mapping[Measure, int | None] = {
            "parameters": self.costs.parameters,
            "multiply_adds": self.costs.multiply_adds,
            "memory": self.costs.memory,
        }
        return sums.get(measure)

    def _seen(self, cost: Cost) -> float | None:
        if cost.field is None:
            return None
        extents = self.costs.extents
        parts = [size / extents[axis] for axis, size in zip(cost.field.axes, cost.field.size, strict=True)]
        return min(1.0, max(parts)) if parts else 1.0


def amount_of(cost: Cost, measure: Measure) -> int | None:
    """What a node costs by one measure; of a receptive field the places that it spans, None for all."""
    match measure:
        case "parameters":
            return cost.parameters
        case "multiply_adds":
            return cost.multiply_adds
        case "memory":
            return cost.memory
    return max(cost.field.size, default=None) if cost.field is not None else None
