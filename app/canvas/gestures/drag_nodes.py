"""Dragging cards: they follow the pointer on the grid and into line with others, and the release is one edit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.gestures.guides import Guides
from app.canvas.gestures.splice import splice_of
from app.canvas.layout import GRID, Point
from app.canvas.node_item import NodeItem
from app.canvas.obstacles import Rect

FINE_GRID = 1.0  # with Alt held, and then no other card draws them


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
        self._notes = {key: scene.annotations.items[key].pos() for key in scene.annotations.selected}
        self._guides = Guides(surface, set(self._places))
        self._splice = splice_of(surface, list(self._places))

    def move(self, pointer: Pointer) -> None:
        if not self._has_moved and not pointer.is_far_from(self._start):
            return
        self._has_moved = True
        self._put(self._moved(pointer))
        pressed = self._surface.graph_scene.item_for_node[self._pressed]
        if self._is_free(pointer):
            self._guides.hide()
        else:
            self._guides.show(pressed.rect)
        if self._splice is not None:
            self._splice.follow(pressed)

    def finish(self, pointer: Pointer) -> None:
        self._guides.hide()
        if self._splice is not None and self._splice.finish():
            return
        if self._has_moved:
            self._move(self._moved(pointer))
            self._surface.graph_scene.route_edges()  # even where the way back led to where it began
        elif pointer.adds:
            self._surface.graph_scene.item_for_node[self._pressed].setSelected(not self._was_selected)
        else:
            self._surface.graph_scene.select([self._pressed])

    def cancel(self) -> None:
        self._guides.hide()
        if self._splice is not None:
            self._splice.leave()
        self._surface.graph_scene.put_back()
        self._surface.graph_scene.annotations.put_back()

    def _moved(self, pointer: Pointer) -> dict[str, Point]:
        """Where the cards go: the pressed one into line or on the grid, the others at their distance from it."""
        offset = pointer.scene - self._start.scene
        x, y = self._places[self._pressed]
        is_free = self._is_free(pointer)
        drawn_x, drawn_y = (
            (None, None) if is_free else self._guides.drawn(self._rect_at(x + offset.x(), y + offset.y()))
        )
        grid = FINE_GRID if is_free else GRID
        left, top = _along(x, offset.x(), grid, drawn_x), _along(y, offset.y(), grid, drawn_y)
        return {node: (at[0] + left - x, at[1] + top - y) for node, at in self._places.items()}

    def _is_free(self, pointer: Pointer) -> bool:
        return bool(pointer.modifiers & Qt.KeyboardModifier.AltModifier)

    def _rect_at(self, x: float, y: float) -> Rect:
        """The pressed card, standing here."""
        rect = self._surface.graph_scene.item_for_node[self._pressed].rect
        return Rect(x, y, x + rect.right - rect.left, y + rect.bottom - rect.top)

    def _put(self, places: dict[str, Point]) -> None:
        scene = self._surface.graph_scene
        for node, (x, y) in places.items():
            if node in scene.item_for_node:
                scene.item_for_node[node].setPos(x, y)
        scene.follow_nodes(places)
        for key, corner in self._notes.items():
            scene.annotations.items[key].setPos(corner + self._way(places))

    def _move(self, places: dict[str, Point]) -> None:
        if self._notes:  # selected with the cards, they go along
            way = self._way(places)
            self._surface.annotator.move(list(self._notes), list(places), way.x(), way.y())
        else:
            self._surface.editor.move(self._surface.graph_scene.unshifted(places))

    def _way(self, places: dict[str, Point]) -> QPointF:
        """How far everything goes."""
        return QPointF(*places[self._pressed]) - QPointF(*self._places[self._pressed])


def _along(start: float, offset: float, grid: float, drawn: float | None) -> float:
    """Where a card goes along one axis; a drag along the other keeps a place that is not on the grid."""
    if abs(offset) < grid / 2:
        return start
    return start + offset + drawn if drawn is not None else round((start + offset) / grid) * grid
