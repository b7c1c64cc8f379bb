"""A line above the canvas where a file holds code that nobody has trusted: nothing of it runs until somebody does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.frame.asking_bar import AskingBar
from app.theme import Theme

NAMED = 3


class TrustBar(AskingBar):
    """Hidden while there is nothing to ask."""

    show_wanted = Signal()
    trust_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "trust-bar", parent)
        self.add(self.tr("Show the code")).clicked.connect(self.show_wanted)
        self.add(self.tr("Trust it")).clicked.connect(self.trust_wanted)

    def show_names(self, names: Sequence[str]) -> None:
        """Asks about the codes of these names; about none it hides."""
        shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        text = self.tr("This file contains code: {names}. Nothing of it runs until you trust it.")
        self.ask(text.format(names=shown) if names else "")
