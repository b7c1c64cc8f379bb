"""Small pictures that many cards share, drawn once for each zoom: blitting one costs a fifth of drawing it.

On paper nothing is blitted: a figure of lines and letters has to stay one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

Draw = Callable[[QPainter, QRectF], None]
MOST = 1024


class Stamps:
    """Keeps pictures by key, as long as the zoom and the screen's density stay the same."""

    def __init__(self, on_paper: bool = False) -> None:
        self._on_paper = on_paper
        self._pictures: dict[Hashable, QPixmap] = {}
        self._scale = 0.0

    def put(self, painter: QPainter, key: Hashable, rect: QRectF, draw: Draw) -> None:
        """Puts the picture of this key into a rectangle, drawing it first where it is not known."""
        if self._on_paper:
            draw(painter, QRectF(rect))
            return
        device = painter.device()
        scale = painter.worldTransform().m11() * (device.devicePixelRatioF() if device is not None else 1.0)
        if scale != self._scale or len(self._pictures) > MOST:
            self._pictures.clear()
            self._scale = scale
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = _drawn(rect.width(), rect.height(), scale, draw)
        if scale == 1.0:
            painter.drawPixmap(rect.topLeft(), picture)
        else:
            painter.drawPixmap(rect, picture, QRectF(picture.rect()))


def _drawn(width: float, height: float, scale: float, draw: Draw) -> QPixmap:
    picture = QPixmap(max(1, round(width * scale)), max(1, round(height * scale)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(picture.width() / width, picture.height() / height)
    draw(painter, QRectF(QPointF(0, 0), QPointF(width, height)))
    painter.end()
    return picture
