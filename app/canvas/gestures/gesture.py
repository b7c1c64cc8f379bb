"""What every gesture is, and what it may touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from app.canvas.annotating import Annotator
from app.canvas.editing import Editor
from app.canvas.hits import Hit
from app.canvas.node_item import NodeItem
from app.canvas.scene import GraphScene
from app.canvas.suggestions import Held

THRESHOLD = 4  # pixels; less is a click


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is, in the scene and on the screen, and which keys are held."""

    scene: QPointF
    view: QPoint
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def adds(self) -> bool:
        """Whether what is chosen is added to the selection."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))

    def is_far_from(self, other: Pointer) -> bool:
        return (self.view - other.view).manhattanLength() >= THRESHOLD


class Surface(Protocol):
    """The view, as far as gestures need it."""

    @property
    def graph_scene(self) -> GraphScene: ...
    @property
    def editor(self) -> Editor: ...
    @property
    def annotator(self) -> Annotator: ...
    @property
    def accent(self) -> QColor: ...
    @property
    def zoom(self) -> float: ...
    def hit(self, position: QPointF) -> Hit: ...
    def scroll_by(self, offset: QPoint) -> None: ...
    def show_message(self, text: str, position: QPointF, is_wrong: bool = False) -> None: ...
    def hide_message(self) -> None: ...
    def offer_kinds(self, position: QPointF, held: Held) -> None: ...
    def ask_at(self, item: NodeItem, place: QPointF) -> None: ...


class Gesture:
    """Begins with a press; exactly one of `finish` and `cancel` ends it."""

    cursor = Qt.CursorShape.ArrowCursor
    scrolls = False  # whether the view scrolls when the pointer is held at its border

    def move(self, pointer: Pointer) -> None:
        """Shows what would happen if the button were released here."""

    def finish(self, pointer: Pointer) -> None:
        """Does it."""

    def cancel(self) -> None:
        """Leaves everything as it was."""
