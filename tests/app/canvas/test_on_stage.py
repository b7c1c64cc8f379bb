"""The canvas on the stage: a click asks, a drag pushes, and what is moved for the eye is moved for the eye only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem

from app.canvas.layout import GRID
from app.canvas.pulse_item import PulseItem
from app.canvas.stage import Row, RowContent, RowState, Stage, lay_out_stage
from app.canvas.view import GraphView
from app.pictures.as_cells import cells_of
from app.theme.colours import signed_table
from app.theme.tokens import DARK, LIGHT
from engine.graph.graph import PortRef
from engine.project.project import Project
from tests.app.canvas.conftest import Hand, document_of, middle
from tests.app.canvas.toy import ROWS, plan_of

MakeView = Callable[[Project], GraphView]
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
GROUND = QPointF(100, 320)


def press(view: GraphView, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyPress, key, keys))
    QApplication.sendEvent(view, QKeyEvent(QKeyEvent.Type.KeyRelease, key, keys))


def stage_of(view: GraphView, node: str, state: RowState = "shown") -> Stage:
    """Two numbers and pictures on a card."""
    contents = []
    quantities = ("output", "grad_output", "grad_parameter", "parameter", "after")
    for quantity, array in zip(quantities, [np.array([4.0, 6.0]), *[np.ones((30, 40))] * 4], strict=True):
        cells = cells_of(array, signed_table(LIGHT), (255, 255, 255), False)
        contents.append(RowContent(node, quantity, "output", quantity, "forward", "", cells))  # type: ignore[arg-type]
    item = view.graph_scene.item_for_node[node]
    stage = lay_out_stage(contents, item.card.frame.height, view.graph_scene.node_painter.fonts)
    return stage.with_states([state] * len(contents), None)


@pytest.fixture
def staged(view: GraphView) -> GraphView:
    """The chain x -> a -> b -> loss on the stage, with rows on a, and y below b."""
    view.set_mode("backprop")
    view.graph_scene.set_stages({node: stage_of(view, node) for node in ("a", "b")})
    QApplication.processEvents()
    return view


def cell(view: GraphView, node: str, number: int = 0) -> QPointF:
    """The middle of a number on a card."""
    stage = view.graph_scene.item_for_node[node].stage
    assert stage is not None
    return view.graph_scene.item_for_node[node].pos() + stage.rows[0].cells[number].rect.center()


# ------------------------------------------------------------------ the mouse


def test_a_drag_pushes_the_canvas_and_moves_no_card(staged: GraphView, hand: Hand) -> None:
    before = staged.graph_scene.places
    seen = staged.mapToScene(0, 0)
    hand.drag(middle(staged, "a"), middle(staged, "a") + QPointF(80, 60))
    assert staged.graph_scene.places == before and document_of(staged).done == []
    moved = staged.mapToScene(0, 0) - seen
    assert (moved.x(), moved.y()) == (pytest.approx(-80, abs=2), pytest.approx(-60, abs=2))
    assert not staged.pointing.is_busy and staged.selected_nodes == []


@pytest.mark.parametrize("start", ["card", "port", "ground"])
def test_nowhere_does_a_drag_edit(staged: GraphView, hand: Hand, start: str) -> None:
    item = staged.graph_scene.item_for_node["a"]
    place = {
        "card": middle(staged, "a"),
        "port": item.slot_position(item.card.frame.outputs[0]),
        "ground": GROUND,
    }[start]
    for keys in (NO_KEY, SHIFT, CONTROL):
        hand.drag(place, place + QPointF(0, 150), keys=keys)
        staged.centerOn(450, 150)
    hand.drag(place, place + QPointF(0, 50), button=Qt.MouseButton.MiddleButton)
    hand.drag(place, place + QPointF(0, 50), button=Qt.MouseButton.RightButton)
    assert document_of(staged).done == []


def test_a_click_selects_a_card_and_a_click_beside_it_selects_nothing(staged: GraphView, hand: Hand) -> None:
    clicked: list[str] = []
    staged.card_clicked.connect(clicked.append)
    hand.click(staged.graph_scene.item_for_node["a"].pos() + QPointF(40, 20))
    assert staged.selected_nodes == ["a"] and clicked == ["a"]
    hand.click(cell(staged, "b"))
    assert staged.selected_nodes == ["b"]
    hand.click(GROUND)
    assert staged.selected_nodes == [] and clicked == ["a", "b"]


def test_a_click_on_a_number_asks_for_it(staged: GraphView, hand: Hand) -> None:
    asked: list[tuple[Row, tuple[int, ...]]] = []
    staged.element_chosen.connect(lambda row, index: asked.append((row, index)))
    hand.click(cell(staged, "a", 1))
    assert [(row.content.address, row.content.quantity, index) for row, index in asked] == [("a", "output", (1,))]
    stage = staged.graph_scene.item_for_node["b"].stage
    assert stage is not None and stage.rows[1].picture is not None
    hand.click(staged.graph_scene.item_for_node["b"].pos() + stage.rows[1].picture.center())
    row, index = asked[-1]
    assert row.content.address == "b"
    assert index == (pytest.approx(15, abs=1), pytest.approx(20, abs=1))
    hand.click(staged.graph_scene.item_for_node["a"].pos() + QPointF(40, 20))
    staged.graph_scene.set_stages({"a": stage_of(staged, "a", "covered")})
    hand.click(cell(staged, "a"))
    assert len(asked) == 2, "neither the header nor what is covered is a number"


def test_leaving_the_stage_ends_a_drag(staged: GraphView, hand: Hand) -> None:
    hand.drag(middle(staged, "a"), middle(staged, "a") + QPointF(50, 0), release=False)
    assert staged.pointing.is_busy
    staged.set_mode("design")
    assert not staged.pointing.is_busy
    hand.release(middle(staged, "b"))
    hand.drag(middle(staged, "a"), middle(staged, "a") + QPointF(0, 60))
    assert document_of(staged).done, "cards can be moved again"


def test_escape_ends_a_drag(staged: GraphView, hand: Hand) -> None:
    hand.drag(middle(staged, "a"), middle(staged, "a") + QPointF(50, 0), release=False)
    press(staged, Qt.Key.Key_Escape)
    assert not staged.pointing.is_busy and document_of(staged).done == []


def test_the_right_button_offers_to_run_to_a_layer(staged: GraphView) -> None:
    wanted: list[str] = []
    staged.run_to_wanted.connect(wanted.append)
    menu = staged.menu(middle(staged, "b"))
    assert [action.text() for action in menu.actions()] == ["Run to This Layer", "Fit the Network"]
    menu.actions()[0].trigger()
    assert wanted == ["b"] and staged.selected_nodes == ["b"]
    elsewhere = staged.menu(GROUND)
    assert [action.text() for action in elsewhere.actions()] == ["Fit the Network"]
    for made in (menu, elsewhere):
        made.deleteLater()


# ------------------------------------------------------------------ keys


def test_keys_belong_to_the_stage_while_it_is_lit(staged: GraphView) -> None:
    heard: list[str] = []
    staged.stage_keys = {
        Qt.Key.Key_Space: lambda: heard.append("space"), Qt.Key.Key_Right: lambda: heard.append("right"),
    }  # fmt: skip
    staged.select(["a"])
    press(staged, Qt.Key.Key_Space)
    press(staged, Qt.Key.Key_Right)
    press(staged, Qt.Key.Key_Right, Qt.KeyboardModifier.KeypadModifier)
    assert heard == ["space", "right", "right"] and document_of(staged).done == []
    assert staged.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    press(staged, Qt.Key.Key_Right, CONTROL)
    assert heard == ["space", "right", "right"]
    staged.set_mode("design")
    press(staged, Qt.Key.Key_Right)
    assert len(heard) == 3 and len(document_of(staged).done) == 1


def test_a_card_can_be_deleted_and_brought_back(staged: GraphView) -> None:
    staged.select(["a"])
    press(staged, Qt.Key.Key_Delete)
    assert "a" not in staged.graph_scene.item_for_node
    document_of(staged).undo()
    assert staged.graph_scene.item_for_node["a"].stage is None, "until the next step"
    assert staged.graph_scene.item_for_edge[PortRef("a", "input")].tone == "quiet"


# ------------------------------------------------------------------ room for the rows


def test_cards_make_room_and_go_back_when_the_stage_is_left(staged: GraphView) -> None:
    scene = staged.graph_scene
    assert scene.places["y"][1] > 200 and scene.settled_places["y"] == (600, 200)
    assert not scene.item_for_node["b"].scene_body.intersects(scene.item_for_node["y"].scene_body)
    for item in scene.item_for_edge.values():
        assert item.ends == scene.end_points(item.edge), "edges follow"
        assert item.tone == "quiet"
    staged.set_mode("train")
    assert scene.places == scene.settled_places
    for item in scene.item_for_edge.values():
        assert item.ends == scene.end_points(item.edge) and item.tone is None
    assert document_of(staged).done == []


def test_both_stages_are_one_to_the_scene(staged: GraphView) -> None:
    stage = staged.graph_scene.item_for_node["a"].stage
    staged.set_mode("present")
    assert staged.graph_scene.is_staged and staged.graph_scene.item_for_node["a"].stage is stage
    staged.set_mode("design")
    assert staged.graph_scene.item_for_node["a"].stage is None


def test_a_step_of_the_arrows_counts_from_where_the_project_has_a_card(staged: GraphView) -> None:
    staged.select(["y"])
    press(staged, Qt.Key.Key_Right, SHIFT)
    assert document_of(staged).project.positions()["y"] == (600 + 4 * GRID, 200)


def test_copies_and_new_cards_stand_beside_where_the_project_has_a_card(staged: GraphView) -> None:
    """The places of the stage are for the eye: saved, they would tear the drawing apart."""
    staged.select(["y"])
    staged.duplicate()
    (copy,) = staged.selected_nodes
    x, y = document_of(staged).project.positions()[copy]
    assert x - 600 == y - 200 > 0
    staged.select(["y"])
    staged.place("Dense")
    (placed,) = staged.selected_nodes
    assert document_of(staged).project.positions()[placed][1] == pytest.approx(200, abs=60)


def test_what_is_put_on_an_edge_moves_no_card_down(staged: GraphView) -> None:
    before = document_of(staged).project.positions()
    staged.editor.insert("Dense", PortRef("a", "input"))
    after = document_of(staged).project.positions()
    assert {node: place[1] for node, place in after.items() if node in before} == {
        node: place[1] for node, place in before.items()
    }


def test_a_plan_and_a_theme_leave_the_rows_in_place(staged: GraphView) -> None:
    scene = staged.graph_scene
    heights = {node: item.height for node, item in scene.item_for_node.items()}
    scene.set_plan(plan_of(document_of(staged).project, dict.fromkeys("xaby", ROWS)))
    staged.set_theme(DARK)
    QApplication.processEvents()
    assert {node: item.height for node, item in scene.item_for_node.items()} == heights
    assert scene.is_staged and scene.item_for_edge[PortRef("b", "input")].tone == "quiet"


def test_no_meter_of_a_training_stands_on_the_stage(view: GraphView) -> None:
    view.set_mode("train")
    view.set_mode("backprop")
    assert not any(item.shows_meter for item in view.graph_scene.item_for_node.values())
    view.graph_scene.set_stages({"a": stage_of(view, "a")})
    assert view.graph_scene.item_for_node["a"].height > view.graph_scene.item_for_node["b"].height


def test_another_page_of_the_stage_is_staged_too(staged: GraphView) -> None:
    document_of(staged).open(document_of(staged).project)
    assert staged.graph_scene.is_staged
    assert all(item.stage is None for item in staged.graph_scene.item_for_node.values())
    assert all(edge.tone == "quiet" for edge in staged.graph_scene.item_for_edge.values())


# ------------------------------------------------------------------ pulses


def line(length: float = 100.0, y: float = 50.0) -> QPainterPath:
    path = QPainterPath(QPointF(20, y))
    path.lineTo(20 + length, y)
    return path


def inked(item: PulseItem) -> set[int]:
    """The columns in which something is painted."""
    image = QImage(160, 100, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return {x for x in range(160) for y in range(100) if QColor(image.pixelColor(x, y)).alpha() > 100}


@pytest.mark.parametrize("is_backward", [False, True])
def test_a_pulse_runs_along_its_edge_in_its_direction(qapp: QApplication, is_backward: bool) -> None:
    pulse = PulseItem(LIGHT)
    assert not pulse.isVisible()
    for share in (0.0, 0.25, 0.5, 1.0):
        pulse.show_at([line()], share, is_backward)
        columns = inked(pulse)
        place = 20 + 100 * (1 - share if is_backward else share)
        assert pulse.isVisible() and min(columns) < place < max(columns)
        bounds = pulse.boundingRect()
        assert bounds.left() <= min(columns) and max(columns) <= bounds.right()
        assert bounds.width() < 40, "only where it is"


def test_several_pulses_are_as_one(qapp: QApplication) -> None:
    pulse = PulseItem(LIGHT)
    pulse.show_at([line(y=20), line(y=80)], 0.5, False)
    assert pulse.boundingRect().contains(QPointF(70, 20)) and pulse.boundingRect().contains(QPointF(70, 80))
    pulse.show_at([], 0.5, False)
    assert not pulse.isVisible()


def test_leaving_the_stage_takes_the_pulse_away(staged: GraphView) -> None:
    staged.graph_scene.pulse.show_at([staged.graph_scene.item_for_edge[PortRef("b", "input")].path], 0.5, False)
    staged.set_mode("design")
    assert not staged.graph_scene.pulse.isVisible()


def test_the_letters_of_a_page_that_is_far_away_are_left_out(staged: GraphView) -> None:
    for zoom in (1.0, 0.5, 0.2, 0.05):
        staged.zoom_by(zoom / staged.camera.zoom)
        staged.grab()
