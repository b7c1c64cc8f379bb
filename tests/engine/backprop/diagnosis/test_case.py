from __future__ import annotations

from engine.backprop.diagnosis.case import Case
from engine.backprop.diagnosis.measuring import measure
from engine.backprop.diagnosis.thresholds import Thresholds
from engine.project.project import Project
from tests.engine.projects import BLOCKS, SHARED
from tests.engine.sick import recorded_step


def case_of(project: Project) -> Case:
    prepared, recording = recorded_step(project)
    return Case(prepared.network.plan, measure(recording), Thresholds())


def test_behind_a_node_is_all_that_its_gradient_reaches() -> None:
    behind = case_of(SHARED).behind
    assert behind["left"] == frozenset()
    assert behind["act"] == {"left", "encode"}
    assert behind["score"] == {
        "thrice", "product", "decode", "square", "act", "act2", "encode", "again", "left", "right",
    }  # fmt: skip


def test_readers_are_those_who_use_a_value() -> None:
    readers = case_of(SHARED).readers
    assert set(readers["product"]) == {"thrice", "frozen"}
    assert set(readers["act"]) == {"square", "small"}


def test_frozen_nodes_and_trained_ones() -> None:
    case = case_of(SHARED)
    assert case.frozen == {"frozen"}
    assert {node.address for node in case.trained} == {"encode", "again", "decode", "square", "score"}


def test_beside_a_node_stands_what_is_drawn_on_its_page_in_the_same_copy() -> None:
    case = case_of(BLOCKS)
    path = case.measures.path("body.1.conv")
    assert {leaf.address for leaf in case.beside("body.1.add", path)} <= {
        f"body.1.{name}" for name in ("x", "conv", "norm", "relu", "add", "y")
    }
    assert {leaf.address for leaf in case.beside("fc", path)} == {"loss", "fc", "flat", "pool", "drop"}
