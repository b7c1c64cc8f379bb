"""Every gesture, with real mouse events: what it does, that it is one step of undo, that Escape leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGraphicsPathItem

from app.canvas.view import GraphView
from engine.graph.graph import PortRef
from engine.project.project import Project
from tests.app.canvas.conftest import Hand, document_of, middle, port
from tests.app.canvas.toy import PICTURES, ROWS, plan_of, project, residual

MakeView = Callable[[Project], GraphView]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(view: GraphView, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, key, keys))
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyRelease, key, keys))


# ---------------------------------------------------------------------------------------- cards


def test_a_drag_moves_a_card_on_the_grid_as_one_step(view: GraphView, hand: Hand) -> None:
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(43, 61))
    assert document_of(view).project.positions()["a"] == (344, 64)
    assert len(document_of(view).done) == 1
    document_of(view).undo()
    assert view.graph_scene.places["a"] == (300, 0)


def test_nothing_is_edited_before_the_release(view: GraphView, hand: Hand) -> None:
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(84, 48), release=False)
    assert document_of(view).done == []
    item = view.graph_scene.item_for_edge[PortRef("b", "input")]
    assert item.ends[0] == (384 + 188, 48 + 28), "its edges follow"
    press(view, Qt.Key.Key_Escape)
    assert view.graph_scene.places["a"] == (300, 0)
    assert item.ends[0] == (300 + 188, 28)
    assert document_of(view).done == []


def test_the_whole_selection_is_dragged(view: GraphView, hand: Hand) -> None:
    view.select(["a", "b"])
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(0, 80))
    positions = document_of(view).project.positions()
    assert (positions["a"], positions["b"], positions["x"]) == ((300, 80), (600, 80), (0, 0))


def test_a_click_selects_and_shift_adds(view: GraphView, hand: Hand) -> None:
    view.select(["x", "loss"])
    hand.click(middle(view, "a"))
    assert view.selected_nodes == ["a"]
    hand.click(middle(view, "b"), SHIFT)
    assert view.selected_nodes == ["a", "b"]
    hand.click(middle(view, "a"), SHIFT)
    assert view.selected_nodes == ["b"]
    hand.click(QPointF(450, -150))
    assert view.selected_nodes == []
    assert document_of(view).done == []


def test_moving_saves_the_places_of_cards_that_had_none(make_view: MakeView) -> None:
    view = make_view(residual(placed=False))
    view.fit()
    places = view.graph_scene.places
    Hand(view).drag(middle(view, "a"), middle(view, "a") + QPointF(0, 80))
    saved = document_of(view).project.positions()
    assert saved == {**places, "a": (places["a"][0], places["a"][1] + 80)}
    document_of(view).undo()
    assert document_of(view).project.positions() == {}
    assert view.graph_scene.places == places


# ---------------------------------------------------------------------------------------- band and pan


def test_a_band_selects_what_it_touches(view: GraphView, hand: Hand) -> None:
    hand.drag(QPointF(250, -100), QPointF(700, 60))
    assert view.selected_nodes == ["a", "b"]
    hand.drag(QPointF(560, 300), QPointF(700, 190), keys=SHIFT)
    assert view.selected_nodes == ["a", "b", "y"]
    hand.drag(QPointF(250, -100), QPointF(400, 60), release=False)
    assert view.selected_nodes == ["a"]
    press(view, Qt.Key.Key_Escape)
    assert view.selected_nodes == ["a", "b", "y"]


@pytest.mark.parametrize("by_space", [False, True])
def test_panning_keeps_the_place_under_the_pointer(view: GraphView, hand: Hand, by_space: bool) -> None:
    before = view.mapFromScene(QPointF(450, 150))
    if by_space:
        QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier(0)))
    button = Qt.MouseButton.LeftButton if by_space else Qt.MouseButton.MiddleButton
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(120, -60), button=button)
    moved = view.mapFromScene(QPointF(450, 150)) - before
    assert (moved.x(), moved.y()) == (120, -60)
    assert document_of(view).done == []


# ---------------------------------------------------------------------------------------- edges


@pytest.fixture
def loose(make_view: MakeView) -> GraphView:
    """Cards without edges: an input, two dense layers, a split, a sum."""
    nodes = {"x": "Input", "a": "Dense", "b": "Dense", "split": "Split", "sum": "Sum"}
    places = {"x": (0.0, 0.0), "a": (300.0, 0.0), "b": (600.0, 0.0), "split": (300.0, 200.0), "sum": (600.0, 200.0)}
    return make_view(project(nodes, (), places))


def edges(view: GraphView) -> list[str]:
    return sorted(str(edge) for edge in document_of(view).project.graph.edges)


def test_an_edge_is_drawn_from_output_to_input_and_the_other_way(loose: GraphView) -> None:
    hand = Hand(loose)
    hand.drag(port(loose, "x", output=True), port(loose, "a"))
    assert edges(loose) == ["x.output -> a.input"]
    hand.drag(port(loose, "b"), port(loose, "a", output=True))
    assert edges(loose) == ["a.output -> b.input", "x.output -> a.input"]
    document_of(loose).undo()
    assert edges(loose) == ["x.output -> a.input"]


def test_dropped_on_a_card_it_goes_to_the_first_free_port_that_fits(loose: GraphView) -> None:
    hand = Hand(loose)
    for _ in range(2):
        hand.drag(port(loose, "x", output=True), middle(loose, "sum"))
        hand.drag(port(loose, "x", output=True), middle(loose, "split"))
    assert edges(loose) == [
        "x.output -> split.hint", "x.output -> split.input", "x.output -> sum.input[0]", "x.output -> sum.input[1]",
    ]  # fmt: skip


def test_dropped_on_nothing_it_is_no_edge(loose: GraphView) -> None:
    Hand(loose).drag(port(loose, "x", output=True), QPointF(450, -150))
    assert edges(loose) == [] and document_of(loose).done == []


def test_a_cycle_is_refused_and_said(view: GraphView, hand: Hand) -> None:
    before = edges(view)
    hand.drag(port(view, "b", output=True), middle(view, "a"), release=False)
    assert "cycle" in view.pointing.message
    hand.release(middle(view, "a"))
    assert edges(view) == before and document_of(view).done == []
    assert "cycle" in view.pointing.message
    hand.drag(port(view, "b", output=True), middle(view, "b"))
    assert edges(view) == before


def test_ports_light_up_where_the_value_fits(loose: GraphView) -> None:
    scene, hand = loose.graph_scene, Hand(loose)
    scene.set_plan(plan_of(document_of(loose).project, {"x": PICTURES}))
    hand.drag(port(loose, "x", output=True), QPointF(450, -150), release=False)
    assert scene.item_for_node["sum"].lights[False, "input", 0] == "lit"
    assert scene.item_for_node["a"].lights[False, "input", None] == "dim"
    assert scene.item_for_node["a"].is_dimmed
    press(loose, Qt.Key.Key_Escape)
    assert not scene.item_for_node["sum"].lights and not scene.item_for_node["a"].is_dimmed
    scene.set_plan(plan_of(document_of(loose).project, {"x": ROWS}))
    hand.drag(port(loose, "x", output=True), QPointF(450, -150), release=False)
    assert scene.item_for_node["a"].lights[False, "input", None] == "lit"
    press(loose, Qt.Key.Key_Escape)


def test_a_value_that_does_not_fit_may_be_connected_all_the_same(loose: GraphView) -> None:
    loose.graph_scene.set_plan(plan_of(document_of(loose).project, {"x": PICTURES}))
    Hand(loose).drag(port(loose, "x", output=True), port(loose, "a"))
    assert edges(loose) == ["x.output -> a.input"]


def test_an_edge_is_picked_up_at_its_end_and_put_elsewhere(view: GraphView, hand: Hand) -> None:
    hand.drag(port(view, "b"), port(view, "loss", number=1))
    assert "a.output -> loss.target" in edges(view)
    assert not any("-> b." in edge or "y." in edge for edge in edges(view))
    assert len(document_of(view).done) == 1
    document_of(view).undo()
    hand.drag(port(view, "b"), QPointF(450, -150))
    assert not any("-> b." in edge for edge in edges(view))
    document_of(view).undo()
    hand.drag(port(view, "b"), port(view, "b") + QPointF(-40, 0), release=False)
    hand.release(port(view, "b"))
    assert document_of(view).done == [], "put back where it was"
    assert view.graph_scene.item_for_edge[PortRef("b", "input")].isVisible()


def test_a_click_on_an_edge_selects_it_and_delete_removes_it(view: GraphView, hand: Hand) -> None:
    hand.click(QPointF(540, 28))
    assert view.graph_scene.selected_edges == [PortRef("b", "input")]
    press(view, Qt.Key.Key_Delete)
    assert not any("-> b." in edge for edge in edges(view))


def test_an_undo_in_the_middle_of_a_gesture_cancels_it(view: GraphView, hand: Hand) -> None:
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(0, 80))
    hand.drag(port(view, "y", output=True), QPointF(450, -150), release=False)
    document_of(view).undo()
    assert not view.pointing.is_busy
    assert all(not item.lights for item in view.graph_scene.item_for_node.values())
    hand.release(QPointF(450, -150))
    assert view.graph_scene.places["a"] == (300, 0)


@pytest.mark.parametrize("edit", ["undo", "tidy", "nudge"])
def test_an_edit_by_key_while_a_card_is_dragged_leaves_it_where_the_project_says(
    view: GraphView, hand: Hand, edit: str
) -> None:
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(0, 80))
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(120, 200), release=False)
    if edit == "undo":
        document_of(view).undo()
    elif edit == "tidy":
        view.tidy()
    else:
        press(view, Qt.Key.Key_Right)
    hand.release(middle(view, "a"))
    positions = document_of(view).project.positions()
    assert view.graph_scene.places == {**view.graph_scene.unsaved_places, **positions}
    assert edit == "tidy" or positions.get("a", (300, 0))[1] == (0 if edit == "undo" else 80)


def test_hovering_names_ports_and_edges(view: GraphView, hand: Hand) -> None:
    view.set_plan(plan_of(document_of(view).project, {"x": ROWS}))
    hand.hover(port(view, "x", output=True))
    assert view.pointing.message == "output · B × 4"
    hand.hover(QPointF(540, 28))
    assert view.pointing.message == "a → b"
    hand.hover(QPointF(540, 128))
    assert view.pointing.message == ""


# ---------------------------------------------------------------------------------------- into line


def lines(view: GraphView) -> list[tuple[float, float, float, float]]:
    """The lines that are drawn while a card is dragged, as x1, y1, x2, y2."""
    found = []
    for item in view.graph_scene.items():
        if isinstance(item, QGraphicsPathItem) and item.zValue() == 6:
            path = item.path()
            points = [path.elementAt(number) for number in range(path.elementCount())]
            pairs = zip(points[::2], points[1::2], strict=True)
            found += [(start.x, start.y, end.x, end.y) for start, end in pairs]  # type: ignore[attr-defined]
    return found


@pytest.fixture
def odd(make_view: MakeView) -> GraphView:
    """Three cards, of which one does not stand on the grid."""
    places = {"a": (0.0, 0.0), "b": (301.0, 203.0), "far": (0.0, 2000.0)}
    return make_view(project({"a": "Dense", "b": "Dense", "far": "Dense"}, (), places))


def test_a_card_is_drawn_into_line_with_another(odd: GraphView) -> None:
    hand = Hand(odd)
    hand.drag(middle(odd, "a"), middle(odd, "a") + QPointF(299, 40), release=False)
    assert {x for x, _, other, _ in lines(odd) if x == other} == {301.0, 301.0 + 188}, "both edges, and no middle"
    hand.release(middle(odd, "a"))
    assert lines(odd) == []
    assert document_of(odd).project.positions()["a"] == (301, 40), "in line along one axis, on the grid along the other"
    hand.drag(middle(odd, "a"), middle(odd, "a") + QPointF(-250, 165))
    assert document_of(odd).project.positions()["a"][1] == 203


def test_alt_leaves_a_card_where_the_pointer_takes_it(odd: GraphView) -> None:
    hand = Hand(odd)
    alt = Qt.KeyboardModifier.AltModifier
    hand.drag(middle(odd, "a"), middle(odd, "a") + QPointF(299, 43), keys=alt, release=False)
    assert lines(odd) == []
    press(odd, Qt.Key.Key_Escape)
    assert odd.graph_scene.places["a"] == (0, 0)


def test_a_cancelled_drag_leaves_no_line(odd: GraphView) -> None:
    Hand(odd).drag(middle(odd, "a"), middle(odd, "a") + QPointF(299, 40), release=False)
    assert lines(odd)
    press(odd, Qt.Key.Key_Escape)
    assert lines(odd) == []


# ---------------------------------------------------------------------------------------- into an edge


@pytest.fixture
def with_loose(make_view: MakeView) -> GraphView:
    """x -> a, and below two cards without edges: a layer and a loss."""
    nodes = {"x": "Input", "a": "Dense", "mid": "Dense", "loss": "Distance"}
    places = {"x": (0.0, 0.0), "a": (600.0, 0.0), "mid": (0.0, 300.0), "loss": (600.0, 300.0)}
    return make_view(project(nodes, ["x -> a"], places))


def test_a_loose_card_that_is_dropped_on_an_edge_goes_into_it(with_loose: GraphView) -> None:
    view, hand, before = with_loose, Hand(with_loose), document_of(with_loose).project
    edge = view.graph_scene.item_for_edge[PortRef("a", "input")]
    hand.drag(middle(view, "mid"), QPointF(400, 28), release=False)
    assert edge.is_target
    hand.release(QPointF(400, 28))
    assert edges(view) == ["mid.output -> a.input", "x.output -> mid.input"]
    assert len(document_of(view).done) == 1
    assert view.graph_scene.places["mid"][1] == 0, "it stands between them"
    document_of(view).undo()
    assert document_of(view).project == before


def test_an_edge_lights_up_only_for_what_can_stand_in_it(with_loose: GraphView) -> None:
    view, hand = with_loose, Hand(with_loose)
    edge = view.graph_scene.item_for_edge[PortRef("a", "input")]
    hand.drag(middle(view, "mid"), QPointF(400, 28), release=False)
    press(view, Qt.Key.Key_Escape)
    assert not edge.is_target and edges(view) == ["x.output -> a.input"]
    hand.drag(middle(view, "loss"), QPointF(400, 28), release=False)
    assert not edge.is_target, "nothing leaves a loss"
    press(view, Qt.Key.Key_Escape)
    view.select(["mid", "loss"])
    hand.drag(middle(view, "mid"), QPointF(400, 28))
    assert edges(view) == ["x.output -> a.input"], "two at once only move"
