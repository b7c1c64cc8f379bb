"""Commands, nodes and kinds found by a few letters, in a whole window."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.actions import ACTIONS
from app.frame.command_palette import commands_in
from app.frame.kind_chooser import swap_text
from app.main_window import MainWindow
from app.translation import CLOSING, OPENING, PseudoTranslator
from engine.project import edits
from engine.project.change import Change, Patch, Place
from engine.project.project import MAIN
from engine.project.swapping import Swap
from tests.engine.project.random_projects import BLOCK


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    window.show()
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


def type_in(window: MainWindow, letters: str, *keys: Qt.Key) -> None:
    search = window.pickers.picker.search
    search.setText(letters)
    for key in keys or (Qt.Key.Key_Return,):
        QTest.keyClick(search, key)
    QApplication.processEvents()


def listed(window: MainWindow) -> list[str]:
    rows = window.pickers.picker.list.model()
    return [str(rows.index(row, 0).data()) for row in range(rows.rowCount())]


def select(window: MainWindow, *nodes: str) -> None:
    window.canvas.select(nodes)
    QApplication.processEvents()


def kinds(window: MainWindow) -> dict[str, str]:
    return {node.id: node.of for node in window.document.project.graph.nodes.values()}


# ------------------------------------------------------------------ commands


def test_every_action_is_among_the_commands_once(shown: MainWindow) -> None:
    names = [command.id for command in commands_in(shown.top_bar.menu_bar)]
    assert len(names) == len(set(names))
    assert {spec.id for spec in ACTIONS} <= set(names)
    assert {"mode_design", "panel_inspector", "appearance_dark"} <= set(names)
    assert any("Open an Example" in command.path for command in commands_in(shown.top_bar.menu_bar))


def test_a_command_is_carried_out_and_comes_first_the_next_time(shown: MainWindow) -> None:
    shown.actions_["commands"].trigger()
    assert shown.pickers.picker.isVisible()
    type_in(shown, "sel all")
    assert len(shown.canvas.selected_nodes) == 7 and shown.canvas.hasFocus()
    shown.actions_["commands"].trigger()
    assert listed(shown)[0] == "Select All"
    type_in(shown, "tidy")
    shown.actions_["commands"].trigger()
    assert listed(shown)[:2] == ["Tidy the Layout", "Select All"]
    assert shown.preferences.recent_commands == ("tidy", "select_all")


def test_shortcuts_switches_and_what_is_disabled_are_shown(shown: MainWindow) -> None:
    shown.actions_["focus_edges"].trigger()
    shown.pickers.commands.open()
    rows = shown.pickers.picker._rows
    entries = {entry.id: entry for entry, _ in rows._shown}
    assert entries["commands"].aside == "Ctrl+Shift+P" and entries["mode_train"].aside == "Alt+2"
    assert entries["focus_edges"].is_ticked and not entries["align_left"].is_enabled
    assert entries["align_left"].group == "Edit › Arrange"
    assert "&" not in "".join(entry.text + entry.group for entry in entries.values())
    type_in(shown, "align left")
    assert shown.pickers.picker.isVisible(), "nothing was selected to be aligned"


def test_modes_panels_and_examples_are_commands_too(shown: MainWindow) -> None:
    shown.pickers.commands.open()
    type_in(shown, "design")
    assert shown._mode.id == "design"
    shown.pickers.commands.open()
    type_in(shown, "regression")
    assert shown.document.project.name.startswith("Regression")


def test_an_edit_from_the_palette_reaches_the_canvas(shown: MainWindow) -> None:
    select(shown, "fc1", "relu1", "fc2")
    assert shown.actions_["align_top"].isEnabled() and shown.actions_["distribute_across"].isEnabled()
    shown.document.apply(edits.move(shown.document.project, MAIN, {"fc1": (0, 40), "relu1": (9, 9), "fc2": (7, 900)}))
    shown.pickers.commands.open()
    type_in(shown, "align top")
    assert {shown.document.project.positions()[node][1] for node in ("fc1", "relu1", "fc2")} == {9}
    assert shown.document.undo_stack.undoText() == "Align fc1, relu1, fc2"


def test_keys_that_mean_something_in_a_field_are_left_to_it(shown: MainWindow) -> None:
    select(shown, "relu1")
    search, zoom = shown.panels.layers.search, shown.canvas.camera.zoom
    shown.find_layer()
    QTest.keyClicks(search, "one twoF")
    assert search.text() == "one twoF" and shown.canvas.camera.zoom == zoom
    QTest.keyClick(search, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert search.selectedText() == "twoF"
    QTest.keyClick(search, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert search.text() == "one " and "relu1" in kinds(shown)
    shown.canvas.setFocus()
    QTest.keyClick(shown.canvas, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert "relu1" not in kinds(shown)
    assert "fc1.output -> fc2.input" in map(str, shown.document.project.graph.edges)


# ------------------------------------------------------------------ nodes


@pytest.mark.parametrize(
    ("letters", "node"), [("fc2", "fc2"), ("hidden", "relu1"), ("crossent", "loss"), ("relu", "relu1")]
)
def test_a_node_is_found_by_id_title_or_kind(shown: MainWindow, letters: str, node: str) -> None:
    shown.actions_["find_node"].trigger()
    type_in(shown, letters)
    assert shown.canvas.selected_nodes == [node]
    assert shown.canvas.hasFocus()
    centre = shown.canvas.mapToScene(shown.canvas.viewport().rect().center())
    assert shown.canvas.graph_scene.item_for_node[node].scene_body.contains(centre)


def test_a_node_inside_a_block_is_found_on_its_page(shown: MainWindow) -> None:
    shown.document.apply(Change("add_block", (Patch(Place("block", MAIN, "Encoder"), None, BLOCK),)))
    shown.pickers.nodes.open()
    type_in(shown, "fc", Qt.Key.Key_Escape)
    assert listed(shown) == ["fc", "fc1", "scores"]
    shown.pickers.nodes.open()
    type_in(shown, "fc")
    assert shown.canvas.page == "Encoder" and shown.canvas.selected_nodes == ["fc"]
    shown.pickers.nodes.open()
    type_in(shown, "fc1")
    assert shown.canvas.page == MAIN and shown.canvas.selected_nodes == ["fc1"]


# ------------------------------------------------------------------ kinds


def test_another_kind_is_chosen_for_the_selection(shown: MainWindow) -> None:
    select(shown, "fc1")
    shown.actions_["change_kind"].trigger()
    assert listed(shown)[0] == "Bilinear", "the category of the layer comes first"
    type_in(shown, "conv1d")
    assert kinds(shown)["fc1"] == "Conv1d"
    assert shown.status.currentMessage() == "fc1 is Conv1d now; without out_features"
    assert shown.canvas.selected_nodes == ["fc1"]
    shown.document.undo_stack.undo()
    assert kinds(shown)["fc1"] == "Linear"


def test_all_of_a_kind_are_replaced_as_one_step(shown: MainWindow) -> None:
    shown.actions_["replace_kind"].trigger()
    assert listed(shown) == ["CrossEntropyLoss", "Flatten", "Input", "Linear", "ReLU"]
    type_in(shown, "linear")
    assert shown.pickers.picker.isVisible()
    type_in(shown, "bilinear")
    assert [name for name, kind in kinds(shown).items() if kind == "Bilinear"] == ["fc1", "fc2"]
    assert shown.document.undo_stack.count() == 1
    assert shown.status.currentMessage().startswith("2 layers are Bilinear now; kept out_features")


def test_what_was_learned_follows_within_a_category_and_comes_back(shown: MainWindow) -> None:
    learned = {"fc1.weight": np.zeros((64, 64)), "fc1.bias": np.zeros(64), "fc2.bias": np.zeros(10)}
    shown.document.set_trained_weights(learned, 5)
    select(shown, "fc1")
    shown.pickers.kinds.change()
    type_in(shown, "bilinear")
    assert shown.document.weights == learned
    assert shown.status.currentMessage().endswith("what was learned there stays where its shape fits")
    shown.pickers.kinds.change()
    type_in(shown, "gelu")
    assert set(shown.document.weights) == {"fc2.bias"}
    assert shown.status.currentMessage().endswith("what was learned there is gone until this is undone")
    shown.document.undo_stack.undo()
    shown.document.undo_stack.undo()
    assert kinds(shown)["fc1"] == "Linear"
    assert shown.document.weights.keys() == learned.keys()
    assert all(shown.document.weights[key] is array for key, array in learned.items())
    select(shown, "relu1")
    shown.pickers.kinds.change()
    type_in(shown, "gelu")
    assert shown.status.currentMessage() == "relu1 is GELU now"


def test_without_a_selection_it_says_what_to_do(shown: MainWindow) -> None:
    shown.pickers.kinds.change()
    assert not shown.pickers.picker.isVisible() and shown.status.currentMessage()


def test_what_is_said_of_a_swap_names_what_is_gone() -> None:
    swap = Swap(Change("change_kind"), ("a", "b"), ("bias",), ("stride",), ("weight",), 2)
    assert swap_text(swap, "Linear") == (
        "2 layers are Linear now; kept bias; without stride; without the start of weight; 2 edges are gone"
    )
    assert swap_text(Swap(Change("change_kind"), ("a",), edges=1), "ReLU") == "a is ReLU now; 1 edge is gone"
    assert swap_text(Swap(Change("change_kind")), "ReLU") == "It is ReLU already"


def test_what_cannot_be_pasted_is_said_above_the_canvas(shown: MainWindow) -> None:
    QGuiApplication.clipboard().setText("hello")
    shown.actions_["paste"].trigger()
    assert shown.messages.isVisible() and "no layers" in shown.messages._text.text()


def test_no_string_of_the_pickers_escapes_the_translator(
    qapp: QApplication, make_window: Callable[[], MainWindow]
) -> None:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    try:
        window = make_window()
        window.files.open_at_start(None)
        select(window, "fc1")
        picker = window.pickers.picker
        for ask in (window.pickers.commands.open, window.pickers.nodes.open, window.pickers.kinds.change,
                    window.pickers.kinds.replace_all):  # fmt: skip
            ask()
            texts = [picker.search.placeholderText(), picker._none.text(), picker._heading.text()]
            assert all(OPENING in text and CLOSING in text for text in texts if text), texts
        window.pickers.commands.open()
        own = {spec.id for spec in ACTIONS}
        texts = [entry.text + entry.group for entry, _ in picker._rows._shown if entry.id in own]
        assert len(texts) == len(own) and all(text.count(OPENING) > 1 for text in texts)
        assert OPENING in swap_text(Swap(Change("x"), ("a",), ("b",), ("c",), ("d",), 2), "ReLU")
    finally:
        qapp.removeTranslator(translator)
