"""Further windows: each is a start of the program of its own, so that no project can take another one down with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

import app
from app.frame.dialogs import Dialogs
from app.session.document import Document

ROOT = Path(app.__file__).resolve().parents[1]  # where `app` and `engine` are found


class Windows(QObject):
    """Starts the program again. `said` carries what went wrong."""

    said = Signal(str)

    def __init__(self, document: Document, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._dialogs = document, dialogs

    def open_another(self) -> None:
        """A window as at the start of the program."""
        self._start()

    def open_dialog(self) -> None:
        """Asks for a project and opens it in a window of its own."""
        path = self._document.path
        chosen = self._dialogs.choose_open(path.parent if path is not None else Path.home())
        if chosen is not None:
            self._start(chosen)

    def _start(self, path: Path | None = None) -> None:
        process = QProcess()
        process.setProgram(sys.executable)
        process.setArguments(["-m", "app", *([str(path.absolute())] if path is not None else [])])
        surroundings = QProcessEnvironment.systemEnvironment()
        known = surroundings.value("PYTHONPATH")
        surroundings.insert("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), known))))
        process.setProcessEnvironment(surroundings)
        is_started, _ = process.startDetached()
        if not is_started:
            self.said.emit(self.tr("Another window could not be opened: {reason}").format(reason=process.errorString()))
