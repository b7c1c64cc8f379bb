"""The bar of colours in a legend, from its least to its greatest value: of gradients, of costs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QLinearGradient, QPainter

from app.canvas.heat import LEVELS, level_colour


def paint_level_bar(painter: QPainter, inside: QRectF, low: str, high: str) -> None:
    """Paints the bar at the foot of a rectangle, between what its ends stand for, in the painter's font and pen."""
    metrics, pen = QFontMetricsF(painter.font()), painter.pen()
    base = inside.bottom() - metrics.descent()
    painter.drawText(QPointF(inside.left(), base), low)
    painter.drawText(QPointF(inside.right() - metrics.horizontalAdvance(high), base), high)
    left = inside.left() + metrics.horizontalAdvance(low) + 8
    right = inside.right() - metrics.horizontalAdvance(high) - 8
    bar = QRectF(left, inside.bottom() - metrics.height() / 2 - 4, right - left, 8)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for stop in range(9):
        gradient.setColorAt(stop / 8, level_colour(round(stop / 8 * (LEVELS - 1))))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(gradient))
    painter.drawRoundedRect(bar, 4, 4)
    painter.setPen(pen)
