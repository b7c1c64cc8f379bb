"""The edits of comments and frames; each ends in one step of undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF

from app.canvas.annotation_items import TITLE
from app.canvas.editing import Editor
from app.canvas.layout import GRID
from app.canvas.placement import snapped
from app.canvas.scene import GraphScene
from engine.project.annotations import Annotation, Comment, Key, TitledFrame, add_annotation, set_annotations
from engine.project.edits import move, together

AROUND = 16.0  # from the cards to the frame about them


class Annotator:
    """Edits the comments and frames of the page that a scene shows."""

    def __init__(self, scene: GraphScene, editor: Editor) -> None:
        self._scene = scene
        self._editor = editor

    def add_comment(self, text: str, at: QPointF) -> Key:
        """Puts a comment at a place of the scene."""
        return self._add(Comment(text, (snapped(at.x()), snapped(at.y())), colour="amber"))

    def frame(self, nodes: Collection[str]) -> Key | None:
        """Draws a frame about nodes, with room for what their cards show while training; None without any."""
        extent = QRectF()
        for node in nodes:
            item = self._scene.item_for_node[node]
            tallest = max(item.height, item.card.frame.tallest)
            extent |= QRectF(item.pos(), item.body.size()).united(QRectF(item.x(), item.y(), 1, tallest))
        if extent.isEmpty():
            return None
        extent.adjust(-AROUND, -AROUND / 2 - TITLE, AROUND, AROUND)
        at = (_down(extent.left()), _down(extent.top()))
        size = (-_down(-extent.right()) - at[0], -_down(-extent.bottom()) - at[1])
        return self._add(TitledFrame("", at, size, "blue"))

    def set_text(self, key: Key, text: str, is_new: bool = False) -> None:
        """Writes another text; the first one of what `is_new` belongs to the edit that brought it."""
        present = self._present(key)
        if present is not None and present.text != text:
            self._apply({key: present.with_text(text)}, self._creation(key) if is_new else "")

    def set_colour(self, keys: Collection[Key], colour: str) -> None:
        found = {key: annotation for key in keys if (annotation := self._present(key)) is not None}
        self._apply({key: replace(annotation, colour=colour) for key, annotation in found.items()})

    def put(self, key: Key, annotation: Annotation) -> None:
        """Gives a comment or frame another size."""
        self._apply({key: annotation})

    def move(self, keys: Collection[Key], nodes: Collection[str], x: float, y: float, merge_key: str = "") -> None:
        """Moves comments and frames, and nodes with them; such moves in a row with the same key are one edit."""
        project, page = self._scene.document.project, self._scene.page
        found = {key: annotation for key in keys if (annotation := self._present(key)) is not None}
        moved = {key: annotation.moved(x, y) for key, annotation in found.items()}
        places = self._scene.settled_places
        change = set_annotations(project, page, moved)
        cards = move(project, page, {node: (places[node][0] + x, places[node][1] + y) for node in nodes})
        self._editor.apply(together("move_annotation", [change, cards]) if keys else cards, merge_key)

    def _add(self, annotation: Annotation) -> Key:
        change, key = add_annotation(self._scene.document.project, self._scene.page, annotation)
        self._editor.apply(change, self._creation(key))
        self._scene.select((), (), [key])
        return key

    def _apply(self, given: Mapping[Key, Annotation], merge_key: str = "") -> None:
        self._editor.apply(set_annotations(self._scene.document.project, self._scene.page, given), merge_key)

    def _creation(self, key: Key) -> str:
        """What makes an edit one with that which brought a comment or a frame, while no other one came after it."""
        return f"new {key.group} {key.name} {self._scene.page}"

    def _present(self, key: Key) -> Annotation | None:
        item = self._scene.annotations.items.get(key)
        return item.shown if item is not None else None


def _creation(key: Key) -> str:
    """What makes an edit one with that which brought a comment or a frame, while no other one came after it."""
    return f"new {key.group} {key.name}"


def _down(value: float) -> float:
    return (value // GRID) * GRID
