"""A project on disk: its file, and beside it the folder with its weights.

Weights are written first, under the hash of their content; then the project, by rename; then the weights that no
project in the folder names any more are removed. So at every moment the file names weights that are there whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine.problem import Problem, ProblemError
from engine.project.project import Project, WeightsRef
from engine.project.reader import read_file
from engine.project.weights import HASHED_NAME, Weights, hashed_name, read_weights, weights_bytes
from engine.project.writer import TEMPORARY, project_bytes, write_atomically

SUFFIX = ".chainrule"


@dataclass(frozen=True)
class Loaded:
    """What could be read of a project and its weights, and what was wrong; no project where nothing could."""

    project: Project | None
    weights: Weights = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def saved_weights(self) -> Weights | None:
        """Those that the project names, as far as they could be read; None where it names none."""
        return self.weights if self.project is not None and self.project.weights is not None else None


def load_project(path: Path) -> Loaded:
    """Reads a project and its weights. Whatever is wrong is a problem, never an exception."""
    result = read_file(path)
    return load_weights_of(path, result.project, result.problems)


def load_weights_of(path: Path, project: Project | None, problems: tuple[Problem, ...] = ()) -> Loaded:
    """A project that would stand at `path`, with the weights that it names."""
    if project is None or project.weights is None:
        return Loaded(project, {}, problems)
    try:
        return Loaded(project, read_weights(path.parent / project.weights.file), problems)
    except ProblemError as error:
        return Loaded(project, {}, (*problems, *error.problems))


def save_project(path: Path, project: Project, weights: Mapping[str, np.ndarray] | None, step: int = 0) -> Project:
    """Writes a project with its weights, and returns it as it was written.

    No weights at all, an empty mapping, are written as `null`; None leaves what the project names as it is. Raises
    ProblemError (`file_not_writable`) where it cannot be written; then the file holds what it held before.
    """
    try:
        if weights is not None:
            project = _with_weights(path, project, weights, step)
        try:
            write_atomically(path, project_bytes(project))
        finally:
            _tidy(path)
    except OSError as error:
        raise not_writable(error) from error
    return project


def not_writable(error: OSError) -> ProblemError:
    """The problem that an error of the disk is."""
    return ProblemError(Problem("file_not_writable", {"received": error.strerror or str(error)}))


def weights_folder(path: Path) -> Path:
    """Where the weights of the project at this path lie."""
    return path.with_name((path.stem if path.suffix == SUFFIX else path.name) + ".weights")


def _with_weights(path: Path, project: Project, weights: Weights, step: int) -> Project:
    """The project that names its weights, which are on the disk now."""
    if not weights:
        return replace(project, weights=None)
    content = weights_bytes(weights)
    folder = weights_folder(path)
    folder.mkdir(exist_ok=True)
    file = folder / hashed_name(content)
    if not (file.is_file() and file.stat().st_size == len(content)):
        try:
            write_atomically(file, content)
        except OSError:
            _tidy(path)
            raise
    extra = project.weights.extra if project.weights is not None else {}
    return replace(project, weights=WeightsRef(f"{folder.name}/{file.name}", step, extra))


def _tidy(path: Path) -> None:
    """Removes the weights that no project beside them names. What cannot be removed stays, and does no harm."""
    folder = weights_folder(path)
    if not folder.is_dir():
        return
    with contextlib.suppress(OSError):
        own = path.read_bytes() if path.exists() else b""
        unnamed = [file for file in folder.iterdir() if HASHED_NAME.fullmatch(file.name) and _not_in(own, file)]
        if unnamed:
            others = b"\n".join(file.read_bytes() for file in path.parent.glob(f"*{SUFFIX}"))  # copies may name them
            unnamed = [file for file in unnamed if _not_in(others, file)]
        for file in [*unnamed, *folder.glob(f".*{TEMPORARY}")]:
            file.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def _not_in(text: bytes, file: Path) -> bool:
    return file.name.encode() not in text
