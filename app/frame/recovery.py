"""Offers the changes that an earlier session could not save."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.frame.dialogs import Dialogs
from app.session.document import Document
from app.session.journal import Journal


class Recovery(QObject):
    """Asks once, at the start, and does what the person says."""

    def __init__(self, document: Document, journal: Journal, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._journal, self._dialogs = document, journal, dialogs

    def offer(self) -> None:
        """Restores, throws away or leaves what is recoverable; asks nothing where nothing is."""
        found = self._journal.recoverable()
        if not found:
            return
