"""An edge on the canvas: a path, and the size of the gradient that flows back along it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.edge_painter import EdgePainter
from app.canvas.heat import Heat
from app.canvas.obstacles import Level, Point
from app.canvas.routing import control_points
from engine.graph.graph import Edge

TURN_RADIUS = 16.0
CHEVRON = 5.0
GRASP = 10.0  # the width in which the pointer takes hold of an edge


EdgeTone = Literal["quiet", "forward", "backward"]  # on the stage


class EdgeItem(QGraphicsItem):
    """One edge, drawn in scene coordinates."""

    def __init__(self, edge: Edge, painter: EdgePainter) -> None:
        super().__init__()
        self.edge = edge
        self.heat: Heat | None = None
        self.is_training = False
        self.tone: EdgeTone | None = None
        self.is_hovered = False
        self.is_target = False  # a layer would be dropped into it
        self.is_dimmed = False
        self.is_straight = False
        self.path = QPainterPath()
        self.chevron = QPolygonF()
        self.ends: tuple[Point, Point] = ((0.0, 0.0), (0.0, 0.0))
        self._way: tuple[Point, Point, Sequence[Level]] | None = None
        self._bounds = QRectF()
        self._shape: QPainterPath | None = None
        self._painter = painter
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_way(self, start: Point, end: Point, levels: Sequence[Level]) -> None:
        """Draws the edge anew between two ports, over the given levels; nothing happens where it runs so already."""
        if self._way == (start, end, levels):
            return
        self.prepareGeometryChange()
        self._way = (start, end, levels)
        self.ends = (start, end)
        self.path, mark = edge_path(start, end, levels)
        self.is_straight = not levels and start[1] == end[1]
        self.chevron = _chevron(*mark)
        self._shape = None
        self._bounds = self.path.controlPointRect().adjusted(-6, -6, 6, 6)

    def set_painter(self, painter: EdgePainter) -> None:
        self._painter = painter
        self.update()

    def set_training(self, is_training: bool) -> None:
        if is_training != self.is_training:
            self.is_training = is_training
            self.update()

    def set_tone(self, tone: EdgeTone | None) -> None:
        """Shows on the stage which way something has gone along it; None where nothing has."""
        if tone != self.tone:
            self.tone = tone
            self.update()

    def set_heat(self, heat: Heat | None) -> bool:
        """Keeps what flows back; paints only where that looks different. Returns whether it does."""
        before, self.heat = self.heat, heat
        differs = (before.level if before else None) != (heat.level if heat else None)
        if differs and self.is_training:
            self.update()
        return differs

    def set_hovered(self, is_hovered: bool) -> None:
        if is_hovered != self.is_hovered:
            self.is_hovered = is_hovered
            self.update()

    def set_target(self, is_target: bool) -> None:
        if is_target != self.is_target:
            self.is_target = is_target
            self._set_height()
            self.update()

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Draws it hardly there, and under the others."""
        if is_dimmed != self.is_dimmed:
            self.is_dimmed = is_dimmed
            self._set_height()
            self.update()

    def _set_height(self) -> None:
        """A target lies above the card that is held over it, a dimmed edge under the others."""
        self.setZValue(3 if self.is_target else -1 if self.is_dimmed else 0)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        if self._shape is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(GRASP)
            self._shape = stroker.createStroke(self.path)
        return self._shape

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self._painter.paint(painter, self)


def edge_path(start: Point, end: Point, levels: Sequence[Level]) -> tuple[QPainterPath, tuple[Point, float]]:
    """The path of an edge, and the place and angle (in radians) of its mark."""
    path = QPainterPath(QPointF(*start))
    if not levels:
        first, second = control_points(start, end)
        path.cubicTo(*first, *second, *end)
        slope = (end[0] - start[0] + second[0] - first[0], end[1] - start[1] + second[1] - first[1])
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        return path, (middle, math.atan2(slope[1], slope[0]))
    level = max(levels, key=lambda it: abs(it.end - it.start))
    middle = ((level.start + level.end) / 2, level.y)
    if levels[0].start > levels[0].end:
        _run_back(path, start, end, levels[0])
        return path, (middle, math.pi)
    at = start
    for level in levels:
        _curve(path, at, (level.start, level.y))
        path.lineTo(level.end, level.y)
        at = (level.end, level.y)
    _curve(path, at, end)
    return path, (middle, 0.0)


def _curve(path: QPainterPath, start: Point, end: Point) -> None:
    first, second = control_points(start, end)
    path.cubicTo(*first, *second, *end)


def _run_back(path: QPainterPath, start: Point, end: Point, level: Level) -> None:
    """Right, to the level, back to the left, to the height of the end, and in; with round corners."""
    corners = [
        start, (level.start, start[1]), (level.start, level.y), (level.end, level.y), (level.end, end[1]), end,
    ]  # fmt: skip
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(TURN_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        path.lineTo(*_towards(corner, before, radius))
        path.quadTo(*corner, *_towards(corner, after, radius))
    path.lineTo(*end)


def _towards(start: Point, end: Point, length: float) -> Point:
    distance = math.dist(start, end)
    share = length / distance if distance else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _chevron(middle: Point, angle: float) -> QPolygonF:
    """An open angle that points back to where the edge comes from."""
    cos, sin = math.cos(angle), math.sin(angle)
    local = ((CHEVRON * 0.5, -CHEVRON), (-CHEVRON * 0.5, 0.0), (CHEVRON * 0.5, CHEVRON))
    return QPolygonF([QPointF(middle[0] + x * cos - y * sin, middle[1] + x * sin + y * cos) for x, y in local])
