"""What a journal leaves behind when its process dies, and finding it again."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

from app.session.file_lock import FileLock
from engine.project.store import SUFFIX, weights_folder
from engine.project.writer import write_atomically


def recovery_folder() -> Path:
    """Where unsaved changes are kept."""
    return platformdirs.user_state_path("chainrule", appauthor=False) / "recovery"


@dataclass(frozen=True)
class Entry:
    """The files of one journal: the project as it would be saved, what it is, and a lock while its process lives."""

    folder: Path
    id: str

    @property
    def project(self) -> Path:
        return self.folder / f"{self.id}{SUFFIX}"

    @property
    def about(self) -> Path:
        return self.folder / f"{self.id}.json"

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.id}.lock"

    def write_about(self, name: str, path: Path | None) -> None:
        """Writes what the project is called and where it belongs. Raises OSError."""
        value = {"name": name, "path": str(path) if path is not None else None}
        write_atomically(self.about, json.dumps(value).encode())

    def remove(self) -> None:
        """Removes every file of it; what cannot be removed stays."""
        shutil.rmtree(weights_folder(self.project), ignore_errors=True)
        for file in (self.project, self.about, self.lock):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Recovery:
    """Unsaved changes of a process that is gone. `path` is the file they belong to, if they had one."""

    entry: Entry
    name: str
    path: Path | None
    time: datetime

    @property
    def file(self) -> Path:
        """The project as it would have been saved."""
        return self.entry.project

    def discard(self) -> None:
        """Throws the changes away."""
        self.entry.remove()


def recoverable(folder: Path | None = None) -> list[Recovery]:
    """Every unsaved change that nobody is working on any more, the newest first."""
    folder = folder or recovery_folder()
    found = []
    with contextlib.suppress(OSError):  # a folder that is not there, or not ours, holds nothing for us
        for file in sorted(folder.glob(f"*{SUFFIX}")):
            recovery = _recovery(Entry(folder, file.stem))
            if recovery is not None:
                found.append(recovery)
    return sorted(found, key=lambda recovery: recovery.time, reverse=True)


def _recovery(entry: Entry) -> Recovery | None:
    lock = FileLock.acquire(entry.lock)
    if lock is None:
        return None  # its process lives
    try:
        time = datetime.fromtimestamp(entry.project.stat().st_mtime)
        name, path = _about(entry)
        return Recovery(entry, name, path, time)
    finally:
        lock.release()


def _about(entry: Entry) -> tuple[str, Path | None]:
    """What the project is called and where it belongs; the changes are worth more than that."""
    try:
        value = json.loads(entry.about.read_text(encoding="utf-8"))
        path = value["path"]
        return str(value["name"]), Path(path) if isinstance(path, str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return entry.id, None
