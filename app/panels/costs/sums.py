"""The last row of the costs table: what all nodes cost together. It stays in sight while the others scroll."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QTreeView, QWidget

from app.panels.costs.rows import COLUMNS, CostRows
from app.theme import Theme

HEIGHT, MARGIN = 28, 8


class Sums(QWidget):
    """Writes the sums below the columns of a table."""

    def __init__(self, rows: CostRows, table: QTreeView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._table, self._theme = rows, table, theme
        header = table.header()
        for signal in (header.sectionResized, header.geometriesChanged, header.sectionMoved):
            signal.connect(self._again)
        table.horizontalScrollBar().valueChanged.connect(self._again)
        rows.modelReset.connect(self._again)
        rows.dataChanged.connect(self._again)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def _again(self, *_: object) -> None:
        texts = self._rows.sums
        self.setAccessibleName(", ".join(texts[column] for column in sorted(texts)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.line)
        painter.drawLine(0, 0, self.width(), 0)
        font = QFont(self._table.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setPen(self._theme.text)
        header = self._table.header()
        for column, text in self._rows.sums.items():
            left, width = header.sectionViewportPosition(column), header.sectionSize(column)
            side = Qt.AlignmentFlag.AlignRight if column in COLUMNS else Qt.AlignmentFlag.AlignLeft
            room = QRect(left + MARGIN, 0, width - 2 * MARGIN, self.height())
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)
