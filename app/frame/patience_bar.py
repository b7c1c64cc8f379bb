"""A line above the canvas where the project's own code keeps the compute thread, and somebody waits for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.frame.asking_bar import AskingBar
from app.theme import Theme


class PatienceBar(AskingBar):
    """Hidden while all goes on. Whoever is sure that it never ends gives it up."""

    give_up_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "patience-bar", parent)
        self.add(self.tr("Give it up")).clicked.connect(self.give_up_wanted)

    def show_lost(self, is_lost: bool) -> None:
        """Asks whether to wait on."""
        text = self.tr("This step has not ended yet. If the code of the project is in a loop, it never will.")
        self.ask(text if is_lost else "")
