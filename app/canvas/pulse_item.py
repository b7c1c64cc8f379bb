"""What travels along the edges on the stage: dots that run forward with values, chevrons backward with gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.theme.tokens import Theme

DOT = 5.5
CHEVRON = 8.0
REACH = 14.0


class PulseItem(QGraphicsItem):
    """The pulses on several edges at once; only the places where they are and were are painted again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._paths: tuple[QPainterPath, ...] = ()
        self._is_backward = False
        self._share = 0.0
        self._bounds = QRectF()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(3)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_at(self, paths: Sequence[QPainterPath], share: float, is_backward: bool) -> None:
        """Puts a pulse on each path, at a share of its length from where it begins; backward from its end."""
        self.prepareGeometryChange()
        self._paths, self._share, self._is_backward = tuple(paths), share, is_backward
        bounds = QRectF()
        for place, _ in self._places():
            bounds |= QRectF(place - QPointF(REACH, REACH), place + QPointF(REACH, REACH))
        self._bounds = bounds
        self.setVisible(bool(paths))

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, angle in self._places():
            if self._is_backward:
                _paint_chevron(painter, place, angle, QPen(self._theme.backward, 3, c=Qt.PenCapStyle.RoundCap))
            else:
                painter.setPen(QPen(self._theme.canvas, 1.5))
                painter.setBrush(QBrush(self._theme.forward))
                painter.drawEllipse(place, DOT, DOT)

    def _places(self) -> list[tuple[QPointF, float]]:
        share = 1 - self._share if self._is_backward else self._share
        return [(path.pointAtPercent(share), path.angleAtPercent(share)) for path in self._paths]


def _paint_chevron(painter: QPainter, place: QPointF, angle: float, pen: QPen) -> None:
    """An open angle that points against the direction of the path, as `angleAtPercent` gives it in degrees."""
    turn = -math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    local = ((CHEVRON * 0.5, -CHEVRON), (-CHEVRON * 0.5, 0.0), (CHEVRON * 0.5, CHEVRON))
    painter.setPen(pen)
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
    painter.drawPolyline(QPolygonF([place + QPointF(x * cos - y * sin, x * sin + y * cos) for x, y in local]))
