"""The legend of coloured cards: which cost it is, and the scale of its part of the whole."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.canvas.cost_heat import LEAST
from app.canvas.level_bar import paint_level_bar
from app.canvas.plate import painter_on_plate
from app.pictures.as_text import format_percent
from app.theme.fonts import SMALL, ui_font
from app.theme.tokens import Theme

WIDTH, PADDING = 236, 12


class CostLegend(QWidget):
    """Lies over the canvas as long as it has a title."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(self.sizeHint())
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_title(self, title: str) -> None:
        """Says what the colours stand for; empty: nothing."""
        self.title = title
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        wanted = QFontMetricsF(ui_font(SMALL)).horizontalAdvance(self.title) + 2 * PADDING + 1
        return QSize(max(WIDTH, round(wanted)), 54)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on_plate(self, self._theme)
        self._paint_scale(painter, QRectF(self.rect()).adjusted(PADDING, 8, -PADDING, -8))

    def _paint_scale(self, painter: QPainter, inside: QRectF) -> None:
        font = ui_font(SMALL)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self._theme.soft_text)
        painter.drawText(QPointF(inside.left(), inside.top() + metrics.ascent()), self.title)
        low = QCoreApplication.translate("CostLegend", "≤ {share}").format(share=format_percent(LEAST))
        high = format_percent(1.0, 0)
        paint_level_bar(painter, inside, low, high)
