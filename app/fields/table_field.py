"""The editor of a table of values: a line for each column, with its name and its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.fields.column_row import ColumnRow
from app.fields.field import Field
from app.fields.wording import translated
from engine.data.inline import MAXIMUM_COLUMNS
from engine.layers.parameters import Parameter

MAXIMUM_SHOWN = 64  # columns that get a line; hundreds of editors take a second to make


class TableField(Field):
    """A table of values, `{"x": [[2.0]], "target": [[28.0]]}`: names and values are edited column by column.

    A name or values that cannot be read mark their own line, and the other columns can still be edited. A column of
    more than 200 numbers shows the first ones; other values can take its place, but not a part of it. Of very many
    columns only the first are shown.
    """

    is_tall = True

    def __init__(self, parameter: Parameter[Any], parent: QWidget | None = None) -> None:
        self._columns = QWidget()
        super().__init__(parameter, self._columns, parent)
        self._rows: list[ColumnRow] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._more = QLabel()
        self._more.setProperty("soft", True)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setProperty("state", "error")
        self._told.hide()
        self._add = QPushButton(translated("Add a column"))
        self._add.clicked.connect(self._append)
        bottom = QHBoxLayout()
        bottom.addWidget(self._add)
        bottom.addStretch(1)
        layout = QVBoxLayout(self._columns)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._lines)
        layout.addWidget(self._more)
        layout.addWidget(self._told)
        layout.addLayout(bottom)

    def show_value(self, value: object) -> None:
        table = self._table()
        mine = {row.column: row for row in self._rows}
        spare = [row for row in self._rows if row.column not in table]
        shown = list(table.items())[:MAXIMUM_SHOWN]
        rows = [mine.get(name) or (spare.pop(0) if spare else self._new_row()) for name, _ in shown]
        for row in set(self._rows).difference(rows):
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = rows
        for index, (row, (name, values)) in enumerate(zip(rows, shown, strict=True)):
            if self._lines.indexOf(row) != index:
                self._lines.insertWidget(index, row)
            row.show_column(name, values, removable=len(table) > 1)
        hidden = len(table) - len(shown)
        self._more.setText(translated("and {count} more").format(count=f"{hidden:,}"))
        self._more.setVisible(hidden > 0)
        self._add.setEnabled(len(table) < MAXIMUM_COLUMNS)
        self._columns.setFocusProxy(rows[0] if rows else self._add)

    def show_problem(self, text: str | None) -> None:
        """Says below the columns what is wrong with the table; a column that is wrong says so itself."""
        self._told.setText(text or "")
        self._told.setVisible(bool(text))

    @property
    def rows(self) -> Collection[ColumnRow]:
        return tuple(self._rows)

    def _table(self) -> Mapping[str, Any]:
        return self._value if isinstance(self._value, Mapping) else {}

    def _new_row(self) -> ColumnRow:
        row = ColumnRow(self._names_besides, self._columns)
        row.changed.connect(self._change)
        row.removed.connect(self._remove)
        return row

    def _names_besides(self, column: str) -> Collection[str]:
        return self._table().keys() - {column}

    def _change(self, column: str, name: str, values: object) -> None:
        table = self._table()
        self._ask({name if key == column else key: values if key == column else table[key] for key in table})

    def _remove(self, column: str) -> None:
        self._ask({name: values for name, values in self._table().items() if name != column})

    def _append(self) -> None:
        table = self._table()
        name = next(name for number in range(1, len(table) + 2) if (name := f"column{number}") not in table)
        samples = max((len(values) for values in table.values() if isinstance(values, list)), default=1)
        self._ask({**table, name: [[0.0] for _ in range(samples)]})
        for row in self._rows:
            if row.column == name:
                row.begin()

    def _ask(self, table: Mapping[str, object]) -> None:
        self._commit(table)
        self.show_value(self._value)
