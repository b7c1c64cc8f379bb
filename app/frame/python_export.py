"""Writes the network as PyTorch. It builds the network to do so, therefore between two steps of the compute thread."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.compute import ComputeThread
from app.session.document import Document
from engine.compiler.plan import Plan
from engine.problem import ProblemError
from engine.project.weights import Weights

POLL = 25  # milliseconds


class PythonExport(QObject):
    """One export at a time. `done` carries the files that were written, `failed` the problems."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, document: Document, compute: ComputeThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._compute = document, compute
        self._future: Future[list[Path]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._look)

    def start(self, plan: Plan, path: Path) -> None:
        """Writes `path`, and the weights beside it where there are any; nothing while another export goes on."""
        if self._future is None:
            weights, seed = dict(self._document.weights), self._document.project.training.seed
            self._future = self._compute.visit(lambda: _write(plan, path, weights, seed))
            self._timer.start()

    def _look(self) -> None:
        if self._future is None or not self._future.done():
            return
        self._timer.stop()
        future, self._future = self._future, None
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        elif isinstance(error, ProblemError):
            self.failed.emit(error.problems)
        else:
            raise error


def _write(plan: Plan, path: Path, weights: Weights, seed: int) -> list[Path]:
    from engine.exchange.python import export_python

    return export_python(plan, path, weights, seed)
