"""The projects that were opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.session.preferences import Preferences

MOST = 10


class RecentFiles(QObject):
    """The newest first, each once. Files that are gone are not shown, but may come back."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences

    @property
    def paths(self) -> list[Path]:
        """Those that are there."""
        return [path for path in map(Path, self._preferences.recent_files) if path.is_file()]

    def add(self, path: Path) -> None:
        """This file was opened or saved just now."""
        self._keep([str(path.absolute()), *self._without(path)][:MOST])

    def remove(self, path: Path) -> None:
        self._keep(self._without(path))

    def clear(self) -> None:
        self._keep([])

    def _without(self, path: Path) -> list[str]:
        return [other for other in self._preferences.recent_files if other != str(path.absolute())]

    def _keep(self, paths: list[str]) -> None:
        self._preferences.recent_files = tuple(paths)
        self.changed.emit()
