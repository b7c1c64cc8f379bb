"""Offers the changes that an earlier session could not save."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.frame.dialogs import Dialogs
from app.session.journal import Journal
from engine.problem import errors


class RecoveryOffer(QObject):
    """Asks at the start, and does what the person says."""

    def __init__(self, journal: Journal, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journal, self._dialogs = journal, dialogs

    def ask(self) -> None:
        """Offers what is recoverable, the newest first, until one is restored; what is left is offered next time."""
        for recovery in self._journal.recoverable():
            answer = self._dialogs.ask_recover(recovery.name, recovery.time)
            if answer == "cancel":
                return
            if answer == "discard":
                recovery.discard()
                continue
            problems = self._journal.adopt(recovery)
            if errors(problems):
                title = self.tr("Not all of {name} could be restored").format(name=recovery.name)
                self._dialogs.show_problems(title, problems)
            return
