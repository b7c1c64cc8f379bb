"""Every gradient of a step is what its explanation adds up to, over the whole catalogue."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from functools import cache

import torch
import ziamath
from pytest import mark
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer
from engine.backprop.explain.backward.gradient import answer_of, explain_gradient, question_at
from engine.backprop.explain.backward.jacobian import column
from engine.backprop.explain.backward.question import Question, exact
from engine.backprop.explain.backward.registry import RULES
from engine.backprop.explain.latex import latex
from engine.backprop.explanation import Explanation, Place, Quantity
from engine.backprop.places import number_at, tensor_at
from engine.backprop.recording import Recording, rehearse
from engine.layers.catalogue import catalogue
from engine.project.project import Project
from tests.engine.backprop.test_taken_apart import DRAWABLE
from tests.engine.layers.examples import Example
from tests.engine.projects import ALL
from tests.engine.whole_steps import SEED, batch_of, built, optimizer_for, project_of_example

TOLERANCE = 1e-4  # of float32 sums, in parts of what was added


def rehearsed(project: Project, batch: dict[str, Tensor]) -> Recording:
    network = built(project)
    torch.manual_seed(SEED)
    told = rehearse(network, batch, optimizer_for(network))
    assert told.problem is None
    return told


def gradients(recording: Recording) -> Iterator[tuple[Quantity, str, str, Tensor]]:
    """All tensors of gradients of a step."""
    for address, one in recording.computed.items():
        sent = recording.backward[address]
        many: list[tuple[Quantity, list[str]]] = [
            ("grad_output", list(sent.grad_outputs)),
            ("grad_input", list(sent.grad_inputs)),
            ("grad_parameter", list(sent.grad_parameters)),
            ("gradient", one.stop.all_parameters()),
        ]
        for quantity, names in many:
            for name in names:
                tensor = tensor_at(recording, quantity, address, name)
                if tensor is not None:
                    yield quantity, address, name, tensor


def some_places(recording: Recording, each: int, seed: int = 0) -> Iterator[Place]:
    """Places in every gradient of a step: of the largest number, and at random."""
    draw = random.Random(seed)
    for quantity, address, name, tensor in gradients(recording):
        if tensor.numel():
            flat = [int(tensor.abs().argmax()), *(draw.randrange(tensor.numel()) for _ in range(each - 1))]
            for number in dict.fromkeys(flat):
                yield Place(
                    quantity,
                    address,
                    name,
                    tuple(int(n) for n in torch.unravel_index(torch.tensor(number), tensor.shape)),
                )


def magnitude(recording: Recording, place: Place) -> float:
    """The sum of what was added, each without its sign."""
    if place.quantity not in ("grad_input", "grad_parameter"):
        told = explain_gradient(recording, place, most=1000)
        return math.fsum(abs(term.value) for term in told.terms)
    question = question_at(recording, place)
    total = 0.0
    for way in answer_of(question).ways:
        gradient = question.grad(way.port)
        if gradient is not None:
            total += float((exact(gradient).reshape(-1)[way.at] * way.derivatives).abs().sum())
    return total


def assert_adds_up(recording: Recording, told: Explanation, tolerance: float = TOLERANCE) -> None:
    place = told.place
    assert told.value == number_at(recording, place)
    assert math.isclose(told.rounding, told.value - told.total, abs_tol=1e-12 * abs(told.value))
    size = magnitude(recording, place)
    shown = math.fsum(abs(term.value) for term in told.terms) + abs(told.rest)
    tensor = tensor_at(recording, place.quantity, place.address, place.name)
    assert tensor is not None
    noise = 1e-6 * float(tensor.abs().max())  # a gradient that is exactly 0, as of a key's bias, is noise in float32
    assert abs(told.rounding) <= tolerance * max(size, shown) + noise, (place, told)
    assert [abs(term.value) for term in told.terms] == sorted((abs(term.value) for term in told.terms), reverse=True)
    assert told.rest_count == 0 or len(told.terms) == 6
    for term in told.terms:
        assert math.isclose(term.value, term.product, rel_tol=1e-12)
        for factor in term.factors:
            if factor.place is not None:
                assert factor.value == number_at(recording, factor.place), factor


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
        ours, theirs = dense(question, answer), column(question)
        for port in {*ours, *theirs}:
            zeros = torch.zeros(question.output(port).shape, dtype=torch.float64)
            torch.testing.assert_close(ours.get(port, zeros), theirs.get(port, zeros), rtol=1e-5, atol=1e-7)


def test_the_common_kinds_have_formulas() -> None:
    assert set(RULES) <= set(catalogue())
    left = set(catalogue()) - set(RULES)
    assert left <= {"Input", "Output", "Identity", "Constant", "OneHot", "RReLU", "MultiMarginLoss",
                    "MultiLabelMarginLoss", "MultiLabelSoftMarginLoss", "MarginRankingLoss", "CosineEmbeddingLoss",
                    "TripletMarginLoss", "GaussianNLLLoss"}, left  # fmt: skip


@mark.parametrize("example", DRAWABLE, ids=lambda example: example.id)
def test_every_formula_can_be_set(example: Example) -> None:
    project, batch = project_of_example(example, weighted=True, bent=True)
    recording = rehearsed(project, batch)
    for place in some_places(recording, 1, seed=2):
        if place.address != "layer":
            continue
        told = explain_gradient(recording, place)
        texts = [told.formula, latex(told)]
        texts += [factor.symbol for term in told.terms[:1] for factor in term.factors]
        texts += [str(note.arguments["formula"]) for note in told.notes if "formula" in note.arguments]
        for text in texts:
            assert "<" not in text.replace(" < ", ""), text
            assert settable(re.sub(r"\d+", "1", text)), text  # of formulas that differ in a number only, one is set


@cache
def settable(text: str) -> bool:
    return "<svg" in ziamath.Latex(text).svg()
