"""Further windows: each is a start of the program of its own, so that no project can take another one down with it."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QProcess, QProcessEnvironment, Signal
from PySide6.QtWidgets import QWidget

import app
from app.frame.dialogs import Dialogs
from app.session.document import Document
from app.session.open_file import OpenFile

ROOT = Path(app.__file__).resolve().parents[1]  # where `app` and `engine` are found
BESIDE = "CHAINRULE_BESIDE"  # tells the new window where the one stands that asked for it
STEP = QPoint(36, 36)


class Windows(QObject):
    """Starts the program again. `said` carries what went wrong, or may."""

    said = Signal(str)

    def __init__(self, window: QWidget, document: Document, dialogs: Dialogs) -> None:
        super().__init__(window)
        self._window, self._document, self._dialogs = window, document, dialogs
        self._open_file = OpenFile(document, parent=self)
        self._open_file.shared.connect(self._tell_shared)

    def open_another(self) -> None:
        """A window as at the start of the program."""
        self._start()

    def open_dialog(self) -> None:
        """Asks for a project and opens it in a window of its own."""
        path = self._document.path
        chosen = self._dialogs.choose_open(path.parent if path is not None else Path.home())
        if chosen is not None:
            self._start(chosen)

    def close(self) -> None:
        """The window is closed: others may have its file."""
        self._open_file.close()

    def _start(self, path: Path | None = None) -> None:
        process = QProcess()
        process.setProgram(sys.executable)
        process.setArguments(["-m", "app", *([str(path.absolute())] if path is not None else [])])
        surroundings = QProcessEnvironment.systemEnvironment()
        known = surroundings.value("PYTHONPATH")
        surroundings.insert("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), known))))
        place = self._window.pos()
        surroundings.insert(BESIDE, f"{place.x()},{place.y()}")
        process.setProcessEnvironment(surroundings)
        started: object = process.startDetached()  # a bool; with some versions, the process's number beside it
        if not (started[0] if isinstance(started, tuple) else started):
            self.said.emit(self.tr("Another window could not be opened: {reason}").format(reason=process.errorString()))

    def _tell_shared(self) -> None:
        path = self._document.path
        if path is not None:
            text = self.tr("{name} is open in another window, too: the one that saves last is kept")
            self.said.emit(text.format(name=path.name))


def place_beside(window: QWidget, surroundings: MutableMapping[str, str] = os.environ) -> None:
    """Moves a new window off the one that asked for it, where one did."""
    left, comma, top = surroundings.pop(BESIDE, "").partition(",")
    if comma and left.lstrip("-").isdecimal() and top.lstrip("-").isdecimal():
        window.move(QPoint(int(left), int(top)) + STEP)
