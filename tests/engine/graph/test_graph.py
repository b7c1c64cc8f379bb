from __future__ import annotations

from dataclasses import replace

from pytest import mark, raises

from engine.graph.graph import Node, PortRef
from engine.project import edits
from tests.engine.projects import DIGITS


@mark.parametrize(("one", "other"), [(1, 1.0), (1, True), ([1], [1.0]), (0.0, -0.0)])
def test_values_that_python_calls_equal_make_different_nodes(one: object, other: object) -> None:
    first, second = Node("c", "kind", "Constant", {"value": one}), Node("c", "kind", "Constant", {"value": other})
    assert first != second
    assert first == Node("c", "kind", "Constant", {"value": one})


def test_the_order_in_which_parameters_were_given_does_not_matter() -> None:
    assert Node("a", "kind", "Pad", {"pad": [1], "value": 0.0}) == Node("a", "kind", "Pad", {"value": 0.0, "pad": [1]})


def test_an_edit_that_changes_the_type_alone_is_an_edit() -> None:
    node = replace(DIGITS.graph.nodes["fc1"], init={"bias": 0})
    project = replace(DIGITS, graph=DIGITS.graph.with_nodes({**DIGITS.graph.nodes, "fc1": node}))
    assert edits.set_init(project, "", "fc1", "bias", 0.0)
    assert not edits.set_init(project, "", "fc1", "bias", 0)


@mark.parametrize("text", ["fc1", "lstm.output", "cat.input[12]"])
def test_a_port_reads_back_from_its_text(text: str) -> None:
    assert str(PortRef.parse(text)) == text


@mark.parametrize("text", ["", "a.", ".b", "a.b.c", "a[1]", "a.b[", "a.b[-1]", "a b"])
def test_what_is_no_port(text: str) -> None:
    with raises(ValueError):
        PortRef.parse(text)


def test_other_nodes_between_the_same_edges_keep_what_is_known_of_the_edges() -> None:
    graph = DIGITS.graph
    known = graph.incoming
    assert graph.with_nodes(dict(graph.nodes)).incoming is known
