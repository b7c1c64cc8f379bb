"""Keeps the comments and frames of a scene in line with the project; the stage shows none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from app.canvas.annotation_items import AnyItem, FrameItem, item_of
from app.theme.tokens import Theme
from engine.project.annotations import Annotation, Key, annotations_on

if TYPE_CHECKING:
    from app.canvas.scene import GraphScene


class AnnotationBoard:
    """The items of the comments and frames of one scene, by their keys."""

    def __init__(self, scene: GraphScene, theme: Theme, on_paper: bool) -> None:
        self._scene = scene
        self._theme = theme
        self._on_paper = on_paper
        self._is_staged = False
        self.items: dict[Key, AnyItem] = {}

    def follow(self) -> None:
        """Shows what the project holds now."""
        found = annotations_on(self._scene.document.project, self._scene.page)
        for key in [key for key in self.items if key not in found]:
            self._scene.removeItem(self.items.pop(key))
        for key, annotation in found.items():
            if key in self.items:
                _show(self.items[key], annotation)
            else:
                item = item_of(key, annotation, self._theme, self._on_paper)
                item.setVisible(not self._is_staged)
                self.items[key] = item
                self._scene.addItem(item)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for item in self.items.values():
            item.set_theme(theme)

    def set_staged(self, is_staged: bool) -> None:
        """Hides everything while cards stand where a step needs them."""
        self._is_staged = is_staged
        for item in self.items.values():
            item.setVisible(not is_staged)

    @property
    def selected(self) -> list[Key]:
        return [key for key, item in self.items.items() if item.isSelected()]

    @property
    def extent(self) -> QRectF:
        """The part of the scene that holds what is shown; empty without any."""
        extent = QRectF()
        for item in self.items.values() if not self._is_staged else ():
            extent |= item.scene_body
        return extent

    def within(self, area: QRectF) -> list[Key]:
        """Those that lie wholly in a part of the scene."""
        return [key for key, item in self.items.items() if item.isVisible() and area.contains(item.scene_body)]

    def put_back(self) -> None:
        """Puts everything where the project says, after a drag that came to nothing."""
        for item in self.items.values():
            item.setPos(*item.shown.at)

    def inside(self, item: AnyItem) -> tuple[list[str], list[Key]]:
        """The nodes and the other annotations that lie wholly inside a frame; a comment holds none."""
        if not isinstance(item, FrameItem):
            return [], []
        body = item.scene_body
        nodes = [node for node, card in self._scene.item_for_node.items() if body.contains(card.scene_body)]
        others = [key for key, other in self.items.items() if other is not item and body.contains(other.scene_body)]
        return nodes, others


def _show(item: AnyItem, annotation: Annotation) -> None:
    item.show_as(annotation)  # type: ignore[arg-type]  # a key names one kind of them
