"""The receptive field of every value: which places of the data it sees, by the recurrence of layer on layer.

Size, stride and offset are those of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural
Networks" (Distill, 2019): a window of k places multiplies onto the stride before it, strides multiply, and where ways
meet, what is seen on any of them counts. Places that padding adds are counted, so that a field may be larger than the
picture. Means and variances of a normalization do not count as seeing; along an axis that a layer mixes, and after
layers that keep no places (Flatten, attention), the whole is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.compiler.plan import Leaf, Plan
from engine.layers.reach import Reach, Reaches
from engine.layers.tensor_type import TensorType

Value = tuple[str, str]  # the address of a leaf, and its output port
PLACES_FROM = 4  # dimensions from which on the second is that of channels, which are no places


@dataclass(frozen=True)
class Field:
    """What a value sees of the data: along axes of the Inputs, of the others the whole; `reaches` by its own axis."""

    reaches: Reaches

    @property
    def is_whole(self) -> bool:
        """Whether everything is seen at every place."""
        return not self.reaches

    @property
    def _along(self) -> list[Reach]:
        return sorted(self.reaches.values(), key=lambda reach: reach.axis)

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes of the Inputs along which not everything is seen."""
        return tuple(reach.axis for reach in self._along)

    @property
    def size(self) -> tuple[int, ...]:
        """How many places are seen along each of these axes."""
        return tuple(reach.size for reach in self._along)

    @property
    def stride(self) -> tuple[Fraction, ...]:
        """How far what is seen moves from one place to the next; below 1 where the value was made larger."""
        return tuple(Fraction(reach.advance, len(reach.spans)) for reach in self._along)

    @property
    def offset(self) -> tuple[int, ...]:
        """The first place that place 0 sees; negative in what was padded."""
        return tuple(reach.at(0)[0] for reach in self._along)

    def __hash__(self) -> int:
        return hash(self.axes)


WHOLE = Field({})


def fields(plan: Plan) -> Mapping[Value, Field]:
    """The field of every value that is known and comes from data, by the leaf and the port it leaves."""
    found: dict[Value, Field] = {}
    for leaf in plan.leaves:
        for port, leaving in leaf.step.outputs.items():
            field = _field(leaf, leaving, found)
            if field is not None:
                found[leaf.address, port] = field
    return found


def _field(leaf: Leaf, leaving: TensorType, found: Mapping[Value, Field]) -> Field | None:
    step = leaf.step
    if step.is_input and not leaf.sources:
        return _of_data(leaving)
    if step.is_input:  # of a block: what enters it
        return found.get(leaf.sources["input"][0])
    layer = step.layer
    entering = (
        (found.get(source), type_)
        for port, sources in leaf.sources.items()
        for source, type_ in zip(sources, step.received[port], strict=True)
    )
    if layer is None:
        return None
    return _joined([_through(field, layer.reaches(type_, leaving)) for field, type_ in entering if field is not None])


def _of_data(type_: TensorType) -> Field | None:
    """Each place sees itself; a single number for each sample has no places."""
    count = len(type_.shape)
    first = 2 if count >= PLACES_FROM else 1
    return Field({axis: Reach(axis) for axis in range(first, count)}) if count > 1 else None


def _through(field: Field, reaches: Reaches) -> Field:
    """What is seen through one layer more."""
    seen = {}
    for axis, reach in reaches.items():
        before = field.reaches.get(reach.axis)
        through = reach.after(before) if before is not None else None
        if through is not None:
            seen[axis] = through
    return Field(seen)


def _joined(fields: Iterable[Field]) -> Field | None:
    """What is seen on any of several ways; None without any."""
    result: Field | None = None
    for field in fields:
        if result is None:
            result = field
            continue
        pairs = {axis: reach.joined(field.reaches[axis])
                 for axis, reach in result.reaches.items() if axis in field.reaches}  # fmt: skip
        result = Field({axis: both for axis, both in pairs.items() if both is not None})
    return result
