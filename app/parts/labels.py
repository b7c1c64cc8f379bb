"""Headings, soft text, and a label that elides instead of being cut."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QStyleOption, QWidget


def heading(text: str = "") -> QLabel:
    """The name of what a panel shows."""
    return _with_property(ElidedLabel(text), "heading")


def section(text: str) -> QLabel:
    """A small heading in capitals over a part of a panel."""
    label = _with_property(QLabel(text), "section")
    font = QFont(label.font())
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    label.setFont(font)
    return label


def soft(text: str = "", *, wrap: bool = False) -> QLabel:
    """Text of less weight; several lines where it wraps."""
    label = _with_property(QLabel(text), "soft")
    label.setWordWrap(wrap)
    return label


def note(text: str) -> QLabel:
    """What stands in the middle of an empty panel: what will appear there."""
    label = soft(text, wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setContentsMargins(24, 16, 24, 16)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    return label


def divider() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("divider", True)
    return line


class ElidedLabel(QLabel):
    """One line of text that ends in an ellipsis where it is too long; then the whole is its tooltip.

    Made for numbers that change many times a second: it keeps the text itself, and asks for another layout only where
    it grows. A QLabel asks at every change, and then the whole window lays its docks out anew.
    """

    def __init__(
        self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._mode, self._explained = mode, ""
        self._shown, self._widest, self._tallest, self._is_cut = "", 0, 0, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        return self._shown

    def setText(self, text: str) -> None:
        if text == self._shown:
            return
        self._shown = text
        self.setAccessibleName(text)
        width, height = self._needed(), self._height()
        if width > self._widest or height > self._tallest:
            self._widest, self._tallest = max(width, self._widest), max(height, self._tallest)
            self.updateGeometry()
        self._explain()
        self.update()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = max(self._widest, self._needed())
        return QSize(width + margins.left() + margins.right(), self.minimumSizeHint().height())

    def explain(self, text: str) -> None:
        """A tooltip of its own, above the text that was elided."""
        self._explained = text
        self._explain()

    def minimumSizeHint(self) -> QSize:
        margins = self.contentsMargins()
        metrics = self.fontMetrics()
        height = max(metrics.height(), self._tallest)
        return QSize(metrics.horizontalAdvance("…"), height + margins.top() + margins.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_shown"):
            self._widest, self._tallest = self._needed(), self._height()
            self.updateGeometry()
            self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        area = self.contentsRect()
        text = self._shown
        if self._is_cut:
            text = self.fontMetrics().elidedText(text, self._mode, area.width())
        self.style().drawItemText(
            painter, area, int(self.alignment()), self.palette(), self.isEnabled(), text, self.foregroundRole()
        )

    def _needed(self) -> int:
        """The width at which nothing is elided: letters may end between two pixels."""
        return math.ceil(QFontMetricsF(self.font()).horizontalAdvance(self._shown)) + 1

    def _height(self) -> int:
        """The height of the line: letters that another font lends, as for Chinese, may stand higher."""
        if self._shown.isascii():
            return 0
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self._shown).height()

    def _explain(self) -> None:
        self._is_cut = self._needed() > self.contentsRect().width()
        parts = [self._explained, self.text() if self._is_cut else ""]
        self.setToolTip("\n".join(filter(None, parts)))


def _with_property(label: QLabel, name: str) -> QLabel:
    label.setProperty(name, True)
    return label
