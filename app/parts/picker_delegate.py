"""How the lines of a picker look: a dot or a tick, the text with the typed letters in strength, soft words beside."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import groupby

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.parts.picker_rows import Entry, Index, PickerRows
from app.theme import Theme, ui_font
from app.theme.fonts import DOCK, STAGE

EDGE, MARK, GAP = 8.0, 20.0, 12.0
LEAST = 0.45  # of a line that its text gets, however long the words beside it are
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PickerDelegate(QStyledItemDelegate):
    """Paints the entries of `PickerRows`."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.has_marks = False  # whether room is left for dots and ticks
        self.set_hall(False)

    def set_hall(self, is_hall: bool) -> None:
        """Letters as large as a hall needs, or those of a desk."""
        size = STAGE if is_hall else DOCK
        self._plain, self._strong = ui_font(size), ui_font(size, QFont.Weight.Bold)
        self._small = ui_font(STAGE if is_hall else size - 1)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, math.ceil(QFontMetricsF(self._strong).height()) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rows = index.model()
        assert isinstance(rows, PickerRows)
        entry = rows.entry(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(6, 0, -6, 0)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if entry.is_enabled and (is_current or option.state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.selection if is_current else self.theme.hover)
            painter.drawRoundedRect(area, 6, 6)
        area.adjust(EDGE, 0, -EDGE, 0)
        if self.has_marks:
            self._paint_mark(painter, entry, QPointF(area.left() + 5, area.center().y()))
            area.adjust(MARK, 0, 0, 0)
        self._paint_texts(painter, entry, rows.places(index), area)
        painter.restore()

    def _paint_mark(self, painter: QPainter, entry: Entry, centre: QPointF) -> None:
        if entry.category:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.category(entry.category))
            painter.drawRoundedRect(QRectF(centre.x() - 4, centre.y() - 4, 8, 8), 2.5, 2.5)
        elif entry.is_ticked:
            painter.setPen(QPen(self.theme.accent, 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            tick = [centre + QPointF(-4.5, 0), centre + QPointF(-1.5, 3), centre + QPointF(4.5, -3.5)]
            painter.drawPolyline(QPolygonF(tick))

    def _paint_texts(self, painter: QPainter, entry: Entry, places: Collection[int], area: QRectF) -> None:
        """The text first; then as much as there is room for of the words aside, and of the group between them."""
        small = QFontMetricsF(self._small)
        room = max(area.width() * LEAST, area.width() - small.horizontalAdvance(entry.aside) - GAP)
        painter.setPen(self.theme.text if entry.is_enabled else self.theme.faint_text)
        text = QFontMetricsF(self._strong).elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        rest = area.adjusted(self._paint_letters(painter, text, places, area) + GAP, 0, 0, 0)
        painter.setFont(self._small)
        painter.setPen(self.theme.soft_text if entry.is_enabled else self.theme.faint_text)
        aside = small.elidedText(entry.aside, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, _RIGHT, aside)
        if aside:
            rest.adjust(0, 0, -small.horizontalAdvance(aside) - GAP, 0)
        if small.horizontalAdvance(entry.group) <= rest.width():
            painter.drawText(rest, _LEFT, entry.group)

    def _paint_letters(self, painter: QPainter, text: str, places: Collection[int], area: QRectF) -> float:
        """Paints a text with the typed letters in strength; returns how wide it is."""
        x = area.left()
        for is_typed, letters in groupby(enumerate(text), key=lambda letter: letter[0] in places):
            part = "".join(letter for _, letter in letters)
            font = self._strong if is_typed else self._plain
            painter.setFont(font)
            painter.drawText(QRectF(x, area.top(), area.right() - x + 1, area.height()), _LEFT, part)
            x += QFontMetricsF(font).horizontalAdvance(part)
        return x - area.left()
