"""The picker as a person uses it: letters, arrows, Enter, Escape, a click, and where the keys go afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.parts.picker import Picker
from app.parts.picker_rows import Entry
from app.theme import DARK, LIGHT

ENTRIES = (
    Entry("a", "Align Left", "Edit › Arrange", aside="Ctrl+Shift+Left"),
    Entry("b", "Delete", is_enabled=False),
    Entry("c", "Duplicate", more="copy", is_ticked=True),
    Entry("d", "Conv2d", category="convolution"),
)


class Asked:
    """A window with a field, and a picker over it that offers ENTRIES."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.window.resize(900, 700)
        self.field = QLineEdit(self.window)
        self.picker = Picker(LIGHT, self.window)
        self.chosen: list[str] = []
        self.window.show()
        self.window.activateWindow()
        self.field.setFocus()
        QApplication.processEvents()

    def ask(self, entries: tuple[Entry, ...] = ENTRIES) -> None:
        self.picker.ask(entries, "Search", lambda entry: self.chosen.append(entry.id), none="Nothing")

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.picker.search, key)

    @property
    def current(self) -> str:
        return str(self.picker.list.currentIndex().data())

    @property
    def listed(self) -> list[str]:
        rows = self.picker.list.model()
        return [str(rows.index(row, 0).data()) for row in range(rows.rowCount())]


@pytest.fixture
def asked(qapp: QApplication) -> Iterator[Asked]:
    made = Asked()
    made.ask()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_it_lists_all_and_enter_takes_the_first(asked: Asked) -> None:
    assert asked.listed == ["Align Left", "Delete", "Duplicate", "Conv2d"]
    assert asked.picker.isVisible() and asked.picker.search.hasFocus()
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == ["a"] and not asked.picker.isVisible()
    assert asked.field.hasFocus(), "the keys go back to where they were"


def test_letters_find_and_what_is_disabled_is_passed_over(asked: Asked) -> None:
    QTest.keyClicks(asked.picker.search, "d")
    assert asked.listed == ["Delete", "Duplicate", "Conv2d"]
    assert asked.current == "Duplicate"
    asked.press(Qt.Key.Key_Down)
    assert asked.current == "Conv2d"
    asked.press(Qt.Key.Key_Up)
    assert asked.current == "Duplicate"
    asked.press(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Enter)
    assert asked.chosen == ["c"]


def test_further_words_find_too_and_nothing_found_is_said(asked: Asked) -> None:
    QTest.keyClicks(asked.picker.search, "copy")
    assert asked.listed == ["Duplicate"]
    asked.picker.search.setText("zzz")
    assert asked.listed == [] and asked.picker._none.isVisible() and not asked.picker.list.isVisible()
    asked.press(Qt.Key.Key_Return)
    assert asked.picker.isVisible() and asked.chosen == []


def test_what_is_disabled_is_not_chosen(asked: Asked) -> None:
    asked.ask((ENTRIES[1],))
    asked.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    place = asked.picker.list.visualRect(asked.picker.list.model().index(0, 0)).center()
    QTest.mouseClick(asked.picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.chosen == [] and asked.picker.isVisible()


def test_a_click_chooses(asked: Asked) -> None:
    place = asked.picker.list.visualRect(asked.picker.list.model().index(3, 0)).center()
    QTest.mouseClick(asked.picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.chosen == ["d"]


def test_escape_and_keys_elsewhere_close_it(asked: Asked) -> None:
    asked.press(Qt.Key.Key_Escape)
    assert not asked.picker.isVisible() and asked.field.hasFocus() and asked.chosen == []
    asked.ask()
    other = QLineEdit(asked.window)
    other.show()
    other.setFocus()
    assert not asked.picker.isVisible() and other.hasFocus()


def test_asked_again_it_forgets_what_was_typed_but_not_who_had_the_keys(asked: Asked) -> None:
    asked.picker.search.setText("conv")
    asked.ask()
    assert asked.picker.search.text() == "" and len(asked.listed) == 4
    asked.press(Qt.Key.Key_Escape)
    assert asked.field.hasFocus()


def test_one_choice_may_lead_to_the_next(asked: Asked) -> None:
    asked.picker.ask(ENTRIES, "First", lambda _: asked.ask((ENTRIES[3],)))
    asked.press(Qt.Key.Key_Return)
    assert asked.picker.isVisible() and asked.listed == ["Conv2d"]
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == ["d"] and asked.field.hasFocus()


@pytest.mark.parametrize("size", [(900, 700), (420, 360), (240, 200)])
def test_it_stays_within_the_window(asked: Asked, size: tuple[int, int]) -> None:
    asked.window.resize(*size)
    many = tuple(Entry(str(number), f"Layer {number} " * 12, "in a menu", aside="Ctrl+X") for number in range(60))
    asked.ask(many)
    QApplication.processEvents()
    left, right = asked.picker.mapTo(asked.window, QPoint(0, 0)).x(), asked.picker.geometry().right()
    assert 0 <= left < right < size[0]
    assert size[1] < 300 or asked.picker.geometry().bottom() < size[1]


def test_it_paints_in_both_themes_and_in_a_hall(asked: Asked) -> None:
    height = asked.picker.list.sizeHintForRow(0)
    asked.picker.search.setText("l")
    light = asked.picker.grab().toImage()
    asked.picker.set_theme(DARK)
    asked.picker.set_hall(True)
    asked.ask()
    assert asked.picker.list.sizeHintForRow(0) > height
    assert asked.picker.grab().toImage() != light
