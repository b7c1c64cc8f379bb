"""Dragging cards: they follow the pointer on the grid, and the release is one edit."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.layout import GRID, Point
from app.canvas.node_item import NodeItem

FINE_GRID = 1.0  # with Alt held


class DragNodes(Gesture):
    """Drags the selection, the pressed card with it; without a move it is a click that selects."""

    cursor = Qt.CursorShape.ArrowCursor
    scrolls = True

    def __init__(self, surface: Surface, pointer: Pointer, pressed: NodeItem) -> None:
        self._surface = surface
        self._start = pointer
        self._pressed = pressed.node
        self._was_selected = pressed.isSelected()
        self._has_moved = False
        scene = surface.graph_scene
        if pointer.adds:
            pressed.setSelected(True)
        elif not self._was_selected:
            scene.select([pressed.node])
        places = scene.places
        self._places: dict[str, Point] = {node: places[node] for node in scene.selected_nodes}

    def move(self, pointer: Pointer) -> None:
        if not self._has_moved and not pointer.is_far_from(self._start):
            return
        self._has_moved = True
        self._put(self._moved(pointer))

    def finish(self, pointer: Pointer) -> None:
        if self._has_moved:
            scene = self._surface.graph_scene
            self._surface.editor.move(scene.unshifted(self._moved(pointer)))
            scene.route_edges()  # even where the way back led to where it began
        elif pointer.adds:
            self._surface.graph_scene.item_for_node[self._pressed].setSelected(not self._was_selected)
        else:
            self._surface.graph_scene.select([self._pressed])

    def cancel(self) -> None:
        self._surface.graph_scene.put_back()

    def _moved(self, pointer: Pointer) -> dict[str, Point]:
        """Where the cards go: the pressed one on the grid, the others at their distance from it."""
        offset = pointer.scene - self._start.scene
        x, y = self._places[self._pressed]
        grid = FINE_GRID if pointer.modifiers & Qt.KeyboardModifier.AltModifier else GRID
        left, top = _along(x, offset.x(), grid), _along(y, offset.y(), grid)
        return {node: (at[0] + left - x, at[1] + top - y) for node, at in self._places.items()}

    def _put(self, places: dict[str, Point]) -> None:
        scene = self._surface.graph_scene
        for node, (x, y) in places.items():
            if node in scene.item_for_node:
                scene.item_for_node[node].setPos(x, y)
        scene.follow_nodes(places)


def _along(start: float, offset: float, grid: float) -> float:
    """Where a card goes along one axis; a drag along the other keeps a place that is not on the grid."""
    return start if abs(offset) < grid / 2 else round((start + offset) / grid) * grid
