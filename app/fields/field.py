"""The base of all editors: shows a value, and says when the person has finished with another."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.fields.text_forms import plain, same
from app.fields.wording import tooltip
from engine.layers.parameters import Parameter


class Field(QWidget):
    """An editor of one parameter.

    `committed` carries the new JSON value, once, when the person has finished (Enter, focus out, toggle, choice) and
    only where the value differs; `set_value` is silent. An editor never decides: it asks, and is told by `set_value`.
    """

    committed = Signal(object)
    is_tall: ClassVar[bool] = False  # needs the whole width of a form, below its name

    def __init__(self, parameter: Parameter[Any], editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._editor = editor
        self._value: object = None
        self._problem: str | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(editor)
        self.setFocusProxy(editor)
        editor.setToolTip(tooltip(parameter))
        editor.setAccessibleName(parameter.name)

    def value(self) -> object:
        """The last value that was set or committed, as JSON keeps it."""
        return self._value

    def set_value(self, value: object) -> None:
        """Shows a value, and sends no signal."""
        self._value = plain(value)
        self.show_value(self._value)

    def show_value(self, value: object) -> None:
        """Puts the value into the widget. For the subclasses."""
        raise NotImplementedError

    @property
    def problem(self) -> str | None:
        return self._problem

    def set_problem(self, text: str | None) -> None:
        """Marks the editor as wrong and says why in its tooltip; None takes the mark away."""
        self._problem = text
        help_text = tooltip(self.parameter)
        self._editor.setToolTip(f"{text}\n{help_text}" if text else help_text)
        self.show_problem(text)

    def show_problem(self, text: str | None) -> None:
        """Puts the mark on the widget, or takes it away. For the subclasses that show it in another way."""
        if bool(self._editor.property("problem")) != bool(text):
            self._editor.setProperty("problem", bool(text))
            style = self._editor.style()
            style.unpolish(self._editor)  # a stylesheet reads properties only when it polishes
            style.polish(self._editor)
            self._editor.update()

    def _commit(self, value: object) -> None:
        value = plain(value)
        if same(value, self._value):
            return
        self._value = value
        self.committed.emit(value)
