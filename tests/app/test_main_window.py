"""The window as a person uses it: edits, files, modes, training, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from app.actions import ACTIONS, MENUS
from app.frame.docks import DOCKS
from app.frame.menus import GROUP_TEXTS
from app.frame.modes import MODES, mode_named
from app.main_window import MainWindow
from app.session.trainer import RunState
from engine.project import edits
from engine.project.project import MAIN
from engine.project.store import load_project
from engine.project.templates import GROUPS, find_template, templates
from tests.app.conftest import Answers

Wait = Callable[..., None]
Make = Callable[[], MainWindow]


def select(window: MainWindow, *nodes: str) -> None:
    """Selects nodes, and lets the canvas tell of it."""
    window.canvas.select(nodes)
    QApplication.processEvents()


def title_field(window: MainWindow) -> QLineEdit:
    """Where the title of the selected node is typed."""
    found = window.panels.inspector._node_page._form._title.field.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def rename(window: MainWindow, name: str = "Other") -> None:
    window.document.apply(edits.set_name(window.document.project, name))


# ---------------------------------------------------------------------------------------------- composition


def test_it_opens_with_the_example_that_is_ready_to_train(window: MainWindow) -> None:
    assert window.document.project.name == "Digits"
    assert window.document.path is None  # saving must not write over the example
    assert not window.document.is_modified
    assert window.checker.problems == ()
    assert "Digits" in window.windowTitle()


def test_every_action_has_a_handler_and_a_menu_and_no_two_share_a_shortcut(window: MainWindow) -> None:
    shortcuts = [shortcut for spec in ACTIONS for shortcut in spec.shortcuts]
    assert len(shortcuts) == len(set(shortcuts))
    listed = {action for menu in window.top_bar.menu_bar.findChildren(QMenu) for action in menu.actions()}
    for spec in ACTIONS:
        assert spec.menu in MENUS
        assert window.actions_[spec.id] in listed
    for action in window.actions_.all():
        assert action.text()


def test_every_panel_has_a_dock_and_every_mode_names_docks_that_exist(window: MainWindow) -> None:
    names = {spec.id for spec in DOCKS}
    assert names == set(window.panels.by_dock)
    for mode in MODES:
        assert mode.docks <= names


@pytest.mark.parametrize("mode", [mode.id for mode in MODES])
def test_a_mode_opens_its_docks(window: MainWindow, mode: str) -> None:
    window.set_mode(mode_named(mode))
    opened = {spec.id for spec in DOCKS if not window.docks[spec.id].isHidden()}
    assert opened == mode_named(mode).docks


def test_a_dock_that_was_closed_stays_closed_in_its_mode_and_comes_back_with_restore(window: MainWindow) -> None:
    window.set_mode(mode_named("train"))
    window.docks["curves"].close()
    window.set_mode(mode_named("design"))
    window.set_mode(mode_named("train"))
    assert window.docks["curves"].isHidden()
    window.actions_["reset_docks"].trigger()
    assert not window.docks["curves"].isHidden()


def test_the_arrangement_comes_back_at_the_next_start(make_window: Make, answers: Answers) -> None:
    first = make_window()
    first.set_mode(mode_named("design"))
    first.docks["layers"].close()
    first.docks.open("problems")
    first.close()
    second = make_window()
    assert second.docks["layers"].isHidden()
    assert not second.docks["problems"].isHidden()


def test_light_and_dark_reach_every_part_and_are_remembered(make_window: Make) -> None:
    window = make_window()
    window.actions_["toggle_theme"].trigger()
    assert window.appearance.theme.is_dark
    assert make_window().appearance.theme.is_dark, "while the first is still open"


# ---------------------------------------------------------------------------------------------- edits


def test_a_kind_of_the_palette_is_placed_and_undone(window: MainWindow) -> None:
    before = window.document.project
    window.panels.layers.kind_chosen.emit("Dropout")
    assert any(node.of == "Dropout" for node in window.document.project.graph.nodes.values())
    window.actions_["undo"].trigger()
    assert window.document.project == before


def test_layers_are_placed_one_after_another_from_the_keyboard(window: MainWindow) -> None:
    """Tab, a few letters, Enter, Tab, ...: each Enter gives the keys back to the canvas."""
    window.activateWindow()
    window.canvas.setFocus()
    placed = []
    for letters in ("conv2d", "relu", "flatten"):
        window.find_layer()
        window.panels.layers.search.setText(letters)
        QTest.keyClick(window.panels.layers.search, Qt.Key.Key_Return)
        assert window.focusWidget() is window.canvas
        placed += window.canvas.selected_nodes
    assert [window.document.project.graph.nodes[node].of for node in placed] == ["Conv2d", "ReLU", "Flatten"]


def test_actions_are_enabled_where_they_can_do_something(window: MainWindow) -> None:
    assert not window.actions_["undo"].isEnabled()
    assert not window.actions_["copy"].isEnabled()
    assert not window.actions_["stop"].isEnabled()
    select(window, "fc1")
    assert window.actions_["copy"].isEnabled()
    window.actions_["delete"].trigger()
    assert window.actions_["undo"].isEnabled()
    assert "fc1" in window.actions_["undo"].text()


def test_the_inspector_changes_a_parameter_and_follows_undo(window: MainWindow) -> None:
    select(window, "fc1")
    form = window.panels.inspector._node_page._form
    form._params.committed.emit("out_features", 32)
    assert window.document.project.graph.nodes["fc1"].params["out_features"] == 32
    window.document.undo_stack.undo()
    assert form._params.rows["out_features"].value() == 64


def test_renaming_in_the_inspector_keeps_the_selection(window: MainWindow) -> None:
    select(window, "fc1")
    window.panels.inspector._node_page._form._rename("fc1", "hidden")
    assert "hidden" in window.document.project.graph.nodes
    assert window.canvas.selected_nodes == ["hidden"]


def test_a_name_that_is_taken_is_refused_in_the_inspector(window: MainWindow) -> None:
    select(window, "fc1")
    form = window.panels.inspector._node_page._form
    form._rename("fc1", "fc2")
    assert form._id.field.problem
    assert not window.document.is_modified


def test_what_is_wrong_is_listed_and_a_click_goes_to_the_node(window: MainWindow) -> None:
    window.document.apply(edits.set_param(window.document.project, MAIN, "fc1", "out_features", -1))
    window.checker.check()
    assert window.checker.problems
    assert window.panels.problems.list.model().rowCount() == len(window.checker.problems)
    window.panels.problems.node_chosen.emit("fc1")
    assert window.canvas.selected_nodes == ["fc1"]


def test_the_code_is_always_that_of_the_present_graph(window: MainWindow, wait_until: Wait) -> None:
    window.show()
    window.docks.open("code")
    code = window.panels.code.text
    wait_until(lambda: "nn.Linear(64, 64)" in code.toPlainText())
    window.document.apply(edits.set_param(window.document.project, MAIN, "fc1", "out_features", 48))
    wait_until(lambda: "nn.Linear(64, 48)" in code.toPlainText())
    window.panels.code.copy_all()
    assert QApplication.clipboard().text() == code.toPlainText()


def test_the_code_is_called_after_the_project(window: MainWindow, wait_until: Wait) -> None:
    window.show()
    window.docks.open("code")
    rename(window, "Two words")
    wait_until(lambda: "class TwoWords(nn.Module)" in window.panels.code.text.toPlainText())


def test_keys_in_the_code_are_not_meant_for_the_canvas(window: MainWindow, wait_until: Wait) -> None:
    window.show()
    window.docks.open("code")
    code = window.panels.code.text
    wait_until(lambda: bool(code.toPlainText()))
    window.activateWindow()
    select(window, "fc1")
    code.setFocus()
    code.selectAll()
    QTest.keyClick(code, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith('"""Digits')
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        QTest.keyClick(code, key)
    assert "fc1" in window.document.project.graph.nodes


# ---------------------------------------------------------------------------------------------- files


def test_what_is_being_typed_is_saved_and_asked_about(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    window.show()
    window.activateWindow()
    answers.path = tmp_path / "net.chainrule"
    window.files.save_as()
    select(window, "fc1")
    title = title_field(window)
    title.setFocus()
    assert QApplication.focusWidget() is title
    QTest.keyClicks(title, "Typed")
    window.actions_["save"].trigger()
    loaded = load_project(answers.path).project
    assert loaded is not None
    assert loaded.graph.nodes["fc1"].title == "Typed"
    title = title_field(window)
    title.setFocus()
    QTest.keyClicks(title, " more")
    answers.asked.clear()
    assert not window.close()
    assert answers.asked == ["net.chainrule"]


def test_save_and_open_bring_everything_back(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    rename(window)
    answers.path = tmp_path / "net.chainrule"
    assert window.files.save()
    assert window.document.path == tmp_path / "net.chainrule"
    assert not window.document.is_modified
    saved = window.document.project
    window.files.new()
    assert window.document.project != saved
    window.files.open(tmp_path / "net.chainrule")
    assert window.document.project == saved
    assert window.recent.paths == [tmp_path / "net.chainrule"]
    assert answers.asked == []


@pytest.mark.parametrize(("answer", "leaves"), [("cancel", False), ("discard", True), ("save", True)])
def test_unsaved_work_is_asked_about(
    window: MainWindow, answers: Answers, tmp_path: Path, answer: str, leaves: bool
) -> None:
    rename(window)
    answers.unsaved, answers.path = answer, tmp_path / "kept.chainrule"
    window.files.new()
    assert answers.asked == ["Other"]
    assert (window.document.project.name != "Other") is leaves
    assert (tmp_path / "kept.chainrule").exists() is (answer == "save")


def test_closing_asks_too_and_stays_open_when_cancelled(window: MainWindow, answers: Answers) -> None:
    window.show()
    rename(window)
    assert not window.close()
    answers.unsaved = "discard"
    assert window.close()


def test_a_file_that_cannot_be_read_is_said_and_changes_nothing(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.chainrule"
    broken.write_text("{", encoding="utf-8")
    before = window.document.project
    window.files.open(broken)
    assert window.document.project is before
    assert [problem.code for problem in answers.shown[0][1]] == ["file_not_json"]
    assert window.recent.paths == []


def test_what_only_the_check_finds_in_a_file_is_said_too_and_the_rest_is_shown(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    text = find_template("digits-mlp").path.read_text(encoding="utf-8")
    path = tmp_path / "unknown.chainrule"
    path.write_text(text.replace('"ReLU"', '"ReLUX"'), encoding="utf-8")
    window.files.open(path)
    assert [(problem.node, problem.code) for problem in answers.shown[0][1]] == [("relu1", "kind_unknown")]
    assert len(window.document.project.graph.nodes) == 7


def test_a_file_is_opened_by_dropping_it(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "dropped.chainrule"
    rename(window, "Dropped")
    window.document.save(path)
    window.files.new()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))
    assert window.document.project.name == "Dropped"


@pytest.mark.parametrize("name", [template.name for template in templates()])
def test_every_example_opens_without_an_error(window: MainWindow, name: str) -> None:
    window.files.open_example(name)
    window.checker.check()
    assert [problem for problem in window.checker.problems if problem.severity == "error"] == []
    assert window.document.path is None


def test_the_exported_file_holds_the_present_code_and_weights(
    window: MainWindow, answers: Answers, tmp_path: Path, wait_until: Wait
) -> None:
    window.trainer.step_once()
    wait_until(lambda: window.trainer.state is RunState.PAUSED)
    answers.path = tmp_path / "net.py"
    window.actions_["export"].trigger()
    wait_until(lambda: (tmp_path / "net.py").exists())
    assert "class Digits(nn.Module)" in (tmp_path / "net.py").read_text(encoding="utf-8")
    assert (tmp_path / "net.pt").exists()


def test_unsaved_changes_are_offered_after_a_crash(make_window: Make, answers: Answers) -> None:
    first = make_window()
    first.files.open_at_start(None)
    rename(first, "Nearly lost")
    assert first.journal.write_now()
    assert first.journal._lock is not None
    first.journal._lock.release()  # as the end of the process does
    second = make_window()
    answers.recover = "save"
    second.recovery.ask()
    assert second.document.project.name == "Nearly lost"
    assert second.document.is_modified
    second.recovery.ask()
    assert answers.asked == ["Nearly lost"]  # it is offered once


def test_examples_are_offered_by_groups(window: MainWindow) -> None:
    menu = QMenu(window)
    for _ in range(2):  # filled anew whenever it opens
        window.menus._fill_examples(menu)
        groups = [action.menu() for action in menu.actions()]
        assert set(GROUP_TEXTS) == set(GROUPS) and len(groups) == len(GROUPS)
        offered = [action.text() for group in groups for action in group.actions()]
        assert offered == [template.title for template in templates()]
    groups[1].actions()[0].trigger()
    assert window.document.project.name == "AlexNet"
