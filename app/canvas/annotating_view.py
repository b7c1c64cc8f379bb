"""What a view does with comments and frames beyond the mouse: the commands that stand in menus."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from app.canvas.input_view import InputView


class AnnotatingView(InputView):
    """A view on which one can write, and draw frames around nodes."""

    def add_comment(self, at: QPointF | None = None) -> None:
        """Writes a comment at a place of the scene, else where the pointer is."""
        if self._pointing is not None and not self._pointing.graph_scene.is_staged:
            self._pointing.writing.open_new(at if at is not None else self._pointing.place)

    def frame_selection(self) -> None:
        """Draws a frame around the selected nodes, and asks for its title."""
        if self._pointing is None or self._pointing.graph_scene.is_staged:
            return
        scene = self._pointing.graph_scene
        key = self._pointing.annotator.frame(scene.selected_nodes)
        if key is not None:
            self._pointing.writing.open(scene.annotations.items[key], is_new=True)
