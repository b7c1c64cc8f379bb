"""Shows the states that a training has left; what is looked at of them is on the stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.frame.panels import Panels
from app.panels.history import ShownRun
from app.session.document import Document
from app.session.time_travel import TimeTravel
from app.theatre.theatre import Theatre
from engine.problem import ProblemError
from engine.project.change import Change
from engine.settings.optimizers import optimizers

MOST_RUNS = 12  # that are listed, the newest first


class HistoryDisplay(QObject):
    """Follows the kept states. `refused` carries a problem that stands in the way.

    `stage_wanted` comes before a state is looked at: it is the stage that shows it.
    """

    refused = Signal(object)
    stage_wanted = Signal()

    def __init__(
        self,
        document: Document,
        travel: TimeTravel,
        theatre: Theatre,
        panels: Panels,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._travel, self._theatre = document, travel, theatre
        self._panel, self._curves = panels.history, panels.curves
        travel.changed.connect(self._show)
        travel.settled.connect(self._show_runs)
        travel.began.connect(self._on_began)
        document.changed.connect(self._follow)
        document.replaced.connect(self._on_replaced)
        document.path_changed.connect(self._show_runs)
        self._panel.time_wanted.connect(self._go_to)
        self._panel.go_on_wanted.connect(self._go_on)
        self._panel.branch_wanted.connect(self._branch)
        self._is_ready = False  # the engine is loaded
        self._show_settings()

    def set_ready(self) -> None:
        """The engine is loaded: what lies beside the file can be read."""
        self._is_ready = True
        self._show_runs()

    def take_over(self, step: int | None) -> None:
        """Stands where another one stood, whose window was made anew, and which looked at the state after a step."""
        self._show()
        self._curves.show_left(self._travel.left_history)
        if step is not None:
            self._panel.look_at(step)
            self._curves.set_mark(step)

    def leave_stage(self) -> None:
        """Off the stage the network is the present one."""
        if self._panel.step is not None:
            self._panel.go_to_now()

    def _show(self) -> None:
        self._panel.show_kept(self._travel.kept, self._travel.seconds)

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("training"):
            self._show_settings()

    def _on_began(self) -> None:
        self._curves.show_left(self._travel.left_history)
        self._show_runs()

    def _on_replaced(self) -> None:
        self._curves.show_left(None)
        self._show_settings()
        self._show_runs()

    def _show_settings(self) -> None:
        chosen = self._document.project.training.optimizer
        declared = optimizers().get(chosen.kind)
        lr = declared.parameters.get("lr") if declared is not None else None
        default = lr.default if lr is not None else None
        self._panel.show_settings(chosen.kind, chosen.params, default if isinstance(default, float) else None)

    def _go_to(self, step: int | None) -> None:
        """Looks at a state: the stage shows that step, for the same sample."""
        if step is not None:
            self.stage_wanted.emit()
        self._theatre.set_time(step)
        self._curves.set_mark(step)

    def _go_on(self, step: int) -> None:
        self._leave_for(lambda: self._travel.go_on_from(step))

    def _branch(self, step: int, settings: tuple[str, float | None]) -> None:
        self._leave_for(lambda: self._travel.branch(step, *settings))

    def _leave_for(self, going_on: Callable[[], bool]) -> None:
        """Trains on from the state that is looked at: then now is what comes of it."""
        try:
            if going_on():
                self._panel.go_to_now()
        except ProblemError as error:
            self.refused.emit(error.problem)

    def _show_runs(self) -> None:
        """How far each run came, and off which it branched."""
        if not self._is_ready:
            return
        from engine.training.run_numbers import read_summary

        shown = []
        for path in self._travel.run_folders():
            try:
                summary = read_summary(path)
            except ProblemError:
                continue  # it is being made just now, or is no run
            text = self.tr("Run {name}: {steps} steps").format(name=path.name, steps=f"{summary.last_step:,}")
            if summary.origin is not None:
                text += self.tr(", branched off run {run} at step {step}").format(
                    run=summary.origin.run, step=f"{summary.origin.step:,}"
                )
            shown.append(ShownRun(path.name, text))
            if len(shown) == MOST_RUNS:
                break
        self._panel.show_runs(shown)
