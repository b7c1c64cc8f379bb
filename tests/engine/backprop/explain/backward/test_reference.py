"""Explanations of numbers that others have published or that are worked out on paper."""

from __future__ import annotations

import math

import numpy as np
import torch
from pytest import approx, mark

from engine.backprop.explain.explaining import explain
from engine.backprop.explain.latex import numbers
from engine.backprop.explanation import Explanation, Place
from engine.backprop.places import number_at
from engine.backprop.recording import Recording, rehearse
from engine.project.project import Project
from tests.engine import reference
from tests.engine.whole_steps import batch_of, built


def told_of(project: Project, lr: float = 0.1, samples: int = 1) -> Recording:
    network = built(project)
    batch = batch_of(project, samples) if any(leaf.step.is_input for leaf in network.plan.leaves) else {}
    recording = rehearse(network, batch, torch.optim.SGD(network.module.parameters(), lr=lr))
    assert recording.problem is None
    return recording


def check(told: Explanation, value: float, tolerance: float = 1e-6) -> None:
    assert told.value == approx(value, rel=tolerance)
    assert told.total == approx(value, rel=tolerance)
    assert abs(told.rounding) <= 1e-6 * abs(value)


def test_mazur_s_step_by_step_example() -> None:
    """Every number that the page gives for w5 and w1, to the digits that it gives."""
    told = told_of(reference.mazur(), reference.MAZUR_LEARNING_RATE)
    assert told.loss is not None
    assert told.loss.item() == approx(0.298371109)
    fifth = explain(told, Place("gradient", "output", "weight", (0, 0)))
    check(fifth, 0.082167041)
    (term,) = fifth.terms  # ∂E/∂net_o1 · out_h1
    assert [factor.value for factor in term.factors] == [approx(0.138498562), approx(0.593269992)]
    squashed = explain(told, Place("grad_input", "squash2", "input", (0, 0)))
    check(squashed, 0.138498562)
    assert math.prod(factor.value for factor in squashed.terms[0].factors[1:]) == approx(0.186815602)
    check(explain(told, Place("grad_output", "squash2", "output", (0, 0))), 0.74136507)
    first = explain(told, Place("gradient", "hidden", "weight", (0, 0)))
    check(first, 0.000438568, 1e-5)
    assert first.terms[0].factors[1].value == approx(0.05)
    summed = explain(told, Place("grad_output", "squash1", "output", (0, 0)))
    check(summed, 0.036350306)
    assert [part.value for part in summed.terms] == [approx(0.055399425), approx(-0.019049119, rel=1e-5)]
    slope = explain(told, Place("grad_input", "squash1", "input", (0, 0))).terms[0]
    assert math.prod(factor.value for factor in slope.factors[1:]) == approx(0.241300709)
    assert number_at(told, Place("after", "output", "weight", (0, 0))) == approx(0.35891648)
    assert number_at(told, Place("after", "hidden", "weight", (0, 0))) == approx(0.149780716)
    published = {(0, 1): 0.408666186, (1, 0): 0.511301270, (1, 1): 0.561370121}  # w6, w7, w8
    for index, value in published.items():
        assert number_at(told, Place("after", "output", "weight", index)) == approx(value)


def test_the_loss_counts_half() -> None:
    told = explain(told_of(reference.mazur()), Place("grad_output", "error", "output"))
    assert (told.value, told.terms[0].product) == (0.5, 0.5)
    assert told.formula == r"\frac{\partial L}{\partial L_{0}} = \lambda"


@mark.parametrize(("name", "value"), {"x": -4.0, "y": -4.0, "z": 3.0}.items())
def test_the_circuit_of_cs231n(name: str, value: float) -> None:
    told = explain(told_of(reference.circuit()), Place("gradient", name, "value"))
    assert (told.value, told.total, told.rounding) == (value, value, 0.0)


def test_the_sum_hands_its_gradient_to_both() -> None:
    told = told_of(reference.circuit())
    for n in (0, 1):
        (term,) = explain(told, Place("grad_input", "q", f"input[{n}]")).terms
        assert [factor.value for factor in term.factors] == [-4.0]
    (term,) = explain(told, Place("grad_input", "f", "input[1]")).terms
    assert [(factor.symbol, factor.value) for factor in term.factors][1] == ("x^{(0)}", 3.0)


@mark.parametrize(
    ("name", "value"), {"w0": -0.20, "w1": -0.39, "w2": 0.20, "x0": 0.39, "x1": -0.59}.items()
)  # in the notes' figure, to two digits
def test_the_sigmoid_neuron_of_cs231n(name: str, value: float) -> None:
    told = explain(told_of(reference.sigmoid_neuron()), Place("gradient", name, "value"))
    assert told.value == approx(value, abs=0.0051)
    assert told.rounding == approx(0.0, abs=1e-7)


@mark.parametrize(("name", "value"), {"minus": 0.20, "exp": -0.20, "plus_one": -0.53, "inverse": -0.53}.items())
def test_the_gates_of_the_sigmoid_neuron(name: str, value: float) -> None:
    """What each gate sends back: 1/x −0.53, +1 −0.53, exp −0.20, · −1 0.20."""
    port = "input[0]" if name == "plus_one" else "input"
    told = explain(told_of(reference.sigmoid_neuron()), Place("grad_input", name, port))
    assert told.value == approx(value, abs=0.005)
    assert told.derived == "formula"


def test_micrograd_s_expression() -> None:
    told = told_of(reference.micrograd())
    assert told.loss is not None
    assert told.loss.item() == approx(24.7041, abs=5e-5)  # as its README prints them
    check(explain(told, Place("gradient", "a", "value")), 138.8338, 1e-6)
    check(explain(told, Place("gradient", "b", "value")), 645.5773, 1e-6)
    summed = explain(told, Place("grad_output", "b", "output"))
    check(summed, 645.5773)
    places = {factor.place for term in summed.terms for factor in term.factors}
    assert {place.address for place in places if place} == {"c1", "ab", "b3", "b_plus_a", "b_minus_a"}
    twice = explain(told, Place("grad_output", "c1", "output"))  # used twice by one node
    assert [term.factors[0].place for term in twice.terms] == [
        Place("grad_input", "c2", "input[0]"), Place("grad_input", "c2", "input[1]"),
    ]  # fmt: skip


def test_the_chain_rule_by_hand() -> None:
    """Worked out on paper: −4 at the output, −16 and −24 for the weights, −52 for x."""
    told = told_of(reference.by_hand())
    weight = explain(told, Place("gradient", "output", "weight", (0, 0)))
    assert numbers(weight) == r"-16 = -4 \cdot 4"
    assert weight.formula == r"\frac{\partial L}{\partial w_{0,0}} = \frac{\partial L}{\partial y_{0}} \cdot x_{0}"
    x = explain(told, Place("grad_output", "x", "output", (0, 0)))
    assert numbers(x) == r"-52 = -12 \cdot 3 - 8 \cdot 2"
    assert x.formula == r"\frac{\partial L}{\partial x_{0}} = \sum_{i} \frac{\partial L}{\partial y_{i}} \cdot w_{i,0}"
    error = explain(told, Place("grad_input", "loss", "input", (0, 0)))
    assert numbers(error) == r"-4 = 1 \cdot 2 \cdot \left(-2\right)"
    alive = explain(told, Place("grad_input", "relu1", "input", (0, 0)))
    assert [factor.symbol for factor in alive.terms[0].factors] == [
        r"\frac{\partial L}{\partial y_{0}}", r"\mathrm{ReLU}'(4)",
    ]  # fmt: skip


def test_probability_minus_target_at_the_logits() -> None:
    """(p − t) / N at the scores, by NumPy from the same weights; the rest of the network by the chain rule."""
    told = told_of(reference.softmax_classifier(), samples=4)
    x = np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5], [2.0, 1.0]])
    target = np.eye(3)[[0, 2, 1, 1]]
    first, second = np.array([[0.5, -0.25], [1.0, 0.75], [-0.5, 1.5]]), np.array(
        [[1.0, -1.0, 0.5], [0.25, 0.5, -0.75], [-0.5, 0.0, 1.0]]
    )  # fmt: skip
    hidden = np.maximum(0, x @ first.T + [0.1, 0.0, -0.1])
    scores = np.exp(hidden @ second.T)
    error = (scores / scores.sum(1, keepdims=True) - target) / 4
    for index in np.ndindex(4, 3):
        logit = explain(told, Place("grad_output", "scores", "output", index))
        assert logit.value == approx(error[index], rel=1e-5, abs=1e-8)
        at = f"{index[0]},{index[1]}"
        assert logit.terms[0].factors[1].symbol == rf"\frac{{p_{{{at}}} - t_{{{at}}}}}{{4}}"
        softmax = next(note for note in logit.notes if note.code == "softmax")
        assert softmax.arguments["target"] == target[index]
    for index in np.ndindex(3, 3):
        told_weight = explain(told, Place("gradient", "scores", "weight", index))
        assert told_weight.value == approx((error.T @ hidden)[index], rel=1e-4, abs=1e-7)
        terms = {term.factors[0].place.index[0]: term.value for term in told_weight.terms if term.factors[0].place}
        for sample, value in terms.items():
            assert value == approx(error[sample, index[0]] * hidden[sample, index[1]], rel=1e-5, abs=1e-8)
