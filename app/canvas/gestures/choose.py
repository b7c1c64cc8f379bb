"""Which gesture a press of the mouse begins."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.canvas.gestures.annotations import DragAnnotation, ResizeAnnotation
from app.canvas.gestures.drag_nodes import DragNodes
from app.canvas.gestures.draw_edge import DrawEdge
from app.canvas.gestures.gesture import Gesture, Pointer, Surface
from app.canvas.gestures.pan import Pan
from app.canvas.gestures.rubber_band import RubberBand


def gesture_for(surface: Surface, pointer: Pointer, button: Qt.MouseButton, space_is_held: bool) -> Gesture | None:
    """The gesture that begins with this press; None where a press does nothing more than it did already."""
    if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and space_is_held):
        return Pan(surface, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    hit = surface.hit(pointer.scene)
    if hit.node is not None and hit.slot is not None:
        return DrawEdge(surface, pointer, hit.node, hit.slot)
    if hit.node is not None:
        return DragNodes(surface, pointer, hit.node)
    if hit.annotation is not None and hit.grip is not None and hit.grip.resizes:
        return ResizeAnnotation(surface, pointer, hit.annotation, hit.grip)
    if hit.annotation is not None:
        return DragAnnotation(surface, pointer, hit.annotation)
    if hit.edge is not None:
        scene = surface.graph_scene
        if pointer.adds:
            hit.edge.setSelected(not hit.edge.isSelected())
        else:
            scene.select((), [hit.edge.edge.target])
        return None
    return RubberBand(surface, pointer)
