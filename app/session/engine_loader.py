"""Loads torch in the background, once the first picture is on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

POLL = 20  # milliseconds


def load_engine() -> None:
    """Imports what plans and trains, and does what is slow the first time, so that no press of a button waits."""
    import torch

    import engine.training.loop  # noqa: F401
    from engine.compiler.planner import Planner
    from engine.project.project import Project

    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # the first optimizer imports torch._dynamo
    Planner().plan(Project())


class EngineLoader(QObject):
    """Runs `load` in a thread of its own; `ready` and `failed` come in the thread of this object."""

    ready = Signal()
    failed = Signal(str)

    def __init__(self, load: Callable[[], None] = load_engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None
        self.is_ready = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begins to load; call it after the first paint. Once is enough."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="engine loader", daemon=True)
            self._thread.start()
            self._timer.start()

    def close(self) -> None:
        """Waits for the thread: a process must not end in the middle of an import."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._load()
        except BaseException as error:  # told in the window's thread
            self._error = error

    def _look(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._timer.stop()
        if self._error is not None:
            self.failed.emit(str(self._error) or type(self._error).__name__)
            return
        self.is_ready = True
        self.ready.emit()
