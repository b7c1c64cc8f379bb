"""Notices that the compute thread does not come back from the project's own code, and gives up on that if asked to."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.document import Document
from engine.project.project import Project

INTERVAL = 500  # milliseconds between two looks at the thread
FOR_A_STEP = 4.0  # seconds after it was asked to be the last one
FOR_A_VISIT = 15.0  # seconds: nobody can ask a visitor to end
TO_HEAR = 1.0  # seconds in which an interruption is heard, or never


class Patience(QObject):
    """Looks at the thread while the project holds code that may run; torch's own layers take long, but they end.

    `lost_changed` says whether patience is lost with what the thread does now.
    """

    lost_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        compute: ComputeThread,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._compute, self._clock = document, compute, clock
        self._piece: int | None = None
        self._since = 0.0  # when this piece was first seen in the thread, or was asked to be the last
        self._was_ending = False
        self._has_code = False  # that runs, as this piece began or since
        self._given_up: float | None = None  # when
        self._is_lost = False
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.look)
        document.changed.connect(self._follow)
        document.replaced.connect(self._follow)

    @property
    def is_lost(self) -> bool:
        return self._is_lost

    def give_up(self) -> None:
        """Interrupts what the thread does; where that is not heard in a moment, the thread is left to itself."""
        if self._is_lost and self._piece is not None and self._given_up is None:
            self._given_up = self._clock()
            self._compute.interrupt(self._piece)

    def look(self) -> None:
        """Looks at the thread now."""
        piece, now, is_ending = self._compute.piece, self._clock(), self._compute.is_ending
        if piece != self._piece:
            self._piece, self._since, self._has_code, self._given_up = piece, now, False, None
        elif is_ending and not self._was_ending:
            self._since = now
        self._was_ending = is_ending
        self._has_code = self._has_code or has_running_code(self._document.project)
        if piece is not None and self._given_up is not None and now - self._given_up > TO_HEAR:
            self._compute.abandon(piece)
            self._piece = self._given_up = piece = None
        self._tell(piece is not None and self._has_code and now - self._since > self._allowed)
        if piece is None and not self._document.project.codes:
            self._timer.stop()

    def close(self) -> None:
        """Looks no more."""
        self._timer.stop()

    @property
    def _allowed(self) -> float:
        """How long this piece of work may take."""
        if self._compute.is_ending:
            return FOR_A_STEP
        return FOR_A_VISIT if self._compute.is_visited else float("inf")

    def _tell(self, is_lost: bool) -> None:
        if is_lost != self._is_lost:
            self._is_lost = is_lost
            self.lost_changed.emit(is_lost)

    def _follow(self, *_: object) -> None:
        if self._document.project.codes:
            self._timer.start()


def has_running_code(project: Project) -> bool:
    """Whether the project holds code of its own that may run."""
    return any(project.is_trusted(name) for name in project.codes)
