from __future__ import annotations

import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats

PICTURE = torch.tensor([[[[1.0, 5, 2, 0], [3, 4, 8, 7], [6, 0, 9, 1], [2, 2, 3, 5]]]])


def test_a_maximum_names_the_winner_and_who_came_next() -> None:
    example = Example("MaxPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, {"input": (floats(1, 4, 4),)})
    told = explain_value(
        recorded(example, tensors={"input": (PICTURE,)}), Place("output", "layer", "output", (0, 0, 1, 1))
    )
    (term,) = told.terms
    assert (told.value, term.factors[0].place) == (9.0, Place("input", "layer", "input", (0, 0, 2, 2)))
    (note,) = told.notes
    assert note.arguments["count"] == 9
    assert (note.arguments["value"], note.arguments["place"]) == (8.0, Place("input", "layer", "input", (0, 0, 1, 2)))


def test_a_mean_counts_its_border_or_not() -> None:
    for counted, share in ((True, 1 / 4), (False, 1 / 1)):
        params = {"kernel_size": 2, "padding": 1, "count_include_pad": counted}
        example = Example("AvgPool2d", params, {"input": (floats(1, 4, 4),)})
        recording = recorded(example, tensors={"input": (PICTURE,)})
        told = explain_value(recording, Place("output", "layer", "output", (0, 0, 2, 0)))
        ((_, number),) = [term.factors for term in told.terms if term.factors[1].value == 2.0][:1]
        assert number.place == Place("input", "layer", "input", (0, 0, 3, 0))
        corner = explain_value(recording, Place("output", "layer", "output", (0, 0, 0, 0)))
        assert [term.value for term in corner.terms] == [share * 1.0]


def test_windows_of_an_adaptive_mean_overlap() -> None:
    """Of 5 places, the first of 2 sees 0 to 2, the second 2 to 4."""
    example = Example("AdaptiveAvgPool1d", {"output_size": 2}, {"input": (floats(1, 5),)})
    recording = recorded(example, tensors={"input": (torch.tensor([[[1.0, 2, 3, 4, 5]]]),)})
    seen = []
    for place in (0, 1):
        told = explain_value(recording, Place("output", "layer", "output", (0, 0, place)))
        seen.append(sorted(term.factors[1].value for term in told.terms))
    assert seen == [[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]
