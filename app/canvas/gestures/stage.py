"""The mouse on the stage: nothing is edited there; a click asks, a drag pushes the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.gestures.pan import Pan


class OnStage(Gesture):
    """A click selects the card under it and asks about the number under it; a drag pushes the canvas."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, surface: Surface, pointer: Pointer) -> None:
        self._surface, self._start = surface, pointer
        self._pan: Pan | None = None

    def move(self, pointer: Pointer) -> None:
        if self._pan is None and pointer.is_far_from(self._start):
            self._pan = Pan(self._surface, self._start)
        if self._pan is not None:
            self._pan.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        if self._pan is not None:
            self._pan.finish(pointer)
            return
        hit = self._surface.hit(pointer.scene)
        scene = self._surface.graph_scene
        scene.select([hit.node.node] if hit.node is not None else [])
        if hit.node is not None:
            self._surface.ask_at(hit.node, pointer.scene - hit.node.pos())


def gesture_on_stage(surface: Surface, pointer: Pointer, button: Qt.MouseButton) -> Gesture | None:
    """The gesture that begins with a press on the stage."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(surface, pointer)
    return OnStage(surface, pointer) if button == Qt.MouseButton.LeftButton else None
