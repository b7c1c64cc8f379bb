"""The ground of the canvas: one colour, and dots that show the grid at a zoom where they help."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap, QTransform

from app.theme.tokens import Theme

SPACING = 24.0  # at real size; doubled where the dots would come closer than CLOSEST
CLOSEST = 16.0
LEAST_ZOOM = 0.35


class Background:
    """Paints the ground with one tile, made anew for each zoom."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._brush: QBrush | None = None
        self._key = (0.0, 0.0)

    def paint(self, painter: QPainter, rect: QRectF, ratio: float) -> None:
        """Paints a part of the scene; `ratio` is the screen's pixels for one of Qt's."""
        zoom = painter.worldTransform().m11()
        painter.fillRect(rect, self._theme.canvas)
        if zoom < LEAST_ZOOM:
            return
        if self._brush is None or self._key != (zoom, ratio):
            self._brush, self._key = self._dotted(zoom, ratio), (zoom, ratio)
        painter.fillRect(rect, self._brush)

    def _dotted(self, zoom: float, ratio: float) -> QBrush:
        """A brush whose tile is a whole number of the screen's pixels, so that dots stay sharp."""
        spacing = SPACING if SPACING * zoom >= CLOSEST else 2 * SPACING
        side = max(8, round(spacing * zoom * ratio))
        tile = QPixmap(side, side)
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.grid)
        painter.drawEllipse(QPointF(side / 2, side / 2), ratio, ratio)
        painter.end()
        brush = QBrush(tile)
        brush.setTransform(QTransform.fromScale(1 / (zoom * ratio), 1 / (zoom * ratio)))
        return brush
