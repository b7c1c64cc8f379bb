"""What stands in the palette: kinds under the headings of their categories, or those that a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.parts.kinds import KIND_MIME, OWN_BLOCKS, BlockKind, Row, category_title, found_rows, placed_name, summary_text
from engine.layers.layer import Layer

Index = QModelIndex | QPersistentModelIndex


class PaletteRows(QAbstractListModel):
    """The lines of the palette; only kinds can be dragged and chosen."""

    def __init__(self, kinds: Mapping[str, type[Layer]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds = tuple(kinds.values())
        self._blocks: tuple[BlockKind, ...] = ()
        self._wanted = ""
        self._rows = found_rows(self._kinds, "")

    def set_blocks(self, blocks: Sequence[BlockKind]) -> None:
        """Lists these blocks too: those of the project before the kinds, those of the library after them."""
        if tuple(blocks) != self._blocks:
            self._blocks = tuple(blocks)
            self.search(self._wanted)

    def search(self, wanted: str) -> None:
        self.beginResetModel()
        self._wanted = wanted
        own = [block for block in self._blocks if block.category == OWN_BLOCKS]
        others = [block for block in self._blocks if block.category != OWN_BLOCKS]
        self._rows = found_rows([*own, *self._kinds, *others], wanted)
        self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def first_kind(self) -> QModelIndex:
        """The first line that is a kind; invalid where nothing was found."""
        number = next((number for number, row in enumerate(self._rows) if row.kind is not None), -1)
        return self.index(number)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.kind.kind() if row.kind is not None else category_title(row.category)
        if role == Qt.ItemDataRole.ToolTipRole and row.kind is not None:
            return summary_text(row.kind)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].kind is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [KIND_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        kind = self._rows[indexes[0].row()].kind if indexes else None
        if kind is not None:
            data.setData(KIND_MIME, QByteArray(placed_name(kind).encode()))
        return data
