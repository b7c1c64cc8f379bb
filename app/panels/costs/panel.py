"""The costs dock: the table, and by what the cards of the canvas are coloured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.panels.costs.delegate import CostDelegate
from app.panels.costs.rows import ADDRESS_ROLE, KIND, NODE, OUTPUT, CostOrder, CostRows
from app.panels.costs.sums import Sums
from app.parts.cost_texts import NAMES, measure_name
from app.parts.labels import note, soft
from app.theme import Theme

if TYPE_CHECKING:
    from engine.compiler.costs.costs import Costs  # imports torch

WIDTHS = {3: 112, 4: 120, 5: 140, 6: 128}


class CostsPanel(QWidget):
    """`node_chosen` carries the address of the row that was clicked, `measure_chosen` a measure, empty for none.

    `shown` says whether the table can be seen.
    """

    node_chosen = Signal(str)
    measure_chosen = Signal(str)
    shown = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = CostRows(self)
        self._order = CostOrder(self._rows, self)
        self._delegate = CostDelegate(theme, self)
        self._open: set[str] = set()  # addresses of the blocks that are unfolded
        self._chosen = ""  # the address of a row to be chosen, once there are rows
        self.table = QTreeView()
        self._set_up_table()
        self._sums = Sums(self._rows, self.table, theme)
        self.measures = QComboBox()
        self.measures.addItem(self.tr("nothing"), "")
        for measure in NAMES:
            self.measures.addItem(measure_name(measure), measure)
        self.measures.activated.connect(lambda place: self.measure_chosen.emit(self.measures.itemData(place)))
        top = QHBoxLayout()
        top.setContentsMargins(10, 4, 10, 4)
        top.addWidget(soft(self.tr("Colour the cards by")))
        top.addWidget(self.measures)
        top.setSpacing(8)
        top.addStretch(1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        inside.addWidget(self._sums)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(note(self.tr("What every layer costs appears here: parameters, multiply-adds, memory, "
                                            "and how much of the data it sees.")))  # fmt: skip
        self._layout.addWidget(content)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._order)
        table.setItemDelegate(self._delegate)
        table.setProperty("compact", True)
        table.setUniformRowHeights(True)
        table.setMouseTracking(True)
        table.setAllColumnsShowFocus(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        table.setSortingEnabled(True)
        header = table.header()
        header.setSortIndicatorClearable(True)  # a third press brings back the order of the network
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in (NODE, KIND, OUTPUT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        table.clicked.connect(self._choose)
        table.activated.connect(self._choose)
        table.expanded.connect(lambda index: self._open.add(index.data(ADDRESS_ROLE)))
        table.collapsed.connect(lambda index: self._open.discard(index.data(ADDRESS_ROLE)))
        self._rows.modelReset.connect(self._unfold)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self._sums.set_theme(theme)
        self.table.viewport().update()

    def take_over(self, former: CostsPanel) -> None:
        """Sorted, wide and unfolded as another table was, whose window was made anew; the row that was chosen is, too.

        What it shows is counted once more.
        """
        self._open = set(former._open)
        self.table.header().restoreState(former.table.header().saveState())
        self._chosen = str(former.table.currentIndex().data(ADDRESS_ROLE) or "")

    def show_costs(self, costs: Costs | None) -> None:
        """Shows the costs of a network; None says what would be seen here."""
        self._rows.show_costs(costs)
        self._layout.setCurrentIndex(1 if costs is not None and costs.nodes else 0)
        if self._chosen and costs is not None:
            self.table.setCurrentIndex(self._order.mapFromSource(self._rows.index_of(self._chosen)))
            self._chosen = ""

    def show_measure(self, measure: str) -> None:
        """Shows by what the cards are coloured."""
        self.measures.setCurrentIndex(max(0, self.measures.findData(measure)))

    def show_selection(self, nodes: Sequence[str]) -> None:
        """Selects the row of the only node that is selected on the canvas; what stands in it may stay selected."""
        chosen = self.table.selectionModel().currentIndex()
        address = str(chosen.data(ADDRESS_ROLE) or "")
        if len(nodes) != 1:
            self.table.selectionModel().clear()
        elif address.partition(".")[0] != nodes[0]:
            index = self._order.mapFromSource(self._rows.index_of(nodes[0]))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        address = index.data(ADDRESS_ROLE)
        if address:
            self.node_chosen.emit(address)

    def _unfold(self) -> None:
        """Unfolds, in other rows, what was unfolded."""
        self.table.setRootIsDecorated(self._rows.has_blocks)
        for address in sorted(self._open):
            index = self._rows.index_of(address)
            if index.isValid():
                self.table.expand(self._order.mapFromSource(index))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown.emit(False)
