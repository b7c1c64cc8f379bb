"""Thin lines that appear while a card is dragged and comes to stand in line with others."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from app.canvas.alignment import Alignment
from app.canvas.gestures.gesture import Surface
from app.canvas.obstacles import Rect

REACH = 6.0  # pixels
FARTHEST = 16.0  # in the scene, however small everything is shown
BEYOND = 12.0  # how far a line stands out at both ends


class Guides:
    """Lives while cards are dragged: draws them to lines, and draws the lines that they stand on."""

    def __init__(self, surface: Surface, dragged: set[str]) -> None:
        self._surface = surface
        items = surface.graph_scene.item_for_node
        self._alignment = Alignment(item.rect for node, item in items.items() if node not in dragged)
        self._lines = QGraphicsPathItem()
        pen = QPen(surface.accent, 1)
        pen.setCosmetic(True)
        self._lines.setPen(pen)
        self._lines.setZValue(6)

    def drawn(self, rect: Rect) -> tuple[float | None, float | None]:
        """How far a card that would stand here is drawn along each axis; None where nothing is near."""
        return self._alignment.offset(rect, min(FARTHEST, REACH / self._surface.zoom))

    def show(self, rect: Rect) -> None:
        """Shows what a card that stands here stands in line with."""
        path = QPainterPath()
        for guide in self._alignment.guides(rect):
            start, end = guide.start - BEYOND, guide.end + BEYOND
            path.moveTo(QPointF(guide.at, start) if guide.is_upright else QPointF(start, guide.at))
            path.lineTo(QPointF(guide.at, end) if guide.is_upright else QPointF(end, guide.at))
        self._lines.setPath(path)
        if self._lines.scene() is None:
            self._surface.graph_scene.addItem(self._lines)

    def hide(self) -> None:
        if self._lines.scene() is not None:
            self._surface.graph_scene.removeItem(self._lines)
