"""Writes unsaved changes to a recovery folder within two seconds, so that a crash loses nothing."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.document import Document
from app.session.file_lock import FileLock
from app.session.recovery import Entry, Recovery, recoverable, recovery_folder
from engine.problem import Problem, ProblemError
from engine.project.project import Project, WeightsRef
from engine.project.store import not_writable, save_project
from engine.project.weights import Weights

DELAY = 1000  # milliseconds from a change to its writing
POLL = 50  # milliseconds between two looks at a writing that goes on


@dataclass(frozen=True)
class _Page:
    """What is written: values that nobody changes, so another thread may take its time."""

    project: Project
    weights: Weights | None
    step: int
    path: Path | None


class Journal(QObject):
    """Follows one document. What was written is removed once the changes are saved, or given up with `close`."""

    failed = Signal(object)  # Problem: unsaved changes are not safe

    def __init__(self, document: Document, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._entry = Entry(folder or recovery_folder(), secrets.token_hex(8))
        self._lock: FileLock | None = None
        self._writer: threading.Thread | None = None
        self._problem: Problem | None = None
        self._written: tuple[Weights, WeightsRef | None] | None = None  # weights that lie there already
        self._delay = self._timer(DELAY, self._begin)
        self._poll = self._timer(POLL, self._look)
        document.changed.connect(self._on_change)
        document.weights_changed.connect(self._on_change)
        document.modified_changed.connect(self._on_change)
        document.replaced.connect(self._on_replaced)

    @property
    def is_pending(self) -> bool:
        """Whether a change is not written yet."""
        return self._delay.isActive() or self._writer is not None

    def recoverable(self) -> list[Recovery]:
        """What other processes could not save, the newest first."""
        return recoverable(self._entry.folder)

    def adopt(self, recovery: Recovery) -> tuple[Problem, ...]:
        """Opens recovered changes in the document; they are let go of once they are written here.

        Returns what was wrong with them; where they could not be read, everything stays as it was.
        """
        problems = self._document.restore(recovery.file, recovery.path)
        if self._document.is_modified and self.write_now():
            recovery.discard()
        return problems

    def write_now(self) -> bool:
        """Writes what is not saved, at once; False, and `failed`, where that cannot be."""
        self._delay.stop()
        self._wait()
        if self._document.is_modified:
            self._write(self._page())
            self._tell()
        return self._problem is None

    def close(self) -> None:
        """The changes are saved, or a person gave them up: removes what was written."""
        self._delay.stop()
        self._forget()

    # ------------------------------------------------------------------ when to write

    def _timer(self, interval: int, do: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(do)
        return timer

    def _on_change(self, *_: object) -> None:
        if not self._document.is_modified:
            self.close()
        elif not self._delay.isActive():  # not begun anew by each change: then steady typing would never be written
            self._delay.start()

    def _on_replaced(self) -> None:
        self.close()
        self._on_change()

    def _begin(self) -> None:
        if self._writer is not None:
            self._delay.start()  # the last one is not through yet
            return
        self._writer = threading.Thread(target=self._write, args=(self._page(),), name="journal")
        self._writer.start()
        self._poll.start()

    def _look(self) -> None:
        if self._writer is not None and self._writer.is_alive():
            self._poll.start()
            return
        self._wait()
        self._tell()

    def _wait(self) -> None:
        self._poll.stop()
        if self._writer is not None:
            self._writer.join()
            self._writer = None

    def _tell(self) -> None:
        if self._problem is not None:
            self.failed.emit(self._problem)

    def _forget(self) -> None:
        self._wait()
        self._entry.remove()
        self._written = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # ------------------------------------------------------------------ writing, in any thread

    def _page(self) -> _Page:
        document = self._document
        return _Page(document.project, document.weights_to_save, document.step, document.path)

    def _write(self, page: _Page) -> None:
        try:
            self._entry.folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock.acquire(self._entry.lock)
            self._entry.write_about(page.project.name, page.path)
            self._write_project(page)
            self._problem = None
        except ProblemError as error:
            self._problem = error.problem
        except OSError as error:
            self._problem = not_writable(error).problem

    def _write_project(self, page: _Page) -> None:
        project, weights = page.project, page.weights
        if self._written is not None and weights is self._written[0]:  # they need no second hash
            save_project(self._entry.project, _naming(project, self._written[1], page.step), None)
            return
        saved = save_project(self._entry.project, project, weights, page.step)
        self._written = (weights, saved.weights) if weights is not None else None


def _naming(project: Project, weights: WeightsRef | None, step: int) -> Project:
    return replace(project, weights=replace(weights, step=step) if weights is not None else None)
