"""Selecting with a band that is drawn over the empty canvas."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.node_item import NodeItem


class RubberBand(Gesture):
    """Selects every card that the band touches, as it is drawn, and every comment and frame wholly in it.

    A click alone selects nothing.
    """

    scrolls = True

    def __init__(self, surface: Surface, pointer: Pointer) -> None:
        self._surface = surface
        self._start = pointer
        scene = surface.graph_scene
        self._before = scene.selected_nodes
        self._before_edges = scene.selected_edges
        self._kept = self._before if pointer.adds else []
        self._band = QGraphicsRectItem()
        pen = QPen(surface.accent, 1)
        pen.setCosmetic(True)
        fill = QColor(surface.accent)
        fill.setAlpha(28)
        self._band.setPen(pen)
        self._band.setBrush(QBrush(fill))
        self._band.setZValue(10)
        if not pointer.adds:
            scene.select(())

    def move(self, pointer: Pointer) -> None:
        scene = self._surface.graph_scene
        if self._band.scene() is None:
            if not pointer.is_far_from(self._start):
                return
            scene.addItem(self._band)
        rect = QRectF(self._start.scene, pointer.scene).normalized()
        self._band.setRect(rect)
        touched = [item for item in scene.items(rect) if isinstance(item, NodeItem)]
        chosen = {*self._kept, *(item.node for item in touched if item.scene_body.intersects(rect))}
        annotations = scene.annotations.within(rect)
        if chosen != set(scene.selected_nodes) or annotations != scene.annotations.selected:
            scene.select(chosen, (), annotations)

    def finish(self, pointer: Pointer) -> None:
        self._take_away()

    def cancel(self) -> None:
        self._take_away()
        self._surface.graph_scene.select(self._before, self._before_edges)

    def _take_away(self) -> None:
        if self._band.scene() is not None:
            self._surface.graph_scene.removeItem(self._band)
