"""Tells when a project is open in two windows at once, each of which would save over the other."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal

from app.session.document import Document
from app.session.file_lock import FileLock


def locks_folder() -> Path:
    """Where windows note what they have open."""
    return platformdirs.user_state_path("chainrule", appauthor=False) / "open"


class OpenFile(QObject):
    """Holds a lock for the file of a document as long as it is open here; `shared` says that another window has it."""

    shared = Signal()

    def __init__(self, document: Document, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._folder = document, folder or locks_folder()
        self._path: Path | None = None
        self._lock: FileLock | None = None
        document.path_changed.connect(self._follow)

    def close(self) -> None:
        """Lets go of the file."""
        lock, self._lock = self._lock, None
        if lock is not None:
            with contextlib.suppress(OSError):
                self._lock_path().unlink(missing_ok=True)
            lock.release()

    def _follow(self) -> None:
        if self._document.path == self._path and self._lock is not None:
            return
        self.close()
        self._path = self._document.path
        if self._path is None:
            return
        with contextlib.suppress(OSError):  # a folder that cannot be written to keeps nobody from working
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock.acquire(self._lock_path())
            if self._lock is None:
                self.shared.emit()

    def _lock_path(self) -> Path:
        real = os.path.realpath(self._path or "")
        return self._folder / f"{hashlib.sha256(os.fsencode(real)).hexdigest()[:32]}.lock"
