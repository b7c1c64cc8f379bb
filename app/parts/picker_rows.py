"""What a picker lists: one line each, with what it is about at the left and a shortcut or a word at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.parts.fuzzy import Named, found

Index = QModelIndex | QPersistentModelIndex
ROW, EDGE, GAP = 30, 14, 12
LEAST = 0.45  # of a line that its text gets, however long the words beside it are


@dataclass(frozen=True)
class Entry:
    """Something to pick. `group` says where it belongs; `others` are names under which it is found as by its text,
    `more` holds further words.

    `category` gives it a dot in the colour of a palette category; a row that is ticked is on.
    """

    id: str
    text: str
    group: str = ""
    aside: str = ""
    more: str = ""
    others: tuple[str, ...] = ()
    category: str = ""
    is_enabled: bool = True
    is_ticked: bool = False


class PickerRows(QAbstractListModel):
    """The entries that are meant by what is typed, the best first; those that are disabled can be seen, not chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self._shown: list[tuple[Entry, tuple[int, ...]]] = []

    def offer(self, entries: Sequence[Entry], wanted: str = "") -> None:
        """Lists these, as far as they are meant."""
        self._entries = entries
        self.search(wanted)

    def search(self, wanted: str) -> None:
        """Lists what is meant by other letters."""
        hits = found(wanted, (Named(one.text, f"{one.group} {one.more}", one.others) for one in self._entries))
        self.beginResetModel()
        self._shown = [(self._entries[hit.number], hit.places) for hit in hits]
        self.endResetModel()

    def entry(self, index: Index) -> Entry:
        return self._shown[index.row()][0]

    def places(self, index: Index) -> tuple[int, ...]:
        """The letters of an entry's text that were typed."""
        return self._shown[index.row()][1]

    def first(self) -> QModelIndex:
        """The first entry that can be chosen; invalid where there is none."""
        row = next((row for row, (entry, _) in enumerate(self._shown) if entry.is_enabled), -1)
        return self.index(row)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entry(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (entry.text, entry.group, entry.aside)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.entry(index).is_enabled:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
