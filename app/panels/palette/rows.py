"""What stands in the palette: kinds under the headings of their categories, and which of them a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from engine.layers.layer import Layer

KIND_MIME = "application/x-chainrule-kind"  # a drag carries the kind's name in it
Index = QModelIndex | QPersistentModelIndex


class Row(NamedTuple):
    """A line of the list: a category's heading, or one of its kinds."""

    category: str
    kind: type[Layer] | None


def found_rows(kinds: Iterable[type[Layer]], wanted: str) -> list[Row]:
    """The kinds whose name, synonyms or summary hold every word that is wanted, under their headings.

    In a category, names that begin with the text come first.
    """
    words = wanted.lower().split()
    groups: dict[str, list[type[Layer]]] = {}
    for kind in kinds:
        text = " ".join((kind.kind(), *kind.synonyms, kind.category, kind.summary_line())).lower()
        if all(word in text for word in words):
            groups.setdefault(kind.category, []).append(kind)
    rows = []
    for category in sorted(groups, key=lambda name: _rank(groups[name], words)) if words else groups:
        rows.append(Row(category, None))
        rows += [Row(category, kind) for kind in sorted(groups[category], key=lambda kind: _rank([kind], words))]
    return rows


def _rank(kinds: list[type[Layer]], words: list[str]) -> int:
    """0 where a name is the first word, 1 where one begins with it, 2 where one holds it, 3 where another text does."""
    if not words:
        return 0
    names = [kind.kind().lower() for kind in kinds]
    if words[0] in names:
        return 0
    if any(name.startswith(words[0]) for name in names):
        return 1
    return 2 if any(words[0] in name for name in names) else 3


class PaletteRows(QAbstractListModel):
    """The lines of the palette; only kinds can be dragged and chosen."""

    def __init__(self, kinds: Mapping[str, type[Layer]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds = tuple(kinds.values())
        self._rows = found_rows(self._kinds, "")

    def search(self, wanted: str) -> None:
        self.beginResetModel()
        self._rows = found_rows(self._kinds, wanted)
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
            return QCoreApplication.translate("Layers", row.kind.summary_line())
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
            data.setData(KIND_MIME, QByteArray(kind.kind().encode()))
        return data


def category_title(category: str) -> str:
    """The name of a category in the language of the window."""
    return QCoreApplication.translate("Categories", category.replace("_", " ").capitalize())
