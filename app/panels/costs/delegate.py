"""Paints the cells of the costs table: a number, and under it how large a part of the whole it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.canvas.cost_heat import share_colour
from app.panels.costs.rows import FAINT_ROLE, SHARE_ROLE
from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW = 27
BAR, LEAST = 3.0, 2.0  # how high a bar is, and how wide at the least
MARGIN = 8.0


class CostDelegate(QStyledItemDelegate):
    """A bar spans the cell where a node costs all there is; its colour is that of the card on the canvas."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        found = super().sizeHint(option, index)
        return QSize(found.width() + 8, ROW)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        font = QFont(option.font)
        font.setFeature(QFont.Tag("tnum"), 1)
        option.font = font
        option.fontMetrics = QFontMetrics(font)
        if index.data(FAINT_ROLE):
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, self.theme.faint_text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if share:
            room = QRectF(option.rect).adjusted(MARGIN, 0, -MARGIN, -3)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.chip)
            track = QRectF(room.left(), room.bottom() - BAR, room.width(), BAR)
            painter.drawRoundedRect(track, BAR / 2, BAR / 2)
            painter.setBrush(share_colour(share))
            width = max(LEAST, track.width() * min(1.0, share))
            painter.drawRoundedRect(QRectF(track.right() - width, track.top(), width, BAR), BAR / 2, BAR / 2)
            painter.restore()
