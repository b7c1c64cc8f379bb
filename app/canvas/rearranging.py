"""What is done to the selection as a whole: in line, at equal distances, out of the flow, into sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal

from engine.project.rearranging import Box

if TYPE_CHECKING:
    from app.canvas.view import GraphView

NAMED = 3  # so many nodes are named one by one


class Rearranging(QObject):
    """Commands for the selected nodes of a view.

    `kind_wanted` asks for another kind for them; `edges_focused` says whether only the edges at them are in strength.
    """

    kind_wanted = Signal()
    edges_focused = Signal(bool)

    def __init__(self, view: GraphView) -> None:
        super().__init__(view)
        self._view = view
        self._focuses = False
        view.page_shown.connect(self._focus)

    @property
    def orders(self) -> Mapping[str, Callable[[], None]]:
        """What puts several cards in order, by the names of its actions."""
        found = (
            self.align_left, self.align_centres, self.align_right, self.align_top, self.align_middles,
            self.align_bottom, self.distribute_across, self.distribute_down,
        )  # fmt: skip
        return {call.__name__: call for call in found}

    def align_left(self) -> None:
        self._view.editor.align(self._view.selected_nodes, "left")

    def align_right(self) -> None:
        self._view.editor.align(self._view.selected_nodes, "right")

    def align_top(self) -> None:
        self._view.editor.align(self._view.selected_nodes, "top")

    def align_bottom(self) -> None:
        self._view.editor.align(self._view.selected_nodes, "bottom")

    def align_centres(self) -> None:
        """Puts the middles below one another."""
        self._view.editor.align(self._view.selected_nodes, "centre")

    def align_middles(self) -> None:
        """Puts the middles beside one another."""
        self._view.editor.align(self._view.selected_nodes, "middle")

    def distribute_across(self) -> None:
        self._view.editor.distribute(self._view.selected_nodes, "horizontal")

    def distribute_down(self) -> None:
        self._view.editor.distribute(self._view.selected_nodes, "vertical")

    def take_out(self) -> None:
        """Deletes the selected nodes and keeps the flow; says why where it is not clear how it would go on."""
        view = self._view
        unclear = view.editor.remove_keeping_flow(view.selected_nodes)
        if unclear is not None:
            names = sorted(unclear.nodes)
            shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
            if len(unclear.sources) > 1:
                text = self.tr("Several values enter {names}: it is not clear which of them shall go on")
            else:
                text = self.tr("Several values leave {names}: it is not clear what shall take their place")
            at = view.graph_scene.item_for_node[names[0]].scene_body.bottomLeft()
            view.pointing.show_message(text.format(names=shown), at, True)

    def zoom_to_selection(self) -> None:
        """Shows the selected cards, at most in their real size."""
        view, extent = self._view, self._extent
        if not extent.isEmpty():
            view.camera.fit(extent)
            view.camera.let_go()
            view.zoom_changed.emit(view.camera.zoom)

    def keep_selection_in_sight(self) -> None:
        """Moves the view as little as is needed for the selected cards to be seen."""
        extent = self._extent
        if not extent.isEmpty():
            self._view.keep_in_sight(extent)

    @property
    def seen(self) -> Box:
        """The part of the scene that is in sight."""
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        return Box(seen.x(), seen.y(), seen.width(), seen.height())

    @property
    def _extent(self) -> QRectF:
        """The part of the scene that the selected cards take; empty without any."""
        extent = QRectF()
        for node in self._view.selected_nodes:
            extent |= self._view.graph_scene.item_for_node[node].scene_body
        return extent

    def bring_to_middle(self, node: str) -> None:
        """Selects a node and shows it in the middle, also where it was in sight before."""
        view = self._view
        view.center_on(node)
        item = view.graph_scene.item_for_node.get(node)
        if item is not None:
            view.camera.let_go()
            view.centerOn(item.scene_body.center())

    def toggle_edges(self) -> None:
        """Dims all edges but those at the selection, or shows all of them again."""
        self._focuses = not self._focuses
        self._focus()
        self.edges_focused.emit(self._focuses)

    def _focus(self) -> None:
        self._view.graph_scene.edge_focus.set_on(self._focuses)
