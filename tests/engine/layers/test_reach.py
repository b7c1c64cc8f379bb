"""What a layer's output sees of its input, against autograd: which numbers of the input have a gradient."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import pytest
import torch

from engine.layers.catalogue import catalogue
from engine.layers.layer import LossLayer
from engine.layers.reach import (
    LONGEST_PERIOD,
    Reach,
    portions,
    resampled,
    spreading,
    window,
)
from engine.layers.tensor_type import BATCH, TensorType
from tests.engine.layers.example import Example
from tests.engine.layers.examples import EXAMPLES
from tests.engine.layers.texts_as_code import build, run

BATCH_SIZE = 2
# They see all through their statistics, which do not count as seeing.
BY_STATISTICS = {"LayerNorm", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d", "RMSNorm",
                 "BatchNorm1d", "BatchNorm2d", "BatchNorm3d"}  # fmt: skip
ALONG_CHANNELS = Example("CosineSimilarity", {"dim": 1}, {port: (TensorType((BATCH, 3, 4)),) for port in ("x1", "x2")})
ALONG_THE_LAST = Example("PairwiseDistance", {"keepdim": True}, ALONG_CHANNELS.inputs)
COPIES_AT_BORDERS = ("CircularPad", "ReflectionPad", "ReplicationPad")
TESTED = [
    example for example in (*EXAMPLES, ALONG_CHANNELS, ALONG_THE_LAST)
    if example.kind not in BY_STATISTICS
    and any(type_.is_floating for types in example.inputs.values() for type_ in types)
    and not issubclass(catalogue()[example.kind], LossLayer)
]  # fmt: skip
# Every place that the windows of these cover has a weight: what is seen has a gradient, unless it lies outside.
WITHOUT_CHOICE = ("Conv", "AvgPool", "AdaptiveAvg", "Upsample", "PixelShuffle", "Linear", "Add", "Concatenate", "Sum",
                  "Permute", "Transpose", "Slice", "Select", "Unsqueeze", "Squeeze", "Stack", "Mean")  # fmt: skip


def seen(example: Example, port: str, number: int) -> Iterator[tuple[tuple[int, ...], torch.Tensor]]:
    """For some places of the output: the place, and which numbers of one input have a gradient from there."""
    layer = example.layer
    module = build(layer, example.received)
    if module is not None:
        module.double()
    tensors = example.tensors(BATCH_SIZE, dtype=torch.float64)
    entering = tensors[port][number].requires_grad_(True)
    output = run(layer, module, tensors, example.wired)[layer.outputs[0]]
    if not output.requires_grad:
        return
    places = list(itertools.product(*(range(size) for size in output.shape)))
    for place in places[:: max(1, len(places) // 60)]:
        (gradient,) = torch.autograd.grad(output[place], entering, retain_graph=True, allow_unused=True)
        if gradient is not None:
            yield place, gradient != 0


def of_output(example: Example) -> TensorType:
    module = build(example.layer, example.received)
    found = run(example.layer, module, example.tensors(BATCH_SIZE), example.wired)[example.layer.outputs[0]]
    return TensorType((BATCH, *found.shape[1:]))


@pytest.mark.parametrize("example", TESTED, ids=lambda example: example.id)
def test_nothing_is_seen_that_the_kind_does_not_declare(example: Example) -> None:
    leaving = of_output(example)
    for port, types in example.inputs.items():
        for number, entering in enumerate(types):
            if not entering.is_floating or not entering.has_batch_first:
                continue
            reaches = example.layer.reaches(entering, leaving)
            assert all(0 < axis < len(leaving.shape) for axis in reaches)
            for place, gradient in seen(example, port, number):
                for axis, reach in reaches.items():
                    first, last = reach.at(place[axis])
                    assert 0 < reach.axis < len(entering.shape)
                    others = [other for other in range(gradient.dim()) if other != reach.axis]
                    touched = gradient.any(dim=others).nonzero().flatten() if others else gradient.nonzero().flatten()
                    size = gradient.shape[reach.axis]
                    wraps = example.layer.values.get("padding_mode", "zeros") != "zeros"
                    wraps = wraps or example.kind.startswith(COPIES_AT_BORDERS)
                    wraps = wraps or example.layer.values.get("mode") in ("reflect", "replicate", "circular")
                    if wraps and (first < 0 or last >= size):
                        continue  # copies of other places stand at the border
                    clipped = (max(0, min(first, size - 1)), min(size - 1, max(last, 0)))
                    assert all(clipped[0] <= at <= clipped[1] for at in touched.tolist()), (place, axis, reach)
                    if example.kind.startswith(WITHOUT_CHOICE) and len(touched) and first >= 0 and last < size:
                        assert (touched.min(), touched.max()) == (first, last), (place, axis, reach)


def test_kinds_that_keep_places_say_so() -> None:
    """A kind that forgets to declare would be taken for one that sees everything."""
    keeps = {
        example.kind
        for example in TESTED
        if any(example.layer.reaches(type_, of_output(example)) for types in example.inputs.values() for type_ in types)
    }
    assert {example.kind for example in TESTED} - keeps == {
        "Flatten", "Reshape", "GlobalAvgPool", "GlobalMaxPool", "RNN", "LSTM", "GRU", "MultiheadAttention",
        "TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer", "RNNCell", "LSTMCell", "GRUCell", "MatMul",
        "Softmin",  # whose example has one axis only
        "CausalMask", "Expand",  # of whose inputs one has no batch, the other gives its size alone
        "Fold", "Unfold", "Unflatten", "FractionalMaxPool2d", "FractionalMaxPool3d",  # windows at random
    }  # fmt: skip


def test_windows_multiply_onto_each_other() -> None:
    """The recurrence: size r + (k − 1)·j, stride j·s, offset u − p·j."""
    first = window(2, kernel=3, stride=2, padding=1, dilation=1)
    second = window(2, kernel=5, stride=3, padding=2, dilation=2)
    both = second.after(first)
    assert both is not None
    assert (both.size, both.advance, both.at(0)[0]) == (3 + 8 * 2, 2 * 3, -1 - 2 * 2)


def test_a_larger_value_sees_in_phases() -> None:
    doubled = resampled(2, Fraction(1, 2), "nearest")
    assert [doubled.at(place) for place in range(4)] == [(0, 0), (0, 0), (1, 1), (1, 1)]
    after = window(2, kernel=3, stride=1, padding=1, dilation=1).after(doubled)
    assert after is not None and after.size == 2
    assert [after.at(place) for place in range(4)] == [(-1, 0), (0, 1), (0, 1), (1, 2)]
    again = window(2, kernel=2, stride=2, padding=0, dilation=1).after(doubled)
    assert again == Reach(2)


def test_ways_that_meet_see_what_either_does() -> None:
    wide, narrow = window(2, 5, 1, 2, 1), window(2, 1, 1, 0, 1)
    assert wide.joined(narrow) == wide == narrow.joined(wide)
    assert wide.joined(Reach(3)) is None
    assert wide.joined(window(2, 1, 2, 0, 1)) is None
    transposed, doubled = spreading(2, 2, 2, 0, 1), resampled(2, Fraction(1, 2), "nearest")
    assert transposed.joined(doubled) == doubled


def test_parts_of_unequal_size() -> None:
    assert [portions(2, 8, 3).at(place) for place in range(3)] == [(0, 2), (2, 5), (5, 7)]
    assert portions(2, 8, 4) == Reach(2, ((0, 1),), 2)


def test_what_never_repeats_itself_is_not_followed_for_ever() -> None:
    slow = portions(2, LONGEST_PERIOD + 2, LONGEST_PERIOD + 1)
    assert portions(2, 3, 2).after(slow) is None
