"""Every gradient of a step is what its explanation adds up to, over the whole catalogue."""

from __future__ import annotations

import re
from functools import cache

import torch
import ziamath
from pytest import mark
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.gradient import answer_of, explain_gradient, question_at
from engine.backprop.explain.backward.jacobian import column
from engine.backprop.explain.backward.question import Question
from engine.backprop.explain.backward.registry import RULES
from engine.backprop.explain.latex import latex
from engine.backprop.explain.notes import NOTES
from engine.layers.catalogue import catalogue
from engine.project.project import Project
from tests.engine.backprop.explain.backward.adding_up import assert_adds_up, rehearsed, some_places
from tests.engine.backprop.test_taken_apart import DRAWABLE
from tests.engine.layers.examples import Example
from tests.engine.projects import ALL
from tests.engine.whole_steps import batch_of, project_of_example


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_every_gradient_of_every_kind_adds_up(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True, bent=True)
    recording = rehearsed(project, batch)
    places = list(some_places(recording, 3))
    assert places
    for place in places:
        assert_adds_up(recording, explain_gradient(recording, place))


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_every_gradient_of_whole_networks_adds_up(project: Project) -> None:
    recording = rehearsed(project, batch_of(project))
    for place in some_places(recording, 3):
        assert_adds_up(recording, explain_gradient(recording, place))


def dense(question: Question, answer: Answer) -> dict[str, Tensor]:
    """The whole column that an answer's rows stand for."""
    found = {}
    for way in answer.ways:
        whole = torch.zeros(question.output(way.port).numel(), dtype=torch.float64)
        found[way.port] = whole.index_add(0, way.at, way.derivatives).reshape(question.output(way.port).shape)
    return found


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_formulas_agree_with_autograd(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True, bent=True)
    recording = rehearsed(project, batch)
    for place in some_places(recording, 4, seed=1):
        if place.quantity not in ("grad_input", "grad_parameter") or place.address != "layer":
            continue
        question = question_at(recording, place)
        answer = answer_of(question)
        if answer.derived == "autograd" or example.params.get("scale_grad_by_freq"):  # that one is no derivative
            continue
        if any(way.of == "inside" for way in answer.ways):  # those go by way of gradients with an oracle of their own
            continue
        ours, theirs = dense(question, answer), column(question)
        for port in {*ours, *theirs}:
            zeros = torch.zeros(question.output(port).shape, dtype=torch.float64)
            torch.testing.assert_close(ours.get(port, zeros), theirs.get(port, zeros), rtol=1e-5, atol=1e-7)


def test_the_common_kinds_have_formulas() -> None:
    assert set(RULES) <= set(catalogue())
    table = {kind.kind() for kind in catalogue().by_category["more_of_torch"]}  # these are told by autograd
    left = set(catalogue()) - set(RULES) - table
    assert left <= {"Input", "Output", "Identity", "Constant", "OneHot", "CausalMask", "Noise", "MultiMarginLoss",
                    "MultiLabelMarginLoss", "MultiLabelSoftMarginLoss", "MarginRankingLoss", "CosineEmbeddingLoss",
                    "TripletMarginLoss", "GaussianNLLLoss"}, left  # fmt: skip


COMMON = {"Linear", "Embedding", "CrossEntropyLoss", "MSELoss", "RNN", "LSTM", "GRU", "MultiheadAttention",
          "TransformerEncoderLayer", "Add", "Multiply", "Concatenate"}  # fmt: skip
FAMILIES = {
    "convolution",
    "pooling",
    "normalization",
    "dropout",
    "activation",
    "recurrent",
}
BY_HAND = [one for one in DRAWABLE if one.kind in COMMON or one.layer.category in FAMILIES]


@mark.parametrize("example", BY_HAND, ids=lambda example: example.id)
def test_the_common_kinds_are_told_by_formulas(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True, bent=True)
    recording = rehearsed(project, batch)
    for place in some_places(recording, 2, seed=3):
        if place.address == "layer" and place.quantity in ("grad_input", "grad_parameter", "grad_inside"):
            assert explain_gradient(recording, place).derived == "formula", place


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_every_formula_can_be_set_and_every_note_read(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True, bent=True)
    recording = rehearsed(project, batch)
    for number, place in enumerate(some_places(recording, 1, seed=2)):
        if place.address != "layer" or place.quantity == "gradient":
            continue
        told = explain_gradient(recording, place)
        assert all(NOTES[note.code].format_map(note.arguments) for note in told.notes)
        texts = [told.formula if number else latex(told)]
        texts += [factor.symbol for term in told.terms[:1] for factor in term.factors]
        texts += [str(note.arguments["formula"]) for note in told.notes if "formula" in note.arguments]
        for text in texts:
            assert "<" not in text.replace(" < ", ""), text
            assert settable(re.sub(r"mathrm\{[^{}]*\}", "mathrm{a}", re.sub(r"\d+", "1", text))), text


@cache
def settable(text: str) -> bool:
    """Whether ziamath sets it; asked once for formulas that differ in a number or a name only."""
    return "<svg" in ziamath.Latex(text).svg()
