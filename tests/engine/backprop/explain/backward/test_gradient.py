from __future__ import annotations

import math

import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest import mark, raises

from engine.backprop.explain.backward.gradient import explain_gradient
from engine.backprop.explanation import Place
from engine.backprop.recording import rehearse
from tests.engine.backprop.explain.backward.adding_up import assert_adds_up, rehearsed, some_places
from tests.engine.backprop.test_random_graphs import WIDTH, random_project
from tests.engine.devices import DEVICE
from tests.engine.projects import BLOCKS, DIGITS, SHARED
from tests.engine.whole_steps import batch_of, built, optimizer_for


@given(st.integers(0, 100_000), st.integers(1, 9))
@example(588, 9)
@settings(max_examples=25, deadline=None)
def test_graphs_nobody_thought_of_add_up(seed: int, size: int) -> None:
    batch = {"x": torch.randn(6, WIDTH, generator=torch.Generator().manual_seed(seed)).to(DEVICE)}
    network = built(random_project(seed, size))
    recording = rehearse(network, batch, optimizer_for(network))
    if recording.problem is None:  # products of products may run off
        for place in some_places(recording, 1, seed):
            assert_adds_up(recording, explain_gradient(recording, place))


def test_looking_leaves_no_trace() -> None:
    recording = rehearsed(BLOCKS, batch_of(BLOCKS))
    module = recording.network.module
    state = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    torch.manual_seed(11)
    random_state = torch.get_rng_state()
    for place in some_places(recording, 1):
        explain_gradient(recording, place)
    assert torch.equal(torch.get_rng_state(), random_state)
    assert all(torch.equal(tensor, state[name]) for name, tensor in module.state_dict().items())
    assert all(parameter.grad is None for parameter in module.parameters())


@mark.parametrize(
    "place",
    [
        Place("grad_output", "relu1", "output", (0, 3)), Place("grad_input", "fc2", "input", (0, 3)),
        Place("gradient", "fc1", "weight", (3, 20)),
    ],
)  # fmt: skip
def test_the_numbers_stay_those_of_the_step_when_the_network_trains_on(place: Place) -> None:
    recording = rehearsed(DIGITS, batch_of(DIGITS))
    before = explain_gradient(recording, place)
    with torch.no_grad():
        for parameter in recording.network.module.parameters():
            parameter.mul_(2)
    assert explain_gradient(recording, place) == before


def test_a_weight_used_twice_is_the_sum_of_its_uses() -> None:
    recording = rehearsed(SHARED, batch_of(SHARED))
    told = explain_gradient(recording, Place("gradient", "encode", "weight", (0, 1)))
    assert {factor.place for term in told.terms for factor in term.factors} == {
        Place("grad_parameter", node, "weight", (0, 1)) for node in ("encode", "again")
    }
    assert explain_gradient(recording, Place("gradient", "again", "weight", (0, 1))).terms == told.terms
    tied = explain_gradient(recording, Place("gradient", "decode", "weight", (2, 1)))
    uses = {factor.place.address for term in tied.terms for factor in term.factors if factor.place}
    assert uses == {"decode", "square"}


def test_a_value_used_twice_is_the_sum_of_its_shares() -> None:
    recording = rehearsed(SHARED, batch_of(SHARED))
    told = explain_gradient(recording, Place("grad_output", "product", "output", (1, 2)))
    assert told.formula.endswith(
        " + ".join(rf"\frac{{\partial L}}{{\partial y^{{({n})}}_{{1,2}}}}" for n in range(1, 5))
    )
    assert {factor.place for term in told.terms for factor in term.factors} == {
        *(Place("grad_input", "thrice", f"input[{n}]", (1, 2)) for n in range(3)),
        Place("grad_input", "frozen", "input", (1, 2)),
    }


def test_where_one_consumer_reads_a_value_the_consumer_tells() -> None:
    recording = rehearsed(DIGITS, batch_of(DIGITS))
    told = explain_gradient(recording, Place("grad_output", "relu1", "output", (0, 3)))
    of_edge = explain_gradient(recording, Place("grad_input", "fc2", "input", (0, 3)))
    assert (told.terms, told.formula, told.rest) == (of_edge.terms, of_edge.formula, of_edge.rest)
    assert (told.notes[0].code, told.notes[0].arguments["address"]) == ("consumer", "fc2")


def test_the_batch_is_not_written_where_it_is_one_sample() -> None:
    recording = rehearsed(DIGITS, batch_of(DIGITS, 1))
    told = explain_gradient(recording, Place("grad_input", "fc1", "input", (0, 7)))
    right = r"\sum_{i} \frac{\partial L}{\partial y_{i}} \cdot w_{i,7}"
    assert told.formula == rf"\frac{{\partial L}}{{\partial x_{{7}}}} = {right}"


def test_the_largest_terms_are_told_and_the_rest_is_one_number() -> None:
    recording = rehearsed(DIGITS, batch_of(DIGITS))
    place = Place("grad_input", "fc2", "input", (0, 7))
    few, every = explain_gradient(recording, place, most=3), explain_gradient(recording, place, most=100)
    assert (len(few.terms), few.rest_count, len(every.terms), every.rest_count) == (3, 7, 10, 0)
    assert few.terms == every.terms[:3]
    assert math.isclose(few.rest, math.fsum(term.value for term in every.terms[3:]), rel_tol=1e-12)


def test_a_unit_that_is_off_is_told_with_its_zero() -> None:
    recording = rehearsed(DIGITS, batch_of(DIGITS))
    given_ = recording.computed["relu1"].values["output"]
    assert given_ is not None
    off = (given_ == 0).nonzero()[0].tolist()
    told = explain_gradient(recording, Place("grad_input", "relu1", "input", tuple(off)))
    assert (told.value, told.terms[0].factors[1].value, told.rest_count) == (0.0, 0.0, 0)
    assert told.terms[0].factors[0].value != 0


@mark.parametrize(
    "place",
    [
        Place("parameter", "fc1", "weight", (0, 0)), Place("grad_output", "nowhere", "output", (0,)),
        Place("grad_input", "fc1", "other", (0, 0)), Place("gradient", "relu1", "weight", (0,)),
        Place("grad_input", "fc1", "input", (0,)), Place("grad_input", "fc1", "input", (0, 1000)),
        Place("grad_input", "loss", "target", (0,)), Place("output", "fc1", "output", (0, 0)),
    ],
)  # fmt: skip
def test_where_there_is_no_gradient_it_says_so(place: Place) -> None:
    with raises(LookupError):
        explain_gradient(rehearsed(DIGITS, batch_of(DIGITS, 2)), place)
