"""What all explanations of gradients must fulfil, and the places to ask for."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import torch
from torch import Tensor

from engine.backprop.explain.backward.gradient import answer_of, explain_gradient, question_at
from engine.backprop.explain.backward.question import exact
from engine.backprop.explanation import Explanation, Place, Quantity
from engine.backprop.inside.opening import gradients_inside
from engine.backprop.places import number_at, tensor_at
from engine.backprop.recording import Recording, rehearse
from engine.project.project import Project
from tests.engine.whole_steps import SEED, built, optimizer_for

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
            ("grad_inside", list(gradients_inside(recording, address))),
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
    if place.quantity not in ("grad_input", "grad_parameter", "grad_inside"):
        told = explain_gradient(recording, place, most=1000)
        return math.fsum(abs(term.value) for term in told.terms)
    question = question_at(recording, place)
    total = 0.0
    for way in answer_of(question).ways:
        gradient = question.grad(way.port) if way.of == "output" else question.grad_parts.get(way.port)
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
