"""Makes a film beside the window: in slices so short that the window stays alive, and given up when it is asked to."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from app.figures.film import FilmSettings, filming
from app.figures.subject import Subject
from engine.problem import ProblemError

SLICE = 0.012  # seconds; a picture that takes longer is a slice of its own


class FilmJob(QObject):
    """One film at a time. It ends with `finished`, `failed` or `cancelled`; only then another one may start."""

    progressed = Signal(float)  # 0..1
    finished = Signal(object)  # Path
    failed = Signal(object)  # tuple[Problem, ...]
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: Generator[float] | None = None
        self._path = Path()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        return self._parts is not None

    def start(self, subject: Subject, path: Path, settings: FilmSettings | None = None) -> None:
        """Begins with a film; nothing happens while another one is being made."""
        if self._parts is None:
            self._path, self._parts = path, filming(subject, path, settings)
            self._timer.start()

    def cancel(self) -> None:
        """Gives the film up; what was there under its name stays."""
        if self._parts is not None:
            self._end()
            self.cancelled.emit()

    def _go_on(self) -> None:
        parts, done, end = self._parts, 0.0, monotonic() + SLICE
        try:
            while parts is not None and monotonic() < end:
                done = next(parts)
        except StopIteration:
            self._end()
            self.finished.emit(self._path)
        except ProblemError as error:
            self._end()
            self.failed.emit(error.problems)
        else:
            self.progressed.emit(done)

    def _end(self) -> None:
        self._timer.stop()
        parts, self._parts = self._parts, None
        if parts is not None:
            parts.close()
