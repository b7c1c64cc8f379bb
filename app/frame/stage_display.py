"""Shows, beside the stage, why gradients die and what the optimizer does; carries out remedies, or trains both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.repairs import repair_text
from app.canvas.view import GraphView
from app.frame.panels import Panels
from app.parts.check_texts import summary_text
from app.session.checker import Checker
from app.session.comparison import Comparison
from app.session.diagnoser import Diagnoser, Diagnosis
from app.session.document import Document
from app.session.rehearser import Rehearser
from app.theatre.theatre import Theatre
from app.translation import problem_message
from engine.problem import Remedy, errors
from engine.project.project import MAIN, Project
from engine.project.remedies import change_for

SOON = 400  # milliseconds after the stage was lit or the network changed: the stage itself comes first
OF_WEIGHTS = ("parameter", "grad_parameter", "gradient", "clipped", "after")


class StageDisplay(QObject):
    """Follows the stage, and tells the docks beside it what concerns them.

    `marks_changed` carries the diagnoses for the cards of the canvas, `comparing` comes when two networks begin to
    train side by side, `refused` says why something cannot be done now.
    """

    marks_changed = Signal(object)
    comparing = Signal()
    refused = Signal(str)
    thresholds_changed = Signal(object)  # those that a person has set, by name

    def __init__(
        self,
        document: Document,
        checker: Checker,
        rehearser: Rehearser,
        diagnoser: Diagnoser,
        comparison: Comparison,
        theatre: Theatre,
        canvas: GraphView,
        panels: Panels,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._checker = document, checker
        self._rehearser, self._diagnoser, self._comparison = rehearser, diagnoser, comparison
        self._theatre, self._canvas, self._panels = theatre, canvas, panels
        self._is_lit = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._diagnose)
        for panel in (panels.diagnosis, panels.update):
            panel.set_titles(theatre.title_of)
        rehearser.rehearsed.connect(self._on_step)
        rehearser.failed.connect(self._on_step)
        diagnoser.diagnosed.connect(self._show_diagnosis)
        theatre.questions.asked.connect(lambda _: self._show_update())
        canvas.selection_changed.connect(lambda _: self._show_update())
        checker.checked.connect(self._ask_soon)
        document.weights_changed.connect(self._ask_soon)
        document.replaced.connect(self._forget)
        document.replaced.connect(comparison.stop)
        panels.diagnosis.remedy_wanted.connect(self.remedy)
        panels.diagnosis.show_thresholds(diagnoser.thresholds)
        panels.diagnosis.thresholds_changed.connect(self._set_thresholds)
        panels.diagnosis.check_wanted.connect(self.check)
        panels.diagnosis.comparison_wanted.connect(self.compare)

    def enter(self) -> None:
        """The stage is lit."""
        self._is_lit = True
        self._ask_soon()

    def leave(self) -> None:
        """The stage is dark: nothing is marked any more."""
        self._is_lit = False
        self._forget()

    def remedy(self, address: str, remedy: Remedy) -> None:
        """Changes the network as a diagnosis offers; one step of undo brings it back."""
        page, node = page_of(self._document.project, address)
        room = self._canvas.editor.room if page == self._canvas.page else None
        change = change_for(self._document.project, page, node, remedy, room, self._document.interfaces)
        if change:
            self._document.apply(change, self)
            self._canvas.setFocus()  # the button that was pressed is gone

    def compare(self, address: str, remedy: Remedy) -> None:
        """Trains this network and the changed one side by side."""
        project = self._document.project
        page, node = page_of(project, address)
        change = change_for(project, page, node, remedy, interfaces=self._document.interfaces)
        if self._comparison.start(project, change.apply(project), repair_text(remedy)):
            self.comparing.emit()
        else:
            self.refused.emit(self.tr("Stop the training first: both networks need the processor."))

    def _set_thresholds(self, given: Mapping[str, Any]) -> None:
        self._diagnoser.set_thresholds(given)
        self.thresholds_changed.emit(self._diagnoser.thresholds)
        self._ask_soon()

    def check(self) -> None:
        """Compares autograd with finite differences at the selected layers, or at all of them."""
        chosen = list(self._canvas.selected_nodes)

        def question(recording: Any) -> Any:
            from engine.backprop.gradcheck import check_gradients
            from engine.backprop.report import selected

            nodes = selected(recording.network, chosen) if chosen else None
            return check_gradients(recording.network, recording.inputs, nodes, whole=nodes is None)

        self._panels.diagnosis.show_check(self.tr("Comparing…"))
        self._rehearser.ask(question, self._show_check)

    def _show_check(self, found: Any) -> None:
        if found is None:
            self._panels.diagnosis.show_check("")
        elif isinstance(found, tuple):
            self._panels.diagnosis.show_check(problem_message(found[0]), "error")
        else:
            states = {"right": "good", "wrong": "error"}
            self._panels.diagnosis.show_check(summary_text(found), states.get(found.verdict, ""))

    # ------------------------------------------------------------------ what is shown

    def _ask_soon(self, *_: object) -> None:
        if self._is_lit:
            self._soon.start()

    def _diagnose(self) -> None:
        if self._is_lit and self._checker.result is not None and not errors(self._checker.problems):
            self._diagnoser.diagnose()
        else:
            self._forget()

    def _show_diagnosis(self, diagnosis: Diagnosis) -> None:
        if not self._is_lit:
            return
        self._panels.diagnosis.show_diagnosis(diagnosis)
        self.marks_changed.emit(diagnosis.problems if diagnosis.measures is not None else ())

    def _forget(self) -> None:
        self._soon.stop()
        self._diagnoser.forget()
        self._panels.diagnosis.clear()
        self._panels.update.show_work(None)
        self.marks_changed.emit(())

    def show_update_soon(self, is_seen: bool) -> None:
        """The dock was brought before others, or stands behind them now."""
        if is_seen:
            QTimer.singleShot(0, self, self._show_update)

    def _on_step(self, *_: object) -> None:
        """Another step, or none: what was compared in the one before is no more."""
        self._panels.diagnosis.show_check("")
        self._show_update()

    def _show_update(self) -> None:
        """The update of the weight that is asked about; else of the first weights of the selected layer."""
        if self._panels.update.visibleRegion().isEmpty():
            return  # it stands behind others, and what nobody sees need not be worked out
        question = self._update_question()
        if question is None:
            self._panels.update.show_work(None)
        else:
            self._rehearser.ask(question, self._take_update)

    def _update_question(self) -> Callable[[Any], Any] | None:
        place, step = self._theatre.questions.place, self._theatre.step
        if step is None:
            return None
        if place is not None and place.quantity in OF_WEIGHTS:
            return _stages_of(place.address, place.name, place.index)
        chosen = self._canvas.selected_nodes
        shown = step.nodes.get(chosen[0]) if len(chosen) == 1 else None
        if shown is None or not shown.parameters:
            return None
        return _stages_of(chosen[0], next(iter(shown.parameters)), None)

    def _take_update(self, work: Any) -> None:
        self._panels.update.show_work(None if work is None or isinstance(work, tuple) else work)


def _stages_of(address: str, name: str, index: tuple[int, ...] | None) -> Callable[[Any], Any]:
    def question(recording: Any) -> Any:
        from engine.backprop.optimizer_stages import stages_of

        try:
            return stages_of(recording, address, name, index)
        except LookupError:  # the step did not come so far
            return None

    return question


def page_of(project: Project, address: str) -> tuple[str, str]:
    """The page on which a node stands, and its id there; copies of a repeated block are one page."""
    page = MAIN
    node, *rest = address.split(".")
    while rest:
        if rest[0].isdigit():
            rest = rest[1:]
            continue
        graph = project.page(page)
        shown = graph.nodes[node]
        page = graph.nodes[shown.of].of if shown.role == "share" else shown.of
        node, *rest = rest
    return page, node
