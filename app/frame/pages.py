"""Which page of the project is open, and the way that led there: from the network into a block, and into another."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.canvas.view import GraphView
from app.session.checker import CheckedPlan
from app.session.document import Document
from engine.compiler.plan import Plan
from engine.graph.graph import Node
from engine.project.change import Change
from engine.project.project import MAIN, Project


class Stop(NamedTuple):
    """A page on the way, and the use of the block by which it was entered; empty where it was opened by name.

    Of a repeated block, `copy` says which of the copies is looked at.
    """

    page: str
    node: str = ""
    copy: int = 0


class PageInNetwork(NamedTuple):
    """The plan of a page, and what stands before its nodes' ids in the network; None where it is no part of that.

    `copies` is how many of it stand in a row.
    """

    plan: Plan | None
    prefix: str | None
    copies: int = 1


class PageTrail(QObject):
    """Leads the canvas from page to page. It follows the document: blocks and their uses come, go and are renamed."""

    changed = Signal()

    def __init__(self, document: Document, canvas: GraphView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._canvas = document, canvas
        self._stops: tuple[Stop, ...] = (Stop(MAIN),)
        document.changed.connect(self._follow)
        document.replaced.connect(self.leave_all)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The way, the network first."""
        return self._stops

    @property
    def page(self) -> str:
        return self._stops[-1].page

    def block_of(self, node: str) -> str:
        """The block that a node of the present page uses; empty where it is another kind of node."""
        graph = self._document.project.page(self.page)
        return _block_of(self._document.project, graph.nodes.get(node), graph.nodes)

    def in_network(self, checked: CheckedPlan) -> PageInNetwork:
        """The open page as the network has it: with the types that really enter, where it was entered by a use."""
        plan, prefix, copies = checked.plan, "", 1
        for stop in self._stops[1:]:
            step = plan.by_id.get(stop.node)
            if step is None or not step.copies:
                return PageInNetwork(checked.pages.get(self.page), None)
            copies, number = len(step.copies), min(stop.copy, len(step.copies) - 1)
            prefix += f"{step.copy_prefix(number)}."
            plan = step.copies[number]
        return PageInNetwork(plan, prefix, copies)

    def show_copy(self, copy: int) -> None:
        """Looks at another copy of a repeated block."""
        if copy != self._stops[-1].copy:
            self._go((*self._stops[:-1], self._stops[-1]._replace(copy=copy)))

    def open(self, node: str) -> bool:
        """Opens the block that a node of the present page uses. False where it uses none."""
        block = self.block_of(node)
        if block:
            self._go((*self._stops, Stop(block, node)))
        return bool(block)

    def show(self, page: str) -> None:
        """Opens a page by its name, by the first way that leads to it from the network, if one does."""
        if page in set(self._document.project.pages) and page != self.page:
            self._go(_way_to(self._document.project, page))

    def reveal(self, address: str) -> str:
        """Opens the page on which the node at an address of the network stands. Returns its id there."""
        project, stops, parts = self._document.project, [Stop(MAIN)], address.split(".")
        while len(parts) > 1:
            nodes = project.page(stops[-1].page).nodes
            block = _block_of(project, nodes.get(parts[0]), nodes)
            if not block:
                break
            node, parts = parts[0], parts[1:]
            copy = int(parts.pop(0)) if parts[0].isdecimal() else 0
            stops.append(Stop(block, node, copy))
        if tuple(stops) != self._stops:
            self._go(tuple(stops))
        return parts[0] if parts else ""

    def leave(self) -> None:
        """Goes back to the page before, and selects the node that was entered."""
        if len(self._stops) > 1:
            node = self._stops[-1].node
            self._go(self._stops[:-1])
            if node:
                self._canvas.select([node])

    def go_along(self, stops: tuple[Stop, ...]) -> None:
        """Goes a way that was gone before, as far as it is still there."""
        if len(stops) > 1:
            self._stops = stops
            self._canvas.set_page(self.page)
            self.changed.emit()

    def leave_all(self) -> None:
        """Goes back to the network."""
        self._go(self._stops[:1])

    def go_to(self, number: int) -> None:
        """Goes back to a page on the way."""
        self._go(self._stops[: number + 1])

    def _go(self, stops: tuple[Stop, ...]) -> None:
        self._stops = stops
        self._canvas.set_page(self.page)
        self.changed.emit()

    def _follow(self, change: Change, origin: object) -> None:
        """Keeps to the way as far as it is still there."""
        if not change.touches("block", "node", "name"):
            return
        project, kept = self._document.project, [Stop(MAIN)]
        for stop in self._stops[1:]:
            nodes = project.page(kept[-1].page).nodes
            page = _block_of(project, nodes.get(stop.node), nodes) if stop.node else stop.page
            if page not in project.blocks:
                break
            kept.append(stop._replace(page=page))
        if tuple(kept) != self._stops:
            self._go(tuple(kept))


def _way_to(project: Project, page: str) -> tuple[Stop, ...]:
    """The shortest way from the network into a block; the block alone where nothing that is used leads there."""
    ways: list[tuple[Stop, ...]] = [(Stop(MAIN),)]
    seen = {MAIN}
    for way in ways:  # grows as it is gone through
        if way[-1].page == page:
            return way
        for node in project.page(way[-1].page).nodes.values():
            if node.role == "block" and node.of in project.blocks and node.of not in seen:
                seen.add(node.of)
                ways.append((*way, Stop(node.of, node.id)))
    return Stop(MAIN), Stop(page)


def _block_of(project: Project, node: Node | None, nodes: object) -> str:
    if node is not None and node.role == "share" and isinstance(nodes, dict):
        node = nodes.get(node.of)
    return node.of if node is not None and node.role == "block" and node.of in project.blocks else ""
