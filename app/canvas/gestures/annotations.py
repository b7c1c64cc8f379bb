"""Dragging comments and frames: a frame takes along what lies inside it; at a side, that side follows the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.canvas.annotation_items import AnyItem, Grip
from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.placement import snapped


class DragAnnotation(Gesture):
    """Drags one; without a move it is a click that selects it."""

    cursor = Qt.CursorShape.ArrowCursor
    scrolls = True

    def __init__(self, surface: Surface, pointer: Pointer, item: AnyItem) -> None:
        self._surface = surface
        self._start = pointer
        self._item = item
        scene = surface.graph_scene
        self._nodes, others = scene.annotations.inside(item)
        self._items = [item, *(scene.annotations.items[key] for key in others)]
        self._corners = [part.pos() for part in self._items]
        places = scene.places
        self._places = {node: places[node] for node in self._nodes}
        self._has_moved = False
        scene.select((), (), [item.key])

    def move(self, pointer: Pointer) -> None:
        if not self._has_moved and not pointer.is_far_from(self._start):
            return
        self._has_moved = True
        offset, scene = self._offset(pointer), self._surface.graph_scene
        for item, corner in zip(self._items, self._corners, strict=True):
            item.setPos(corner + offset)
        for node, (x, y) in self._places.items():
            scene.item_for_node[node].setPos(x + offset.x(), y + offset.y())
        scene.follow_nodes(self._nodes)

    def finish(self, pointer: Pointer) -> None:
        if self._has_moved:
            offset = self._offset(pointer)
            keys = [item.key for item in self._items]
            self._put_back()
            self._surface.annotator.move(keys, self._nodes, offset.x(), offset.y())
            self._surface.graph_scene.select((), (), [self._item.key])

    def cancel(self) -> None:
        self._put_back()

    def _put_back(self) -> None:
        self._surface.graph_scene.annotations.put_back()
        if self._nodes:
            self._surface.graph_scene.put_back()

    def _offset(self, pointer: Pointer) -> QPointF:
        """How far it goes: its corner on the grid."""
        corner, offset = self._corners[0], pointer.scene - self._start.scene
        return QPointF(snapped(corner.x() + offset.x()), snapped(corner.y() + offset.y())) - corner


class ResizeAnnotation(Gesture):
    """One or two sides follow the pointer on the grid."""

    scrolls = True

    def __init__(self, surface: Surface, pointer: Pointer, item: AnyItem, grip: Grip) -> None:
        self._surface = surface
        self._start = pointer
        self._item = item
        self._before = item.shown
        self._grip = grip
        self.cursor = grip.cursor
        surface.graph_scene.select((), (), [item.key])

    def move(self, pointer: Pointer) -> None:
        offset = pointer.scene - self._start.scene
        self._show(self._before)
        self._show(self._item.resized(self._grip, snapped(offset.x()), snapped(offset.y())))

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        resized = self._item.shown
        self._show(self._before)
        self._surface.annotator.put(self._item.key, resized)

    def cancel(self) -> None:
        self._show(self._before)

    def _show(self, annotation: object) -> None:
        self._item.show_as(annotation)  # type: ignore[arg-type]  # what it showed, or made of itself
