"""Which code of a project may run: what a person trusted, here or before, and what a person wrote in this window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.session.document import Document
from app.session.preferences import Preferences
from engine.own_code.reading import fingerprint

MOST = 1000  # fingerprints that are kept from one start to the next; the oldest go first


class CodeTrust(QObject):
    """Hands the document the fingerprints of trusted texts. They are kept in the user's settings, never in a project.

    `changed` says that code which is there may run now.
    """

    changed = Signal()

    def __init__(self, document: Document, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._preferences = document, preferences
        document.set_trusted(frozenset(preferences.trusted_code))
        document.modified_changed.connect(self._keep_when_saved)

    @property
    def untrusted(self) -> tuple[str, ...]:
        """The names of the codes that may not run."""
        project = self._document.project
        return tuple(name for name in project.codes if not project.is_trusted(name))

    def trust(self) -> None:
        """A person has read the code of this project, and trusts it."""
        self._add(fingerprint(text) for text in self._document.project.codes.values())
        self.keep()
        self.changed.emit()

    def trust_written(self, text: str) -> None:
        """A person has written this text here, and will hand it to the document in a moment."""
        self._add([fingerprint(text)])

    def keep(self) -> None:
        """Remembers for the next start what of this project is trusted."""
        project = self._document.project
        texts = [fingerprint(text) for name, text in project.codes.items() if project.is_trusted(name)]
        before = self._preferences.trusted_code
        if not set(texts) <= set(before):
            self._preferences.trusted_code = tuple(dict.fromkeys((*before, *texts)))[-MOST:]

    def _add(self, prints: Iterable[str]) -> None:
        trusted = self._document.project.trusted | frozenset(prints)
        if trusted != self._document.project.trusted:
            self._document.set_trusted(trusted)

    def _keep_when_saved(self, is_modified: bool) -> None:
        if not is_modified and self._document.path is not None:
            self.keep()
