"""Adding a layer at the pointer: by Tab, by a double click, and by an edge that is dropped on nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.canvas.overlays import EmptyState
from app.canvas.quick_search import QuickSearch
from app.canvas.view import GraphView
from engine.project.project import Project
from tests.app.canvas.conftest import Hand, document_of, middle, port
from tests.app.canvas.test_gestures import edges, press
from tests.app.canvas.toy import PICTURES, ROWS, plan_of, project

MakeView = Callable[[Project], GraphView]
EMPTY = QPointF(450, -150)


def box_of(view: GraphView) -> QuickSearch:
    box = view.pointing.adding.box
    assert box is not None, "no box is open"
    return box


def type_into(view: GraphView, text: str) -> None:
    QTest.keyClicks(box_of(view).search, text)


def key(view: GraphView, pressed: Qt.Key) -> None:
    QTest.keyClick(box_of(view).search, pressed)


@pytest.fixture
def pair(make_view: MakeView) -> GraphView:
    """An Input and a Dense layer without edges."""
    return make_view(project({"x": "Input", "a": "Dense"}, (), {"x": (0.0, 0.0), "a": (600.0, 0.0)}))


def test_tab_opens_it_where_the_pointer_is(view: GraphView, hand: Hand) -> None:
    hand.hover(EMPTY)
    press(view, Qt.Key.Key_Tab)
    box = box_of(view)
    assert set(box.names) == set(document_of(view).catalogue)
    offset = box.pos() - view.mapFromScene(EMPTY)
    assert QPoint(0, 0) != offset and offset.manhattanLength() < 30
    type_into(view, "sum")
    assert box.names == ["Sum"]
    key(view, Qt.Key.Key_Return)
    assert view.pointing.adding.box is None
    x, y = view.graph_scene.places["sum"]
    assert abs(x + 188 / 2 - EMPTY.x()) <= 4 and abs(y + 28 - EMPTY.y()) <= 4
    assert view.selected_nodes == ["sum"] and len(document_of(view).done) == 1


def test_tab_is_a_key_of_the_canvas_and_not_of_the_focus(view: GraphView) -> None:
    assert not view.focusNextPrevChild(True)
    view.set_mode("backprop")
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier(0)))
    assert view.pointing.adding.box is None, "nothing is edited on the stage"


def test_a_layer_is_joined_to_the_selected_node(view: GraphView, hand: Hand) -> None:
    view.select(["y"])
    hand.hover(EMPTY)
    press(view, Qt.Key.Key_Tab)
    type_into(view, "dense")
    key(view, Qt.Key.Key_Return)
    assert "y.output -> dense.input" in edges(view)
    assert len(document_of(view).done) == 1


def test_a_double_click_on_the_empty_canvas_opens_it(view: GraphView, hand: Hand) -> None:
    before = edges(view)
    hand.click(EMPTY)
    hand.double_click(EMPTY)
    key(view, Qt.Key.Key_Down)
    chosen = box_of(view).list.currentItem().text()
    assert chosen == box_of(view).names[1]
    key(view, Qt.Key.Key_Return)
    assert len(view.graph_scene.item_for_node) == 6 and edges(view) == before
    hand.double_click(middle(view, "a"))
    assert view.pointing.adding.box is None, "a card is opened by that"


def test_escape_and_a_press_elsewhere_close_it(view: GraphView, hand: Hand) -> None:
    for leave in (lambda: key(view, Qt.Key.Key_Escape), lambda: hand.click(QPointF(450, 300))):
        hand.double_click(EMPTY)
        type_into(view, "sum")
        leave()
        assert view.pointing.adding.box is None
    hand.double_click(EMPTY)
    view.set_mode("backprop")
    assert view.pointing.adding.box is None
    assert document_of(view).done == []


def test_it_stays_inside_the_canvas(view: GraphView, hand: Hand) -> None:
    corner = view.mapToScene(view.viewport().rect().bottomRight() - QPoint(3, 3))
    hand.double_click(corner)
    assert view.rect().contains(box_of(view).geometry())
    type_into(view, "nothing has this name")
    assert box_of(view).names == []
    key(view, Qt.Key.Key_Return)
    assert document_of(view).done == [], "nothing is placed where nothing is found"


def test_a_new_card_covers_no_other(view: GraphView, hand: Hand) -> None:
    hand.hover(middle(view, "a"))
    press(view, Qt.Key.Key_Tab)
    type_into(view, "sum")
    key(view, Qt.Key.Key_Return)
    bodies = [item.scene_body for item in view.graph_scene.item_for_node.values()]
    assert not any(one.intersects(other) for number, one in enumerate(bodies) for other in bodies[:number])


def test_an_edge_that_is_dropped_on_nothing_asks_what_follows(pair: GraphView) -> None:
    pair.graph_scene.set_plan(plan_of(document_of(pair).project, {"x": PICTURES}))
    Hand(pair).drag(port(pair, "x", output=True), EMPTY)
    names = box_of(pair).names
    assert "Input" not in names, "nothing enters an Input"
    assert names.index("Sum") < names.index("Dense"), "what fits comes first"
    assert "x" in box_of(pair).search.placeholderText()
    type_into(pair, "split")
    key(pair, Qt.Key.Key_Return)
    assert edges(pair) == ["x.output -> split.input"]
    item = pair.graph_scene.item_for_node["split"]
    entry = item.slot_position(item.card.frame.inputs[0])
    assert (entry - EMPTY).manhattanLength() <= 8, "its port is where the edge was dropped"
    assert len(document_of(pair).done) == 1
    document_of(pair).undo()
    assert edges(pair) == [] and set(document_of(pair).project.graph.nodes) == {"x", "a"}


def test_it_works_backward_from_an_input(pair: GraphView) -> None:
    pair.graph_scene.set_plan(plan_of(document_of(pair).project, {"x": ROWS}))
    Hand(pair).drag(port(pair, "a"), EMPTY)
    names = box_of(pair).names
    assert "Distance" not in names and "Output" not in names, "nothing leaves them"
    type_into(pair, "input")
    key(pair, Qt.Key.Key_Return)
    assert edges(pair) == ["input.output -> a.input"]
    item = pair.graph_scene.item_for_node["input"]
    assert (item.slot_position(item.card.frame.outputs[0]) - EMPTY).manhattanLength() <= 8


def test_the_edge_waits_visibly_until_the_box_closes(pair: GraphView) -> None:
    def loose() -> list[str]:
        return [name for item in pair.graph_scene.items() if (name := type(item).__name__) == "LooseEdge"]

    Hand(pair).drag(port(pair, "x", output=True), EMPTY)
    assert loose() == ["LooseEdge"]
    key(pair, Qt.Key.Key_Escape)
    assert loose() == [] and document_of(pair).done == []


def test_an_edge_that_was_picked_up_is_gone_without_a_question(view: GraphView, hand: Hand) -> None:
    hand.drag(port(view, "b"), EMPTY)
    assert view.pointing.adding.box is None
    assert not any("-> b." in edge for edge in edges(view))


def test_an_undo_closes_it(view: GraphView, hand: Hand) -> None:
    hand.drag(middle(view, "a"), middle(view, "a") + QPointF(0, 80))
    hand.drag(port(view, "y", output=True), EMPTY)
    assert view.pointing.adding.box is not None
    document_of(view).undo()
    assert view.pointing.adding.box is None


def test_the_hint_on_an_empty_canvas_does_not_stand_in_the_way(make_view: MakeView) -> None:
    empty = make_view(project({}))
    hint = empty.findChild(EmptyState)
    assert (
        hint is not None and hint.isVisible() and "Tab" in " ".join(label.text() for label in hint.findChildren(QLabel))
    )
    QTest.mouseDClick(hint, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    type_into(empty, "dense")
    key(empty, Qt.Key.Key_Return)
    assert set(document_of(empty).project.graph.nodes) == {"dense"} and not hint.isVisible()
