"""Every question that the window asks of a person; tests answer in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.theme.stylesheet import repolish
from app.translation import problem_hint, problem_message
from engine.problem import Problem
from engine.project.store import SUFFIX

Answer = Literal["save", "discard", "cancel"]
MOST = 12  # problems that a dialog lists one by one


class Dialogs(QObject):
    """Asks with the dialogs of Qt, over one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def ask_unsaved(self, name: str) -> Answer:
        """What shall become of unsaved changes."""
        box = self._box(
            self.tr("Save the changes to {name}?").format(name=name),
            self.tr("They are lost if you do not save them."),
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers: dict[int, Answer] = {buttons.Save.value: "save", buttons.Discard.value: "discard"}
        return answers.get(_run(box), "cancel")

    def ask_recover(self, name: str, time: datetime) -> Answer:
        """What shall become of changes that an earlier session left: `save` restores, `cancel` asks again next time."""
        box = self._box(
            self.tr("Restore the unsaved changes to {name}?").format(name=name),
            self.tr("Chainrule did not come to its end. What was not saved was kept at {time}.").format(
                time=_in_words(time)
            ),
        )
        restore = box.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Throw Away"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)
        _run(box)
        return "save" if box.clickedButton() is restore else "discard" if box.clickedButton() is discard else "cancel"

    def choose_open(self, folder: Path) -> Path | None:
        """The project that shall be opened."""
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a Project"), str(folder), self._projects())
        return Path(name) if name else None

    def choose_save(self, proposed: Path) -> Path | None:
        """Where the project shall be saved."""
        return self._choose_new(self.tr("Save the Project"), proposed, self._projects(), SUFFIX)

    def choose_export(self, proposed: Path) -> Path | None:
        """Where the code shall be written."""
        return self._choose_new(self.tr("Export as PyTorch"), proposed, self.tr("Python files (*.py)"), ".py")

    def choose_figure(self, proposed: Path) -> Path | None:
        """Where a figure shall be written; its ending says in which format."""
        kinds = self.tr("Figures (*.svg *.pdf *.png)")
        return self._choose_new(self.tr("Export a Figure"), proposed, kinds, ".svg")

    def choose_film(self, proposed: Path) -> Path | None:
        """Where a film shall be written; its ending says in which format."""
        return self._choose_new(self.tr("Export a Film"), proposed, self.tr("Films (*.mp4 *.gif)"), ".mp4")

    def _choose_new(self, title: str, proposed: Path, kinds: str, suffix: str) -> Path | None:
        """A file to write. The suffix is added before the question whether an old file may be replaced."""
        dialog = QFileDialog(self._window, title, str(proposed.parent), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.selectFile(proposed.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def show_problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Tells what is wrong, one line a problem."""
        lines = []
        for problem in problems[:MOST]:
            place = f"{problem.node}: " if problem.node else ""
            hint = problem_hint(problem)
            lines.append(place + problem_message(problem) + (f" ({hint})" if hint else ""))
        if len(problems) > MOST:
            lines.append(self.tr("and {count} more").format(count=len(problems) - MOST))
        _run(self._box(title, "\n".join(lines)))

    def show_about(self, version: str) -> None:
        """What this program is."""
        text = self.tr("Draw a network, train it, watch backpropagation happen on the drawing itself.")
        _run(self._box(f"Chainrule {version}", text))

    def _box(self, title: str, text: str) -> QMessageBox:
        """A calm box: what it is about, in bold, and what there is to know."""
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(text)
        return box

    def _projects(self) -> str:
        return self.tr("Chainrule projects (*.chainrule)")


def _in_words(time: datetime) -> str:
    """A time as the person's language writes it; without one, day and hour as everybody reads them."""
    if QLocale().language() == QLocale.Language.C:
        return time.strftime("%Y-%m-%d %H:%M")
    moment = QDateTime.fromMSecsSinceEpoch(round(time.timestamp() * 1000))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _run(box: QMessageBox) -> int:
    """Shows a box until it is answered, and lets go of it; whoever asked may still read the answer from it."""
    default = box.defaultButton()
    if default is not None:
        default.setProperty("primary", True)
        repolish(default)
    answer = box.exec()
    box.deleteLater()
    return answer
