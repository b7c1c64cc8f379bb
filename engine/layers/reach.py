"""Which places of a layer's input a place of its output sees, axis by axis: what receptive fields are made of."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.layers.tensor_type import TensorType

FINEST_SCALE = 1000  # the largest denominator with which a scale factor is counted
LONGEST_PERIOD = 4096  # places; what repeats itself later than that counts as seeing the whole axis


@dataclass(frozen=True)
class Reach:
    """Place o along an axis of the output sees the places of one axis of the input from the first to the last.

    `spans` holds them for the first places; `len(spans)` places further on, all lies `advance` further on. They may lie
    outside: what is added at a border is seen, too.
    """

    axis: int
    spans: tuple[tuple[int, int], ...] = ((0, 0),)
    advance: int = 1

    @property
    def size(self) -> int:
        """How many places are seen at once, where it is most."""
        return max(last - first for first, last in self.spans) + 1

    def at(self, place: int) -> tuple[int, int]:
        """The first and the last place that this one sees."""
        turns, phase = divmod(place, len(self.spans))
        first, last = self.spans[phase]
        return first + turns * self.advance, last + turns * self.advance

    def over(self, first: int, last: int) -> tuple[int, int]:
        """The first and the last place that any of several neighbours sees."""
        period = len(self.spans)
        firsts, lasts = range(first, min(last, first + period - 1) + 1), range(max(first, last - period + 1), last + 1)
        return min(self.at(place)[0] for place in firsts), max(self.at(place)[1] for place in lasts)

    def after(self, before: Reach) -> Reach | None:
        """What is seen through two layers, this one being the second; None where no period is short enough."""
        turns = len(before.spans) // math.gcd(self.advance, len(before.spans))
        period = len(self.spans) * turns
        if period > LONGEST_PERIOD:
            return None
        spans = tuple(before.over(*self.at(place)) for place in range(period))
        advance = before.advance * self.advance * turns // len(before.spans)
        return _shortest(Reach(before.axis, spans, advance))

    def joined(self, other: Reach) -> Reach | None:
        """What is seen on either of two ways; None where they run apart along the axis."""
        if self.axis != other.axis or self.advance * len(other.spans) != other.advance * len(self.spans):
            return None
        period = math.lcm(len(self.spans), len(other.spans))
        if period > LONGEST_PERIOD:
            return None
        pairs = [(self.at(place), other.at(place)) for place in range(period)]
        spans = tuple((min(one[0], two[0]), max(one[1], two[1])) for one, two in pairs)
        return _shortest(Reach(self.axis, spans, self.advance * period // len(self.spans)))


Reaches = Mapping[int, Reach]  # by the axis of the output; one that is not named sees the whole


def _shortest(reach: Reach) -> Reach:
    """The same with one span, where each place sees as the first does."""
    period = len(reach.spans)
    if period == 1 or reach.advance % period:
        return reach
    simple = Reach(reach.axis, reach.spans[:1], reach.advance // period)
    return simple if all(simple.at(place) == reach.spans[place] for place in range(period)) else reach


def same_places(entering: TensorType, leaving: TensorType, mixed: Collection[int] = ()) -> Reaches:
    """Each place sees the one at the same place: of axes counted from the end, as torch broadcasts.

    Along `mixed` axes of the output all places see each other.
    """
    count = len(leaving.shape)
    shift = count - len(entering.shape)
    apart = {axis % count for axis in mixed} if count else set()
    return {
        axis: Reach(axis - shift)
        for axis in range(max(1, shift + 1), count)
        if axis not in apart and entering.shape[axis - shift] == leaving.shape[axis]
    }


def moved_axes(order: Mapping[int, int]) -> Reaches:
    """Each place sees the one at the same place of another axis: by the axis of the output that of the input."""
    return {to: Reach(source) for to, source in order.items() if to > 0 and source > 0}


def opened_axis(dim: int, entering: TensorType) -> Reaches:
    """A new axis before the one at `dim`, at which every place sees the same."""
    count = len(entering.shape)
    new = dim % (count + 1)
    return moved_axes({axis + (axis >= new): axis for axis in range(count)})


def closed_axes(dims: Collection[int], entering: TensorType, keepdim: bool = False) -> Reaches:
    """Some axes gone, of each of which one place is left, or all are put together."""
    count = len(entering.shape)
    gone = {dim % count for dim in dims}
    kept = [axis for axis in range(count) if axis not in gone]
    return moved_axes({axis if keepdim else place: axis for place, axis in enumerate(kept)})


def exchanged_axes(one: int, other: int, entering: TensorType) -> Reaches:
    """Two axes, each in the other's place."""
    count = len(entering.shape)
    exchanged = {one % count: other % count, other % count: one % count}
    return moved_axes({axis: exchanged.get(axis, axis) for axis in range(count)})


def cut_axis(dim: int, places: slice, entering: TensorType) -> Reaches:
    """Some places of an axis, all of the others."""
    count = len(entering.shape)
    kept = range(entering.sized(1)[dim])[places]
    others = moved_axes({axis: axis for axis in range(count)})
    return {**others, dim % count: Reach(dim % count, ((kept.start, kept.start),), kept.step)}


def padded_axes(pad: Sequence[int], entering: TensorType) -> Reaches:
    """Places before and after the last axis, then the one before it; what stands there counts as if it went on."""
    count = len(entering.shape)
    before = {count - 1 - pair: places for pair, places in enumerate(pad[::2])}
    return {axis: Reach(axis, ((-before.get(axis, 0),) * 2,)) for axis in range(1, count)}


def resized_axes(
    entering: TensorType,
    leaving: TensorType,
    mode: str,
    scale: float | Sequence[float] | None = None,
    has_corners: bool = False,
) -> Reaches:
    """All axes after the channels read at other places, `scale` times as many; without it, as the sizes say."""
    found = {}
    for axis in range(2, len(leaving.shape)):
        size, count = entering.sized(1)[axis], leaving.sized(1)[axis]
        ratio = Fraction(size, count)
        if has_corners and count > 1:
            ratio = Fraction(size - 1, count - 1)
        elif scale is not None:
            given = scale[axis - 2] if isinstance(scale, Sequence) else scale
            ratio = 1 / Fraction(given).limit_denominator(FINEST_SCALE)
        found[axis] = resampled(axis, ratio, mode, has_corners)
    return found


def window(axis: int, kernel: int, stride: int, padding: int, dilation: int) -> Reach:
    """A window that moves along an axis: a convolution, a pooling."""
    return Reach(axis, ((-padding, dilation * (kernel - 1) - padding),), stride)


def spreading(axis: int, kernel: int, stride: int, padding: int, dilation: int) -> Reach:
    """A window that is written to from each place: a transposed convolution."""
    spans = []
    for place in range(padding, padding + stride):
        found = [(place - dilation * tap) // stride for tap in range(kernel) if not (place - dilation * tap) % stride]
        found = found or [place // stride]  # a place between the windows holds the bias alone
        spans.append((min(found), max(found)))
    return _shortest(Reach(axis, tuple(spans), 1))


def portions(axis: int, size: int, count: int) -> Reach:
    """An axis cut into parts of nearly equal size, each of which becomes one place: adaptive pooling."""
    common = math.gcd(size, count)
    period = count // common
    spans = tuple((place * size // count, -(-(place + 1) * size // count) - 1) for place in range(period))
    return _shortest(Reach(axis, spans, size // common))


def resampled(axis: int, ratio: Fraction, mode: str, has_corners: bool = False) -> Reach:
    """An axis read at other places, `ratio` apart: by the nearest place, or between neighbours."""
    spans = []
    for place in range(ratio.denominator):
        if mode.startswith("nearest"):
            at = math.floor((place + Fraction(mode == "nearest-exact", 2)) * ratio)
            spans.append((at, at))
            continue
        real = place * ratio if has_corners else (place + Fraction(1, 2)) * ratio - Fraction(1, 2)
        more = 1 if mode == "bicubic" and real.denominator > 1 else 0
        spans.append((math.floor(real) - more, math.ceil(real) + more))
    return _shortest(Reach(axis, tuple(spans), ratio.numerator))
