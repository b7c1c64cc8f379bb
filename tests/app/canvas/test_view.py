"""The view as a widget: zoom, first sight, drops, overlays, pages, themes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from app.canvas.camera import LEGIBLE
from app.canvas.overlays import EmptyState, Legend
from app.canvas.right_button import menu_at
from app.canvas.view import GraphView
from app.parts.kinds import KIND_MIME
from app.theme import DARK, LIGHT, Theme
from engine.graph.graph import Block, Node, PortRef, make_graph
from engine.problem import Problem
from engine.project.change import Change, Patch, Place
from engine.project.project import MAIN, Json, Project
from tests.app.canvas.conftest import Hand, document_of, middle
from tests.app.canvas.test_gestures import edges
from tests.app.canvas.toy import PICTURES, chain, look, plan_of, project, residual

MakeView = Callable[[Project], GraphView]


def wheel(view: GraphView, at: QPoint, turns: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(view.viewport().mapToGlobal(at)), QPoint(), QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("turns", [3, -3, 40, -40])
def test_the_wheel_zooms_around_the_pointer(view: GraphView, turns: int) -> None:
    at = QPoint(300, 250)
    place, zoom = view.mapToScene(at), view.camera.zoom
    wheel(view, at, turns)
    assert (view.camera.zoom > zoom) == (turns > 0)
    moved = view.viewportTransform().map(place) - QPointF(at)
    assert abs(moved.x()) <= 1 and abs(moved.y()) <= 1


def test_fit_shows_everything_and_never_enlarges(make_view: MakeView) -> None:
    names = [f"n{number}" for number in range(30)]
    places = {name: (300.0 * number, 0.0) for number, name in enumerate(names)}
    view = make_view(project(dict.fromkeys(names, "Dense"), (), places))
    view.fit()
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert seen.contains(view.graph_scene.extent)
    small = make_view(project({"a": "Dense"}))
    small.fit()
    assert small.camera.zoom == 1


def test_a_long_network_opens_at_its_left_end_where_it_can_be_read(make_view: MakeView) -> None:
    names = [f"n{number}" for number in range(60)]
    view = make_view(chain())
    places = {name: (300.0 * number, 0.0) for number, name in enumerate(names)}
    document_of(view).open(project(dict.fromkeys(names, "Dense"), (), places))
    assert view.camera.zoom == 1
    assert view.viewport().rect().contains(view.mapFromScene(middle(view, "n0")))


def row(count: int) -> Block:
    """A block of layers beside one another."""
    names = [f"n{number}" for number in range(count)]
    places: dict[str, Json] = {name: [240.0 * number, 0.0] for number, name in enumerate(names)}
    return Block(make_graph([Node(name, "kind", "Sum") for name in names]), view={"positions": places})


def test_a_block_opens_as_a_whole_and_is_seen_again_as_it_was_left(make_view: MakeView) -> None:
    view = make_view(replace(chain(), blocks={"Short": row(14), "Long": row(60)}))
    view.resize(1400, 800)
    view.zoom_by(1.6)
    view.centerOn(700, 100)
    zoom, place = view.camera.zoom, view.mapToScene(700, 400)
    view.set_page("Short")
    assert view.camera.zoom < LEGIBLE, "smaller than a network would be shown at first"
    assert view.mapToScene(view.viewport().rect()).boundingRect().contains(view.graph_scene.extent)
    view.zoom_by(1.5)
    view.camera.scroll_by(QPoint(40, 30))
    inner, seen = view.camera.zoom, view.mapToScene(700, 400)
    view.set_page("Long")
    assert view.camera.zoom == 1
    assert view.viewport().rect().contains(view.mapFromScene(middle(view, "n0"))), "where it begins"
    for page, before, at in ((MAIN, zoom, place), ("Short", inner, seen)):
        view.set_page(page)
        assert view.camera.zoom == pytest.approx(before)
        assert (view.mapToScene(700, 400) - at).manhattanLength() <= 4


def test_another_size_fits_again_until_a_person_zooms(make_view: MakeView) -> None:
    names = [f"n{number}" for number in range(6)]
    view = make_view(project(dict.fromkeys(names, "Dense"), (), {n: (216.0 * i, 0.0) for i, n in enumerate(names)}))
    view.fit()
    view.resize(900, 500)
    small = view.camera.zoom
    view.resize(1200, 500)
    assert view.camera.zoom > small
    wheel(view, QPoint(300, 250), 1)
    zoomed = view.camera.zoom
    view.resize(900, 500)
    assert view.camera.zoom == zoomed


def drop(view: GraphView, kind: str, at: QPointF) -> None:
    data = QMimeData()
    data.setData(KIND_MIME, kind.encode())
    place = view.mapFromScene(at)
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    view.dragEnterEvent(QDragEnterEvent(place, *given))
    view.dragMoveEvent(QDragMoveEvent(place, *given))
    view.dropEvent(QDropEvent(QPointF(place), *given))


def test_a_kind_dropped_on_the_canvas_stands_there_and_is_selected(view: GraphView) -> None:
    drop(view, "Dense", QPointF(400, 300))
    assert view.selected_nodes == ["dense"]
    assert view.graph_scene.item_for_node["dense"].scene_body.contains(QPointF(400, 300))
    assert len(document_of(view).done) == 1


def test_a_kind_dropped_on_an_edge_goes_into_it(view: GraphView) -> None:
    drop(view, "Sum", QPointF(544, 28))
    assert {"a.output -> sum.input[0]", "sum.output -> b.input"} < set(edges(view))


def test_other_things_are_left_to_the_window(view: GraphView) -> None:
    data = QMimeData()
    data.setText("a file")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    view.dragEnterEvent(event)
    assert not event.isAccepted()


def test_an_empty_canvas_helps(make_view: MakeView) -> None:
    view = make_view(project({}))
    empty = view.findChild(EmptyState)
    assert empty is not None and empty.isVisible()
    wanted: list[str] = []
    view.example_wanted.connect(wanted.append)
    empty.findChildren(QPushButton)[0].click()
    assert wanted == ["digits-mlp"]
    view.place("Dense")
    assert not empty.isVisible()
    document_of(view).undo()
    assert empty.isVisible()


def test_the_legend_belongs_to_training(view: GraphView) -> None:
    legend = view.findChild(Legend)
    assert legend is not None and not legend.isVisible()
    view.set_mode("train")
    assert legend.isVisible()
    view.set_mode("design")
    assert not legend.isVisible()


def test_the_selection_is_told_once(view: GraphView, wait_until: Callable[..., None]) -> None:
    told: list[list[str]] = []
    wait_until(lambda: not view._selection.isActive())
    view.selection_changed.connect(told.append)
    view.select_all()
    view.select(["a"])
    wait_until(lambda: told)
    assert told == [["a"]]


def test_a_double_click_asks_for_more(view: GraphView, hand: Hand) -> None:
    asked: list[str] = []
    view.node_activated.connect(asked.append)
    hand.double_click(middle(view, "b"))
    assert asked == ["b"]


def test_the_page_of_a_block_is_edited_and_left_when_the_block_goes(make_view: MakeView) -> None:
    inner = Block(residual().graph, view=residual().view)
    made = Project(graph=chain().graph, view=chain().view, blocks={"Inner": inner})
    view = make_view(made)
    view.set_page("Inner")
    assert view.graph_scene.item_for_node.keys() == residual().graph.nodes.keys()
    view.editor.move({"a": (304, 8)})
    document = document_of(view)
    assert document.project.positions("Inner")["a"] == (304, 8)
    document.apply(Change("remove", (Patch(Place("block", "", "Inner"), document.project.blocks["Inner"], None),)))
    assert view.page == ""
    assert view.graph_scene.item_for_node.keys() == chain().graph.nodes.keys()


def test_menus_offer_what_can_be_done(view: GraphView) -> None:
    assert "Delete the Edge" in [action.text() for action in menu_at(view, QPointF(544, 28)).actions()]
    assert "Add a Layer" in [action.text() for action in menu_at(view, QPointF(450, -150)).actions()]
    on_card = menu_at(view, middle(view, "a"))
    assert view.selected_nodes == ["a"]
    texts = [action.text() for action in on_card.actions()]
    assert {"Freeze", "Duplicate", "Delete", "Insert After"} < set(texts)
    next(action for action in on_card.actions() if action.text() == "Delete").trigger()
    assert "a" not in document_of(view).project.graph.nodes


# ---------------------------------------------------------------------------------------- what is painted


def colours(view: GraphView, node: str) -> set[str]:
    """The colours of the pixels around the border of a card."""
    image: QImage = view.grab().toImage()
    body = view.mapFromScene(view.graph_scene.item_for_node[node].scene_body).boundingRect()
    ratio = image.devicePixelRatio()
    across = range(body.left() + 20, body.right() - 20, 3)
    return {
        image.pixelColor(round(x * ratio), round(y * ratio)).name()
        for x in across
        for y in range(body.top() - 2, body.top() + 4)
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("zoom", [0.06, 0.2, 0.4, 1.0, 1.7])
def test_everything_is_painted_at_every_zoom(view: GraphView, theme: Theme, zoom: float) -> None:
    document = document_of(view)
    document.apply(Change("add", (Patch(Place("node", "", "odd"), None, Node("odd", "kind", "Wobble")),)))
    wrong = Problem("port_dims", {"expected": "2", "received": str(PICTURES), "count": 4}, node="b")
    view.set_theme(theme)
    view.set_plan(plan_of(document.project, {"x": PICTURES, "a": PICTURES}, [wrong]))
    view.set_mode("train")
    for step in range(3):
        view.show_look(look({"x": 1e-4, "a": 0.1 / (step + 1), "loss": float("nan")}, {("a", "input", 0): 1e-3}))
    view.graph_scene.item_for_node["a"].history.extend([0.1, 0.5, 0.4])
    view.select(["a"])
    view.graph_scene.item_for_edge[PortRef("b", "input")].setSelected(True)
    view.camera.set_zoom(zoom)
    view.centerOn(450, 100)
    image = view.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}) > 8


def test_borders_tell_wrong_selected_and_right_apart(view: GraphView) -> None:
    wrong = Problem("port_dims", {"expected": "2", "received": str(PICTURES), "count": 4}, node="b")
    view.set_plan(plan_of(document_of(view).project, {}, [wrong]))
    view.select(["a"])
    assert LIGHT.accent.name() in colours(view, "a")
    assert LIGHT.error.name() in colours(view, "b")
    assert not {LIGHT.accent.name(), LIGHT.error.name()} & colours(view, "x")


def test_another_view_shows_a_page_as_the_former_did(make_view: MakeView) -> None:
    """As after a change of language: all of it where all was seen, else the same place, or where it begins."""
    former = make_view(replace(chain(), blocks={"Long": row(14)}))
    former.set_page("Long")
    former.fit()
    for size, moved in ((900, False), (1400, True)):
        if moved:
            former.zoom_by(2.0)
        view = make_view(replace(chain(), blocks={"Long": row(14)}))
        view.take_sights(former)
        view.resize(size, 500)
        view.set_page("Long")
        extent = view.graph_scene.extent
        assert view.mapToScene(view.viewport().rect()).boundingRect().contains(extent) != moved
        assert view.camera.shows_all != moved
        if moved:
            assert abs(view.camera.zoom - former.camera.zoom) < 1e-6
