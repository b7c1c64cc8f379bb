"""Without a mouse: every panel and every card can be reached, and where the keys are can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.canvas.walking import next_card
from app.frame.docks import DOCKS
from app.frame.modes import mode_named
from app.main_window import MainWindow
from app.parts.focus_frame import FocusFrame
from tests.engine.projects import kind, project_of

FORK = project_of(
    {"x": kind("Input", shape=[4]), "a": kind("ReLU"), "b": kind("ReLU"), "add": kind("Add"), "end": kind("Loss")},
    ["x -> a", "x -> b", "a -> add", "b -> add", "add -> end"],
).graph
PLACES = {"x": (0.0, 0.0), "a": (100.0, 10.0), "b": (100.0, 90.0), "add": (200.0, 0.0), "end": (300.0, 0.0)}


@pytest.mark.parametrize(
    ("node", "way", "found"),
    [
        ("", "right", "x"), ("x", "right", "a"), ("a", "down", "b"), ("b", "up", "a"), ("b", "right", "add"),
        ("add", "left", "a"), ("x", "left", ""), ("end", "right", ""), ("gone", "left", "x"),
    ],
)  # fmt: skip
def test_keys_lead_along_edges_and_to_the_nearest_card(node: str, way: str, found: str) -> None:
    assert next_card(FORK, PLACES, node, way) == found  # type: ignore[arg-type]


def test_without_cards_keys_lead_nowhere() -> None:
    assert next_card(FORK, {}, "", "right") == ""


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    window.set_mode(mode_named("design"))
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window


def owner_of_keys(window: MainWindow) -> str:
    focused = QApplication.focusWidget()
    assert focused is not None
    if focused is window.canvas:
        return "canvas"
    return next(spec.id for spec in DOCKS if window.docks[spec.id].isAncestorOf(focused))


def test_the_keys_go_round_every_open_panel_and_back(shown: MainWindow) -> None:
    shown.canvas.setFocus()
    opened = ["canvas", *(spec.id for spec in DOCKS if not shown.docks[spec.id].isHidden())]
    seen = [owner_of_keys(shown)]
    for _ in opened[1:]:
        shown.actions_["focus_on"].trigger()
        QApplication.processEvents()
        seen.append(owner_of_keys(shown))
        frame = shown.docks[seen[-1]].widget().findChild(FocusFrame)
        assert frame is not None and frame.isVisible()
    assert seen == opened
    shown.actions_["focus_on"].trigger()
    assert owner_of_keys(shown) == "canvas"
    assert shown.focus_ring._frame is None
    assert shown.canvas._focus_frame.isVisible()
    shown.actions_["focus_back"].trigger()
    assert owner_of_keys(shown) == opened[-1]
    assert not shown.canvas._focus_frame.isVisible()


def test_a_card_is_reached_inspected_and_its_menu_opened_by_keys(shown: MainWindow) -> None:
    canvas = shown.canvas
    canvas.setFocus()
    canvas.select([])
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    first = canvas.selected_nodes
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert len(first) == len(canvas.selected_nodes) == 1
    assert canvas.selected_nodes != first
    assert canvas.selected_nodes[0] in {edge.target.node for edge in canvas.graph_scene.graph.out_of(first[0])}
    QApplication.sendEvent(
        canvas.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert any(action.text() == "Delete" for action in menu.actions())
    menu.close()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert owner_of_keys(shown) == "inspector"
