"""The line round the canvas or a panel that says that the keys are there; shown to those who came by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QWidget

WIDTH = 2
BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FocusFrame(QWidget):
    """Lies over the edge of a widget and follows its size; the mouse goes through it."""

    def __init__(self, framed: QWidget) -> None:
        super().__init__(framed)
        self.framed = framed
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        framed.installEventFilter(self)
        self.hide()

    def come(self, reason: Qt.FocusReason) -> None:
        """The keys came, for a reason."""
        self._fit()
        self.setVisible(reason in BY_KEYS)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Highlight))

    def _fit(self) -> None:
        whole = QRect(self.framed.rect())
        self.setGeometry(whole)
        self.setMask(QRegion(whole) - QRegion(whole.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)))
