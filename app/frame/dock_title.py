"""The head of a dock: its name in small letters, and a cross that closes it; it is dragged by any other place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.parts.labels import section
from app.theme import Theme, icon

HEIGHT = 30


class DockTitle(QWidget):
    """Takes no room while its dock is one of several tabs, which name it already."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._is_tab = False
        self._label = section(dock.windowTitle())
        self._close = QToolButton()
        self._close.setIconSize(QSize(14, 14))
        self._close.setToolTip(self.tr("Close this panel; the View menu opens it again"))
        self._close.clicked.connect(dock.close)
        policy = self._close.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._close.setSizePolicy(policy)
        self._close.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 8, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._close)

    def set_theme(self, theme: Theme) -> None:
        self._close.setIcon(icon("close", theme, theme.soft_text))

    def set_tab(self, is_tab: bool) -> None:
        """Whether the dock is one of several tabs."""
        if is_tab != self._is_tab:
            self._is_tab = is_tab
            for part in (self._label, self._close):
                part.setVisible(not is_tab and part is self._label)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(80, 0 if self._is_tab else HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._close.setVisible(not self._is_tab)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._close.hide()
        super().leaveEvent(event)
