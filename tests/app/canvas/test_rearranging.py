"""What is done to the selection as a whole: each is one step of undo, or leaves the drawing as it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from app.canvas.frames import WIDTH
from app.canvas.layout import GAP_Y
from app.canvas.right_button import menu_at
from app.canvas.view import GraphView
from engine.graph.graph import PortRef
from engine.project.project import Project
from tests.app.canvas.conftest import document_of, middle
from tests.app.canvas.test_gestures import edges
from tests.app.canvas.toy import chain, project, residual

MakeView = Callable[[Project], GraphView]
LOOSE = {"a": (0.0, 0.0), "b": (304.0, 80.0), "c": (496.0, 200.0)}


def loose() -> Project:
    return project(dict.fromkeys(LOOSE, "Dense"), (), LOOSE)


@pytest.mark.parametrize(
    ("command", "places"),
    [
        ("align_left", {"a": (0, 0), "b": (0, 80), "c": (0, 200)}),
        ("align_right", {"a": (496, 0), "b": (496, 80), "c": (496, 200)}),
        ("align_centres", {"a": (248, 0), "b": (248, 80), "c": (248, 200)}),
        ("align_top", {"a": (0, 0), "b": (304, 0), "c": (496, 0)}),
        ("align_bottom", {"a": (0, 200), "b": (304, 200), "c": (496, 200)}),
        ("align_middles", {"a": (0, 100), "b": (304, 100), "c": (496, 100)}),
        ("distribute_across", {"a": (0, 0), "b": (248, 80), "c": (496, 200)}),
        ("distribute_down", {"a": (0, 0), "b": (304, 100), "c": (496, 200)}),
    ],
)
def test_cards_are_put_in_order_as_one_step(
    make_view: MakeView, command: str, places: dict[str, tuple[float, float]]
) -> None:
    view = make_view(loose())
    view.select(["a", "b", "c"])
    getattr(view.rearranging, command)()
    assert view.graph_scene.places == places
    assert len(document_of(view).done) == 1
    getattr(view.rearranging, command)()
    assert len(document_of(view).done) == 1, "what is in order stays as it is"
    document_of(view).undo()
    assert view.graph_scene.places == LOOSE


@pytest.mark.parametrize(
    "command",
    ["align_left", "align_right", "align_centres", "align_top", "align_bottom", "align_middles", "distribute_across",
     "distribute_down"],
)  # fmt: skip
def test_no_card_is_laid_over_another(make_view: MakeView, command: str) -> None:
    heaped = {"a": (0.0, 0.0), "b": (40.0, 24.0), "c": (400.0, 16.0), "d": (80.0, 8.0)}
    view = make_view(project(dict.fromkeys(heaped, "Split"), (), heaped))
    view.select(list(heaped))
    getattr(view.rearranging, command)()
    bodies = [item.scene_body for item in view.graph_scene.item_for_node.values()]
    assert not any(one.intersects(other) for one, other in combinations(bodies, 2))
    assert len(document_of(view).done) == 1
    if command == "align_left":
        height = view.graph_scene.item_for_node["a"].card.frame.height
        tops = {node: y for node, (_, y) in view.graph_scene.places.items()}
        assert [tops[node] for node in "adcb"] == [number * (height + GAP_Y) for number in range(4)], "in their order"
    document_of(view).undo()
    assert view.graph_scene.places == heaped


def test_one_card_is_in_order_already(make_view: MakeView) -> None:
    view = make_view(loose())
    view.select(["b"])
    view.rearranging.align_left()
    view.rearranging.distribute_down()
    assert document_of(view).done == []


def test_a_layer_is_taken_out_and_the_flow_goes_on(view: GraphView) -> None:
    view.select(["a"])
    view.rearranging.take_out()
    assert "x.output -> b.input" in edges(view)
    assert "a" not in view.graph_scene.item_for_node and len(document_of(view).done) == 1
    document_of(view).undo()
    assert document_of(view).project == chain()


def test_where_it_is_not_clear_nothing_is_taken_out_and_it_is_said(make_view: MakeView) -> None:
    view = make_view(residual())
    view.select(["sum"])
    view.rearranging.take_out()
    assert document_of(view).done == []
    assert view.pointing.message == "Several values enter sum: it is not clear which of them shall go on"
    view.select(["a", "sum"])
    view.rearranging.take_out()
    assert edges(view) == ["x.output -> out.input"]


def test_two_outputs_are_two_values(make_view: MakeView) -> None:
    view = make_view(
        project({"x": "Input", "s": "Split", "a": "Dense", "b": "Dense"}, ["x -> s", "s.first -> a", "s.second -> b"])
    )
    view.select(["s"])
    view.rearranging.take_out()
    assert document_of(view).done == [] and view.pointing.message.startswith("Several values leave s:")


def test_the_selection_comes_into_sight(view: GraphView) -> None:
    view.camera.set_zoom(0.2)
    view.select(["a", "b"])
    view.rearranging.zoom_to_selection()
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    items = view.graph_scene.item_for_node
    assert view.camera.zoom == 1
    assert all(seen.contains(items[node].scene_body) for node in ("a", "b"))
    at = seen.center()
    view.select([])
    view.rearranging.zoom_to_selection()
    assert view.mapToScene(view.viewport().rect()).boundingRect().center() == at


def test_a_node_is_brought_to_the_middle(view: GraphView) -> None:
    view.rearranging.bring_to_middle("loss")
    middle_of_view = view.mapToScene(view.viewport().rect().center())
    assert (middle_of_view - middle(view, "loss")).manhattanLength() < 4
    assert view.selected_nodes == ["loss"]
    view.rearranging.bring_to_middle("nobody")
    assert view.selected_nodes == ["loss"]


# ------------------------------------------------------------------ only the edges at the selection


def dimmed(view: GraphView) -> set[str]:
    QApplication.processEvents()
    return {str(item.edge) for item in view.graph_scene.item_for_edge.values() if item.is_dimmed}


def test_edges_that_are_not_at_the_selection_are_dimmed(view: GraphView) -> None:
    told: list[bool] = []
    view.rearranging.edges_focused.connect(told.append)
    view.rearranging.toggle_edges()
    assert dimmed(view) == set(), "without a selection there is nothing to look for"
    view.select(["b"])
    assert dimmed(view) == {"x.output -> a.input", "y.output -> loss.target"}
    view.graph_scene.select([], [PortRef("a", "input")])
    assert dimmed(view) == set(edges(view)) - {"x.output -> a.input"}
    view.rearranging.toggle_edges()
    assert dimmed(view) == set() and told == [True, False]


def test_edges_that_are_drawn_or_made_anew_follow(view: GraphView) -> None:
    view.rearranging.toggle_edges()
    view.select(["x"])
    view.editor.disconnect([PortRef("loss", "target")])
    document_of(view).undo()
    assert dimmed(view) == set(edges(view)) - {"x.output -> a.input"}
    document_of(view).open(residual())
    view.select(["out"])
    assert dimmed(view) == set(edges(view)) - {"sum.output -> out.input"}


def test_the_menu_of_a_node_offers_both(view: GraphView) -> None:
    wanted: list[bool] = []
    view.rearranging.kind_wanted.connect(lambda: wanted.append(True))
    menu = menu_at(view, middle(view, "a"))
    by_text = {action.text(): action for action in menu.actions()}
    by_text["Change the Kind…"].trigger()
    by_text["Delete and Keep the Flow"].trigger()
    menu.deleteLater()
    assert wanted == [True] and "x.output -> b.input" in edges(view)


def test_the_menu_of_several_nodes_puts_them_in_order(make_view: MakeView) -> None:
    view = make_view(loose())
    view.select(["a", "b", "c"])
    menu = menu_at(view, middle(view, "a"))
    (inner,) = [action.menu() for action in menu.actions() if action.text() == "Arrange"]
    assert isinstance(inner, QMenu)
    assert [action.text() for action in inner.actions()][2:5] == ["Align Right", "", "Align Top"]
    inner.actions()[0].trigger()
    assert {x for x, _ in view.graph_scene.places.values()} == {0}
    menu.deleteLater()
    view.select(["a"])
    alone = menu_at(view, middle(view, "a"))
    assert "Arrange" not in [action.text() for action in alone.actions()]
    alone.deleteLater()


def test_a_swap_is_one_step_and_keeps_the_place(view: GraphView) -> None:
    swap = view.editor.swap(["a", "b"], "Sum")
    assert swap.dropped == ("units",) and swap.nodes == ("a", "b")
    assert edges(view) == [
        "a.output -> b.input[0]", "b.output -> loss.input", "x.output -> a.input[0]", "y.output -> loss.target",
    ]  # fmt: skip
    assert view.graph_scene.places["a"] == (300, 0)
    assert view.graph_scene.item_for_node["a"].body.width() == WIDTH
    document_of(view).undo()
    assert document_of(view).project == chain()
