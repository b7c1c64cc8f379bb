"""The line above the canvas: what is about one edit goes by itself, what stays wrong is said until it is dismissed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QToolButton

from app.frame import message_bar
from app.frame.message_bar import MessageBar
from app.main_window import MainWindow
from app.session.document import Document
from app.theme import LIGHT
from engine.problem import Problem

Wait = Callable[..., None]


@pytest.fixture
def bar(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageBar]:
    monkeypatch.setattr(message_bar, "LEAST_MS", 30)
    monkeypatch.setattr(message_bar, "LETTER_MS", 0)
    document = Document()
    made = MessageBar(document, LIGHT)
    made.move(300, 300)  # not under the pointer
    yield made
    made.close()
    made.deleteLater()
    document.deleteLater()


def test_one_that_passes_goes_when_it_had_the_time_to_be_read(bar: MessageBar, wait_until: Wait) -> None:
    bar.show_message("No layer can be made of this", is_error=False, passes=True)
    assert bar.isVisible() and bar._going.isActive()
    wait_until(lambda: not bar.isVisible())
    assert not bar._going.isActive()


def test_a_long_one_stays_longer(bar: MessageBar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_bar, "LETTER_MS", 100)
    spans = []
    for text, hint in (("Short", ""), ("Short", "but with much to do about it"), ("It is long " * 9, "")):
        bar.show_message(text, hint=hint, passes=True)
        spans.append(bar._going.interval())
    assert spans[0] < spans[1] < spans[2]
    assert spans[0] == 30 + 100 * len("Short")


def test_a_problem_stays_until_it_is_dismissed(bar: MessageBar) -> None:
    bar.show_message("On its way", passes=True)
    bar.show_message("The training failed")
    assert not bar._going.isActive(), "the time of the one before it does not count"
    assert bar.isVisible()
    bar.findChild(QToolButton).click()  # type: ignore[union-attr]
    assert not bar.isVisible()


def test_under_the_pointer_it_stays(bar: MessageBar, wait_until: Wait) -> None:
    bar.show_message("Read me", passes=True)
    QApplication.sendEvent(bar, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert not bar._going.isActive()
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    wait_until(lambda: not bar.isVisible())


def test_another_language_says_it_again_for_as_long(bar: MessageBar) -> None:
    bar.show_message("Read me", hint="soon", is_error=False, passes=True)
    document = Document()
    other = MessageBar(document, LIGHT)
    other.move(300, 300)
    other.take_over(bar)
    assert other._passes and not other._is_error and other._hint.text() == "soon" and other._going.isActive()
    other.close()
    other.deleteLater()
    document.deleteLater()


def test_what_was_refused_goes_with_the_next_edit_and_what_is_wrong_stays(window: MainWindow) -> None:
    window.show()
    window.canvas.refused.emit("This cannot be a block")
    assert window.messages.isVisible()
    window.canvas.editor.add("ReLU", (0.0, 400.0))
    assert not window.messages.isVisible()
    window.telling.tell(Problem("block_used", {"received": "Block", "names": ["a"]}))
    assert window.messages.isVisible()
    window.document.undo_stack.undo()
    assert not window.messages.isVisible()
    window.journal.failed.emit(Problem("file_not_writable", {"received": "disk full"}))
    window.canvas.editor.add("ReLU", (0.0, 400.0))
    assert window.messages.isVisible() and not window.messages._going.isActive(), "it is still not safe"
