"""The inspector's dock: the page that fits what is selected, and the histogram of what is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.panels.inspector.block_page import BlockPage
from app.panels.inspector.node_page import NodePage
from app.panels.inspector.project_page import ProjectPage
from app.panels.inspector.several_page import SeveralPage
from app.parts.histograms import spread_of
from app.session.document import Document
from app.theme import Theme, magnitude_colour
from engine.compiler.plan import Plan
from engine.project.change import Change
from engine.project.project import MAIN
from engine.training.events import Look

if TYPE_CHECKING:
    from app.plots.histogram_plot import HistogramPlot

PLOT_HEIGHT = 150


class InspectorPanel(QScrollArea):
    """Follows the selection of the canvas and the document.

    `renamed` carries the new id of the selected node, `repair_wanted` a node and the remedy that was chosen for it,
    `block_wanted` a node whose block shall be opened.
    """

    renamed = Signal(str)
    block_wanted = Signal(str)
    kept = Signal()  # a block is in the user's library now
    repair_wanted = Signal(str, object)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._theme = document, theme
        self._page = MAIN
        self._selected: tuple[str, ...] = ()
        self._plan: Plan | None = None
        self._prefix: str | None = ""
        self._look: Look | None = None
        self._histogram: HistogramPlot | None = None
        self._project_page = ProjectPage(document)
        self._node_page = NodePage(document)
        self._several_page = SeveralPage(document)
        self._block_page = BlockPage(document)
        self._block_page.kept.connect(self.kept)
        self._node_page.renamed.connect(self.renamed)
        self._node_page.repair_wanted.connect(self.repair_wanted)
        self._node_page.block_wanted.connect(self.block_wanted)
        self._pages: tuple[QWidget, ...] = (self._project_page, self._node_page, self._several_page, self._block_page)
        body = QWidget()
        layout = QVBoxLayout(body)  # one page is visible; a hidden one takes no room, so a short one does not scroll
        layout.setContentsMargins(0, 0, 0, 0)
        for page in self._pages:
            layout.addWidget(page)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document.changed.connect(self._follow)
        document.replaced.connect(self._replaced)
        self.refresh()

    def create_plots(self) -> None:
        """Imports pyqtgraph and makes the histogram."""
        from app.plots.histogram_plot import HistogramPlot

        self._histogram = HistogramPlot("", self._theme)
        self._histogram.setFixedHeight(PLOT_HEIGHT)
        self._node_page.plot_place.addWidget(self._histogram)
        self._show_spread()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._histogram is not None:
            self._histogram.set_theme(theme)

    def show_nodes(self, nodes: Sequence[str], page: str = MAIN) -> None:
        """Shows these nodes of a page; none shows the project."""
        self._page, self._selected = page, tuple(nodes)
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def show_plan(self, plan: Plan | None, prefix: str | None = "") -> None:
        """Takes what is newly known of the page; `prefix` stands before its nodes' ids in the network."""
        self._plan, self._prefix = plan, prefix
        self.refresh()

    def show_look(self, look: Look | None) -> None:
        """Shows the newest gradients; None takes them away."""
        self._look = look
        if not self._node_page.isHidden():
            self._node_page.show_look(look)
            self._show_spread()

    def refresh(self) -> None:
        """Shows what is selected as it stands now; nodes that are gone are passed over."""
        project = self._document.project
        present = project.page(self._page).nodes if self._page in set(project.pages) else {}
        nodes = [present[node] for node in self._selected if node in present]
        if len(nodes) == 1:
            node = nodes[0]
            step = self._plan.by_id.get(node.id) if self._plan is not None else None
            kind = self._document.interfaces.kind(node)
            summary = QCoreApplication.translate("Layers", kind.summary_line()) if kind is not None else ""
            address = None if self._prefix is None else self._prefix + node.id
            self._node_page.show_node(self._page, node, step, summary, address)
            self._node_page.show_ties(node, self._plan)
            self._node_page.show_look(self._look)
            self._show_spread()
            self._turn_to(self._node_page)
        elif nodes:
            self._several_page.show_nodes(self._page, nodes, self._plan)
            self._turn_to(self._several_page)
        elif self._page in project.blocks:
            self._block_page.show_block(self._page, self._plan)
            self._turn_to(self._block_page)
        else:
            self._project_page.show_project(project, self._plan)
            self._turn_to(self._project_page)

    def _show_spread(self) -> None:
        """The histogram of the gradient, where one was seen of the node that is shown."""
        if self._histogram is None:
            return
        is_in_network = len(self._selected) == 1 and self._prefix is not None
        spread = spread_of(self._look, f"{self._prefix}{self._selected[0]}") if is_in_network else None
        self._histogram.setVisible(spread is not None)
        if spread is not None:
            name = spread.name or self.tr("the output")
            self._histogram.set_title(self.tr("Gradient of {name}").format(name=name))
            histogram = spread.histogram
            self._histogram.set_histogram(histogram.counts, histogram.edges, magnitude_colour(spread.norm))

    def _turn_to(self, page: QWidget) -> None:
        for other in self._pages:
            other.setVisible(other is page)

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("node", "name", "data", "training", "block", "code", "edge"):
            self.refresh()

    def _replaced(self) -> None:
        self._plan, self._look, self._selected, self._page = None, None, (), MAIN
        self.refresh()
