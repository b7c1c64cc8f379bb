"""What every page of the help is put together from: plain text that wraps, and terms with their meaning."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.parts.labels import soft


def plain(text: str) -> QLabel:
    """A text as it stands, in as many lines as it needs."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def title(text: str) -> QLabel:
    """What the page is about."""
    label = plain(text)
    label.setProperty("strong", True)
    return label


def less(text: str) -> QLabel:
    """Text of less weight."""
    label = soft(text, wrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def term(name: str, text: str) -> QWidget:
    """A name, and below it what it means."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 2, 0, 2)
    layout.setSpacing(1)
    layout.addWidget(plain(name))
    layout.addWidget(less(text))
    return made


def link(text: str, follow: Callable[[], object]) -> QPushButton:
    """A button that looks like a link."""
    button = QPushButton(text)
    button.setProperty("link", True)
    button.clicked.connect(follow)
    return button
