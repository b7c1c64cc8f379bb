"""Shows a training everywhere at once: on the canvas, in the panels, in the status bar, in the message bar."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from app.canvas.view import GraphView
from app.frame.message_bar import MessageBar
from app.frame.pages import PageTrail
from app.frame.panels import Panels
from app.frame.status_bar import StatusBar
from app.session.checker import CheckedPlan, Checker
from app.session.document import Document
from app.session.run_history import RunHistory
from app.session.trainer import RunState, Trainer
from app.translation import problem_hint, problem_message
from engine.compiler.plan import Plan
from engine.problem import Problem, errors
from engine.project.project import MAIN, Project
from engine.training.events import EpochDone, Event, Failed, Look, Scores, Started

SETTLE = 250  # milliseconds after a run has come to rest
NUMBERS = 125  # milliseconds between two readings of numbers: faster ones cannot be read


class Failure(NamedTuple):
    """What a run failed of, the project that it trained, and whether the checker has not marked it already."""

    problem: Problem
    project: Project
    is_news: bool


class RunDisplay(QObject):
    """Follows the checker, the trainer and the selection, and tells each part of the window what concerns it."""

    def __init__(
        self,
        document: Document,
        checker: Checker,
        trainer: Trainer,
        canvas: GraphView,
        pages: PageTrail,
        panels: Panels,
        status: StatusBar,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._checker, self._trainer = document, checker, trainer
        self._pages = pages
        self._canvas, self._panels, self._status, self._messages = canvas, panels, status, messages
        self._failure: Failure | None = None
        self._marks: tuple[Problem, ...] = ()
        self._scores: Scores = {}
        self._history: RunHistory | None = None
        self._started: Started | None = None
        self._failed: Failed | None = None
        self._since_numbers = QElapsedTimer()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self._show_last_look)
        checker.checked.connect(self.show_checked)
        trainer.state_changed.connect(self._show_state)
        trainer.started.connect(self._show_started)
        trainer.drained.connect(self._show_events)
        trainer.look.connect(self._show_look)
        trainer.epoch_done.connect(self._show_epoch)
        trainer.failed.connect(self._show_failed)
        canvas.selection_changed.connect(self.show_selection)
        document.changed.connect(self._follow)
        document.replaced.connect(self._forget)
        self._show_counts(None)

    def take_over(self, former: RunDisplay) -> None:
        """Stands where another one stood, whose window was made anew: what that had shown is shown again."""
        self._scores, self._history = former._scores, former._history
        if former._failed is not None and not former._messages.isHidden():
            self._show_failed(former._failed)
        self._failure = former._failure
        if former._started is not None and self._history is not None:
            self._show_run(former._started)
            self._panels.curves.show_history(self._history)
            if self._history.look is not None:
                self._show_look(self._history.look)
            self._show_numbers()
        if self._checker.result is not None:
            self.show_checked(self._checker.result)

    # ------------------------------------------------------------------ what is known of the network

    def set_marks(self, marks: tuple[Problem, ...]) -> None:
        """Marks nodes with what a diagnosis found, beside what the checker says; none takes the marks away."""
        if marks != self._marks:
            self._marks = marks
            if self._checker.result is not None:
                self.show_checked(self._checker.result)

    def show_checked(self, checked: CheckedPlan) -> None:
        """Shows everywhere what the checker found, of the page that is open."""
        plan = checked.plan
        if self._failure is not None and _was_edited(self._failure.project, checked.project):
            self._failure = None  # what failed may be gone
            self._messages.clear()
        problems = checked.problems
        here = self._pages.in_network(checked)
        page = here.plan
        if self._failure is not None and self._failure.is_news:
            problems = (self._failure.problem, *problems)
            page = with_problem(plan, self._failure.problem) if self._canvas.page == MAIN else page
        for mark in self._marks if self._canvas.page == MAIN and page is not None else ():
            page = with_problem(page, mark) if mark.node and page is not None else page
        self._canvas.set_plan(page, here.prefix)
        self._panels.inspector.show_plan(page, here.prefix)
        self._panels.gradients.show_plan(plan)
        self._panels.code.show_plan(plan)
        self._panels.problems.show_problems(problems)
        self._status.show_problems(problems)
        self._show_counts(plan)
        self.show_selection(self._canvas.selected_nodes)

    def _show_counts(self, plan: Plan | None) -> None:
        nodes = len(self._document.project.graph.nodes)
        self._status.show_counts(nodes, plan.parameter_count if plan is not None else None)

    def _follow(self, change: object, origin: object) -> None:
        self._show_counts(self._checker.plan)

    def show_selection(self, nodes: list[str]) -> None:
        """Shows the selected nodes in the panels, and asks the training for their histograms."""
        self._panels.inspector.show_nodes(nodes, self._canvas.page)
        self._panels.gradients.show_selection(nodes, self._trainer.history)
        self._panels.code.show_selection(nodes)
        plan = self._checker.plan
        watched = set(nodes) if len(nodes) == 1 else set()
        for node in tuple(watched):
            step = plan.by_id.get(node) if plan is not None else None
            owner = plan.by_id.get(step.owner) if plan is not None and step is not None else None
            if owner is not None:
                watched |= {f"{owner.id}.{name}" for name in owner.parameters}
        self._trainer.watch(frozenset(watched))

    # ------------------------------------------------------------------ what happens in a run

    def _show_state(self, state: RunState) -> None:
        if state is RunState.STARTING:
            self._messages.clear()
            if self._failure is not None and self._checker.result is not None:
                self._failure = None
                self.show_checked(self._checker.result)
        if state in (RunState.PAUSED, RunState.IDLE):
            self._show_numbers()  # those of the last epoch too, after which no events came
            self._settle.start()

    def _show_last_look(self) -> None:
        """What stays on the screen is the last look, also where numbers change less often than looks come."""
        if self._history is not None and self._history.look is not None and self._trainer.state is not RunState.RUNNING:
            self._canvas.show_look(self._history.look)
            self._show_numbers()

    def _show_started(self, started: Started) -> None:
        self._scores = {}
        if self._trainer.history is not self._history:
            self._history = self._trainer.history
            self._panels.curves.clear()
        self._show_run(started)

    def _show_run(self, started: Started) -> None:
        self._started = started
        first = started.step - started.done
        self._panels.curves.set_run(first, first + started.epochs * started.steps_per_epoch)
        self._status.show_engine(self.device_text(started.device, started.threads))

    def device_text(self, device: str, threads: int | None) -> str:
        """`CPU, 1 thread`."""
        name = device.upper() if device == "cpu" else device
        if device != "cpu" or threads is None:
            return name
        many = self.tr("{device}, {count} threads") if threads != 1 else self.tr("{device}, 1 thread")
        return many.format(device=name, count=threads)

    def _show_events(self, events: list[Event]) -> None:
        self._panels.curves.show_history(self._trainer.history)
        if not self._since_numbers.isValid() or self._since_numbers.hasExpired(NUMBERS):
            self._since_numbers.start()
            self._show_numbers()

    def _show_numbers(self) -> None:
        history = self._trainer.history
        gradient = _whole_gradient(history.look) if history.look is not None else None
        self._status.show_scores(history.last_loss, self._scores, gradient)

    def _show_look(self, look: Look) -> None:
        self._canvas.show_look(look)
        self._panels.inspector.show_look(look)
        self._panels.gradients.show_look(look, self._trainer.history)

    def _show_epoch(self, epoch: EpochDone) -> None:
        self._scores = epoch.validation or epoch.train
        self._since_numbers.invalidate()

    def _show_failed(self, failed: Failed) -> None:
        """A line above the canvas says what happened, and the node where it happened turns red."""
        self._failed = failed
        problem = failed.problem
        self._messages.show_message(
            f"{self._title_of(problem.node)}: {problem_message(problem)}" if problem.node else problem_message(problem),
            hint=problem_hint(problem),
            code=failed.line,
            node=(problem.node or "").partition(".")[0],
        )
        checked = self._checker.result
        is_news = checked is not None and not errors(checked.problems)
        self._failure = Failure(problem, self._document.project, is_news)
        if checked is not None:
            self.show_checked(checked)

    def _title_of(self, address: str) -> str:
        """A node as its card calls it, with its address where that is another word."""
        node = self._document.project.graph.nodes.get(address)
        return f"{node.title} ({address})" if node is not None and node.title else address

    def _forget(self) -> None:
        self._started = self._failed = None
        self._failure, self._scores, self._history = None, {}, None  # no look of the former project comes back
        self._messages.clear()
        self._canvas.show_look(None)
        self._panels.gradients.clear()
        self._panels.curves.clear()
        self._status.show_scores(None, {}, None)
        self._status.show_problems(None)
        self._show_counts(None)


def _was_edited(before: Project, after: Project) -> bool:
    """Whether anything differs on which a training depends; places and the view do not count."""
    parts = ("graph", "blocks", "data", "training")
    return any(getattr(before, part) != getattr(after, part) for part in parts)


def with_problem(plan: Plan, problem: Problem) -> Plan:
    """The plan with one more problem, on the node of the page that it names."""
    node = (problem.node or "").partition(".")[0]
    steps = tuple(replace(step, problems=(*step.problems, problem)) if step.id == node else step for step in plan.steps)
    return replace(plan, steps=steps)


def _whole_gradient(look: Look) -> float:
    """The norm of the gradient of all parameters together."""
    return sum(norm * norm for norm in look.parameters.values()) ** 0.5
