"""The rows of the costs table as a tree: nodes, and what stands in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from app.parts.cost_texts import cost_text, measure_meaning, measure_name, memory_text, seen_in_full
from app.parts.numbers import count
from app.pictures.as_text import format_count, shape_text
from app.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from engine.compiler.costs.costs import Cost, Costs  # imports torch
    from engine.compiler.costs.shares import Measure, Shares

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ADDRESS_ROLE = Qt.ItemDataRole.UserRole
SHARE_ROLE = ADDRESS_ROLE + 1  # of the whole, from 0 to 1; None where it is no part of a sum
SORT_ROLE = ADDRESS_ROLE + 2
FAINT_ROLE = ADDRESS_ROLE + 3  # whether it is not part of the sums

NODE, KIND, OUTPUT = 0, 1, 2
COLUMNS: dict[int, Measure] = {3: "parameters", 4: "multiply_adds", 5: "memory", 6: "field"}
TITLES = (
    QT_TRANSLATE_NOOP("Costs", "Node"),
    QT_TRANSLATE_NOOP("Costs", "Kind"),
    QT_TRANSLATE_NOOP("Costs", "Output"),
)


class _Row(NamedTuple):
    """A row: its cost, the row in which it stands (-1 for none), its place there, and the rows in it."""

    cost: Cost
    parent: int
    place: int
    inside: list[int]


class CostRows(QAbstractItemModel):
    """Follows Costs; where only numbers differ, nothing is folded or unfolded."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._costs: Costs | None = None
        self._shares: Shares | None = None
        self._rows: list[_Row] = []
        self._top: list[int] = []

    def show_costs(self, costs: Costs | None) -> None:
        """Shows these costs, in the place of those before."""
        from engine.compiler.costs.shares import Shares

        before = [row.cost.address for row in self._rows]
        rows: list[_Row] = []
        top = self._laid_out(costs, rows)
        is_same = before == [row.cost.address for row in rows]
        if not is_same:
            self.beginResetModel()
        self._costs, self._rows, self._top = costs, rows, top
        self._shares = Shares(costs) if costs is not None else None
        if not is_same:
            self.endResetModel()
            return
        for parent in (NOWHERE, *self._indices()):
            children = self.rowCount(parent)
            if children:
                last = self.index(children - 1, self.columnCount() - 1, parent)
                self.dataChanged.emit(self.index(0, 0, parent), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _laid_out(self, costs: Costs | None, rows: list[_Row]) -> list[int]:
        def put(cost: Cost, parent: int, place: int) -> int:
            own = len(rows)
            rows.append(_Row(cost, parent, place, []))
            for number, inner in enumerate(cost.inside):
                rows[own].inside.append(put(inner, own, number))
            return own

        return [put(cost, -1, place) for place, cost in enumerate(costs.nodes if costs is not None else ())]

    def _indices(self) -> Iterator[QModelIndex]:
        return (self.createIndex(row.place, 0, number) for number, row in enumerate(self._rows) if row.inside)

    def index_of(self, address: str) -> QModelIndex:
        """The row of a node; an invalid index where there is none."""
        for number, row in enumerate(self._rows):
            if row.cost.address == address:
                return self.createIndex(row.place, 0, number)
        return QModelIndex()

    @property
    def sums(self) -> dict[int, str]:
        """What stands below the columns: the costs of the whole network."""
        costs = self._costs
        if costs is None:
            return {}
        return {
            NODE: self.tr("In all"), 3: count(costs.parameters), 4: format_count(costs.multiply_adds),
            5: memory_text(costs.memory),
        }  # fmt: skip

    @property
    def has_blocks(self) -> bool:
        return any(row.inside for row in self._rows)

    # ------------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        rows = self._rows[parent.internalId()].inside if parent.isValid() else self._top
        inside = 0 <= row < len(rows) and 0 <= column < self.columnCount()
        return self.createIndex(row, column, rows[row]) if inside else QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # QObject has another one
        over = self._rows[index.internalId()].parent if index.isValid() else -1
        return self.createIndex(self._rows[over].place, 0, over) if over >= 0 else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._top)
        return len(self._rows[parent.internalId()].inside) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(TITLES) + len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        measure = COLUMNS.get(section)
        if role == Qt.ItemDataRole.ToolTipRole and measure is not None:
            return measure_meaning(measure)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if measure is not None else Qt.AlignmentFlag.AlignLeft
            return int(right | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if measure is None:
            return QCoreApplication.translate("Costs", TITLES[section])
        if measure == "memory" and self._costs is not None:
            return self.tr("Memory, batch {count}").format(count=self._costs.batch)
        return measure_name(measure)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._costs is None or self._shares is None or not index.isValid():
            return None
        cost, measure = self._rows[index.internalId()].cost, COLUMNS.get(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(cost, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return self._told(cost, measure)
            case Qt.ItemDataRole.TextAlignmentRole:
                right = Qt.AlignmentFlag.AlignRight if measure is not None else Qt.AlignmentFlag.AlignLeft
                return int(right | Qt.AlignmentFlag.AlignVCenter)
        if role == ADDRESS_ROLE:
            return cost.address
        if role == FAINT_ROLE:
            return not cost.is_counted
        if role == SHARE_ROLE:
            return self._shares.of(cost, measure) if measure is not None else None
        if role == SORT_ROLE:
            return self._rank(cost, index.column())
        return None

    def _text(self, cost: Cost, column: int) -> str:
        measure = COLUMNS.get(column)
        if measure is not None:
            return cost_text(cost, measure)
        if column == NODE:
            return self._name(cost)
        if column == KIND:
            return f"{cost.kind} ×{cost.copies}" if cost.copies > 1 else cost.kind
        return shape_text(cost.output.shape) if cost.output is not None else ""

    def _name(self, cost: Cost) -> str:
        own = cost.address.rpartition(".")[2]
        if own.isdigit():
            return self.tr("copy {number}").format(number=int(own) + 1)
        return cost.step.node.title or own

    def _told(self, cost: Cost, measure: Measure | None) -> str:
        """What a cell says in short, in full."""
        if measure == "field":
            return seen_in_full(cost.field)
        exact = {"multiply_adds": cost.multiply_adds, "memory": cost.memory}.get(measure or "")
        if exact:
            return count(exact)
        return "" if cost.is_counted else self.tr("No Output and no loss depends on it: it is not part of the sums")

    def _rank(self, cost: Cost, column: int) -> float | str:
        """By what a column sorts: numbers by their size, unknown ones below all."""
        measure = COLUMNS.get(column)
        if measure is None:
            return self._text(cost, column).casefold()
        if measure == "field" and cost.field is not None and cost.field.is_whole:
            return float("inf")
        from engine.compiler.costs.shares import amount_of

        amount = amount_of(cost, measure)
        return float(amount) if amount is not None else -1.0


class CostOrder(QSortFilterProxyModel):
    """The rows in the order of a column, or of the network."""

    def __init__(self, rows: CostRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(rows)
        self.setSortRole(SORT_ROLE)

    def lessThan(self, one: Index, other: Index) -> bool:
        return bool(one.data(SORT_ROLE) < other.data(SORT_ROLE))  # Qt does not compare what Python can
