"""The palette's dock: a search above, the catalogue below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.panels.palette.rows import PaletteRows
from app.panels.palette.view import PaletteDelegate, PaletteView
from app.parts.kinds import ListedKind, Placeable, placed_name
from app.theme import Theme
from engine.layers.layer import Layer


class PalettePanel(QWidget):
    """Search above, the catalogue below. `kind_chosen` carries the name of a kind that shall be placed."""

    kind_chosen = Signal(str)

    def __init__(self, kinds: Mapping[str, type[Layer]], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = PaletteRows(kinds, self)
        self._delegate = PaletteDelegate(theme, self)
        self.search = QLineEdit()
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search {count} layers").format(count=len(kinds)))
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list = PaletteView(theme)
        self.list.setModel(self._rows)
        self.list.setItemDelegate(self._delegate)
        self.list.activated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        margin = QVBoxLayout()
        margin.setContentsMargins(12, 0, 12, 0)
        margin.addWidget(self.search)
        layout.addLayout(margin)
        layout.addWidget(self.list, 1)

    def show_beside(self, listed: Sequence[ListedKind]) -> None:
        """Lists own layers and blocks beside the kinds."""
        self._rows.set_beside(listed)

    def take_over(self, former: PalettePanel) -> None:
        """Lists what another one listed, whose window was made anew: all, or what was searched for."""
        self.search.setText(former.search.text())

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = self.list.theme = theme
        self.list.viewport().update()

    def kind_in_view(self) -> Placeable | None:
        """What is under the pointer, or where the keys are; None where both are elsewhere."""
        if self.list.viewport().underMouse():
            index = self.list.indexAt(self.list.viewport().mapFromGlobal(QCursor.pos()))
        elif self.list.hasFocus() or self.search.hasFocus():
            index = self.list.currentIndex()
        else:
            return None
        return self._rows.row(index).kind if index.isValid() else None

    def start_search(self) -> None:
        """Puts the cursor into the search, with what stood there selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, arrows move through the list and Enter places what is chosen there; then all is listed."""
        if watched is not self.search or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            QCoreApplication.sendEvent(self.list, event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
            self.search.clear()
            return True
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        self._rows.search(text)
        if text.strip():
            self.list.setCurrentIndex(self._rows.first_kind())

    def _choose(self, index: QModelIndex) -> None:
        kind = self._rows.row(index).kind if index.isValid() else None
        if kind is not None:
            self.kind_chosen.emit(placed_name(kind))
