"""Goes back in a training: what is kept, to look at a state, to go on from it, to branch off with other settings."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from PySide6.QtCore import QObject, QTimer, Signal

from app.session.document import Document
from app.session.kept_states import KeptStates
from app.session.run_history import RunHistory
from app.session.run_record import Branch
from app.session.trainer import RunState, Trainer
from engine.graph.graph import Graph
from engine.problem import Problem, ProblemError
from engine.project.edits import set_data, set_training, together
from engine.project.project import Project
from engine.project.store import not_writable
from engine.settings.training import Chosen

if TYPE_CHECKING:
    from engine.training.history.keeper import Kept

INTERVAL = 500  # milliseconds between two looks at what is kept


@dataclass(frozen=True)
class Written:
    """A run folder that holds what was told of these steps."""

    folder: Path
    first: int
    last: int


class TimeTravel(QObject):
    """Knows the states that the last training has left. `changed` comes when there are others.

    A run is written into a folder when a branch leaves it, and so is the branch.
    """

    changed = Signal()
    began = Signal()  # a training goes on, from the start or from somewhere
    settled = Signal()  # a training has come to rest: what it wrote down can be read

    def __init__(self, document: Document, trainer: Trainer, states: KeptStates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._trainer, self._states = document, trainer, states
        self.left_history: RunHistory | None = None  # of the run that the present one has left
        self._written: list[Written] = []  # the folders that hold the steps of the present history, in their order
        self._made: set[Path] = set()  # every folder that was begun since the project is open
        self._is_recording = False  # the last of the folders is that of the run that is going on
        self._began = 0.0
        self._seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._tick)
        trainer.state_changed.connect(self._on_state)
        document.replaced.connect(self._on_replaced)

    @property
    def kept(self) -> Kept | None:
        """What is kept; None before the first training."""
        return self._states.told()

    @property
    def seconds(self) -> float:
        """How long the training took that has left these states, with its preparation."""
        return self._seconds

    def set_memory(self, megabytes: int) -> None:
        """How much memory the states of the next training may take."""
        self._states.megabytes = megabytes

    def go_on_from(self, step: int) -> bool:
        """Trains on from a kept state exactly as it went; False where somebody else has the processor.

        The document gets the settings with which it went so, by an edit that can be undone. Raises ProblemError where
        there is no such state, or it is that of another graph.
        """
        trained, document = self._project_at(step), self._document
        if not _is_same_network(trained, document.project):
            raise ProblemError(Problem("state_unfit"))
        if self._trainer.refuses():
            return False
        settings = set_training(document.project, trained.training)
        data = set_data(settings.apply(document.project), trained.data)
        document.apply(together("set_training", (settings, data)), self)
        self._trainer.go_on_from(step)
        return True

    def branch(self, step: int, optimizer: str, lr: float | None) -> bool:
        """Leaves the run at a kept state and trains on with another optimizer, or the same with another rate.

        False where somebody else has the processor. The document gets the settings, by an edit that can be undone.
        Raises ProblemError, and changes nothing, where there is no such state, or no folder for the run.
        """
        self._project_at(step)
        if self._trainer.refuses():
            return False
        document = self._document
        before = document.project.training.optimizer
        params: dict[str, Any] = dict(before.params) if before.kind == optimizer else {}
        if lr is not None:
            params["lr"] = lr
        left = self._trainer.history
        settings = replace(document.project.training, optimizer=Chosen(optimizer, params, before.extra))
        branch = self._folders_for(step)
        if settings != document.project.training:
            document.apply(set_training(document.project, settings), self)
        self.left_history = left
        self._trainer.branch(branch)
        return True

    def close(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def _project_at(self, step: int) -> Project:
        """The project of a kept state. Raises ProblemError where there is none."""
        project = self._states.project_at(step)
        if project is None:
            raise ProblemError(Problem("state_given_up", {"step": step}))
        return project

    def _folders_for(self, step: int) -> Branch:
        """Makes the folder of a branch, and of the run that it leaves where no folder holds that up to the step.

        Raises ProblemError where they cannot be made.
        """
        from engine.training.runs import next_run

        history = self._trainer.history
        self._note_progress()
        try:
            following = next_run(self._place)
            own = [one for one in self._written if one.first <= step and one.folder.parent == following.parent]
            written = [replace(one, last=min(one.last, step)) for one in own]
            if not own or own[-1].last < step:
                following.mkdir(parents=True)
                written = [Written(following, 0, step)]
                following = following.with_name(str(int(following.name) + 1))
            following.mkdir(parents=True)
        except OSError as error:
            raise not_writable(error) from error
        self._is_recording = False  # the new folder is not that of the run which ends now
        left, self._written = written[-1].folder, [*written, Written(following, step, step)]
        self._made.update(one.folder for one in self._written)
        return Branch(step, following, left, history.events())

    def _note_progress(self) -> None:
        """How far the branch has come that is being written."""
        if self._is_recording and self._written:
            self._written[-1] = replace(self._written[-1], last=self._trainer.history.step)

    @property
    def runs_folder(self) -> Path:
        """Where the runs of the project lie."""
        from engine.training.runs import runs_folder

        return runs_folder(self._place)

    def run_folders(self) -> list[Path]:
        """The runs of the project, the newest first: those beside its file; without a file, those that it has made.

        What other projects without a file have left lies in the same folder, and is not this one's.
        """
        runs = (path for path in self.runs_folder.glob("*") if path.name.isdecimal())
        own = [path for path in runs if self._document.path is not None or path in self._made]
        return sorted(own, key=lambda path: -int(path.name))

    @property
    def _place(self) -> Path:
        """Beside which runs lie: the file; of a project without one, a place of the user's own."""
        if self._document.path is not None:
            return self._document.path
        return platformdirs.user_data_path("chainrule", appauthor=False) / "unsaved.chainrule"

    def _on_state(self, state: RunState) -> None:
        if state is RunState.STARTING:
            self._on_starting()
        elif state is RunState.IDLE:
            self._note_progress()
            if self._is_recording and self._written and self._written[-1].first == self._written[-1].last:
                self._written.pop()  # it did not come to its first step
            self._is_recording = False
        if state in (RunState.STARTING, RunState.RUNNING):
            if not self._timer.isActive():  # a short training is over before the window hears of its first step
                self._began = time.monotonic()
                self._timer.start()
            if state is RunState.RUNNING:
                self.began.emit()
        elif self._timer.isActive():
            self._timer.stop()
            self._seconds += time.monotonic() - self._began
        self.changed.emit()
        if state in (RunState.IDLE, RunState.PAUSED):
            self.settled.emit()

    def _on_starting(self) -> None:
        """Which folders hold what the training now goes on from."""
        history = self._trainer.history
        self._is_recording = self._trainer.is_branch
        if history.is_empty:
            self._written = []
        elif not self._is_recording:
            kept = [one for one in self._written if one.first <= history.step]
            self._written = [replace(one, last=min(one.last, history.step)) for one in kept]
        if len(self._written) < 2:
            self.left_history = None

    def _tick(self) -> None:
        now = time.monotonic()
        self._seconds += now - self._began
        self._began = now
        self.changed.emit()

    def _on_replaced(self) -> None:
        self._states.forget()
        self._written, self._made, self._seconds, self.left_history = [], set(), 0.0, None
        self.changed.emit()


def _is_same_network(one: Project, other: Project) -> bool:
    """Whether two projects build the same network: titles and places do not count."""
    return _bare(one.graph) == _bare(other.graph) and {
        name: (_bare(block.graph), block.parameters) for name, block in one.blocks.items()
    } == {name: (_bare(block.graph), block.parameters) for name, block in other.blocks.items()}


def _bare(graph: Graph) -> Graph:
    return graph.with_nodes({name: replace(node, title="") for name, node in graph.nodes.items()})
