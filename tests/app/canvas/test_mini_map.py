"""The small map: there while something is out of sight, drawn once, dragged by its frame, remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.canvas.mini_map import MiniMap
from app.canvas.view import GraphView
from app.frame.mini_map import remember_mini_map
from app.session.preferences import Preferences
from app.theme.tokens import LIGHT
from engine.project.project import Project
from tests.app.canvas.conftest import document_of
from tests.app.canvas.test_gestures import press
from tests.app.canvas.toy import project

MakeView = Callable[[Project], GraphView]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def long(make_view: MakeView) -> GraphView:
    """Forty cards in a row, of which a few are in sight."""
    nodes = {f"n{number}": "Dense" for number in range(40)}
    places = {f"n{number}": (300.0 * number, 0.0) for number in range(40)}
    edges = [f"n{number} -> n{number + 1}" for number in range(39)]
    return make_view(project(nodes, edges, places))


def map_of(view: GraphView) -> MiniMap:
    assert view.mini_map.isVisible(), "the map is hidden"
    return view.mini_map


def test_it_is_there_while_something_is_out_of_sight(long: GraphView) -> None:
    assert map_of(long).geometry().bottomRight().x() < long.width()
    long.fit()
    assert not long.mini_map.isVisible()
    long.zoom_reset()
    assert long.mini_map.isVisible()
    long.select_all()
    long.delete_selection()
    assert not long.mini_map.isVisible(), "nothing is there to be seen"
    document_of(long).undo()
    assert long.mini_map.isVisible()


def test_the_stage_has_none(long: GraphView) -> None:
    for mode in ("backprop", "present"):
        long.set_mode(mode)  # type: ignore[arg-type]
        assert not long.mini_map.isVisible()
    long.set_mode("train")
    assert long.mini_map.isVisible()


def test_every_card_is_on_it_in_the_colour_of_its_category(long: GraphView) -> None:
    found = map_of(long)
    long.centerOn(30 * 300, 0)  # the frame of what is seen lies elsewhere
    picture = found.grab().toImage()
    for node in ("n0", "n10", "n20"):
        item = long.graph_scene.item_for_node[node]
        place = found.to_map(item.scene_body).center()
        colour = picture.pixelColor((place * picture.devicePixelRatio()).toPoint())
        wanted = LIGHT.category(item.card.category)
        assert abs(colour.red() - wanted.red()) + abs(colour.blue() - wanted.blue()) < 120
        assert colour != LIGHT.panel and item.scene_body.contains(found.to_scene(place))


def test_the_frame_is_dragged(long: GraphView) -> None:
    found, before = map_of(long), long.mini_map.seen.center()
    start = found.to_map(found.seen).center().toPoint()
    QTest.mousePress(found, LEFT, pos=start)
    assert (long.mini_map.seen.center() - before).manhattanLength() < 80, "a press in the frame leaves it there"
    QTest.mouseMove(found, start + QPointF(60, 0).toPoint())
    QTest.mouseRelease(found, LEFT, pos=start + QPointF(60, 0).toPoint())
    assert long.mini_map.seen.center().x() > before.x() + 1000
    assert document_of(long).done == []


def test_a_press_beside_the_frame_goes_there(long: GraphView) -> None:
    found = map_of(long)
    last = long.graph_scene.item_for_node["n39"].scene_body
    QTest.mouseClick(found, LEFT, pos=found.to_map(last).center().toPoint())
    assert long.mini_map.seen.contains(last.center())


def test_it_is_drawn_again_only_when_something_changed(long: GraphView, monkeypatch: pytest.MonkeyPatch) -> None:
    found = map_of(long)
    found.grab()
    drawn: list[int] = []
    original = MiniMap._drawn

    def counted(self: MiniMap) -> object:
        drawn.append(1)
        return original(self)

    monkeypatch.setattr(MiniMap, "_drawn", counted)
    long.horizontalScrollBar().setValue(long.horizontalScrollBar().value() + 40)
    found.grab()
    assert drawn == [], "only the frame moved"
    long.select(["n0"])
    press(long, Qt.Key.Key_Down)
    found.grab()
    assert drawn == [1]


def test_a_person_can_do_without_it_and_that_is_remembered(long: GraphView, tmp_path: Path) -> None:
    preferences, action = Preferences(tmp_path / "kept.ini"), QAction()
    remember_mini_map(long.mini_map, action, preferences)
    assert action.isChecked()
    long.mini_map.toggle()
    assert not long.mini_map.isVisible() and not action.isChecked()
    preferences.sync()
    long.mini_map.set_wanted(True)
    later, other = Preferences(tmp_path / "kept.ini"), QAction()
    remember_mini_map(long.mini_map, other, later)
    assert not long.mini_map.isVisible() and not other.isChecked()
