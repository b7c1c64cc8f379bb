"""Adding a layer at the pointer: opens the search box there, and places what is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, QSizeF

from app.canvas.editing import Editor
from app.canvas.frames import HEADER, WIDTH
from app.canvas.layout import Point
from app.canvas.loose_edge import LooseEdge
from app.canvas.placeable import placeable
from app.canvas.quick_search import QuickSearch
from app.canvas.scene import GraphScene
from app.canvas.suggestions import Held, offered
from app.parts.kinds import placed_name
from app.theme.tokens import Theme
from engine.graph.graph import PortRef

if TYPE_CHECKING:
    from app.canvas.input_view import InputView


class QuickAdd(QObject):
    """Holds the box while it is open, and the free end of an edge that waits for a layer."""

    def __init__(self, view: InputView, scene: GraphScene, editor: Editor, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._scene = scene
        self._editor = editor
        self._theme = theme
        self._line: LooseEdge | None = None
        self.box: QuickSearch | None = None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.close()

    def open(self, at: QPointF) -> None:
        """Offers every kind for a place of the scene, to be joined to the selected node if there is exactly one."""
        kinds, joined_to = self._scene.document.catalogue, self._behind_selection()
        first = offered(kinds, self._scene.reading, joined_to)
        rest = [kind for kind in kinds.values() if kind not in first]
        beside = placeable(self._scene.document, self._scene.page)
        box = QuickSearch([*first, *rest, *beside], _tr("Add a layer"), self._theme, self._view)
        box.chosen.connect(lambda kind: self._place(kind, self._below(kind, at), joined_to))
        self._show(box, at)

    def open_for(self, held: Held, at: QPointF) -> None:
        """Offers what may be joined to the end of an edge that was dropped at a place of the scene."""
        kinds = offered(self._scene.document.catalogue, self._scene.reading, held)
        title = self._scene.item_for_node[held.ref.node].card.title
        prompt = _tr("What follows {node}?") if held.is_output else _tr("What comes before {node}?")
        beside = [
            listed
            for listed in placeable(self._scene.document, self._scene.page)
            if self._editor.can_join(placed_name(listed), held)
        ]
        box = QuickSearch([*kinds, *beside], prompt.format(node=title), self._theme, self._view)
        box.chosen.connect(lambda kind: self._place(kind, self._at_port(kind, held, at), held))
        self._show(box, at)
        self._line = LooseEdge(self._position(held), held.is_output, self._theme.accent)
        self._line.lead_to(at)
        self._scene.addItem(self._line)

    def close(self) -> None:
        """Takes the box away; the keys then belong to the canvas."""
        box, self.box = self.box, None
        line, self._line = self._line, None
        if line is not None:
            line.take_away()
        if box is not None:
            had_focus = box.search.hasFocus()
            box.hide()
            box.deleteLater()
            if had_focus:
                self._view.setFocus()

    # ------------------------------------------------------------------ inside

    def _show(self, box: QuickSearch, at: QPointF) -> None:
        self.close()
        self.box = box
        box.left.connect(self.close)
        box.open_at(self._view.viewport().mapToParent(self._view.mapFromScene(at)))

    def _place(self, kind: str, at: Point, joined_to: Held | None) -> None:
        self.close()
        self._editor.add(kind, at, joined_to)

    def _behind_selection(self) -> Held | None:
        chosen = self._scene.selected_nodes
        outputs = self._scene.item_for_node[chosen[0]].card.frame.outputs if len(chosen) == 1 else ()
        return Held(PortRef(chosen[0], outputs[0].port), True) if outputs else None

    def _position(self, held: Held) -> QPointF:
        item = self._scene.item_for_node[held.ref.node]
        frame = item.card.frame
        slot = frame.output(held.ref.port) if held.is_output else frame.input(held.ref)
        return item.slot_position(slot) if slot is not None else item.scene_body.center()

    def _below(self, kind: str, at: QPointF) -> Point:
        """The corner of a card whose header is under the pointer."""
        return self._uncovered(kind, (at.x() - WIDTH / 2, at.y() - HEADER / 2))

    def _at_port(self, kind: str, held: Held, at: QPointF) -> Point:
        """The corner of a card whose first port is where the edge was dropped."""
        frame = self._editor.frame(kind)
        slots = frame.inputs if held.is_output else frame.outputs
        y = at.y() - (slots[0].y if slots else HEADER / 2)
        return self._uncovered(kind, (at.x() if held.is_output else at.x() - WIDTH, y))

    def _uncovered(self, kind: str, corner: Point) -> Point:
        """The corner itself, or one below where the card would cover another."""
        room = QRectF(QPointF(*corner), QSizeF(WIDTH, self._editor.frame(kind).height))
        if any(item.scene_body.intersects(room) for item in self._scene.item_for_node.values()):
            return self._editor.free_place(corner)
        return corner


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
