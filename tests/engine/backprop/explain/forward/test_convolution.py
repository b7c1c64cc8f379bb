from __future__ import annotations

import itertools

import pytest
import torch
from pytest import mark
from torch import Tensor

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explain.forward.windows import padded_place
from engine.backprop.explanation import Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats

ALL = 10_000  # terms: every one by name


def found_terms(recording: object, index: tuple[int, ...]) -> dict[tuple[tuple[int, ...], tuple[int, ...]], float]:
    """The products of a convolution by the places of weight and input."""
    told = explain_value(recording, Place("output", "layer", "output", index), most=ALL)  # type: ignore[arg-type]
    found = {}
    for term in told.terms:
        places = [factor.place for factor in term.factors]
        if len(places) == 2:
            w, x = places
            assert w is not None and x is not None and (w.name, x.quantity) == ("weight", "input")
            found[w.index, x.index] = term.value
        else:
            assert places == [Place("parameter", "layer", "bias", (index[1],))]
    return found


def test_a_convolution_with_stride_padding_dilation_and_groups_by_hand() -> None:
    params = {"out_channels": 4, "kernel_size": [3, 2], "stride": [2, 1], "padding": [2, 1], "dilation": [1, 2],
              "groups": 2}  # fmt: skip
    recording = recorded(Example("Conv2d", params, {"input": (floats(4, 6, 5),)}), batch=2)
    x: Tensor = recording.computed["layer"].cuts["input_0", "output"]
    weight = dict(recording.network.module.named_parameters())["layer.weight"]
    for sample, out, row, column in ((0, 0, 0, 0), (1, 3, 2, 4), (1, 1, 3, 2), (0, 2, 1, 0)):
        expected = {}
        for channel, i, j in itertools.product(range(2), range(3), range(2)):
            r, c = 2 * row - 2 + i, column - 1 + 2 * j
            source = (sample, channel + 2 * (out // 2), r, c)
            if 0 <= r < 6 and 0 <= c < 5:
                expected[(out, channel, i, j), source] = float(weight[out, channel, i, j]) * float(x[source])
        assert found_terms(recording, (sample, out, row, column)) == pytest.approx(expected)


def test_a_transposed_convolution_by_hand() -> None:
    params = {"out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1, "groups": 2}
    recording = recorded(Example("ConvTranspose1d", params, {"input": (floats(4, 5),)}), batch=2)
    x: Tensor = recording.computed["layer"].cuts["input_0", "output"]
    weight = dict(recording.network.module.named_parameters())["layer.weight"]
    for sample, out, at in ((0, 0, 0), (1, 3, 9), (1, 2, 4), (0, 1, 5)):
        expected = {}
        for channel, q, k in itertools.product(range(2 * (out // 2), 2 * (out // 2) + 2), range(5), range(3)):
            if 2 * q - 1 + k == at:
                value = float(weight[channel, out % 2, k]) * float(x[sample, channel, q])
                expected[(channel, out % 2, k), (sample, channel, q)] = value
        assert found_terms(recording, (sample, out, at)) == pytest.approx(expected)


def test_the_formula_names_the_window() -> None:
    params = {"out_channels": 2, "kernel_size": 3, "stride": 2, "padding": 1}
    recording = recorded(Example("Conv2d", params, {"input": (floats(1, 6, 6),)}), batch=1)
    told = explain_value(recording, Place("output", "layer", "output", (0, 1, 0, 2)))
    assert told.formula == r"y_{1,0,2} = \sum_{c,i,j} w_{1,c,i,j}\, x_{c,i-1,3+j} + b_{1}"
    assert [note.arguments for note in told.notes if note.code == "outside_window"] == [{"count": 3, "total": 9}]


@mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_borders_show_the_places_that_torch_shows(mode: str) -> None:
    numbers = torch.arange(5.0).reshape(1, 1, 5)
    padded = torch.nn.functional.pad(numbers, (3, 4), mode=mode)[0, 0]
    assert [padded_place(place - 3, 5, mode) for place in range(12)] == padded.tolist()
    assert padded_place(-1, 5, "zeros") is None
