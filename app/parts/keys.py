"""What is being typed counts: a field commits when the keys leave it, and a shortcut leaves the keys where they are."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from shiboken6 import isValid


def finish_typing() -> None:
    """Lets the field that has the keys commit what was typed into it. To be called before anything is saved or run."""
    field = QApplication.focusWidget()
    if isinstance(field, (QLineEdit, QPlainTextEdit)) and not field.isReadOnly():
        field.clearFocus()
        if isValid(field) and field.isVisible():  # committing may have made the form anew
            field.setFocus()
