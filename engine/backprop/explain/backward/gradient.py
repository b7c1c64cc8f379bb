"""Where a gradient came from: the consumers of a value, the uses of a weight, and the chain rule at one node."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import torch

from engine.backprop.explain.backward.answer import Answer, Way
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question
from engine.backprop.explain.backward.registry import RULES
from engine.backprop.explain.backward.terms import explanation
from engine.backprop.explain.symbols import LOSS, indexed, partial
from engine.backprop.explanation import Explanation, Factor, Note, Place, Term
from engine.backprop.places import number_at, readers_of, tensor_at
from engine.backprop.recording import Recording
from engine.backprop.stepping import port_text

MOST = 6  # terms that are told one by one
_WRITTEN_OUT = 4  # summands that a formula names; more are a sum with a running index


def explain_gradient(recording: Recording, place: Place, most: int = MOST) -> Explanation:
    """Where a gradient of the step came from; `most` is how many terms are told one by one.

    Raises LookupError where there is no such number, or its quantity is no gradient.
    """
    tensor = tensor_at(recording, place.quantity, place.address, place.name)
    sizes = tuple(tensor.shape) if tensor is not None else ()
    fits = len(place.index) == len(sizes) and all(0 <= n < size for n, size in zip(place.index, sizes, strict=True))
    if tensor is None or not fits:
        raise LookupError(f"no {place.quantity} at {place.address}.{place.name}{list(place.index)}")
    match place.quantity:
        case "grad_output":
            return _at_output(recording, place, most)
        case "grad_input" | "grad_parameter" | "grad_inside":
            return _at_node(recording, place, most)
        case "gradient":
            return _of_all_uses(recording, place, most)
    raise LookupError(f"{place.quantity} is no gradient")


def question_at(recording: Recording, place: Place) -> Question:
    """The place as a question to the rule of the node that it belongs to."""
    one, sent = recording.computed[place.address], recording.backward[place.address]
    return Question(recording, one, sent, place.quantity, place.name, place.index)


def answer_of(question: Question) -> Answer:
    """By the formula of its kind; where there is none, or it does not cover this use, by autograd."""
    handed_on = _handed_on(question)
    if handed_on is not None:
        return handed_on
    rule = RULES.get(question.kind)
    answer = rule(question) if rule is not None else None
    return answer if answer is not None else by_autograd(question)


def _handed_on(question: Question) -> Answer | None:
    """The answer where an output is the very tensor that came in."""
    stop = question.one.stop
    for port, read in stop.passed.items():
        is_asked = question.of_input and port_text(stop.leaf, read.port, read.index) == question.name
        if is_asked and question.grad(port) is not None:
            formula = question.formula(question.arriving(*question.index, port=port))
            return Answer(formula, (Way(port, torch.tensor([question.at])),), (Note("handed_on"),))
    return None


def _at_node(recording: Recording, place: Place, most: int) -> Explanation:
    """What one node sends back: what came to its outputs, times how they depend on the number."""
    question = question_at(recording, place)
    return explanation(question, answer_of(question), place, number_at(recording, place), most)


def _at_output(recording: Recording, place: Place, most: int) -> Explanation:
    """At an output: what its consumers send back, added up; at a loss, how much it counts."""
    question = question_at(recording, place)
    if question.one.stop.is_loss:
        return _at_loss(question, place, number_at(recording, place))
    edges = [
        Place("grad_input", stop.address, port_text(stop.leaf, read.port, read.index), place.index)
        for stop, read in readers_of(recording, place.address, place.name)
    ]
    shares = [edge for edge in edges if tensor_at(recording, "grad_input", edge.address, edge.name) is not None]
    if len(shares) == 1:
        told = _at_node(recording, shares[0], most)
        note = Note("consumer", {"address": shares[0].address, "input": shares[0].name})
        return replace(told, place=place, notes=(note, *told.notes))
    letter, index = question.letter("output", place.name), question.shown("output", place.name, place.index)
    symbols = [partial(LOSS, indexed(f"{letter}^{{({number})}}", index)) for number in range(1, len(shares) + 1)]
    running = partial(LOSS, indexed(f"{letter}^{{(k)}}", index))
    left = partial(LOSS, indexed(letter, index))
    return _sum_of(recording, place, left, dict(zip(shares, symbols, strict=True)), running, most)


def _at_loss(question: Question, place: Place, value: float) -> Explanation:
    """What is minimized is the sum of all losses, each times its weight."""
    weight = question.one.stop.loss_weight
    left = partial(LOSS, question.y(*place.index, port=place.name))
    symbol = r"\lambda" if weight != 1 else "1"
    note = Note("loss_weight", {"weight": weight})
    terms = (Term(weight, (Factor(symbol, weight, "constant"),)),)
    return Explanation(place, value, f"{left} = {symbol}", terms, rounding=value - weight, notes=(note,))


def _of_all_uses(recording: Recording, place: Place, most: int) -> Explanation:
    """The whole gradient of a weight: what each node that uses it contributes, added up."""
    key = recording.keys_of(place.address)[place.name]
    uses = [
        Place("grad_parameter", address, name, place.index)
        for address in recording.computed
        for name, other in recording.keys_of(address).items()
        if other == key and tensor_at(recording, "grad_parameter", address, name) is not None
    ]
    if len(uses) == 1:
        return replace(_at_node(recording, uses[0], most), place=place)
    left = partial(LOSS, question_at(recording, place).symbol("parameter", place.name, place.index))
    symbols = [rf"\left.{left}\right|_{{({number})}}" for number in range(1, len(uses) + 1)]
    running = rf"\left.{left}\right|_{{(k)}}"
    return _sum_of(recording, place, left, dict(zip(uses, symbols, strict=True)), running, most)


def _sum_of(
    recording: Recording, place: Place, left: str, parts: dict[Place, str], running: str, most: int
) -> Explanation:
    """A gradient that is the sum of others, each with its place and symbol."""
    value = number_at(recording, place)
    factors: Sequence[Factor] = [
        Factor(symbol, number_at(recording, part), "gradient", part) for part, symbol in parts.items()
    ]
    right = " + ".join(parts.values()) or "0"
    if len(parts) > _WRITTEN_OUT:
        right = rf"\sum_{{k=1}}^{{{len(parts)}}} {running}"
    ordered = sorted(factors, key=lambda factor: -abs(factor.value))
    rest = [factor.value for factor in ordered[most:] if factor.value != 0]
    terms = tuple(Term(factor.value, (factor,)) for factor in ordered[:most])
    rounding = value - math.fsum(factor.value for factor in factors)
    return Explanation(place, value, f"{left} = {right}", terms, math.fsum(rest), len(rest), rounding)
