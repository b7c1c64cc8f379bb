"""Another language while the window is open: every part speaks it, and nothing of the session is lost."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QFileDialog, QLabel, QMenu

from app.frame.command_palette import plain
from app.frame.docks import DOCKS
from app.frame.modes import mode_named
from app.main_window import MainWindow
from app.translation import Language, metric_name, problem_hint, problem_message
from engine.problem import Problem
from engine.project import edits
from engine.texts import TEXTS
from tests.app.conftest import Answers
from tests.app.theatre.on_stage import BY_HAND, Stage

Wait = Callable[..., None]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    """The translators and the locale belong to the program, not to the window of a test."""
    locale = QLocale()
    yield
    for language in qapp.findChildren(Language):
        language.set_setting("en")
    QLocale.setDefault(locale)


def speak(window: MainWindow, tongue: str) -> None:
    window.language.set_setting(tongue)  # type: ignore[arg-type]
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def menu_texts(window: MainWindow) -> dict[str, str]:
    actions = [action for menu in window.top_bar.menu_bar.findChildren(QMenu) for action in menu.actions()]
    return {action.objectName(): action.text() for action in actions if action.objectName()}


def test_menus_docks_and_modes_are_in_chinese_and_english_again(window: MainWindow) -> None:
    before = menu_texts(window)
    speak(window, "zh_CN")
    english = [text for name, text in menu_texts(window).items() if not CHINESE.search(text)]
    assert set(english) <= {"English"}
    docks = {dock.objectName(): dock.windowTitle() for dock in window.findChildren(QDockWidget)}
    assert set(docks) == {spec.id for spec in DOCKS}
    assert all(CHINESE.search(title) for title in docks.values()), docks
    assert [button.text() for button in window.top_bar.modes._buttons.values()] == ["设计", "训练", "反向传播", "演示"]
    speak(window, "en")
    assert menu_texts(window) == before


def test_inspector_problems_and_status_are_in_chinese(window: MainWindow) -> None:
    speak(window, "zh_CN")
    window.canvas.select(["fc1"])
    window.canvas.delete_selection()
    window.checker.check()
    window.canvas.select(["relu1"])
    QApplication.processEvents()
    assert window.checker.problems
    for problem in window.checker.problems:
        assert CHINESE.search(problem_message(problem))
        assert not problem_hint(problem) or CHINESE.search(problem_hint(problem))
    assert CHINESE.search(window.status._problems.text())
    assert "标题" in window.panels.inspector._node_page._form._title._label.text()


def test_the_stage_speaks_it_and_stands_where_it_stood(window: MainWindow, answers: Answers, wait_until: Wait) -> None:
    answers.unsaved = "discard"
    window.files.open_example(BY_HAND)
    window.checker.check()
    window.show()
    stage = Stage(window, wait_until).enter("backprop")
    stage.player.go_to(5)
    speak(window, "zh_CN")
    assert window.theatre.player.position == 5
    wait_until(lambda: not window.rehearser.is_busy)
    assert window.theatre.player.position == 5
    assert window.theatre.step is not None
    assert CHINESE.search(window.stage_bar._play.text())


def test_nothing_of_the_session_is_lost(window: MainWindow, wait_until: Wait) -> None:
    window.show()
    window.document.apply(edits.set_name(window.document.project, "Other"))
    window.canvas.select(["fc1"])
    window.trainer.train()
    wait_until(lambda: window.trainer.history.step > 3)
    document, history = window.document, window.trainer.history
    gone = [weakref.ref(part) for part in (window.canvas, window.panels.inspector, window.theatre, window.actions_)]
    window.set_mode(mode_named("design"))
    for tongue, word in (("zh_CN", "撤销"), ("en", "Undo"), ("zh_CN", "撤销")):
        speak(window, tongue)
        assert window.document is document and document.is_modified
        assert word in window.actions_["undo"].text()
        assert window.canvas.selected_nodes == ["fc1"]
        assert window.mode.id == "design"
        assert window.trainer.history is history and window.trainer.state.value in ("running", "idle")
        assert len(window.findChildren(QAction, "undo")) == 1  # two would block each other's keys
    assert "项目名称" in window.document.undo_stack.undoText()
    wait_until(lambda: all(part() is None or not _lives(part()) for part in gone))
    window.trainer.stop()
    wait_until(lambda: window.trainer.state.value == "idle")
    assert document.weights
    document.undo_stack.undo()
    assert document.project.name == "Digits"


def test_everything_keeps_its_place(window: MainWindow, wait_until: Wait) -> None:
    window.resize(1300, 850)
    window.show()
    QApplication.processEvents()
    window.docks.open("settings")
    window.resizeDocks([window.docks["settings"]], [420], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    window.canvas.zoom_by(1.7)
    zoom = window.canvas.camera.zoom
    before = {spec.id: window.docks[spec.id].size() for spec in DOCKS if window.docks[spec.id].isVisible()}
    for tongue in ("zh_CN", "en"):
        speak(window, tongue)
        wait_until(window.updatesEnabled)
        assert not window.docks["settings"].visibleRegion().isEmpty()  # in front of those that share its place
        assert window.canvas.camera.zoom == pytest.approx(zoom)
        after = {spec.id: window.docks[spec.id].size() for spec in DOCKS if window.docks[spec.id].isVisible()}
        assert set(after) == set(before)
        for name, size in after.items():
            assert abs(size.width() - before[name].width()) < 40, name
            assert abs(size.height() - before[name].height()) < 40, name


def test_the_choice_is_kept_and_spoken_at_the_next_start(make_window: Callable[[], MainWindow]) -> None:
    speak(make_window(), "zh_CN")
    again = make_window()
    assert again.language.setting == "zh_CN"
    assert again.top_bar.menu_bar.actions()[0].text() == "文件(&F)"


def test_of_the_system_it_speaks_what_it_knows_and_else_english(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    for system, expected in (("zh_CN", "损失"), ("de_DE", "loss"), ("en_GB", "loss")):
        monkeypatch.setattr(QLocale, "system", lambda name=system: QLocale(name))
        language = Language(qapp)
        assert metric_name("loss") == expected
        language.set_setting("en")
        language.deleteLater()


def test_the_menu_ticks_the_language_that_is_on(window: MainWindow) -> None:
    action = window.findChild(QAction, "language_zh_CN")
    assert action is not None and action.text() == "简体中文"
    action.trigger()
    QApplication.processEvents()
    assert window.language.setting == window.preferences.language == "zh_CN"
    action = window.findChild(QAction, "language_zh_CN")
    menu = action.parent()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert action.isChecked()


def test_a_letter_that_was_added_for_its_mark_alone_is_not_listed() -> None:
    assert plain("打开(&O)…") == "打开…"
    assert plain("Save &As…") == "Save As…"


@pytest.mark.parametrize("code", list(TEXTS)[::7])
def test_problems_fill_their_chinese(window: MainWindow, code: str) -> None:
    speak(window, "zh_CN")
    names = re.findall(r"{(\w+)", TEXTS[code].message + TEXTS[code].hint)
    problem = Problem(code, dict.fromkeys(names, "x"))
    assert CHINESE.search(problem_message(problem))
    assert "{" not in problem_message(problem) + problem_hint(problem)


def _lives(part: object) -> bool:
    from shiboken6 import isValid

    return isValid(part)


def test_the_dialog_for_files_speaks_it_too(window: MainWindow) -> None:
    """Qt's own translations lack some of its words."""
    speak(window, "zh_CN")
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    texts += [button.text() or button.toolTip() for button in dialog.findChildren(QAbstractButton)]
    texts += [action.text() for action in dialog.findChildren(QAction)]
    assert len(texts) > 10
    assert not [text for text in texts if text and not CHINESE.search(text)]
    dialog.deleteLater()
