"""The legend of the stage: what runs forward and what runs backward, and the colours of pictures."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.canvas.plate import painter_on_plate
from app.theme.colours import signed_table
from app.theme.fonts import STAGE, ui_font
from app.theme.tokens import Theme

LETTERS = 12
PADDING, GAP, MARK = 10.0, 22.0, 16.0
BAR = 72.0


class StageLegend(QWidget):
    """Lies over the canvas; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = ui_font(LETTERS)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(self.sizeHint())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_hall(self, is_hall: bool) -> None:
        """Larger letters for a hall."""
        self._font = ui_font(STAGE if is_hall else LETTERS)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return StageKey(self._theme, self._font).size.toSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on_plate(self, self._theme)
        StageKey(self._theme, self._font).paint(painter, QPointF(0, 0))


class StageKey:
    """What the legend says, in letters of a font, for any painter."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme, self._font = theme, font
        self._metrics = QFontMetricsF(font)

    @property
    def size(self) -> QSizeF:
        width = sum(self._metrics.horizontalAdvance(text) for text in _texts())
        return QSizeF(width + 2 * PADDING + 2 * (MARK + GAP) + BAR + 16, self._metrics.height() + 1.2 * PADDING)

    def paint(self, painter: QPainter, corner: QPointF) -> None:
        """Paints it below and to the right of a place."""
        painter.setFont(self._font)
        middle = corner.y() + self.size.height() / 2
        base = middle + (self._metrics.ascent() - self._metrics.descent()) / 2
        forward, backward, negative, positive = _texts()
        at = corner.x() + PADDING
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(self._theme.forward))
        painter.drawEllipse(QPointF(at + 5, middle), 5, 5)
        at = self._write(painter, forward, at + MARK, base) + GAP
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.backward, 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(
            QPolygonF([QPointF(at + 8, middle - 6), QPointF(at + 2, middle), QPointF(at + 8, middle + 6)])
        )
        at = self._write(painter, backward, at + MARK, base) + GAP
        at = self._write(painter, negative, at, base) + 8
        self._paint_bar(painter, QRectF(at, middle - 5, BAR, 10))
        self._write(painter, positive, at + BAR + 8, base)

    def _write(self, painter: QPainter, text: str, x: float, base: float) -> float:
        """Writes a text and returns where it ends."""
        painter.setPen(self._theme.soft_text)
        painter.drawText(QPointF(x, base), text)
        return x + self._metrics.horizontalAdvance(text)

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        table = signed_table(self._theme)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(9):
            gradient.setColorAt(stop / 8, QColor(*table[round(stop / 8 * (len(table) - 1))].tolist()))
        painter.setPen(QPen(self._theme.line, 1))
        painter.setBrush(QBrush(gradient))
        painter.drawRoundedRect(bar, 3, 3)


def _texts() -> tuple[str, str, str, str]:
    translate = QCoreApplication.translate
    return (
        translate("StageLegend", "values, forward"),
        translate("StageLegend", "gradients, backward"),
        translate("StageLegend", "negative"),
        translate("StageLegend", "positive"),
    )
