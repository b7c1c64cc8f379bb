"""The row above everything: menus at the left, the modes in the middle, a few actions at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from app.frame.mode_bar import ModeBar
from app.frame.modes import MODES
from app.theme.fonts import STAGE

HEIGHT = 46


class TopBar(QFrame):
    """Lays its three parts out so that the modes stay in the middle of the window as long as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top-bar")
        self.setFixedHeight(HEIGHT)
        self.menu_bar = QMenuBar()
        self.menu_bar.setNativeMenuBar(False)
        self.menu_bar.setObjectName("menu-bar")
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.modes = ModeBar(MODES)
        self._tools = QWidget()
        self._tool_layout = QHBoxLayout(self._tools)
        self._tool_layout.setContentsMargins(0, 0, 0, 0)
        self._tool_layout.setSpacing(2)
        self._left, self._right = QWidget(), QWidget()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 12, 0)
        layout.setSpacing(8)
        for part, stretch in ((self.menu_bar, 0), (self._left, 0), (self.modes, 0), (self._right, 1), (self._tools, 0)):
            layout.addWidget(part, stretch, Qt.AlignmentFlag.AlignVCenter)

    def add_tools(self, actions: Sequence[QAction | None]) -> None:
        """Buttons for these actions, at the right; None leaves a gap."""
        for action in actions:
            if action is None:
                self._tool_layout.addSpacing(10)
                continue
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(18, 18))
            button.setProperty("flat", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._tool_layout.addWidget(button)

    def set_hall(self, is_hall: bool) -> None:
        """Letters as large as a hall needs, or those of a desk."""
        self.setStyleSheet(f"QMenuBar, QMenu, QPushButton {{ font-size: {STAGE}px; }}" if is_hall else "")
        self._centre()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._centre()

    def _centre(self) -> None:
        """The modes in the middle of the window, as far as the menus let them."""
        centred = (self.width() - self.modes.sizeHint().width()) // 2
        before = self.menu_bar.sizeHint().width() + 6 + 2 * 8
        self._left.setFixedWidth(max(0, centred - before))
