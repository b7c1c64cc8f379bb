from __future__ import annotations

import math

import pytest
import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats, ints

AT = Place("output", "layer", "output")
SCORES = torch.tensor([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 2.0]])
LABELS = torch.tensor([1, 0, 2])


def told_of(kind: str, **params: object) -> Explanation:
    example = Example(kind, params, {"input": (floats(3),), "target": (ints(),)})
    return explain_value(recorded(example, tensors={"input": (SCORES,), "target": (LABELS,)}), AT)


def log_p(sample: int, label: int) -> float:
    row = SCORES[sample].tolist()
    return row[label] - math.log(sum(map(math.exp, row)))


def test_cross_entropy_is_the_mean_of_the_surprises() -> None:
    told = told_of("CrossEntropyLoss")
    assert [term.value for term in told.terms] == pytest.approx(
        sorted((-log_p(n, label) / 3 for n, label in enumerate(LABELS.tolist())), reverse=True)
    )
    worst = told.terms[0]
    assert worst.factors[1].symbol == r"(-\log p_{1,0})"
    assert worst.factors[1].place == Place("input", "layer", "input", (1, 0))
    note = next(note for note in told.notes if note.code == "right_class")
    assert note.arguments["sample"] == 1 and note.arguments["number"] == 0
    assert note.arguments["probability"] == pytest.approx(math.exp(log_p(1, 0)))


def test_class_weights_divide_by_their_sum() -> None:
    weight = [1.0, 2.0, 0.5]
    told = told_of("CrossEntropyLoss", weight=weight)
    total = 2.0 + 1.0 + 0.5
    expected = {label: -weight[label] * log_p(n, label) / total for n, label in enumerate(LABELS.tolist())}
    found = {int(term.factors[1].symbol[3]): term.value for term in told.terms}
    assert found == pytest.approx(expected)
    assert told.notes[0].arguments == {"total": total}


def test_label_smoothing_class_weights_and_an_ignored_class() -> None:
    weight, spread = [1.0, 2.0, 0.5], 0.3
    told = told_of("CrossEntropyLoss", weight=weight, label_smoothing=spread, ignore_index=0)
    expected = []
    for n, label in ((0, 1), (2, 2)):
        smooth = -sum(weight[c] * log_p(n, c) for c in range(3))
        expected.append(((1 - spread) * -weight[label] * log_p(n, label) + spread / 3 * smooth) / 2.5)
    assert sorted(term.value for term in told.terms) == pytest.approx(sorted(expected))
    assert abs(told.rounding) < 1e-6
    assert [note.arguments for note in told.notes if note.code == "ignored"] == [{"count": 1, "number": 0}]


def test_squares_are_told_one_by_one() -> None:
    example = Example("MSELoss", {}, {"input": (floats(2),), "target": (floats(2),)})
    given = {"input": (torch.tensor([[1.0, 5.0]]),), "target": (torch.tensor([[3.0, 4.0]]),)}
    told = explain_value(recorded(example, tensors=given), AT)
    assert [[factor.value for factor in term.factors] for term in told.terms] == [[0.5, 4.0], [0.5, 1.0]]
    assert told.terms[0].factors[1].symbol == r"\left(x_{0} - t_{0}\right)^2"
    compared = next(note for note in told.notes if note.code == "compared").arguments
    assert (compared["value"], compared["target"]) == (1.0, 3.0)
    assert compared["target_place"] == Place("input", "layer", "target", (0, 0))


def test_a_sum_divides_by_nothing() -> None:
    example = Example("L1Loss", {"reduction": "sum"}, {"input": (floats(2),), "target": (floats(2),)})
    given = {"input": (torch.tensor([[1.0, 5.0]]),), "target": (torch.tensor([[3.0, 4.0]]),)}
    assert [term.value for term in explain_value(recorded(example, tensors=given), AT).terms] == [2.0, 1.0]


def test_nothing_but_ignored_samples_is_no_number_and_is_told_as_a_whole() -> None:
    example = Example("CrossEntropyLoss", {}, {"input": (floats(3),), "target": (ints(),)})
    given = {"input": (SCORES,), "target": (torch.full((3,), -100),)}
    told = explain_value(recorded(example, tensors=given), AT)
    assert math.isnan(told.value) and told.notes[0].code == "not_taken_apart"
