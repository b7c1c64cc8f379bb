"""The project's own code in a window: whether it may run, and what it does when it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.session.code_trial import CodeTrial
from app.session.code_trust import CodeTrust
from app.session.document import Document
from app.session.preferences import Preferences

if TYPE_CHECKING:
    from engine.compiler.planner import Planner  # imports torch


class OwnCode(QObject):
    """The trust of a person and the trial beside the window, for one document."""

    def __init__(self, document: Document, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trust = CodeTrust(document, preferences, self)
        self.trial = CodeTrial(self)

    def planner(self) -> Planner:
        """A planner that does not wait for own code."""
        return self.trial.planner()

    def close(self) -> None:
        self.trial.close()
