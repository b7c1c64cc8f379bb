"""A line above the canvas where a file holds code that nobody has trusted: nothing of it runs until somebody does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.theme import Theme
from app.theme.icons import icon_pixmap

NAMED = 3


class TrustBar(QFrame):
    """Hidden while there is nothing to ask."""

    show_wanted = Signal()
    trust_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trust-bar")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        show = QPushButton(self.tr("Show the code"))
        show.clicked.connect(self.show_wanted)
        trust = QPushButton(self.tr("Trust it"))
        trust.clicked.connect(self.trust_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(show)
        layout.addWidget(trust)
        self.hide()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._icon.setPixmap(icon_pixmap("warning", theme.warning, 18, self.devicePixelRatioF()))
        fill, line = theme.warning_fill.name(), theme.warning.name()
        self.setStyleSheet(f"#trust-bar {{ background: {fill}; border-bottom: 1px solid {line}; }}")

    def show_names(self, names: Sequence[str]) -> None:
        """Asks about the codes of these names; about none it hides."""
        shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        self._text.setText(
            self.tr("This file contains code: {names}. Nothing of it runs until you trust it.").format(names=shown)
        )
        self.setVisible(bool(names))
