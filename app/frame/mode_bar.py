"""The segmented control with which a person chooses a mode."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.frame.modes import Mode


class ModeBar(QFrame):
    """One segment a mode, exactly one of them on. `chosen` carries the mode's id."""

    chosen = Signal(str)

    def __init__(self, modes: Sequence[Mode], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for mode in modes:
            button = QPushButton(mode.text)
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setShortcut(QKeySequence(mode.shortcut))
            shortcut = QKeySequence(mode.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{mode.text} ({shortcut})")
            button.clicked.connect(partial(self._choose, mode.id))
            group.addButton(button)
            layout.addWidget(button)
            self._buttons[mode.id] = button

    def show_mode(self, name: str) -> None:
        """Turns the segment of this mode on, and sends no signal."""
        self._buttons[name].setChecked(True)

    def _choose(self, name: str, _: bool = True) -> None:
        self.chosen.emit(name)
