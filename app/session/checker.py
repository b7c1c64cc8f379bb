"""Says, after every edit, whether the network is right, and what is known of every node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.document import Document
from engine.compiler.plan import Plan
from engine.problem import Problem
from engine.project.change import Change
from engine.project.project import MAIN, Project

if TYPE_CHECKING:
    from engine.compiler.planner import Planner  # imports torch


@dataclass(frozen=True)
class CheckedPlan:
    """The plans of all pages of one project, and everything that is wrong with it."""

    project: Project
    pages: Mapping[str, Plan]
    problems: tuple[Problem, ...]

    @property
    def plan(self) -> Plan:
        """The plan of the whole network."""
        return self.pages[MAIN]


def engine_planner() -> Planner:
    from engine.compiler.planner import Planner

    return Planner()


class Checker(QObject):
    """Checks the document's project after each change that alters its plan; before `start` nothing is known.

    Its problems are those that the command line lists. One planner serves all the time, so that an edit costs what it
    touches.
    """

    checked = Signal(object)  # CheckedPlan

    def __init__(
        self,
        document: Document,
        planner: Callable[[], Planner] = engine_planner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._make_planner = planner
        self._planner: Planner | None = None
        self._checked: CheckedPlan | None = None
        self._timer = QTimer(self)  # many changes at once are one check
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.check)
        document.changed.connect(self._on_changed)
        document.weights_changed.connect(self._ask)
        document.replaced.connect(self._ask)

    @property
    def result(self) -> CheckedPlan | None:
        """What was found last; None before the engine is ready."""
        return self._checked

    @property
    def plan(self) -> Plan | None:
        return self._checked.plan if self._checked is not None else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._checked.problems if self._checked is not None else ()

    def start(self) -> None:
        """The engine is there: checks now, and from now on."""
        if self._planner is None:
            self._planner = self._make_planner()
            self.check()

    def check(self) -> None:
        """Checks at once what would be checked in a moment."""
        self._timer.stop()
        planner = self._planner
        if planner is None:
            return
        from engine.compiler.checking import check_project

        project, weights = self._document.project, self._document.weights or None
        complete = not self._document.is_modified  # while editing, a node without trained weights is nothing to say
        found = check_project(project, weights, planner=planner, complete=complete)
        reached = [name for name in project.blocks if name not in found.pages]
        pages = {MAIN: found.plan, **found.pages, **{name: planner.plan_page(project, name) for name in reached}}
        self._checked = CheckedPlan(project, pages, found.problems)
        self.checked.emit(self._checked)

    def _on_changed(self, change: Change, origin: object) -> None:
        if change.alters_plan or change.touches("name"):  # the network's class is called after the project
            self._ask()

    def _ask(self) -> None:
        if self._planner is not None:
            self._timer.start()
