"""A line above the canvas that asks for a decision, for as long as there is one to make."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.theme import Theme
from app.theme.icons import icon_pixmap


class AskingBar(QFrame):
    """A text and the buttons that answer it; hidden while there is nothing to ask."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 12, 8)
        self._row.setSpacing(10)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self.hide()
        self.set_theme(theme)

    def add(self, answer: str) -> QPushButton:
        """Adds a button that answers."""
        button = QPushButton(answer)
        self._row.addWidget(button)
        return button

    def set_theme(self, theme: Theme) -> None:
        self._icon.setPixmap(icon_pixmap("warning", theme.warning, 18, self.devicePixelRatioF()))
        fill, line, name = theme.warning_fill.name(), theme.warning.name(), self.objectName()
        self.setStyleSheet(f"#{name} {{ background: {fill}; border-bottom: 1px solid {line}; }}")

    def ask(self, text: str) -> None:
        """Asks; about nothing it hides."""
        self._text.setText(text)
        self.setVisible(bool(text))
