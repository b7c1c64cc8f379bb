from __future__ import annotations

import keyword

from hypothesis import given
from hypothesis import strategies as st
from pytest import mark
from torch import nn

from engine.graph.ids import MODULE_ATTRIBUTES, free_id, id_problem, is_valid_id


def test_the_reserved_names_are_those_of_the_installed_torch() -> None:
    assert {name for name in dir(nn.Module()) if not name.startswith("_")} <= MODULE_ATTRIBUTES


@mark.parametrize("text", ["fc1", "A", "a_b", "loss", "x" * 64])
def test_ids_that_are_allowed(text: str) -> None:
    assert is_valid_id(text)
    assert id_problem(text) is None


@mark.parametrize(
    ("text", "code"),
    [("", "id_form"), ("1a", "id_form"), ("_a", "id_form"), ("a.b", "id_form"), ("a b", "id_form"), ("é", "id_form"),
     ("x" * 65, "id_form"), ("a\n", "id_form"), ("for", "id_reserved"), ("train", "id_reserved"),
     ("self", "id_reserved"), ("None", "id_reserved"), ("half", "id_reserved")],
)  # fmt: skip
def test_ids_that_are_not(text: str, code: str) -> None:
    problem = id_problem(text)
    assert problem is not None
    assert problem.code == code


@given(st.text(max_size=80), st.sets(st.sampled_from(["relu", "relu2", "relu3", "node", "x"])))
def test_a_free_id_is_valid_and_free(wanted: str, taken: set[str]) -> None:
    found = free_id(wanted, taken)
    assert is_valid_id(found)
    assert found not in taken


def test_free_ids_count_on() -> None:
    assert free_id("relu", ()) == "relu"
    assert free_id("relu", {"relu"}) == "relu2"
    assert free_id("relu2", {"relu2", "relu3"}) == "relu4"
    assert all(is_valid_id(free_id(word, ())) for word in keyword.kwlist)
