"""Leads from page to page, and tells everything around the canvas which one is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.canvas.placeable import placeable
from app.canvas.view import GraphView
from app.frame.page_bar import PageBar
from app.frame.pages import PageTrail
from app.frame.panels import Panels
from app.frame.run_display import RunDisplay
from app.session.checker import CheckedPlan, Checker
from app.session.document import Document
from engine.project.change import Change


class BlockDisplay(QObject):
    """Opens blocks where they are asked for. `show_node` shows all about a node that is none."""

    def __init__(
        self, document: Document, checker: Checker, canvas: GraphView, pages: PageTrail, bar: PageBar,
        display: RunDisplay, panels: Panels, show_node: Callable[[str], object], parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._checker, self._canvas, self._pages, self._bar = checker, canvas, pages, bar
        self._document, self._panels = document, panels
        self._knows_library = False  # its files are read after the first paint
        self._display, self._show_node = display, show_node
        document.changed.connect(self._on_changed)
        document.replaced.connect(self.list_placeable)
        panels.inspector.kept.connect(self.list_placeable)
        canvas.node_activated.connect(self.activate)
        checker.checked.connect(self._show_copies)
        pages.changed.connect(self._show_page)

    def activate(self, node: str) -> None:
        """A block is opened; of another layer, everything is shown."""
        if not self._pages.open(node):
            self._show_node(node)

    def open_selected(self) -> None:
        """Opens the block that the selected node uses."""
        for node in self._canvas.selected_nodes[:1]:
            self._pages.open(node)

    def go_to(self, address: str) -> None:
        """Shows the node at an address of the network, on its page."""
        self._canvas.center_on(self._pages.reveal(address))
        self._canvas.setFocus()

    def read_library(self) -> None:
        """From now on the blocks of the libraries are listed too."""
        self._knows_library = True
        self.list_placeable()

    def list_placeable(self) -> None:
        """Lists, beside the kinds, the own layers and the blocks that can be placed on the open page."""
        listed = placeable(self._document, self._pages.page, self._knows_library)
        self._panels.layers.show_beside(listed)

    def _on_changed(self, change: Change, origin: object) -> None:
        if change.touches("block", "node", "code"):
            self.list_placeable()

    def _show_page(self) -> None:
        self.list_placeable()
        if self._checker.result is not None:
            self._show_copies(self._checker.result)
            self._display.show_checked(self._checker.result)
        self._display.show_selection(self._canvas.selected_nodes)

    def _show_copies(self, checked: CheckedPlan) -> None:
        self._bar.show_copies(self._pages.in_network(checked).copies)
