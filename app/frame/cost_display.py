"""Shows what the network costs: in its dock, and as colours of the cards in Design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.canvas.cost_heat import tints
from app.canvas.view import GraphView
from app.frame.docks import Docks
from app.panels.costs import CostsPanel
from app.parts.called import call
from app.parts.cost_texts import CONTEXT, NAMES
from app.session.checker import Checker
from app.session.coster import Coster
from app.session.preferences import Preferences
from app.translation import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from engine.compiler.costs.shares import Measure

LEGENDS: dict[Measure, str] = {
    "parameters": QT_TRANSLATE_NOOP("CostDisplay", "part of all parameters"),
    "multiply_adds": QT_TRANSLATE_NOOP("CostDisplay", "part of all multiply-adds"),
    "memory": QT_TRANSLATE_NOOP("CostDisplay", "part of all activation memory"),
    "field": QT_TRANSLATE_NOOP("CostDisplay", "part of the data that a place sees"),
}


class CostDisplay(QObject):
    """Follows the costs, the selection and the choice of a measure, which is remembered."""

    measure_changed = Signal(str)

    def __init__(
        self,
        checker: Checker,
        canvas: GraphView,
        panel: CostsPanel,
        docks: Docks,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._coster = Coster(checker, parent=self)
        self._canvas, self._panel = canvas, panel
        self._docks, self._preferences = docks, preferences
        self._is_design = False
        self._is_table_shown = False
        self._coster.costed.connect(self._show)
        canvas.selection_changed.connect(panel.show_selection)
        canvas.page_shown.connect(self._colour)
        panel.measure_chosen.connect(self.set_measure)
        panel.shown.connect(self._set_table_shown)
        panel.show_measure(self.measure)

    @property
    def measure(self) -> str:
        """By what the cards are coloured; empty for nothing."""
        return self._preferences.cost_measure

    def set_measure(self, measure: str) -> None:
        """Colours the cards by a measure, or by nothing."""
        self._preferences.cost_measure = measure
        self._panel.show_measure(measure)
        self._follow()
        self.measure_changed.emit(measure)

    def next_measure(self) -> None:
        """Colours the cards by the next measure, after the last by nothing."""
        choices = ["", *NAMES]
        self.set_measure(choices[(choices.index(self.measure) + 1) % len(choices)])

    def open_table(self) -> None:
        """Brings the table to the front."""
        self._docks.open("costs")

    def set_mode(self, mode: str) -> None:
        """Cards are coloured in Design only: elsewhere colour is gradient."""
        self._is_design = mode == "design"
        self._follow()

    def menu(self, parent: QMenu) -> QMenu:
        """The choice of a measure, for the View menu."""
        menu = QMenu(parent)
        call(menu.menuAction(), "CostDisplay", QT_TRANSLATE_NOOP("CostDisplay", "&Colour the Cards by"))
        group = QActionGroup(menu)
        nothing = ("", "CostDisplay", QT_TRANSLATE_NOOP("CostDisplay", "Nothing"))
        for measure, context, text in (nothing, *((name, CONTEXT, NAMES[name]) for name in NAMES)):
            action = call(menu.addAction(""), context, text)
            action.setCheckable(True)
            action.setData(measure)
            action.triggered.connect(lambda _=False, chosen=measure: self.set_measure(chosen))
            group.addAction(action)
        menu.aboutToShow.connect(lambda: self._check(group.actions()))
        return menu

    def _check(self, actions: list[QAction]) -> None:
        for action in actions:
            action.setChecked(action.data() == self.measure)

    def _set_table_shown(self, is_shown: bool) -> None:
        self._is_table_shown = is_shown
        self._follow()

    def _follow(self) -> None:
        self._coster.set_wanted(self._is_table_shown or (self._is_design and bool(self.measure)))
        self._colour()

    def _show(self, costs: Any) -> None:
        self._panel.show_costs(costs)
        self._panel.show_selection(self._canvas.selected_nodes)
        self._colour()

    def _colour(self) -> None:
        costs, measure = self._coster.costs, self.measure
        if costs is None or not self._is_design or measure not in NAMES:
            self._canvas.set_tints({}, "")
            return
        legend = QCoreApplication.translate("CostDisplay", LEGENDS[measure])
        self._canvas.set_tints(tints(costs, costs.of_page(self._canvas.page), measure), legend)
