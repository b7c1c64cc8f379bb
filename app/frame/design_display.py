"""What is seen of a network while it is designed: what it costs, and a sample on its way through it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from app.actions import Actions
from app.canvas.view import GraphView
from app.frame.cost_display import CostDisplay
from app.frame.docks import Docks
from app.panels.costs import CostsPanel
from app.session.checker import Checker
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.preferences import Preferences
from app.session.run import LoadedData
from app.theatre.glimpses import Glimpses
from app.theme import Appearance


class DesignDisplay(QObject):
    """Makes both, hands on what concerns them, and remembers whether a sample is shown.

    `said` is a word for a person.
    """

    said = Signal(str)

    def __init__(
        self,
        document: Document,
        checker: Checker,
        compute: ComputeThread,
        data: LoadedData,
        canvas: GraphView,
        panel: CostsPanel,
        docks: Docks,
        preferences: Preferences,
        appearance: Appearance,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.costs = CostDisplay(checker, canvas, panel, docks, preferences, self)
        self.glimpses = Glimpses(document, checker, compute, data, canvas, appearance.theme, self)
        self.glimpses.set_shown(preferences.sample == "on")
        self.glimpses.shown_changed.connect(self._remember)
        self.glimpses.said.connect(self.said)
        appearance.changed.connect(self.glimpses.set_theme)

    def fill(self, view: QMenu, actions: Actions) -> None:
        """Puts what can be chosen into the View menu."""
        view.insertMenu(actions["cost_colours"], self.costs.menu(view))
        self.glimpses.attach(actions["show_sample"])

    def set_mode(self, mode: str) -> None:
        """Both belong to Design."""
        self.costs.set_mode(mode)
        self.glimpses.set_mode(mode)

    def close(self) -> None:
        """Asks the compute thread for nothing any more."""
        self.glimpses.close()

    def _remember(self, is_shown: bool) -> None:
        self._preferences.sample = "on" if is_shown else "off"
