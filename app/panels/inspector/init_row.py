"""The line in which a person says how a parameter starts: a function of torch.nn.init, a number, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QWidget

from app.fields.combo import FormCombo
from app.fields.row import ElidedLabel
from app.panels.inspector.init_text import init_from_text, init_to_text
from app.theme.stylesheet import repolish


class InitRow(QWidget):
    """A parameter's name and its start. `committed` carries the name and a value of `init`, or None for torch's own."""

    committed = Signal(str, object)

    def __init__(self, name: str, functions: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._value: Any = None
        self._box = _Box(functions)
        self._box.setAccessibleName(name)
        line = self._box.lineEdit()
        assert line is not None
        self._line = line
        line.setPlaceholderText(self.tr("as in torch"))
        line.editingFinished.connect(self._finish)
        self._box.activated.connect(lambda _: self._finish())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        help_text = self.tr("How {name} starts: a function of torch.nn.init, a number, or nothing for torch's own.")
        layout.addWidget(ElidedLabel(name, help_text.format(name=name)))
        layout.addWidget(self._box, 1)
        self.set_problem(None)

    def set_value(self, value: Any) -> None:
        """Shows a value, and sends no signal."""
        self._value = value
        text = init_to_text(value)
        if self._line.text() != text:
            self._box.setEditText(text)
            self._line.setCursorPosition(0)

    def set_problem(self, text: str | None) -> None:
        """Marks the line as wrong and says why; None takes the mark away."""
        self._box.setToolTip(text or "")
        if bool(self._box.property("problem")) != bool(text):
            self._box.setProperty("problem", bool(text))
            repolish(self._box)

    def finish(self) -> None:
        """Commits what stands in the line."""
        self._finish()

    def _finish(self) -> None:
        try:
            value = init_from_text(self._line.text())
        except ValueError:
            self.set_problem(self.tr("expected a function of torch.nn.init, a number or a nested list"))
            return
        self.set_problem(None)
        if value != self._value:
            self._value = value
            self.committed.emit(self._name, value)


class _Box(FormCombo):
    """An editable list of functions; the wheel is left to the form while it has no focus."""

    def __init__(self, functions: Sequence[str]) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem("")
        self.addItems(list(functions))
        completer = self.completer()
        assert completer is not None  # an editable box has one
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
