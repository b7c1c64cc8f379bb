"""Over the whole catalogue and whole networks: the terms add up, places hold their numbers, nothing is touched."""

from __future__ import annotations

import random
import re
from functools import cache

import numpy as np
import pytest
import torch
import ziamath
from pytest import mark

from engine.backprop.explain.forward.again import explain_again
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explain.notes import NOTES
from engine.backprop.explanation import Explanation, Place
from engine.backprop.inside.opening import values_inside
from engine.backprop.places import number_at
from engine.backprop.recording import Recording, record, rehearse
from engine.layers.catalogue import catalogue
from engine.project.project import Project
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.examples import EXAMPLES, Example
from tests.engine.projects import ALL
from tests.engine.whole_steps import SEED, batch_of, built, optimizer_for

PLACES = 6  # of each example
OF_TABLE = [example for example in EXAMPLES if catalogue()[example.kind].category == "more_of_torch"]
SINGLE = [example for example in EXAMPLES if example.kind != "Input" and example not in OF_TABLE]
CALMER = [example for example in SINGLE if example.layer.draws_random or "Norm" in example.kind]
TOLERANCE = 1e-5  # of the sizes of all terms; float32 has seven digits
INSIDE = 1e-6  # what float32 leaves over inside a function of a sum, where numbers are about 1 and may cancel
SUMS_INSIDE = ("RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer")
OPENED = [example for example in SINGLE if example.kind in SUMS_INSIDE]
RUN_AGAIN = {"Upsample"}  # told by rows of the Jacobian
PLAIN = re.compile(r"[a-z]('|\^\{\(\d+\)\})?(_\{[\d,]*\})?")  # the symbol of a number that is shown itself


def some_places(recording: Recording, address: str, count: int = PLACES) -> list[Place]:
    """Random places of all outputs of a node."""
    draw = random.Random(address)
    found = []
    for port, tensor in recording.computed[address].values.items():
        if tensor is not None and tensor.numel():
            flat = draw.sample(range(tensor.numel()), min(count, tensor.numel()))
            indices = [np.unravel_index(number, tuple(tensor.shape)) if tensor.dim() else () for number in flat]
            found += [Place("output", address, port, tuple(int(n) for n in index)) for index in indices]
    return found


def some_inside(recording: Recording, address: str, count: int = PLACES) -> list[Place]:
    """Random places of all parts inside a node."""
    draw = random.Random(address)
    found = []
    for name, tensor in values_inside(recording, address).items():
        for number in draw.sample(range(tensor.numel()), min(count, tensor.numel())):
            index = np.unravel_index(number, tuple(tensor.shape))
            found.append(Place("inside", address, name, tuple(int(n) for n in index)))
    return found


def size_of(told: Explanation) -> float:
    return sum(abs(term.value) for term in told.terms) + abs(told.rest)


def assert_typesets(text: str) -> None:
    """Whether ziamath can draw it; which digits stand in it does not matter."""
    _typeset(re.sub(r"\d+", "1", text))


@cache
def _typeset(text: str) -> None:
    ziamath.Latex(text).svg()


def assert_true(recording: Recording, place: Place, told: Explanation, most: int = 6) -> None:
    """All that must hold for any explanation."""
    kind = recording.computed[place.address].stop.leaf.step.kind
    assert told.place == place
    assert told.value == number_at(recording, place)
    assert told.rounding == pytest.approx(told.value - told.total, abs=1e-12)
    assert abs(told.rounding) <= TOLERANCE * max(size_of(told), abs(told.value)) + (
        INSIDE if kind in SUMS_INSIDE else 0
    ), told
    assert len(told.terms) <= max(most, 2)
    sizes = [abs(term.value) for term in told.terms]
    assert sizes == sorted(sizes, reverse=True)
    for term in told.terms:
        assert term.product == term.value and term.factors
        for factor in term.factors:
            assert_typesets(factor.symbol)
            if factor.place is not None:
                shown = number_at(recording, factor.place)
                assert shown == factor.value or not PLAIN.fullmatch(factor.symbol), factor
    for note in told.notes:
        assert NOTES[note.code].format(**note.arguments)
        if "place" in note.arguments and note.code in ("number", "inside"):
            assert number_at(recording, note.arguments["place"]) == note.arguments["value"]  # type: ignore[arg-type]
    assert_typesets(told.formula)


@mark.parametrize("batch", [1, 3])
@mark.parametrize("example", SINGLE, ids=lambda example: example.id)
def test_every_kind_is_told_by_a_rule_of_its_own(example: Example, batch: int) -> None:
    assert_told_by_a_rule(example, batch)


@mark.parametrize("example", OF_TABLE, ids=lambda example: example.id)
def test_a_kind_of_the_table_is_told_without_a_rule(example: Example) -> None:
    recording = recorded(example, 2)
    for place in some_places(recording, "layer", 1):
        assert_true(recording, place, explain_value(recording, place))


@mark.parametrize("example", CALMER, ids=lambda example: example.id)
def test_so_is_every_kind_that_does_otherwise_in_evaluation(example: Example) -> None:
    assert_told_by_a_rule(example, 2, training=False)


def assert_told_by_a_rule(example: Example, batch: int, training: bool = True) -> None:
    if batch == 1 and example.kind == "BatchNorm1d" and training:
        batch = 2  # one number has no variance
    recording = recorded(example, batch, training=training)
    for place in some_places(recording, "layer"):
        told = explain_value(recording, place)
        assert_true(recording, place, told)
        assert (told.derived == "autograd") == (example.kind in RUN_AGAIN)
        assert all(note.code != "not_taken_apart" for note in told.notes), told


@mark.parametrize("batch", [1, 3])
@mark.parametrize("example", OPENED, ids=lambda example: example.id)
def test_so_is_every_number_inside(example: Example, batch: int) -> None:
    recording = recorded(example, batch)
    places = some_inside(recording, "layer")
    assert places
    for place in places:
        told = explain_value(recording, place)
        assert_true(recording, place, told)
        assert told.derived == "formula"
        for factor in (factor for term in told.terms for factor in term.factors):
            if factor.place is not None and factor.place.quantity == "inside":
                assert number_at(recording, factor.place) == factor.value


@mark.parametrize("name", ["a_i_l7", "c_l0_reverse", "probabilities", "output"])
def test_where_there_is_no_such_number_inside_it_says_so(name: str) -> None:
    recording = recorded(next(example for example in OPENED if example.kind == "LSTM"))
    with pytest.raises(LookupError):
        explain_value(recording, Place("inside", "layer", name, (0, 0, 0)))
    with pytest.raises(LookupError):
        explain_value(recording, Place("inside", "layer", "c_l0", (0, 0, 99)))
    with pytest.raises(LookupError):
        explain_value(recording, Place("inside", "layer", "c_l0", (0, 0)))


def test_the_whole_catalogue_is_among_them() -> None:
    assert {example.kind for example in (*SINGLE, *OF_TABLE)} | {"Input"} == set(catalogue())


@mark.parametrize("example", [*SINGLE, *OF_TABLE], ids=lambda example: example.id)
def test_running_a_node_again_tells_the_truth_of_every_kind(example: Example) -> None:
    recording = recorded(example, batch=2)
    for place in some_places(recording, "layer", 2):
        told = explain_again(Asked(recording, recording.computed["layer"], place.name, place.index, 6))
        assert_true(recording, place, told)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_whole_networks_are_told_and_left_as_they_were(project: Project) -> None:
    network = built(project)
    torch.manual_seed(SEED)
    recording = rehearse(network, batch_of(project), optimizer_for(network))
    before = {name: tensor.clone() for name, tensor in network.module.state_dict().items()}
    random_state = torch.get_rng_state()
    for address, one in recording.computed.items():
        for place in some_places(recording, address, 4):
            assert_true(recording, place, explain_value(recording, place))
        for read in one.stop.reads:
            here = Place("input", address, f"{read.port}[{read.index}]" if _is_variadic(one, read.port) else read.port)
            tensor = one.cuts[read.origin]
            place = Place("input", address, here.name, (0,) * tensor.dim())
            told = explain_value(recording, place)
            assert (told.place.quantity, told.place.address, told.place.name) == ("output", *read.value)
            assert told.value == number_at(recording, place)
    assert torch.equal(torch.get_rng_state(), random_state)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.module.state_dict().items())
    assert all(parameter.grad is None for parameter in network.module.parameters())


@mark.parametrize("name", ["shared", "blocks"])
def test_a_step_that_updated_the_network_is_told_with_the_weights_of_before(name: str) -> None:
    network = built(ALL[name])
    torch.manual_seed(SEED)
    recording = record(network, batch_of(ALL[name]), optimizer_for(network))
    assert any(not torch.equal(one.before, one.after) for one in recording.update.values())
    for address in recording.computed:
        for place in some_places(recording, address, 2):
            told = explain_value(recording, place)
            assert abs(told.rounding) <= TOLERANCE * max(size_of(told), abs(told.value))
            assert all(note.code != "not_taken_apart" for note in told.notes)


def _is_variadic(one: object, port: str) -> bool:
    declared = one.stop.leaf.step.layer.input_port(port)  # type: ignore[attr-defined]
    return bool(declared is not None and declared.variadic)
