"""Editors that are one line of text; what the text means is left to `text_forms`."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.fields.arithmetic import BadText
from app.fields.field import Field
from app.fields.steps import stepped
from app.fields.text_forms import from_text, plain, same, to_text
from app.fields.wording import expected, translated
from engine.layers.parameters import Float, Int, Parameter

PAUSE = 500  # milliseconds after the last turn of the wheel until the value counts


class LineField(Field):
    """A line of text: Enter and leaving it commit, Escape brings the old value back.

    A text that cannot be read stays where it is, marked, and nothing is committed.
    """

    def __init__(self, parameter: Parameter[Any], parent: QWidget | None = None, line: QLineEdit | None = None) -> None:
        self._line = line or _Line()
        super().__init__(parameter, self._line, parent)
        self._unreadable = False
        if parameter.optional:
            self._line.setPlaceholderText(translated("none"))
        self._line.editingFinished.connect(self.finish)
        self._line.textEdited.connect(self._edited)
        if isinstance(self._line, _Line):
            self._line.field = self

    def set_value(self, value: object) -> None:
        """Shows a value; leaves alone what is being typed as long as the value behind it is the same."""
        if self._line.isModified() and self._line.hasFocus() and plain(value) == self._value:
            return
        super().set_value(value)

    def show_value(self, value: object) -> None:
        text = self.text_of(value)
        if text != self._line.text():
            with QSignalBlocker(self._line):
                self._line.setText(text)
                self._line.setCursorPosition(0)
        self._line.setModified(False)
        self._readable()

    def text_of(self, value: object) -> str:
        """The text that stands for a value."""
        return to_text(self.parameter, value)

    def finish(self) -> None:
        """Commits what stands in the line, if it was changed and can be read."""
        if not self._line.isModified():
            return
        try:
            value = from_text(self.parameter, self._line.text())
        except BadText:
            self._refuse()
            return
        self._line.setModified(False)
        self._readable()
        changed = not same(value, self._value)
        self._commit(value)
        if not changed:
            self.show_value(self._value)  # tidies `3,3` to `3, 3`

    def restore(self) -> None:
        """Shows the last good value again."""
        self.show_value(self._value)

    def step(self, count: int) -> None:
        """Moves a number by steps; only editors of numbers do."""

    def _edited(self) -> None:
        self._readable()

    def _refuse(self) -> None:
        self._unreadable = True
        self.set_problem(translated("expected {expected}").format(expected=expected(self.parameter)))

    def _readable(self) -> None:
        if self._unreadable:
            self._unreadable = False
            self.set_problem(None)


class NumberField(LineField):
    """A line for a number: arrow keys and the wheel move it, but the wheel only while it has the focus."""

    def __init__(self, parameter: Int | Float, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.finish)

    def finish(self) -> None:
        self._pause.stop()
        super().finish()

    def step(self, count: int) -> None:
        """Moves the number by `count` steps within its range; commits after a pause, not at each step."""
        try:
            value = from_text(self.parameter, self._line.text())
        except BadText:
            return
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return
        assert isinstance(self.parameter, (Int, Float))
        text = to_text(self.parameter, stepped(self.parameter, value, count))
        if text != self._line.text():
            self._line.setText(text)
            self._line.setModified(True)
            self._pause.start()


class _Line(QLineEdit):
    """A QLineEdit that hands stepping and Escape to its field, and the wheel to the form while it has no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.field: LineField | None = None
        self._wheel = 0
        self.setMinimumWidth(48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        key = Qt.Key(event.key())
        if isinstance(self.field, NumberField) and key in steps:
            many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.field.step(steps[key] * many)
        elif key == Qt.Key.Key_Escape and self.field is not None and self.isModified():
            self.field.restore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.field is not None:
            self.field.finish()  # Qt tells of the end of editing only after typing, not after steps

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not isinstance(self.field, NumberField) or not self.hasFocus():
            event.ignore()  # the form scrolls
            return
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)
        self._wheel -= notches * 120
        if notches:
            self.field.step(notches)
        event.accept()
