"""Says, after every edit, whether the network is right, and what is known of every node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.document import Document
from app.session.expected_weights import expected_weights
from engine.compiler.plan import Plan
from engine.problem import Problem
from engine.project.change import Change
from engine.project.project import MAIN, Project
from engine.project.weights import weights_problems


class PlansProjects(Protocol):
    """What the checker needs of the engine's Planner, which imports torch."""

    def plan(self, project: Project) -> Plan: ...
    def plan_page(self, project: Project, page: str) -> Plan: ...


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


def engine_planner() -> PlansProjects:
    from engine.compiler.planner import Planner

    return Planner()


class Checker(QObject):
    """Plans the document's project after each change that alters its plan; before `start` nothing is known."""

    checked = Signal(object)  # CheckedPlan

    def __init__(
        self,
        document: Document,
        planner: Callable[[], PlansProjects] = engine_planner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._make_planner = planner
        self._planner: PlansProjects | None = None
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
        if self._planner is None:
            return
        project = self._document.project
        pages = {page: self._planner.plan_page(project, page) for page in project.pages if page != MAIN}
        pages[MAIN] = plan = self._planner.plan(project)
        self._checked = CheckedPlan(project, pages, (*plan.all_problems, *self._weights_problems(plan)))
        self.checked.emit(self._checked)

    def _weights_problems(self, plan: Plan) -> list[Problem]:
        """Of weights as they lie on the disk all is said; while editing, only what no longer fits."""
        weights = self._document.weights
        if not weights:
            return []
        return weights_problems(weights, expected_weights(plan, weights), complete=not self._document.is_modified)

    def _on_changed(self, change: Change, origin: object) -> None:
        if change.alters_plan:
            self._ask()

    def _ask(self) -> None:
        if self._planner is not None:
            self._timer.start()
