"""What is offered for the free end of an edge, over the real catalogue."""

from __future__ import annotations

import pytest

from app.canvas.card import Reading
from app.canvas.matching import entrance
from app.canvas.suggestions import _AFTER, _BEFORE, Held, offered
from engine.compiler.plan import Plan, Step
from engine.graph.graph import Node, PortRef, make_graph
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.layers.tensor_type import BATCH, TensorType

PICTURES = TensorType((BATCH, 3, 8, 8))
SEQUENCES = TensorType((BATCH, 5, 7))
TOKENS = TensorType((BATCH, 5), "int64")


def names(kind: str, port: str, is_output: bool, type_: TensorType | None = None) -> list[str]:
    node = Node("it", "kind", kind)
    graph = make_graph([node])
    step = Step(node, {}, {}, frozenset(), outputs={port: type_} if type_ else {}, problems=())
    plan = Plan("Toy", graph, (step,), (), (), frozenset())
    reading = Reading(graph, Interfaces(catalogue(), {}), plan, {}, {})
    return [found.kind() for found in offered(catalogue(), reading, Held(PortRef("it", port), is_output))]


def test_every_name_in_the_tables_is_a_kind() -> None:
    for text in (*_AFTER.values(), *_BEFORE.values()):
        for axes in (1, 2, 3):
            assert set(text.format(n=axes).split()) <= set(catalogue())
    categories = {kind.category for kind in catalogue().values()} | {"block"}
    assert set(_AFTER) | set(_BEFORE) <= categories | set(catalogue())


@pytest.mark.parametrize(
    ("kind", "type_", "first"),
    [
        ("Conv2d", PICTURES, ["ReLU", "BatchNorm2d", "MaxPool2d", "Conv2d"]),
        ("Conv1d", SEQUENCES, ["ReLU", "BatchNorm1d", "MaxPool1d", "Conv1d"]),
        ("Conv3d", None, ["ReLU", "BatchNorm3d"]),
        ("Input", PICTURES, ["Conv2d", "Linear", "Flatten"]),
        ("Input", TOKENS, ["Embedding"]),
        ("LogSoftmax", None, ["NLLLoss"]),
    ],
)
def test_what_usually_follows_comes_first_as_far_as_it_fits(
    kind: str, type_: TensorType | None, first: list[str]
) -> None:
    assert names(kind, "output", True, type_)[: len(first)] == first


def test_what_does_not_fit_comes_last_and_what_cannot_be_joined_is_left_out() -> None:
    found = names("Conv2d", "output", True, PICTURES)
    fits = [entrance(catalogue()[name].inputs, PICTURES) is not None for name in found]
    assert fits == sorted(fits, reverse=True) and not all(fits)
    assert set(catalogue()) - set(found) == {name for name, kind in catalogue().items() if not kind.inputs}


def test_backward_from_an_input() -> None:
    assert names("Conv2d", "input", False)[:3] == ["ReLU", "MaxPool2d", "Conv2d"]
    assert names("CrossEntropyLoss", "input", False)[0] == "Linear"
    found = names("CrossEntropyLoss", "target", False)
    assert found[0] == "Input" and "Output" not in found and "MSELoss" not in found
