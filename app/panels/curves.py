"""The curves dock: the loss of every step, and the metric of every epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.parts.metrics import metric_of, metric_title
from app.session.run_history import RunHistory
from app.theme import Theme
from engine.training.events import EpochDone

if TYPE_CHECKING:
    from app.plots.curve_plot import CurvePlot

SHOWS_END = 0.2  # the part of a run after which the axes go to its end
CEILINGS = {"accuracy": 1.0, "r2": 1.0}  # metrics that cannot be better


class CurvesPanel(QWidget):
    """Two plots side by side, made by `create_plots` once the window has been painted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._loss: CurvePlot | None = None
        self._metric: CurvePlot | None = None
        self._shown_epochs: tuple[EpochDone, ...] = ()
        self._history: RunHistory | None = None
        self._run = (0, 0)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 2)
        self._layout.setSpacing(0)

    def create_plots(self) -> None:
        """Imports pyqtgraph and makes the plots."""
        from app.plots.curve_plot import CurvePlot, Series

        loss_hint = self.tr("The loss appears here while the network trains.")
        metric_hint = self.tr("How well the network does after every epoch appears here.")
        series = (
            Series("left", self.tr("run before"), "soft_text", is_optional=True),  # under the others
            Series("train", self.tr("train")),
            Series("validation", self.tr("validation"), "backward", dashed=True),
        )
        self._loss = CurvePlot(self.tr("Loss"), self._theme, series, x_name=self.tr("step"), empty_text=loss_hint)
        self._metric = CurvePlot(self.tr("Accuracy"), self._theme, x_name=self.tr("step"), empty_text=metric_hint)
        for plot in (self._loss, self._metric):
            self._layout.addWidget(plot, 1)

    @property
    def has_plots(self) -> bool:
        return self._loss is not None

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for plot in (self._loss, self._metric):
            if plot is not None:
                plot.set_theme(theme)

    def clear(self) -> None:
        """Forgets what was drawn."""
        self._history = None
        self._shown_epochs = ()
        for plot in (self._loss, self._metric):
            if plot is not None:
                plot.clear()
        if self._metric is not None:
            self._metric.set_title(metric_title("accuracy"))
        self._set_extent(0)

    def show_left(self, history: RunHistory | None) -> None:
        """Draws the loss of a run that a branch has left, behind that of the branch; None takes it away."""
        if self._loss is not None:
            steps, losses = history.loss_curve.line() if history is not None else (np.empty(0), np.empty(0))
            self._loss.set_series("left", steps, losses)

    def set_mark(self, step: int | None) -> None:
        """Marks the step that is looked at; None takes the mark away."""
        for plot in (self._loss, self._metric):
            if plot is not None:
                plot.set_mark(step)

    def set_run(self, first_step: int, last_step: int) -> None:
        """Where the run that begins starts and will end."""
        self._run = (first_step, last_step)
        self._set_extent(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._history is not None:
            self.show_history(self._history)

    def _set_extent(self, step: int) -> None:
        for plot in (self._loss, self._metric):
            if plot is not None:
                plot.set_extent(step)

    def show_history(self, history: RunHistory) -> None:
        """Draws what is known, once it can be seen; both plots decide themselves how often they are painted."""
        self._history = history
        if self._loss is None or self._metric is None or not self.isVisible():
            return
        first, last = self._run
        if history.step - first >= (last - first) * SHOWS_END:  # before, the curve would be lost in an empty plot
            self._set_extent(last)
        self._loss.set_series("train", *history.loss_curve.line())
        epochs = history.epochs
        if epochs == self._shown_epochs:
            return
        self._shown_epochs = epochs
        validated = [epoch for epoch in epochs if epoch.validation is not None]
        self._loss.set_series("validation", [epoch.step for epoch in validated], _values(validated, "loss"))
        metric = metric_of(epochs[-1].train) if epochs else ""
        self._metric.set_title(metric_title(metric or "accuracy"))
        self._metric.set_ceiling(CEILINGS.get(metric, math.inf))
        if metric:
            known = [epoch for epoch in epochs if metric in epoch.train]
            values = [epoch.train[metric] for epoch in known]
            self._metric.set_series("train", [epoch.step for epoch in known], values)
            known = [epoch for epoch in validated if metric in (epoch.validation or {})]
            if known:
                self._metric.set_series("validation", [epoch.step for epoch in known], _values(known, metric))


def _values(epochs: list[EpochDone], name: str) -> list[float]:
    return [epoch.validation[name] for epoch in epochs if epoch.validation is not None]
