"""A line above the canvas for what went wrong while the window lives on: no dialog, nothing to click away first.

What is about one edit, as that it could not be done, goes by itself; what stays wrong is said until it is dismissed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFont, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.parts.labels import ElidedLabel
from app.session.document import Document
from app.theme import Theme, icon
from app.theme.fonts import code_font
from app.theme.icons import icon_pixmap

LEAST_MS = 5000  # that a message stays which goes by itself
LETTER_MS = 60  # and for each letter of it: nobody reads faster


class MessageBar(QFrame):
    """Hidden until it has something to say. `place_wanted` carries the address that the message is about."""

    place_wanted = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message-bar")
        self._theme = theme
        self._node = ""
        self._is_error = True
        self._passes = False
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.timeout.connect(self.hide)
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("soft", True)
        self._code = ElidedLabel()
        self._code.setFont(QFont(code_font(12)))
        self._show = QPushButton(self.tr("Show the layer"))
        self._show.clicked.connect(lambda: self.place_wanted.emit(self._node))
        self._close = QToolButton()
        self._close.setProperty("flat", True)
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.clicked.connect(self.hide)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (self._text, self._code, self._hint):
            texts.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        layout.addWidget(self._show, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        self.set_theme(theme)
        document.changed.connect(self._on_edit)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        colour = theme.error if self._is_error else theme.warning
        fill = theme.error_fill if self._is_error else theme.warning_fill
        self._icon.setPixmap(
            icon_pixmap("error" if self._is_error else "warning", colour, 18, self.devicePixelRatioF())
        )
        self._close.setIcon(icon("close", theme))
        self.setStyleSheet(f"#message-bar {{ background: {fill.name()}; border-bottom: 1px solid {colour.name()}; }}")

    def show_message(
        self, text: str, *, hint: str = "", code: str = "", node: str = "", is_error: bool = True, passes: bool = False
    ) -> None:
        """Shows a message in the place of the one before: what, what to do, a line of code, and where.

        One that `passes` goes when it had the time to be read, or with the next edit.
        """
        self._node, self._is_error, self._passes = node, is_error, passes
        self._text.setText(text)
        self._hint.setText(hint)
        self._code.setText(code)
        for label in (self._hint, self._code):
            label.setVisible(bool(label.text()))
        self._show.setVisible(bool(node))
        self.set_theme(self._theme)
        self.show()
        self._let_go()

    def take_over(self, former: MessageBar) -> None:
        """Says what another one still says."""
        if not former.isHidden():
            text, hint, code = former._text.text(), former._hint.text(), former._code.text()
            kept = {"is_error": former._is_error, "passes": former._passes}
            self.show_message(text, hint=hint, code=code, node=former._node, **kept)

    def clear(self) -> None:
        """Takes the message away."""
        self._going.stop()
        self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Under the pointer it stays: somebody reads it, or copies from it."""
        self._going.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._let_go()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._going.stop()
        super().hideEvent(event)

    def _on_edit(self, change: object, origin: object) -> None:
        """What was about the edit before goes."""
        if self._passes:
            self.clear()

    def _let_go(self) -> None:
        """From now on it may go, where it is one that goes."""
        self._going.stop()
        if self._passes and not self.underMouse():
            letters = len(self._text.text()) + len(self._hint.text())
            self._going.start(LEAST_MS + LETTER_MS * letters)
