"""Edits beyond the mouse: placing, inserting, copying, nudging, freezing, tidying."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.canvas.clipboard import fragment_from_text, text_in
from app.canvas.repairs import carry_out
from app.canvas.view import GraphView
from engine.graph.graph import PortRef
from engine.problem import Remedy
from engine.project.project import Project
from tests.app.canvas.conftest import document_of
from tests.app.canvas.test_gestures import edges, press
from tests.app.canvas.toy import chain, project, residual

MakeView = Callable[[Project], GraphView]
HAND_WRITTEN = """
{"format": "chainrule", "version": 1, "graph": {"nodes": {"n": {"kind": "Dense"}, "import": {"kind": "Sum"}}}}
"""
CONTROL = Qt.KeyboardModifier.ControlModifier


def overlaps(view: GraphView) -> bool:
    bodies = [item.scene_body for item in view.graph_scene.item_for_node.values()]
    return any(a.intersects(b) for number, a in enumerate(bodies) for b in bodies[:number])


def test_a_kind_is_placed_to_the_right_of_the_selection_and_connected(make_view: MakeView) -> None:
    view = make_view(project({"x": "Input"}, (), {"x": (300.0, 0.0)}))
    view.select(["x"])
    first = view.place("Dense")
    second = view.place("Dense")
    assert edges(view) == [f"{first}.output -> {second}.input", f"x.output -> {first}.input"]
    assert view.selected_nodes == [second]
    loss = view.place("Distance")
    places = view.graph_scene.places
    assert places["x"][0] < places[first][0] < places[second][0] < places[loss][0]
    edge = view.graph_scene.item_for_edge[PortRef(loss, "input")]
    assert edge.ends[0][1] == edge.ends[1][1], "it runs straight"
    document_of(view).undo()
    assert document_of(view).project.graph.nodes[first].params == {"units": 8}
    assert len(document_of(view).done) == 2


def test_a_kind_is_placed_alone_where_nothing_is_selected(view: GraphView) -> None:
    view.select([])
    before = edges(view)
    view.place("Dense")
    view.place("Sum", connect=False)
    assert edges(view) == before and not overlaps(view)
    view.select(["loss"])
    view.place("Dense")
    assert edges(view) == before, "nothing leaves a loss"


def test_a_layer_is_put_into_an_edge_and_room_is_made(view: GraphView) -> None:
    node = view.editor.insert("Sum", PortRef("b", "input"))
    assert f"a.output -> {node}.input[0]" in edges(view)
    assert f"{node}.output -> b.input" in edges(view)
    assert not overlaps(view)
    assert len(document_of(view).done) == 1
    document_of(view).undo()
    assert document_of(view).project == chain()
    assert view.editor.insert("Input", PortRef("b", "input")) is None
    assert view.editor.insert("Distance", PortRef("nobody", "input")) is None


@pytest.mark.parametrize("distance", [200.0, 216.0, 400.0, -600.0], ids=["close", "odd", "far", "back"])
def test_a_layer_that_is_put_into_an_edge_covers_no_other(make_view: MakeView, distance: float) -> None:
    places = {"x": (0.0, 0.0), "a": (distance, 0.0), "b": (distance + 200.0, 0.0)}
    view = make_view(project({"x": "Input", "a": "Dense", "b": "Dense"}, ["x -> a", "a -> b"], places))
    node = view.editor.insert("Dense", PortRef("a", "input"))
    assert node is not None and not overlaps(view)
    found = view.graph_scene.places
    assert distance < 0 or found["x"][0] < found[node][0] < found["a"][0] < found["b"][0]


def test_copy_and_paste_take_edges_and_parameters_along(view: GraphView) -> None:
    view.select(["a", "b"])
    view.copy()
    view.paste()
    assert document_of(view).project.graph.nodes["a2"].params == {"units": 8}
    assert "a2.output -> b2.input" in edges(view)
    assert view.selected_nodes == ["a2", "b2"]
    assert view.graph_scene.places["a2"] == (324, 24)
    view.paste()
    assert len(set(view.graph_scene.places.values())) == len(view.graph_scene.places), "no copy covers another"
    assert len(document_of(view).done) == 2


def test_cut_and_paste_elsewhere(make_view: MakeView) -> None:
    view, other = make_view(residual()), make_view(project({}))
    view.select(["a", "sum"])
    view.cut()
    assert document_of(view).project.graph.nodes.keys() == {"x", "out"}
    other.paste()
    assert edges(other) == ["a.output -> sum.input[0]"]
    document_of(view).undo()
    assert document_of(view).project == residual()


def test_duplicates_stand_beside_their_originals(view: GraphView) -> None:
    view.select(["a"])
    view.duplicate()
    assert view.selected_nodes == ["a2"]
    assert edges(view) == sorted(str(edge) for edge in chain().graph.edges), "nothing outside is connected"


@pytest.mark.parametrize("text", ["", "hello", "[1, 2]", '{"format": "chainrule"}', "[" * 100_000])
def test_a_strange_clipboard_pastes_nothing(view: GraphView, text: str) -> None:
    assert not view.editor.paste(text)
    assert document_of(view).done == []
    assert fragment_from_text(text).fragment.nodes == ()
    assert text_in(None) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The clipboard holds no layers"),
        (" \n", "The clipboard holds no layers"),
        ("hello", "The clipboard holds no layers: expected JSON, got: Expecting value at line 1, column 1"),
        ('{"format": "chainrule", "version": 1}', "The clipboard holds no layers"),
        ('{"format": "chainrule", "version": 99}', "The clipboard holds no layers: expected"),
    ],
)
def test_rubbish_is_refused_in_words(view: GraphView, text: str, said: str) -> None:
    told: list[str] = []
    view.refused.connect(told.append)
    QGuiApplication.clipboard().setText(text)
    view.paste()
    assert len(told) == 1 and told[0].startswith(said)
    assert document_of(view).done == []


def test_what_could_not_be_pasted_is_named_beside_what_could(view: GraphView) -> None:
    told: list[str] = []
    view.refused.connect(told.append)
    QGuiApplication.clipboard().setText(HAND_WRITTEN)
    view.paste()
    assert told == [
        "Not all that the clipboard holds could be pasted: import: expected an id that is free in Python and in "
        "nn.Module, got 'import'"
    ]
    assert view.selected_nodes == ["n"]


def test_a_copy_is_text_that_can_be_read_and_edited(view: GraphView) -> None:
    view.select(["a"])
    view.copy()
    text = QGuiApplication.clipboard().text()
    assert json.loads(text).keys() == {"format", "version", "graph", "view"}
    QGuiApplication.clipboard().setText(text.replace('"units": 8', '"units": 9'))  # as from an editor
    view.paste()
    assert document_of(view).project.graph.nodes["a2"].params == {"units": 9}


def test_a_copy_from_elsewhere_comes_into_sight_and_covers_no_card(make_view: MakeView) -> None:
    far = project({"p": "Dense", "q": "Dense"}, ["p -> q"], {"p": (9000.0, 9000.0), "q": (9300.0, 9000.0)})
    one, other = make_view(far), make_view(chain())
    one.select(["p", "q"])
    one.copy()
    for _ in range(3):
        other.paste()
        seen = other.mapToScene(other.viewport().rect()).boundingRect()
        assert all(seen.contains(other.graph_scene.item_for_node[node].scene_body) for node in other.selected_nodes)
        assert not overlaps(other)
    assert len(other.graph_scene.item_for_node) == 11


def test_a_copy_from_elsewhere_covers_no_card_that_stands_where_its_original_stood(make_view: MakeView) -> None:
    places = [(0.0, 0.0), (300.0, 0.0)]
    one = make_view(project({"p": "Dense", "q": "Dense"}, ["p -> q"], dict(zip("pq", places, strict=True))))
    other = make_view(project({"a": "Dense", "b": "Dense"}, ["a -> b"], dict(zip("ab", places, strict=True))))
    one.select(["p", "q"])
    one.copy()
    other.paste()
    assert other.selected_nodes == ["p", "q"]
    assert not overlaps(other)


def test_pasted_places_that_are_missing_are_found(view: GraphView) -> None:
    assert view.editor.paste(HAND_WRITTEN)
    assert "n" in view.graph_scene.item_for_node and "import" not in view.graph_scene.item_for_node
    assert not overlaps(view)


def test_arrows_nudge_by_the_grid_and_merge(view: GraphView) -> None:
    view.select(["a"])
    for _ in range(3):
        press(view, Qt.Key.Key_Right)
    press(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.graph_scene.places["a"] == (324, 32)
    assert len(document_of(view).done) == 1
    document_of(view).undo()
    assert view.graph_scene.places["a"] == (300, 0)


def test_the_keys_do_what_they_say(view: GraphView) -> None:
    press(view, Qt.Key.Key_A, CONTROL)
    assert len(view.selected_nodes) == 5
    press(view, Qt.Key.Key_Escape)
    assert view.selected_nodes == []
    view.select(["a"])
    press(view, Qt.Key.Key_D, CONTROL)
    press(view, Qt.Key.Key_C, CONTROL)
    press(view, Qt.Key.Key_V, CONTROL)
    assert {"a2", "a3"} < document_of(view).project.graph.nodes.keys()
    press(view, Qt.Key.Key_X, CONTROL)
    press(view, Qt.Key.Key_Backspace)
    assert "a3" not in document_of(view).project.graph.nodes


def test_freezing_several_is_one_step(view: GraphView) -> None:
    view.select(["a", "b"])
    view.freeze()
    nodes = document_of(view).project.graph.nodes
    assert nodes["a"].frozen and nodes["b"].frozen and len(document_of(view).done) == 1
    view.freeze()
    assert not document_of(view).project.graph.nodes["a"].frozen


def test_tidy_is_one_step_and_the_second_time_none(view: GraphView) -> None:
    view.editor.move({"b": (310, 20)})
    view.select([])
    view.tidy()
    places = view.graph_scene.places
    assert not overlaps(view)
    assert len(document_of(view).done) == 2
    view.tidy()
    assert view.graph_scene.places == places
    assert len(document_of(view).done) == 2, "what is tidy stays as it is"


def test_tidy_does_not_depend_on_the_order_of_drawing(make_view: MakeView) -> None:
    made = residual(placed=False)
    turned = dict(reversed(list(made.graph.nodes.items())))
    backwards = Project(graph=type(made.graph)(turned, dict(reversed(list(made.graph.sources.items())))))
    assert make_view(made).graph_scene.places == make_view(backwards).graph_scene.places


def test_a_repair_is_carried_out_as_one_step(view: GraphView) -> None:
    scene, editor = view.graph_scene, view.editor
    carry_out(Remedy("insert_layer", {"kind": "Sum", "params": {}, "port": "input"}), "b", scene, editor)
    assert "sum.output -> b.input" in edges(view)
    carry_out(Remedy("set_parameter", {"parameter": "units", "value": 3}), "b", scene, editor)
    assert document_of(view).project.graph.nodes["b"].params == {"units": 3}
    assert len(document_of(view).done) == 2
