"""Dragging a kind from the palette over the canvas: a ghost shows where it would stand, an edge lights up under it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from app.canvas.edge_item import EdgeItem
from app.canvas.frames import HEADER, WIDTH
from app.canvas.gestures.gesture import Surface
from app.canvas.layout import Point
from app.canvas.node_painter import RADIUS
from app.canvas.placement import snapped
from app.parts.kinds import KIND_MIME
from app.translation import problem_message
from engine.problem import ProblemError


def kind_in(data: QMimeData) -> str:
    """The name of the kind that is dragged; empty where something else is."""
    return bytes(data.data(KIND_MIME).data()).decode("utf-8", "replace") if data.hasFormat(KIND_MIME) else ""


class KindDrop:
    """Lives while a kind is dragged over the view."""

    def __init__(self, surface: Surface, kind: str) -> None:
        self._surface = surface
        self._kind = kind
        self._goes_into_edges = surface.editor.can_insert(kind)
        self._edge: EdgeItem | None = None
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, WIDTH, HEADER), RADIUS, RADIUS)
        self._ghost = QGraphicsPathItem(path)
        pen = QPen(surface.accent, 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self._ghost.setPen(pen)
        self._ghost.setZValue(5)

    def move(self, position: QPointF) -> None:
        if self._ghost.scene() is None:
            self._surface.graph_scene.addItem(self._ghost)
        self._ghost.setPos(*_corner(position))
        edge = self._surface.hit(position).edge if self._goes_into_edges else None
        if edge is not self._edge:
            self._light(False)
            self._edge = edge
            self._light(True)

    def drop(self, position: QPointF) -> str | None:
        """Places the kind; on an edge, into the edge. Returns the new node's id."""
        self.move(position)
        edge = self._edge
        self.leave()
        editor = self._surface.editor
        try:
            if edge is not None:
                inserted = editor.insert(self._kind, edge.edge.target)
                if inserted is not None:
                    return inserted
            return editor.add(self._kind, _corner(position))
        except ProblemError as error:  # a block cannot contain itself
            self._surface.show_message(problem_message(error.problem), position, True)
            return None

    def leave(self) -> None:
        self._light(False)
        self._edge = None
        if self._ghost.scene() is not None:
            self._surface.graph_scene.removeItem(self._ghost)

    def _light(self, is_lit: bool) -> None:
        if self._edge is not None:
            self._edge.set_target(is_lit)


def _corner(position: QPointF) -> Point:
    """The place of a card whose middle is under the pointer."""
    return snapped(position.x() - WIDTH / 2), snapped(position.y() - HEADER / 2)
