"""A window that opens the project that is dropped on it."""

from __future__ import annotations

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from app.frame.file_actions import FileActions, project_in


class FileTakingWindow(QMainWindow):
    """Hands dropped projects to its `files`."""

    files: FileActions

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if project_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = project_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.files.open(path)
