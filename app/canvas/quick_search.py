"""The small search box at the pointer: a line to type in, and below it the kinds that it finds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.parts.kinds import Placeable, category_title, found_kinds, paint_dot, placed_name, summary_text
from app.theme.fonts import DOCK, SMALL, ui_font
from app.theme.tokens import Theme

WIDTH = 304
ROWS = 9  # that are seen at once
MARGIN = 8
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_KIND = Qt.ItemDataRole.UserRole


class QuickSearch(QFrame):
    """Offers kinds in the order given. `chosen` carries the name of one; `left` comes where none is wanted."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, kinds: Sequence[Placeable], prompt: str, theme: Theme, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._kinds = tuple(kinds)
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.search.setProperty("search", True)
        self.search.setPlaceholderText(prompt)
        self.search.setAccessibleName(prompt)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setStyleSheet("QListWidget { background: transparent; }")  # the box is of one colour
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(_KindDelegate(theme, self))
        self.list.itemClicked.connect(self._choose)
        self._nothing = QLabel(self.tr("No layer is found by this name"))
        self._nothing.setProperty("soft", True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)
        self._find("")

    @property
    def names(self) -> list[str]:
        """The kinds that are listed now."""
        return [self.list.item(row).data(_KIND).kind() for row in range(self.list.count())]

    def open_at(self, place: QPoint) -> None:
        """Shows the box beside a place of the canvas, all of it inside, with the cursor in its line."""
        canvas = self._canvas
        rows = self.list.sizeHintForRow(0) * ROWS + 2 * self.list.frameWidth()
        height = min(self.search.sizeHint().height() + rows + 2 * MARGIN + 6, canvas.height() - 2 * MARGIN)
        self.resize(min(WIDTH, canvas.width() - 2 * MARGIN), height)
        x = min(place.x() + MARGIN, canvas.width() - self.width() - MARGIN)
        y = min(place.y() + MARGIN, canvas.height() - self.height() - MARGIN)
        self.move(max(MARGIN, x), max(MARGIN, y))
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the line, arrows move through the list, Enter chooses, Escape and Tab leave."""
        if watched is not self.search:
            return super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() != Qt.FocusReason.PopupFocusReason:  # the menu of the line itself
                self.left.emit()
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        assert isinstance(event, QKeyEvent)
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.ShortcutOverride:
            if key == Qt.Key.Key_Escape:  # else it would be a shortcut of the window
                event.accept()
            return False
        if key in _MOVES:
            QCoreApplication.sendEvent(self.list, event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.left.emit()
        else:
            return False
        return True

    def _find(self, text: str) -> None:
        self.list.clear()
        for kind in found_kinds(self._kinds, text):
            item = QListWidgetItem(kind.kind())
            item.setData(_KIND, kind)
            item.setToolTip(summary_text(kind))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self._nothing.setVisible(self.list.count() == 0)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(placed_name(item.data(_KIND)))


class _KindDelegate(QStyledItemDelegate):
    """Paints a kind as a dot in the colour of its category, its name, and the category small at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font, self._small = ui_font(DOCK), ui_font(SMALL)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, QFontMetrics(self._font).height() + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        kind, theme, area = index.data(_KIND), self._theme, QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.selection if is_current else theme.hover)
            painter.drawRoundedRect(QRectF(area), 6, 6)
        paint_dot(painter, QPoint(area.left() + 12, area.center().y()), theme.category(kind.category))
        area.adjust(26, 0, -8, 0)
        painter.setFont(self._small)
        painter.setPen(theme.soft_text)
        side = Qt.AlignmentFlag.AlignVCenter
        category = category_title(kind.category)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | side, category)
        area.setRight(area.right() - QFontMetrics(self._small).horizontalAdvance(category) - 8)
        painter.setFont(self._font)
        painter.setPen(theme.text)
        name = QFontMetrics(self._font).elidedText(kind.kind(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | side, name)
        painter.restore()
