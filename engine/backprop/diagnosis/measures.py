"""What is measured at the nodes of a step: plain numbers, from a recording or from a look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

EdgeEnd = tuple[str, str, int]  # where an edge ends: address, port, place among the edges of that port


@dataclass(frozen=True)
class Branch:
    """What one of several consumers brings to the gradient of a value.

    `norm` is the L2 norm of its share. `projection` is ⟨share, total⟩ / ‖total‖²: how much of the total it makes up,
    negative where it works against the rest; those of all branches add up to 1. None where only norms are known, or
    the total is zero.
    """

    end: EdgeEnd
    norm: float
    projection: float | None = None


@dataclass(frozen=True)
class Units:
    """The units of a node: its channels or features.

    `values` is how many values there are of each. `silent` are those to which no gradient comes at all, None where
    the node has no gradient. `dead` are 0 for every sample and place, and flat there: of a ReLU and its like, None for
    others. `saturated` is the part of the values on a flat stretch of a function that has one on both sides, None for
    others.
    """

    count: int
    values: int
    silent: int | None = None
    dead: int | None = None
    saturated: float | None = None


@dataclass(frozen=True)
class ParameterMeasure:
    """A parameter as a node uses it: L2 norms of the weights, of the whole gradient, and of what the update changed.

    `gain` is what this use contributes to its gradient, over what arrives at the node. None where there is nothing
    to tell: a frozen parameter has no gradient, a look knows no change.
    """

    key: str
    weight: float | None
    gradient: float | None = None
    change: float | None = None
    gain: float | None = None

    @property
    def ratio(self) -> float | None:
        """‖change‖ / ‖weights‖; None where all weights are 0."""
        return quotient(self.change, self.weight)


@dataclass(frozen=True)
class NodeMeasure:
    """The gradient at a node, as L2 norms.

    `gradient` arrives at its outputs, all consumers summed; `reached` is the same over what the losses send back.
    `sent` goes back along each edge into the node, by (port, place), `gains` is that over `gradient`, and `gain` all
    edges together. `strongest` and `weakest` are the products of gains along the strongest and the weakest path from
    a loss; `before_strongest` and `before_weakest` name the node that comes before this one on them.
    """

    address: str
    kind: str
    gradient: float | None = None
    reached: float | None = None
    sent: Mapping[tuple[str, int], float] = field(default_factory=dict)
    gains: Mapping[tuple[str, int], float] = field(default_factory=dict)
    gain: float | None = None
    strongest: float | None = None
    weakest: float | None = None
    before_strongest: str = ""
    before_weakest: str = ""
    branches: Mapping[str, tuple[Branch, ...]] = field(default_factory=dict)  # by output port, where there are several
    units: Units | None = None
    parameters: Mapping[str, ParameterMeasure] = field(default_factory=dict)
    trained: bool = False  # whether it has a parameter that is updated

    @property
    def weight(self) -> float | None:
        """The norm of all its trained weights together."""
        return _together(one.weight for one in self._trained)

    @property
    def change(self) -> float | None:
        """The norm of what the update changed in them."""
        return _together(one.change for one in self._trained)

    @property
    def parameter_gradient(self) -> float | None:
        """The norm of their gradients."""
        return _together(one.gradient for one in self._trained)

    @property
    def ratio(self) -> float | None:
        """The part of its weights that the update changed."""
        return quotient(self.change, self.weight)

    @property
    def _trained(self) -> list[ParameterMeasure]:
        by_key = {one.key: one for one in self.parameters.values() if one.gradient is not None}
        return list(by_key.values())


@dataclass(frozen=True)
class NotFinite:
    """The first number that is none: at which node, of what, and whether it is NaN or infinite."""

    address: str
    quantity: Literal["weight", "value", "gradient"]
    shown: Literal["NaN", "infinite"]
    name: str = ""  # of the weight


@dataclass(frozen=True)
class Measures:
    """A step as it was measured. `nodes` are those on which a loss depends, in order of execution.

    `sent_back` is the norm of what the losses send back towards layers, all edges together. A step that is not whole
    ended early.
    """

    nodes: Mapping[str, NodeMeasure]
    loss: float | None = None
    sent_back: float | None = None
    not_finite: NotFinite | None = None
    is_whole: bool = True

    def path(self, address: str, weakest: bool = False) -> tuple[str, ...]:
        """The nodes from the loss to this one, along which the product of gains is largest, or smallest."""
        found: list[str] = []
        while address and address in self.nodes:
            found.append(address)
            node = self.nodes[address]
            address = node.before_weakest if weakest else node.before_strongest
        return tuple(reversed(found))


def quotient(part: float | None, whole: float | None) -> float | None:
    """One norm over another; None where one is missing, is no finite number, or the second is zero."""
    if part is None or not whole or not math.isfinite(part) or not math.isfinite(whole):
        return None
    return part / whole


def _together(norms: Iterable[float | None]) -> float | None:
    present = [norm for norm in norms if norm is not None]
    return math.hypot(*present) if present else None
