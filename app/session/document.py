"""The document: one project with its weights, and the only door through which they are edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.session.commands import ChangeCommand, ResetCommand
from engine.graph.ports import Interfaces, Kinds
from engine.layers.catalogue import catalogue
from engine.problem import Problem, errors
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.library import LibraryBlock, find, read_folder, shipped
from engine.project.project import Project
from engine.project.store import load_project, save_project
from engine.project.weights import Weights


class Document(QObject):
    """Holds a project, its weights, its file and its undo stack. Whoever shows it follows its signals.

    `changed` tells what changed, and who asked for it (None after undo and redo); nobody edits from within it.
    """

    about_to_change = Signal(object)  # Change
    changed = Signal(object, object)  # Change, origin
    weights_changed = Signal()
    weights_reset = Signal()  # they were thrown away, or brought back
    path_changed = Signal()
    modified_changed = Signal(bool)
    about_to_put_away = Signal()  # the weights: into a file, or to the side
    replaced = Signal()  # another project was opened

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project or Project()
        self._trusted = self._project.trusted
        self._path: Path | None = None
        self._weights: Weights = {}
        self._step = 0
        self._weights_unread = False  # the project names weights that could not be read
        self.library_folder: Path | None = None  # where the user keeps blocks
        self._unsaved = False  # beyond what the undo stack knows of
        self._was_modified = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._tell_modified)

    # ------------------------------------------------------------------ what it holds

    @property
    def project(self) -> Project:
        return self._project

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        """The trained weights by `state_dict` key; empty before the first training."""
        return self._weights

    @property
    def weights_to_save(self) -> Weights | None:
        """As `save_project` takes them: None where the project names weights that could not be read."""
        return None if self._weights_unread else self._weights

    @property
    def step(self) -> int:
        """How many updates made these weights."""
        return self._step

    @property
    def is_modified(self) -> bool:
        return self._unsaved or not self.undo_stack.isClean()

    @property
    def catalogue(self) -> Kinds:
        return catalogue()

    @property
    def interfaces(self) -> Interfaces:
        """Finds the ports of the nodes of the present project."""
        return self._project.interfaces

    @property
    def libraries(self) -> tuple[Mapping[str, LibraryBlock], ...]:
        """The blocks that can be placed in any project: the user's own, then those that come along."""
        own = read_folder(self.library_folder) if self.library_folder is not None else {}
        return own, shipped()

    def library_block(self, name: str) -> LibraryBlock | None:
        """A block of the libraries."""
        return find(name, self.libraries)

    def set_trusted(self, fingerprints: frozenset[str]) -> None:
        """Says which texts of own code may run, in this project and in those that are opened after it."""
        self._trusted = fingerprints
        self._project = replace(self._project, trusted=fingerprints)

    # ------------------------------------------------------------------ edits

    def apply(self, change: Change, origin: object = None, merge_key: str = "") -> None:
        """Makes an edit, as a step of undo; a change that is false is ignored.

        Edits in a row with the same `merge_key` are one step. Raises StaleChangeError where the change was made for
        another project.
        """
        if change:
            change.apply(self._project)  # raises here, since what is raised within a command is lost
            self.undo_stack.push(ChangeCommand(self, change, origin, merge_key))

    def reset_weights(self) -> None:
        """Throws the trained weights away, so that training starts from the seed; can be undone."""
        self.about_to_put_away.emit()
        if self._weights or self._weights_unread:
            self.undo_stack.push(ResetCommand(self))
        else:
            self.weights_reset.emit()  # a first training may be going on, whose weights nobody has yet

    def reword(self) -> None:
        """Says in the present language what each step of undo does."""
        for number in range(self.undo_stack.count()):
            command = self.undo_stack.command(number)
            if isinstance(command, (ChangeCommand, ResetCommand)):
                command.reword()

    def set_trained_weights(self, weights: Weights, step: int) -> None:
        """Takes over what a training has made; no step of undo."""
        self._unsaved = True
        self._swap_weights(weights, step)
        self._tell_modified()

    def _perform(self, change: Change, origin: object, returning: Weights) -> Weights:
        """Applies a change, with the weights that come back; returns those that lost their node."""
        self.about_to_change.emit(change)
        before = self._project
        self._project = change.apply(before)
        carried = carry(self._weights, before, self._project, change)
        weights_before = self._weights
        self._weights = {**carried.kept, **returning} if returning else carried.kept
        self.changed.emit(change, origin)
        if change.copied or self._weights.keys() != weights_before.keys():
            self.weights_changed.emit()
        return carried.dropped

    def _swap_weights(self, weights: Weights, step: int, unread: bool = False) -> tuple[Weights, int, bool]:
        """Puts other weights in place; returns those that were there, and whether they could not be read."""
        before = self._weights, self._step, self._weights_unread
        self._weights, self._step, self._weights_unread = dict(weights), step, unread
        self.weights_changed.emit()
        return before

    # ------------------------------------------------------------------ files

    def new(self, project: Project) -> None:
        """Begins with another project, which has no file yet."""
        self._replace(project, {}, None)

    def open(self, path: Path) -> tuple[Problem, ...]:
        """Opens a file and returns what was wrong with it.

        A file that cannot be read leaves the document as it was. One of which only a part could be read is shown, but
        keeps no path: saving must not write over what we did not understand.
        """
        path = path.absolute()
        loaded = load_project(path)
        if loaded.project is not None:
            whole = not errors(loaded.problems)
            self._replace(loaded.project, loaded.weights, path if whole else None)
        return loaded.problems

    def restore(self, recovered: Path, path: Path | None) -> tuple[Problem, ...]:
        """Opens what was saved before a crash, as unsaved changes of the file at `path`."""
        loaded = load_project(recovered)
        if loaded.project is not None:
            self._replace(loaded.project, loaded.weights, path, unsaved=True)
        return loaded.problems

    def save(self, path: Path | None = None) -> None:
        """Saves, at `path` or where it was saved before. Raises ProblemError where it cannot be written."""
        target = path or self._path
        if target is None:
            raise ValueError("a document without a path needs one to be saved")
        target = target.absolute()
        self.about_to_put_away.emit()
        self._project = save_project(target, self._project, self.weights_to_save, self._step)
        self._unsaved = False
        moved = target != self._path
        self._path = target
        self.undo_stack.setClean()
        self._tell_modified()
        if moved:
            self.path_changed.emit()

    def _replace(self, project: Project, weights: Weights, path: Path | None, unsaved: bool = False) -> None:
        self._project = replace(project, trusted=self._trusted)
        self._weights = weights
        self._step = project.weights.step if project.weights is not None else 0
        self._weights_unread = project.weights is not None and not weights
        self._path = path
        self._unsaved = unsaved
        self.undo_stack.clear()
        self.replaced.emit()
        self.path_changed.emit()
        self._tell_modified()

    def _tell_modified(self) -> None:
        if self._was_modified != self.is_modified:
            self._was_modified = self.is_modified
            self.modified_changed.emit(self._was_modified)
