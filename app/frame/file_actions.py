"""What happens to files: new, open, save, export, examples, and the question before unsaved work is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from app.frame.dialogs import Dialogs
from app.frame.python_export import PythonExport
from app.parts.keys import finish_typing
from app.session.checker import CheckedPlan, Checker
from app.session.document import Document
from app.session.recent_files import RecentFiles
from app.session.trainer import Trainer
from engine.problem import Problem, ProblemError, errors
from engine.project import edits
from engine.project.project import Project
from engine.project.reader import read_file
from engine.project.store import SUFFIX
from engine.project.templates import FIRST, find_template

SAID_ELSEWHERE = ("code_untrusted", "code_pending")  # a bar over the canvas asks for trust


class FileActions(QObject):
    """Opens and saves the document; asks before it gives anything up.

    `said` carries a word that something was done, `began` says that there is an empty project to draw on.
    """

    said = Signal(str)
    began = Signal()

    def __init__(
        self,
        document: Document,
        checker: Checker,
        trainer: Trainer,
        export: PythonExport,
        recent: RecentFiles,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._checker, self._trainer = document, checker, trainer
        self._export, self._recent, self._dialogs = export, recent, dialogs
        self._unchecked: Path | None = None  # opened before the engine was there to check it
        checker.checked.connect(self._on_checked)
        export.done.connect(self._exported)
        export.failed.connect(
            lambda problems: dialogs.show_problems(self.tr("The code could not be written"), problems)
        )

    @property
    def name(self) -> str:
        """What the present project is called in a question or a title."""
        path = self._document.path
        return path.name if path is not None else self._document.project.name

    def new(self) -> None:
        """An empty project."""
        if self.may_leave():
            self._document.new(Project())
            self.began.emit()

    def open_dialog(self) -> None:
        """Asks for a file and opens it."""
        if self.may_leave():
            path = self._dialogs.choose_open(self._folder())
            if path is not None:
                self._open(path)

    def open(self, path: Path) -> None:
        """Opens a file, after the question about what is not saved."""
        if self.may_leave():
            self._open(path)

    def open_at_start(self, path: Path | None) -> None:
        """Opens the file of the command line; without one, the example that is ready to train."""
        if path is not None:
            self._open(path)
        else:
            self._open_example(FIRST)

    def open_example(self, name: str) -> None:
        """Opens an example as a new project, so that saving does not write over it."""
        if self.may_leave():
            self._open_example(name)

    def save(self) -> bool:
        """Saves where it was saved before, or asks where. Returns whether it is saved."""
        path = self._document.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        """Asks where, and saves there. Returns whether it is saved."""
        finish_typing()
        name = self._document.project.name.strip().lower().replace(" ", "-").replace("/", "-") or "untitled"
        path = self._dialogs.choose_save(self._document.path or self._folder() / f"{name}{SUFFIX}")
        if path is None:
            return False
        if self._document.project.name == Project().name:  # nobody has named it yet
            self._document.apply(edits.set_name(self._document.project, path.stem), self)
        return self._save(path)

    def export_python(self) -> None:
        """Asks where, and writes the network as a file that runs with torch alone."""
        finish_typing()
        self._checker.check()
        plan = self._checker.plan
        if plan is None:
            return
        self._trainer.store_weights()
        name = self._document.project.name.strip().lower().replace(" ", "_").replace("/", "_") or "network"
        path = self._dialogs.choose_export(self._folder() / f"{name}.py")
        if path is not None:
            self._export.start(plan, path)

    def may_leave(self) -> bool:
        """Whether the present project may be given up: it is saved, or a person said so."""
        finish_typing()
        self._trainer.store_weights()  # what is training counts as not saved
        if not self._document.is_modified:
            return True
        answer = self._dialogs.ask_unsaved(self.name)
        return self.save() if answer == "save" else answer == "discard"

    def _open(self, path: Path) -> None:
        before = self._document.project
        problems = self._document.open(path)
        is_open = self._document.project is not before
        if self._document.path is not None and is_open:
            self._recent.add(path)
        if not is_open:
            self._dialogs.show_problems(self.tr("{name} could not be opened").format(name=path.name), problems)
            return
        self._checker.check()
        checked = self._checker.result
        self._unchecked = path if checked is None else None
        self._tell(path, (*problems, *(errors(checked.problems) if checked is not None else ())))

    def _on_checked(self, checked: CheckedPlan) -> None:
        path, self._unchecked = self._unchecked, None
        if path is not None:  # the others follow the check too: the dialog waits until the canvas shows it
            QTimer.singleShot(0, self, lambda: self._tell(path, errors(checked.problems)))

    def _tell(self, path: Path, problems: Sequence[Problem]) -> None:
        """Says what is wrong with a file that was opened, each thing once."""
        problems = [problem for problem in problems if problem.code not in SAID_ELSEWHERE]
        if problems:
            partly = self.tr("{name} was opened, but not all of it is right").format(name=path.name)
            self._dialogs.show_problems(partly, list({(one.node, one.message): one for one in problems}.values()))

    def _open_example(self, name: str) -> None:
        result = read_file(find_template(name).path)
        if result.project is None:
            self._dialogs.show_problems(self.tr("{name} could not be read").format(name=name), result.problems)
            return
        self._document.new(result.project)

    def _save(self, path: Path) -> bool:
        finish_typing()
        self._trainer.store_weights()
        try:
            self._document.save(path)
        except ProblemError as error:
            self._dialogs.show_problems(self.tr("{name} could not be saved").format(name=path.name), error.problems)
            return False
        self._recent.add(path)
        self.said.emit(self.tr("Saved {name}").format(name=path.name))
        return True

    def _exported(self, files: list[Path]) -> None:
        self.said.emit(self.tr("Wrote {names}").format(names=", ".join(file.name for file in files)))

    def _folder(self) -> Path:
        path = self._document.path
        return path.parent if path is not None else Path.home()


def project_in(data: QMimeData) -> Path | None:
    """The project that is being dropped; None where it is something else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix == SUFFIX), None)
