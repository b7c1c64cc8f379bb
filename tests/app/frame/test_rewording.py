"""Another language while the window is open: what a person had looked up, sorted, typed and asked stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea, QTreeView, QVBoxLayout, QWidget

from app.frame.modes import mode_named
from app.frame.scrolled import Scrolled
from app.main_window import MainWindow
from app.panels.costs.rows import ADDRESS_ROLE
from engine.backprop.explanation import Place
from engine.project.writer import project_bytes, write_atomically
from tests.app.conftest import Answers
from tests.app.frame.test_language import CHINESE, english_afterwards, speak  # noqa: F401
from tests.app.theatre.on_stage import BY_HAND, Stage
from tests.engine.own_code.samples import SCALE, project_with
from tests.engine.projects import BLOCKS

Wait = Callable[..., None]
TONGUES = ("zh_CN", "en")


def test_the_costs_stay_sorted_unfolded_and_chosen(window: MainWindow, wait_until: Wait) -> None:
    window.set_mode(mode_named("design"))
    window.document.new(BLOCKS)
    window.checker.check()
    window.resize(1300, 850)
    window.show()
    window.docks.open("costs")
    wait_until(lambda: window.panels.costs.table.model().rowCount())
    table = window.panels.costs.table
    table.header().resizeSection(5, 171)
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    body = next(index for row in range(10) if (index := table.model().index(row, 0)).data(ADDRESS_ROLE) == "body")
    table.expand(body)
    window.canvas.select(["body"])
    table.setCurrentIndex(table.model().index(1, 0, body))
    window.design_display.costs.set_measure("memory")
    for tongue in TONGUES:
        speak(window, tongue)
        wait_until(window.updatesEnabled)
        again = window.panels.costs.table
        assert again is not table
        wait_until(lambda again=again: again.model().rowCount())
        header = again.header()
        assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (3, Qt.SortOrder.DescendingOrder)
        assert header.sectionSize(5) == 171
        assert again.currentIndex().data(ADDRESS_ROLE) == "body.1"
        assert again.isExpanded(again.currentIndex().parent())
        assert window.panels.costs.measures.currentData() == "memory"


def test_the_code_that_is_written_stays_open_with_the_cursor_in_it(
    window: MainWindow, tmp_path: Path, wait_until: Wait
) -> None:
    path = tmp_path / "two.chainrule"
    other = "def Other(x):\n    return x\n"
    project = project_with({"Other": other, "Scale": SCALE}, scale={"code": "Scale", "params": {"size": 4}})
    write_atomically(path, project_bytes(project))
    window.files.open(path)
    window.show()
    assert not window.own_layers.bar.isHidden()
    speak(window, "zh_CN")
    assert not window.own_layers.bar.isHidden()  # it still asks
    window.own_layers.bar.trust_wanted.emit()
    window.docks.open("own_code")
    panel = window.panels.own_code
    panel.show_code("Scale")
    editor = panel.editor
    cursor = editor.textCursor()
    cursor.setPosition(30)
    cursor.setPosition(40, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    speak(window, "en")
    assert window.own_layers.bar.isHidden()
    panel = window.panels.own_code
    assert panel.name == "Scale" and panel.editor.toPlainText() == SCALE
    assert (panel.editor.textCursor().anchor(), panel.editor.textCursor().position()) == (30, 40)


def test_what_is_being_written_counts_and_what_is_wrong_with_it_stays_marked(
    window: MainWindow, tmp_path: Path, wait_until: Wait
) -> None:
    window.show()
    window.own_layers.create()
    editor = window.panels.own_code.editor
    editor.setPlainText("def MyLayer(x):\n    return (x\n")
    speak(window, "zh_CN")
    panel = window.panels.own_code
    assert panel.editor.toPlainText() == "def MyLayer(x):\n    return (x\n"
    assert window.document.project.codes["MyLayer"] == panel.editor.toPlainText()
    window.checker.check()
    assert list(panel.editor.marks) == [2]
    speak(window, "en")
    assert list(window.panels.own_code.editor.marks) == [2]


def test_the_card_that_says_why_is_there_again_in_the_other_language(
    window: MainWindow, answers: Answers, wait_until: Wait
) -> None:
    answers.unsaved = "discard"
    window.files.open_example(BY_HAND)
    window.checker.check()
    window.resize(1300, 850)
    window.show()
    stage = Stage(window, wait_until).enter("backprop")
    stage.player.go_to(len(stage.player.moments))
    window.theatre.questions.ask(Place("gradient", "hidden", "weight", (0, 0)))
    wait_until(lambda: window.theatre.card.explanation is not None)
    window.theatre.questions.follow(Place("output", "hidden", "output", (0, 1)))
    wait_until(lambda: window.theatre.card.explanation.place.quantity == "output")
    way = window.theatre.questions.way
    card = window.theatre.card
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    QTest.mouseMove(card, QPoint(-60, -40))
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    place = card.pos()
    speak(window, "zh_CN")
    wait_until(lambda: window.theatre.card.explanation is not None)
    card = window.theatre.card
    assert card.isVisible() and CHINESE.search(card._title.text())
    assert window.theatre.questions.way == way and not card.back.isHidden()
    assert card._was_moved and (card.pos() - place).manhattanLength() < 60
    window.theatre.questions.go_back()
    wait_until(lambda: card.explanation is not None and card.explanation.place.quantity == "gradient")
    window.theatre.questions.close()
    speak(window, "en")
    wait_until(lambda: not window.rehearser.is_busy and window.theatre.step is not None)
    assert window.theatre.card.isHidden() and not window.theatre.questions.way


def test_a_page_of_help_and_a_search_stay(window: MainWindow) -> None:
    window.show()
    window.panels.help.show_kind(window.document.catalogue["Conv2d"])
    window.panels.layers.search.setText("norm")
    for tongue in TONGUES:
        speak(window, tongue)
        assert window.panels.help.kind == "Conv2d"
        assert window.panels.layers.search.text() == "norm"
        assert window.panels.layers._rows.rowCount() < 40


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_map_stays_on_or_off(window: MainWindow, is_wanted: bool) -> None:
    window.show()
    if window.canvas.mini_map.is_wanted != is_wanted:
        window.actions_["mini_map"].trigger()
    for tongue in TONGUES:
        speak(window, tongue)
        assert window.canvas.mini_map.is_wanted == window.actions_["mini_map"].isChecked() == is_wanted


def test_a_list_stays_scrolled_and_the_keys_are_somewhere(window: MainWindow, wait_until: Wait) -> None:
    window.resize(1300, 850)
    window.show()
    window.set_mode(mode_named("design"))
    window.docks.open("layers")
    QApplication.processEvents()
    window.panels.layers.list.verticalScrollBar().setValue(500)
    down = window.panels.layers.list.verticalScrollBar().value()
    assert down > 300
    window.panels.layers.search.setFocus()
    speak(window, "zh_CN")
    wait_until(window.updatesEnabled)
    assert abs(window.panels.layers.list.verticalScrollBar().value() - down) < 60
    assert window.focusWidget() is window.canvas


def panel_of(*parts: QWidget) -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    for part in parts:
        layout.addWidget(part)
    panel.resize(200, 300)
    panel.show()
    return panel


def long_text() -> QPlainTextEdit:
    return QPlainTextEdit("\n".join(map(str, range(500))))


def test_only_a_panel_with_the_same_parts_is_scrolled(qapp: QApplication) -> None:
    panels = [
        panel_of(long_text(), QScrollArea()), panel_of(long_text(), QScrollArea()), panel_of(QTreeView(), long_text()),
    ]  # fmt: skip
    texts = [panel.findChildren(QPlainTextEdit)[0] for panel in panels]
    texts[0].verticalScrollBar().setValue(77)
    scrolled = Scrolled(panels[0])
    for panel in panels[1:]:
        scrolled.hand_over(panel)
    assert [text.verticalScrollBar().value() for text in texts] == [77, 77, 0]
    for panel in panels:
        panel.close()
        panel.deleteLater()
