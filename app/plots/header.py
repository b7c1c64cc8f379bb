"""The line above a plot: its title, and a legend that becomes the read-out while the mouse is in the plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

Key = Literal["solid", "dashed", "band", "none"]


@dataclass(frozen=True)
class LegendEntry:
    """What one sign means; `value` is what is read at the mouse."""

    text: str
    colour: QColor
    key: Key = "solid"
    value: str = ""


class Legend(QWidget):
    """Entries from the right; where they do not fit, first the remarks are left out, then the names."""

    KEY = 18.0
    GAP = 5.0
    APART = 14.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[LegendEntry, ...] = ()
        self._text_colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(0)

    def set_text_colour(self, colour: QColor) -> None:
        self._text_colour = colour
        self.update()

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        if tuple(entries) != self.entries:
            self.entries = tuple(entries)
            self.setToolTip("\n".join(entry.text for entry in entries))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        right = float(self.width())
        for entry, text in reversed(self._fitting(metrics)):
            width = self._width(metrics, entry, text)
            if right - width < 0:
                break
            self._draw(painter, entry, text, right - width, width)
            right -= width + self.APART
        painter.end()

    def _fitting(self, metrics: QFontMetricsF) -> list[tuple[LegendEntry, str]]:
        whole = [(entry, f"{entry.text} {entry.value}".strip()) for entry in self.entries]
        signs = [(entry, text) for entry, text in whole if entry.key != "none" or any(e.value for e in self.entries)]
        short = [(entry, entry.value or (entry.text if entry.key == "none" else "")) for entry, _ in signs]
        for shown in (whole, signs):
            needed = sum(self._width(metrics, entry, text) + self.APART for entry, text in shown) - self.APART
            if needed <= self.width():
                return shown
        return short

    def _width(self, metrics: QFontMetricsF, entry: LegendEntry, text: str) -> float:
        key = 0.0 if entry.key == "none" else self.KEY + (self.GAP if text else 0.0)
        return key + metrics.horizontalAdvance(text)

    def _draw(self, painter: QPainter, entry: LegendEntry, text: str, left: float, width: float) -> None:
        middle = self.height() / 2
        if entry.key == "band":
            painter.fillRect(QRectF(left, middle - 5, self.KEY, 10), entry.colour)
        elif entry.key != "none":
            pen = QPen(entry.colour, 2.0)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if entry.key == "dashed":
                pen.setDashPattern([2.5, 1.75])
            painter.setPen(pen)
            painter.drawLine(QPointF(left, middle), QPointF(left + self.KEY, middle))
        painter.setPen(self._text_colour)
        box = QRectF(left, 0, width + 1, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


class PlotHeader(QWidget):
    """Title at the left, legend at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.title.setProperty("strong", True)
        self.legend = Legend()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addWidget(self.legend, 1)
