"""How the palette looks: a dot in the colour of the category, a name; and a small card under the pointer in a drag."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QDrag, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.panels.palette.rows import Index, PaletteRows
from app.parts.kinds import Placeable, Row, paint_dot
from app.theme import Theme, ui_font


class PaletteDelegate(QStyledItemDelegate):
    """Paints a kind as a dot in the colour of its category and a name; a heading in small capitals."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(100, height + (10 if _row(index).kind is not None else 22 if index.row() else 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _row(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(option.rect)
        if row.kind is None:
            self._paint_heading(painter, area, str(index.data()))
        else:
            self._paint_kind(painter, option, area, row.kind)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, text: str) -> None:
        painter.setFont(_heading_font())
        painter.setPen(self.theme.soft_text)
        area.adjust(14, 0, -8, -4)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)

    def _paint_kind(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, kind: Placeable) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for state, colour in (
            (QStyle.StateFlag.State_Selected, self.theme.selection),
            (QStyle.StateFlag.State_MouseOver, self.theme.hover),
        ):
            if option.state & state:
                painter.setBrush(colour)
                painter.drawRoundedRect(QRectF(area.adjusted(6, 0, -6, 0)), 6, 6)
                break
        paint_dot(painter, QPoint(area.left() + 18, area.center().y()), self.theme.category(kind.category))
        painter.setFont(option.font)
        painter.setPen(self.theme.text)
        area.adjust(32, 0, -8, 0)
        shown = painter.fontMetrics().elidedText(kind.kind(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class PaletteView(QListView):
    """The list; a drag shows the kind as a small card under the pointer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.theme = theme

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        row = _row(index) if index.isValid() else None
        if row is None or row.kind is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([index]))
        pixmap = self._card(row.kind)
        drag.setPixmap(pixmap)
        drag.setHotSpot(QPoint(12, int(pixmap.deviceIndependentSize().height() / 2)))
        drag.exec(Qt.DropAction.CopyAction)

    def _card(self, kind: Placeable) -> QPixmap:
        width = self.fontMetrics().horizontalAdvance(kind.kind()) + 44
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(width * ratio), round(32 * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.accent)
        painter.setBrush(self.theme.card)
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, 31), 8, 8)
        paint_dot(painter, QPoint(16, 16), self.theme.category(kind.category))
        painter.setFont(self.font())
        painter.setPen(self.theme.text)
        painter.drawText(QRect(30, 0, width - 34, 32), Qt.AlignmentFlag.AlignVCenter, kind.kind())
        painter.end()
        return pixmap


def _row(index: Index) -> Row:
    source = index.model()
    assert isinstance(source, PaletteRows)
    return source.row(index)


def _heading_font() -> QFont:
    font = ui_font(11, QFont.Weight.DemiBold)
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1)
    return font
