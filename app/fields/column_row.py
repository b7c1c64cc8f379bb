"""One line of a table of values: the name of a column, its values, and a button that removes it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from app.fields.arithmetic import MAXIMUM_LENGTH
from app.fields.column import ColumnName, ColumnValues, is_long, leading_text
from app.fields.line_field import LineField
from app.fields.text_forms import same
from app.fields.wording import translated
from engine.layers.parameters import BadValue


class ColumnRow(QWidget):
    """Shows a column and asks for another.

    `changed` carries the present name, the new one and the values; `removed` the name. What is wrong stands below the
    line, as does the number of samples where there are too many to show.
    """

    changed = Signal(str, str, object)
    removed = Signal(str)

    def __init__(self, others: Callable[[str], Collection[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = ""
        self._name = Cell(ColumnName(lambda: others(self.column)))
        self._values = Cell(ColumnValues())
        self._remove = QToolButton()
        self._remove.setProperty("remove", True)
        self._remove.setFixedSize(22, 22)
        self._remove.setCursor(Qt.CursorShape.PointingHandCursor)
        self._remove.setToolTip(translated("Remove this column"))
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("small", True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(4)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(0, 2)
        layout.setColumnStretch(1, 5)
        layout.addWidget(self._name, 0, 0)
        layout.addWidget(self._values, 0, 1)
        layout.addWidget(self._remove, 0, 2)
        layout.addWidget(self._note, 1, 0, 1, 3)
        self.setFocusProxy(self._values)
        self._name.committed.connect(lambda name: self.changed.emit(self.column, name, self._values.value()))
        self._values.committed.connect(lambda values: self.changed.emit(self.column, self.column, values))
        self._name.problem_changed.connect(self._show_note)
        self._values.problem_changed.connect(self._show_note)
        self._remove.clicked.connect(lambda: self.removed.emit(self.column))
        self._show_note()

    def show_column(self, name: str, values: object, *, removable: bool) -> None:
        """Shows a column, and sends no signal; leaves alone what is being typed and what cannot be read."""
        self.column = name
        self._name.set_value(name)
        self._values.set_value(values)
        self._name.set_accessible_name(translated("Name of the column {name}").format(name=name))
        self._values.set_accessible_name(translated("Values of the column {name}").format(name=name))
        self._remove.setAccessibleName(translated("Remove the column {name}").format(name=name))
        self._remove.setEnabled(removable)
        self._show_note()

    def begin(self) -> None:
        """Puts the cursor where a new column begins: its name, to be typed over."""
        self._name.select()

    def _show_note(self) -> None:
        problem = self._name.problem or self._values.problem
        values = self._values.value()
        count = f"{len(values):,}" if isinstance(values, list) else ""
        text = translated("{count} samples; paste others to replace them").format(count=count)
        self._note.setText(problem or (text if self._values.is_cut else ""))
        self._note.setVisible(bool(self._note.text()))
        state = "error" if problem else ""
        if self._note.property("state") != state:
            self._note.setProperty("state", state)
            self._note.setProperty("soft", not problem)
            self._note.style().unpolish(self._note)  # a stylesheet reads properties only when it polishes
            self._note.style().polish(self._note)


class Cell(LineField):
    """A line of a table. What cannot be read stays, marked, also while other cells change."""

    problem_changed = Signal()

    def __init__(self, parameter: ColumnName | ColumnValues, parent: QWidget | None = None) -> None:
        super().__init__(parameter, parent)
        self._line.setMaxLength(MAXIMUM_LENGTH + 1)  # else Qt cuts what is pasted, and cuts it silently

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning is shown."""
        return is_long(self._value)

    def set_value(self, value: object) -> None:
        """Shows a value that is plain already; leaves alone what is being typed and what cannot be read."""
        typing = self._line.isModified() and self._line.hasFocus()
        if (typing or self._unreadable) and same(value, self._value):
            return
        self._value = value
        self.show_value(value)

    def show_value(self, value: object) -> None:
        super().show_value(value)
        if not is_long(value) and not self._suits(value):
            self._refuse()

    def text_of(self, value: object) -> str:
        return leading_text(value) if is_long(value) else super().text_of(value)

    def set_problem(self, text: str | None) -> None:
        super().set_problem(text)
        self.problem_changed.emit()

    def set_accessible_name(self, name: str) -> None:
        self._line.setAccessibleName(name)

    def select(self) -> None:
        """Takes the focus, with all of the text selected."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def _suits(self, value: object) -> bool:
        try:
            self.parameter.check(value)
        except BadValue:
            return False
        return True
