"""Help in place: F1 tells about the layer or block that is meant, and the open page follows the selection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.canvas.view import GraphView
from app.frame.docks import Docks
from app.frame.pages import PageTrail
from app.frame.panels import Panels
from app.panels.help import BlockHelp, block_help, library_help
from app.parts.kinds import placed_name
from app.session.checker import Checker
from app.session.document import Document
from engine.compiler.plan import Plan
from engine.layers.layer import Layer
from engine.project.block_edits import BLOCK_MARK
from engine.project.code_edits import CODE_MARK
from engine.project.swapping import owner


class Meant(NamedTuple):
    """What help is about: a kind by its name, or with its mark a block or a code; and the node where it was asked."""

    name: str
    node: str = ""


class HelpDisplay(QObject):
    """Knows what is meant: what is in the palette where the keys or the pointer are there, else what is selected."""

    def __init__(
        self, document: Document, checker: Checker, canvas: GraphView, pages: PageTrail, panels: Panels, docks: Docks,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._checker, self._pages = document, checker, pages
        self._canvas, self._panels, self._docks = canvas, panels, docks
        self._meant: Meant | None = None
        canvas.selection_changed.connect(self._follow)
        document.changed.connect(self._on_change)
        checker.checked.connect(self._refresh)
        panels.help.block_wanted.connect(self._open_block)
        panels.help.code_wanted.connect(self._open_code)

    def show(self) -> None:
        """Opens the page about what is meant."""
        listed = self._panels.layers.kind_in_view()
        self._turn_to(Meant(placed_name(listed)) if listed is not None else self._selected())
        self._docks.open("help")

    def _follow(self, nodes: Sequence[str]) -> None:
        meant = self._selected()
        if meant is not None and self._panels.help.isVisible():
            self._turn_to(meant)

    def _on_change(self, change: object, origin: object) -> None:
        self._refresh()

    def _refresh(self) -> None:
        """Shows what an edit or a check has made of a block or a code; one that has another name now is followed."""
        if self._meant is None or not self._panels.help.isVisible() or self._meant.name in self._document.catalogue:
            return
        self._turn_to(self._meant if self._page_about(self._meant) is not None else self._selected())

    def _turn_to(self, meant: Meant | None) -> None:
        about = self._page_about(meant) if meant is not None else None
        self._meant = meant if about is not None else None
        if isinstance(about, BlockHelp):
            self._panels.help.show_block(about)
        else:
            self._panels.help.show_kind(about)

    def _selected(self) -> Meant | None:
        """What the selected node is, if there is one alone."""
        chosen, graph = self._canvas.selected_nodes, self._canvas.graph_scene.graph
        if len(chosen) != 1 or chosen[0] not in graph.nodes:
            return None
        node = graph.nodes[owner(graph, chosen[0])]
        mark = {"block": BLOCK_MARK, "code": CODE_MARK}.get(node.role, "")
        return Meant(mark + node.of, node.id)

    def _page_about(self, meant: Meant) -> type[Layer] | BlockHelp | None:
        project, name = self._document.project, meant.name
        if name.startswith(CODE_MARK):
            return project.own_codes.kinds.get(name.removeprefix(CODE_MARK))
        if not name.startswith(BLOCK_MARK):
            return self._document.catalogue.get(name)
        name = name.removeprefix(BLOCK_MARK)
        described = self._document.library_block(name)
        if name in project.blocks:
            return block_help(project, name, self._plan_of(name, meant.node), described)
        return library_help(described) if described is not None else None

    def _plan_of(self, block: str, node: str) -> Plan | None:
        """What is known of a block's page, with the types that really enter: the page that is open, or as it is used.

        The use that is meant comes first, then any other one in the network.
        """
        checked = self._checker.result
        if checked is None:
            return None
        page = self._pages.in_network(checked).plan
        if self._pages.page == block:
            return page
        step = page.by_id.get(node) if page is not None else None
        if step is not None and step.kind == block and step.copies:
            return step.copies[0]
        return next(_uses(checked.plan, block), checked.pages.get(block))

    def _open_block(self, name: str) -> None:
        """Opens the page of a block by the use that is meant, if one is."""
        is_here = self._meant is not None and self._meant.node and self._pages.block_of(self._meant.node) == name
        if self._meant is None or not is_here or not self._pages.open(self._meant.node):
            self._pages.show(name)

    def _open_code(self, name: str) -> None:
        self._panels.own_code.show_code(name)
        self._docks.open("own_code")


def _uses(plan: Plan, block: str) -> Iterator[Plan]:
    """The plans of all uses of a block, at any depth."""
    for step in plan.steps:
        for copy in step.copies:
            if step.kind == block:
                yield copy
            yield from _uses(copy, block)
