"""A small search over the window: letters above, what they mean below; arrows, Enter, Escape."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.parts.labels import soft
from app.parts.picker_delegate import PickerDelegate
from app.parts.picker_rows import Entry, PickerRows
from app.theme import Theme
from app.theme.fonts import STAGE

WIDTH, TOP, MOST_ROWS, MARGIN = 600, 64, 12, 24
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class Picker(QFrame):
    """Lies over a window until something is picked, or the keys go elsewhere; then they go back to where they were."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("picker")
        self.setProperty("card", True)
        self._window = window
        self._chosen: Callable[[Entry], object] = lambda _: None
        self._before: QWidget | None = None  # who had the keys
        self._rows = PickerRows(self)
        self._delegate = PickerDelegate(theme, self)
        self._heading = QLabel()
        self._heading.setProperty("strong", True)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self.search = QLineEdit()
        self.search.setProperty("search", True)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self._rows)
        self.list.setItemDelegate(self._delegate)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._choose)
        self._none = soft()
        self._none.setContentsMargins(16, 8, 16, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 12, 1, 6)
        layout.setSpacing(6)
        top = QVBoxLayout()
        top.setContentsMargins(11, 0, 11, 0)
        top.setSpacing(8)
        top.addWidget(self._heading)
        top.addWidget(self.search)
        layout.addLayout(top)
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        window.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.list.viewport().update()

    def set_hall(self, is_hall: bool) -> None:
        """Letters as large as a hall needs, or those of a desk."""
        self._delegate.set_hall(is_hall)
        self.setStyleSheet(f"QLabel, QLineEdit {{ font-size: {STAGE}px; }}" if is_hall else "")

    def ask(
        self, entries: Sequence[Entry], hint: str, chosen: Callable[[Entry], object], heading: str = "", none: str = ""
    ) -> None:
        """Offers these; `chosen` gets what is picked, once the picker is closed.

        The hint stands where letters are typed, `none` where they mean nothing.
        """
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._chosen = chosen
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._none.setText(none or self.tr("Nothing is called so"))
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self._delegate.has_marks = any(entry.category or entry.is_ticked for entry in entries)
        self._rows.offer(entries)
        self.search.clear()
        self._fit()
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Closes, and gives the keys back."""
        if not self.isVisible():
            return
        has_keys = self.isAncestorOf(QApplication.focusWidget() or self)
        before, self._before = self._before, None
        self.hide()
        if has_keys and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, arrows move through the list and Enter picks; the window's size is followed."""
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is not self.search or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        key = event.key()
        if key in _MOVES:
            QCoreApplication.sendEvent(self.list, event)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            step = 1 if key == Qt.Key.Key_Tab else -1
            arrow = Qt.Key.Key_Down if step > 0 else Qt.Key.Key_Up
            move = QKeyEvent(QEvent.Type.KeyPress, arrow, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(self.list, move)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            return super().eventFilter(watched, event)
        return True

    def _search(self, text: str) -> None:
        self._rows.search(text)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows are, the first of them chosen."""
        count = self._rows.rowCount()
        self.list.setVisible(count > 0)
        self._none.setVisible(count == 0)
        self.list.setCurrentIndex(self._rows.first())
        self.list.scrollToTop()
        height = self.list.sizeHintForRow(0) if count else 0
        room = (self._window.height() - TOP - 140) // max(1, height)
        self.list.setFixedHeight(height * max(3, min(count, MOST_ROWS, room)) if count > 3 else height * count)
        self._place()

    def _place(self) -> None:
        width = min(WIDTH, self._window.width() - 2 * MARGIN)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._window.width() - width) // 2, TOP)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and self._rows.entry(index).is_enabled:
            entry, chosen = self._rows.entry(index), self._chosen
            self.dismiss()
            chosen(entry)

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """The keys went elsewhere within the window; to another window they go without closing anything."""
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self._before = None
            self.hide()
