"""The line of an edge that has only one end yet; the other follows the pointer, or waits for a layer."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from app.canvas.edge_item import edge_path


class LooseEdge(QGraphicsPathItem):
    """Drawn in the colour of what is being done, over cards and edges."""

    def __init__(self, held_at: QPointF, held_is_output: bool, colour: QColor) -> None:
        super().__init__()
        self._held_at = (held_at.x(), held_at.y())
        self._held_is_output = held_is_output
        pen = QPen(colour, 2)
        pen.setCosmetic(True)
        self.setPen(pen)
        self.setZValue(2)

    def lead_to(self, free: QPointF) -> None:
        """Draws it from the held port to a place."""
        ends = (self._held_at, (free.x(), free.y()))
        self.setPath(edge_path(*(ends if self._held_is_output else ends[::-1]), [])[0])

    def take_away(self) -> None:
        """Takes it off the scene, if it is on one."""
        if self.scene() is not None:
            self.scene().removeItem(self)
