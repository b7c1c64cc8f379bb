"""Names and values under each other, changed in place so that nothing flickers."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.parts.labels import ElidedLabel

Row = tuple[str, str]


class Rows(QWidget):
    """A table of two columns: a soft name and a strong value."""

    def __init__(self, name_width: int = 116, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, name_width)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[ElidedLabel, ElidedLabel]] = []

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Shows these rows; labels are kept, and only what differs is written."""
        shown = list(rows)
        while len(self._labels) < len(shown):
            self._append()
        for index, (name, value) in enumerate(self._labels):
            is_used = index < len(shown)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                for label, text in zip((name, value), shown[index], strict=True):
                    if label.text() != text:
                        label.setText(text)

    def _append(self) -> None:
        name, value = ElidedLabel(), ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        name.setProperty("soft", True)
        value.setProperty("strong", True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row = len(self._labels)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1)
        self._labels.append((name, value))
