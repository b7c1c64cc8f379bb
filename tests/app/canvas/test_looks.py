"""Gradients on the canvas: the right number at the right place, and nothing painted that looks the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QGraphicsItem

from app.canvas.heat import LEVELS, NOT_A_NUMBER, heat_of, level_colour, level_of
from app.canvas.looks import LookBoard
from app.canvas.scene import GraphScene
from app.theme.colours import magnitude_colour
from engine.compiler.plan import Plan
from engine.graph.graph import Node, PortRef
from tests.app.canvas.toy import ToyDocument, chain, look, plan_of, residual

NORMS = {"x": 1e-3, "a": 2e-3, "b": 4e-3, "loss": 1.0}
SHARES = {("a", "input", 0): 1e-3, ("b", "input", 0): 2e-3, ("loss", "input", 0): 4e-3}


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scene(qapp: QApplication, clock: Clock) -> GraphScene:
    scene = GraphScene(ToyDocument(chain()), clock=clock)
    scene.set_training(True)
    return scene


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The items that asked to be painted."""
    asked: list[object] = []
    for kind in ("NodeItem", "EdgeItem"):
        module = "app.canvas.node_item" if kind == "NodeItem" else "app.canvas.edge_item"

        def update(self: QGraphicsItem, *arguments: object) -> None:
            asked.append(self)

        monkeypatch.setattr(f"{module}.{kind}.update", update)
    yield asked


def test_cards_show_norms_and_edges_their_shares(scene: GraphScene) -> None:
    scene.show_look(look(NORMS, SHARES))
    heat = scene.item_for_node["a"].heat
    assert heat is not None and heat.text == "2.0e-03"
    share = scene.item_for_edge[PortRef("b", "input")].heat
    assert share is not None and share.text == "2.0e-03"
    assert scene.item_for_node["y"].heat is None, "a column of classes has no gradient"
    assert scene.item_for_edge[PortRef("loss", "target")].heat is None
    assert scene.item_for_node["loss"].words == "0.2500"


def test_the_same_look_paints_nothing(scene: GraphScene, clock: Clock, painted: list[object]) -> None:
    scene.show_look(look(NORMS, SHARES))
    painted.clear()
    clock.now = 0.05
    scene.show_look(look(NORMS, SHARES))
    assert painted == []


def test_only_what_looks_different_is_painted(scene: GraphScene, clock: Clock, painted: list[object]) -> None:
    scene.show_look(look(NORMS, SHARES))
    painted.clear()
    clock.now = 0.05
    scene.show_look(look({**NORMS, "a": 0.5, "b": 4.01e-3}, {**SHARES, ("b", "input", 0): 0.4}))
    assert set(painted) == {scene.item_for_node["a"], scene.item_for_edge[PortRef("b", "input")]}


def test_numbers_and_histories_do_not_flicker(scene: GraphScene, clock: Clock) -> None:
    item = scene.item_for_node["a"]
    texts, levels = set(), set()
    for number in range(30):
        clock.now = number / 30
        scene.show_look(look({**NORMS, "a": 10.0 ** (-number / 5)}, SHARES))
        assert item.heat is not None
        texts.add(item.heat.text)
        levels.add(item.heat.level)
    assert len(levels) > 15, "the colour follows every look"
    assert len(texts) <= 7, "the number follows six times a second"
    assert len(item.history) <= 9, "the line grows eight times a second"


def test_in_design_nothing_is_shown_but_kept(scene: GraphScene) -> None:
    scene.show_look(look(NORMS, SHARES))
    tall = scene.item_for_node["a"].height
    scene.set_training(False)
    assert scene.item_for_node["a"].height < tall
    scene.set_training(True)
    assert scene.item_for_node["a"].height == tall


def test_no_look_takes_everything_away(scene: GraphScene) -> None:
    scene.show_look(look(NORMS, SHARES))
    scene.show_look(None)
    assert all(item.heat is None and not item.history for item in scene.item_for_node.values())
    assert all(item.heat is None for item in scene.item_for_edge.values())
    assert scene.item_for_node["loss"].words == ""


def test_not_a_number_is_shown_as_such(scene: GraphScene) -> None:
    scene.show_look(look({**NORMS, "a": math.nan, "b": math.inf}))
    a, b = scene.item_for_node["a"].heat, scene.item_for_node["b"].heat
    assert a is not None and (a.text, a.level) == ("NaN", NOT_A_NUMBER)
    assert b is not None and b.level == LEVELS - 1


def test_a_block_shows_what_leaves_and_enters_it(qapp: QApplication) -> None:
    document = ToyDocument(residual())
    scene = GraphScene(document)
    scene.set_training(True)
    plan = plan_of(document.project)
    inner = Plan("Block", document.project.graph, (), (PortRef("end", "output"),), (), frozenset())
    used = Node("a", "block", "Block", repeat=3)
    steps = [
        replace(step, node=used, copies=(inner,) * 3, inputs={"start": (PortRef("x", "output"),)})
        if step.id == "a" else step
        for step in plan.steps
    ]  # fmt: skip
    scene.set_plan(replace(plan, steps=tuple(steps)))
    scene._board.show(look({"a.2.end": 0.5}))
    heat = scene.item_for_node["a"].heat
    assert heat is not None and heat.text == "5.0e-01"


def test_a_level_is_as_good_as_the_norm() -> None:
    for exponent in range(-80, 1):
        norm = 10.0 ** (exponent / 10)
        exact, shown = magnitude_colour(norm), level_colour(level_of(norm))
        assert all(abs(a - b) <= 5 for a, b in zip(exact.getRgb(), shown.getRgb(), strict=True))
    assert heat_of(1.0).fraction == 1.0 and heat_of(0.0).fraction == 0.0


def test_a_board_starts_anew_with_another_project(scene: GraphScene) -> None:
    scene.show_look(look(NORMS, SHARES))
    scene.document.open(residual())
    assert all(item.heat is None for item in scene.item_for_node.values())
    assert isinstance(scene._board, LookBoard)
