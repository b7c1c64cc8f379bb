"""The project's own code in a window: whether it may run, what it does when it is tried, and whether it ever ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.session.code_trial import CodeTrial
from app.session.code_trust import CodeTrust
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.patience import Patience
from app.session.preferences import Preferences

if TYPE_CHECKING:
    from engine.compiler.planner import Planner  # imports torch


class OwnCode(QObject):
    """The trust of a person, the trial beside the window and the patience with the thread, for one document."""

    def __init__(
        self, document: Document, compute: ComputeThread, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.trust = CodeTrust(document, preferences, self)
        self.trial = CodeTrial(self)
        self.patience = Patience(document, compute, parent=self)

    def planner(self) -> Planner:
        """A planner that does not wait for own code."""
        return self.trial.planner()

    def close(self) -> None:
        self.trial.close()
        self.patience.close()
