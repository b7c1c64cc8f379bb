"""Says what happened: a word of success below the canvas, what went wrong above it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.frame.file_actions import FileActions
from app.frame.message_bar import MessageBar
from app.frame.status_bar import StatusBar
from app.frame.windows import Windows
from app.session.engine_loader import EngineLoader
from app.session.journal import Journal
from app.session.trainer import Trainer
from app.translation import problem_hint, problem_message
from engine.problem import Problem

SAID = 5000  # milliseconds that a word of success stays


class Telling(QObject):
    """Listens to whoever works without a place of its own in the window, and speaks for the others when asked."""

    def __init__(
        self, messages: MessageBar, status: StatusBar, loader: EngineLoader, journal: Journal, trainer: Trainer,
        files: FileActions, windows: Windows, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._messages, self._status = messages, status
        loader.failed.connect(self._on_loader_failed)
        journal.failed.connect(self._on_journal_failed)
        trainer.refused.connect(self._on_refused)
        files.said.connect(self.say)
        windows.said.connect(self.warn)

    def say(self, text: str) -> None:
        """A word that goes away by itself."""
        self._status.showMessage(text, SAID)

    def warn(self, text: str) -> None:
        """A line that stays until it is dismissed."""
        self._messages.show_message(text, is_error=False)

    def refuse(self, text: str) -> None:
        """What could not be done, and why: a line that goes with the next edit, or when it was read."""
        self._messages.show_message(text, is_error=False, passes=True)

    def tell(self, problem: Problem) -> None:
        """What stands in the way of something that was asked for; it goes, too."""
        hint = problem_hint(problem)
        self._messages.show_message(problem_message(problem), hint=hint, is_error=False, passes=True)

    def _on_loader_failed(self, reason: str) -> None:
        self._messages.show_message(self.tr("The engine could not be loaded."), code=reason)

    def _on_journal_failed(self, problem: Problem) -> None:
        text = self.tr("Unsaved changes are not safe: {problem}").format(problem=problem_message(problem))
        self._messages.show_message(text, hint=problem_hint(problem), is_error=False)

    def _on_refused(self) -> None:
        self.say(self.tr("Stop the comparison first: it needs the processor."))
