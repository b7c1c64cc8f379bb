"""One line of a form: the name, the editor, and a small button that brings the default back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.fields.field import Field
from app.fields.table import editor_class, editor_for
from app.fields.text_forms import plain, to_text
from app.fields.wording import tooltip, translated
from engine.layers.parameters import Parameter

LABEL_WIDTH = 116


class FormRow(QWidget):
    """A parameter's name, its editor, and reset. `committed` carries (name, value), `reset` the name.

    Whoever hears `reset` removes the parameter from what is given; the row then is told the default by `set_value`.
    """

    committed = Signal(str, object)
    reset = Signal(str)

    def __init__(
        self, parameter: Parameter[Any], value: object, parent: QWidget | None = None, label: str = ""
    ) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.field: Field = editor_for(parameter, value, self)
        self._label = ElidedLabel(label or parameter.name, tooltip(parameter))
        self._label.setBuddy(self.field)
        editor = self.field.focusProxy()
        if label and editor is not None:
            editor.setAccessibleName(label)
        self._reset = QToolButton()
        self._reset.setProperty("reset", True)
        self._reset.setFixedSize(22, 22)
        self._reset.setCursor(Qt.CursorShape.PointingHandCursor)
        self._reset.setAccessibleName(translated("Reset {name}").format(name=parameter.name))
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the columns must not jump
        self._reset.setSizePolicy(policy)
        self._layout = layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._label, 0, 0)
        layout.addWidget(self._reset, 0, 2)
        self._place_field()
        self.field.committed.connect(self._committed)
        self._reset.clicked.connect(self._ask_for_reset)
        self._show_reset()

    def value(self) -> object:
        return self.field.value()

    def set_value(self, value: object) -> None:
        """Shows a value, and sends no signal; where it needs another editor, that takes the place of this one."""
        if isinstance(self.field, editor_class(self.parameter, value)):
            self.field.set_value(value)
        else:
            self._replace_field(editor_for(self.parameter, value, self))
        self._show_reset()

    def set_problem(self, text: str | None) -> None:
        self.field.set_problem(text)

    def set_label_width(self, width: int) -> None:
        """Widens the column of names; every row of a form has the same."""
        self._label.setFixedWidth(width)

    def _place_field(self) -> None:
        if self.field.is_tall:
            self._layout.addWidget(self.field, 1, 0, 1, 3)
        else:
            self._layout.addWidget(self.field, 0, 1)

    def _replace_field(self, field: Field) -> None:
        old, self.field = self.field, field
        self._layout.removeWidget(old)
        self._place_field()
        self._label.setBuddy(field)
        field.committed.connect(self._committed)
        old.hide()
        old.deleteLater()

    def _ask_for_reset(self) -> None:
        self.reset.emit(self.parameter.name)

    def _committed(self, value: object) -> None:
        self._show_reset()
        self.committed.emit(self.parameter.name, value)

    def _show_reset(self) -> None:
        default = plain(self.parameter.default)
        self._reset.setVisible(not self.parameter.required and self.field.value() != default)
        shown = to_text(self.parameter, default) or translated("none")
        self._reset.setToolTip(translated("Back to the default: {value}").format(value=shown))


class ElidedLabel(QLabel):
    """A name that ends in an ellipsis where it is too long, with the whole of it in the tooltip."""

    def __init__(self, text: str, help_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole, self._help = text, help_text
        self.setProperty("soft", True)
        self.setFixedWidth(LABEL_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(shown)
        cut = [self._whole] if shown != self._whole else []
        self.setToolTip("\n".join([*cut, *([self._help] if self._help else [])]))
