"""What weights of another size keep of what was learned: the part that stands for the same as before.

A layer that is widened keeps the numbers of its first outputs, and a layer after it those that it gave to them. That
they do stand for the same is followed along the drawing, from the layer whose outputs grew to the one that takes them:
through activations, pooling, flattening, sums. Where values are joined side by side, or heads share an axis, places
move, and the weights start anew.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from engine.compiler.plan import Leaf, Plan, Step
from engine.layers.layer import Layer
from engine.layers.shape import Flatten, Upsample
from engine.layers.tensor_type import TensorType
from engine.project.weights import Part, Weights


class _Channels(NamedTuple):
    """How many places an axis of a value has, and had when the weights were learned; the first mean the same."""

    axis: int
    old: int
    new: int


def kept_parts(plan: Plan, weights: Weights) -> dict[str, Part]:
    """By the keys of weights whose shape does not fit any more, the part of them that goes on."""
    return _Following(plan, weights).parts()


class _Following:
    """Follows grown axes through a plan."""

    def __init__(self, plan: Plan, weights: Weights) -> None:
        self._weights = weights
        self._leaves = {leaf.address: leaf for leaf in plan.leaves}
        self._known: dict[tuple[str, str], _Channels | None] = {}

    def parts(self) -> dict[str, Part]:
        found = {}
        for leaf in self._leaves.values():
            if leaf.held and leaf.owns and leaf.step.layer is not None:
                for name, tensor in {**leaf.step.parameters, **leaf.step.buffers}.items():
                    array = self._weights.get(f"{leaf.address}.{name}")
                    if array is not None and array.shape != tensor.shape:
                        part = self._part(leaf, leaf.step.layer, name, array.shape, tensor.sized(1))
                        if part is not None:
                            found[f"{leaf.address}.{name}"] = part
        return found

    def _part(self, leaf: Leaf, layer: Layer, name: str, old: tuple[int, ...], new: tuple[int, ...]) -> Part | None:
        axes = layer.weight_axes.get(name, ())
        if not axes or not len(axes) == len(old) == len(new) or old[0] % layer.stacked or new[0] % layer.stacked:
            return None
        old, new = (old[0] // layer.stacked, *old[1:]), (new[0] // layer.stacked, *new[1:])
        for axis, before, now in zip(axes, old, new, strict=True):
            if axis == "same" and before != now:
                return None
            if axis == "state" and (before, now) != (old[0], new[0]):
                return None
            if axis in ("channels", "features") and before != now:
                entering = self._entering(leaf, 1 if axis == "channels" else -1)
                if entering is None or (entering.old, entering.new) != (before, now):
                    return None
        return Part(tuple(map(min, old, new)), layer.stacked)

    def _entering(self, leaf: Leaf, axis: int) -> _Channels | None:
        """What is known of an axis of the only value that comes in."""
        given = _received(leaf)
        if len(given) != 1:
            return None
        source, received = given[0]
        found = self._leaving(*source)
        return found if found is not None and found.axis == axis % len(received.shape) else None

    def _leaving(self, address: str, port: str) -> _Channels | None:
        """What is known of an output."""
        key = (address, port)
        if key not in self._known:
            self._known[key] = None  # a cycle of blocks knows nothing
            self._known[key] = self._found(self._leaves[address], port) if address in self._leaves else None
        return self._known[key]

    def _found(self, leaf: Leaf, port: str) -> _Channels | None:
        step = leaf.step
        if step.is_input or step.is_output:  # of a block: what stands on the other side of its wall
            sources = [source for sources in leaf.sources.values() for source in sources]
            return self._leaving(*sources[0]) if len(sources) == 1 else None
        leaving = step.outputs.get(port)
        if step.layer is None or leaving is None:
            return None
        if any("out" in axes for axes in step.layer.weight_axes.values()):
            return self._made(leaf, step.layer, leaving)
        passed = {_moved(step, self._leaving(*source), received, leaving) for source, received in _received(leaf)}
        return passed.pop() if len(passed) == 1 else None

    def _made(self, leaf: Leaf, layer: Layer, leaving: TensorType) -> _Channels | None:
        """The outputs of a layer that makes its own, as many as its weights say."""
        owner = self._leaves.get(leaf.owner_address)
        axis = layer.out_axis % len(leaving.shape)
        for name, axes in layer.weight_axes.items():
            array = self._weights.get(f"{leaf.owner_address}.{name}")
            if owner is None or array is None or "out" not in axes or array.ndim != len(axes):
                continue
            place = axes.index("out")
            old, new = array.shape[place], owner.step.parameters[name].sized(1)[place]
            stacked = layer.stacked if place == 0 else 1
            return _Channels(axis, old // stacked, new // stacked)
        return None


def _received(leaf: Leaf) -> list[tuple[tuple[str, str], TensorType]]:
    """Each value that comes in: where it comes from, and its type."""
    types = leaf.step.received
    return [
        pair
        for port, sources in leaf.sources.items()
        for pair in zip(sources, types.get(port, ()), strict=False)  # what is wrong may lack a type
    ]


def _moved(step: Step, given: _Channels | None, entering: TensorType, leaving: TensorType) -> _Channels | None:
    """Where an axis of what enters a layer without outputs of its own stands in what leaves it."""
    layer = step.layer
    if given is None or layer is None:
        return None
    if isinstance(layer, Flatten):
        return _flattened(layer, given, entering)
    moved = None
    if _keeps_channels(layer) and given.axis == 1 and len(leaving.shape) > 1:
        moved = given
    else:
        for axis, reach in layer.reaches(entering, leaving).items():
            if reach.axis == given.axis and (reach.spans, reach.advance) == (((0, 0),), 1):
                moved = given._replace(axis=axis)
    return moved if moved is not None and leaving.shape[moved.axis] == moved.new else None


def _keeps_channels(layer: Layer) -> bool:
    """Whether each channel that leaves is made of the one at the same place."""
    is_by_channel = any("channels" in axes for axes in layer.weight_axes.values())  # a depthwise convolution
    return layer.category == "pooling" or isinstance(layer, Upsample) or is_by_channel


def _flattened(layer: Flatten, given: _Channels, entering: TensorType) -> _Channels | None:
    """The places of a channel stand side by side: with more channels, more such rows follow."""
    count = len(entering.shape)
    start, end = layer.start_dim % count, layer.end_dim % count
    if given.axis < start:
        return given
    if given.axis > end:
        return given._replace(axis=given.axis - (end - start))
    if given.axis != start:
        return None
    each = math.prod(entering.sized(1)[start + 1 : end + 1])
    return _Channels(start, given.old * each, given.new * each)
