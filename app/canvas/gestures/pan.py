"""Pushing the canvas with the middle button, or with the left one while space is held."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.gestures.gesture import Gesture, Pointer, Surface


class Pan(Gesture):
    """The place under the pointer stays under it."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, surface: Surface, pointer: Pointer) -> None:
        self._surface = surface
        self._last = pointer.view

    def move(self, pointer: Pointer) -> None:
        self._surface.scroll_by(self._last - pointer.view)
        self._last = pointer.view
