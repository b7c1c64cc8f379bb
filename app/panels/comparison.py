"""The comparison dock: a network and the remedied one, trained side by side from the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.parts.labels import note, soft
from app.parts.metrics import metric_of, metric_title
from app.pictures.as_text import format_fixed
from app.theme import Theme
from app.translation import problem_message
from engine.training.events import Failed, Finished

if TYPE_CHECKING:
    from app.plots.curve_plot import CurvePlot
    from app.session.comparison import Comparison


class ComparisonPanel(QWidget):
    """Two loss curves in one plot, and the final scores below."""

    def __init__(self, comparison: Comparison, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison, self._theme = comparison, theme
        self._plot: CurvePlot | None = None
        self._words = QLabel()
        self._words.setProperty("strong", True)
        self._words.setWordWrap(True)
        self._scores = soft(wrap=True)
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.clicked.connect(comparison.stop)
        self._empty = note(self.tr("Press “Train Both” at a diagnosis: this network and the changed one are trained "
                                   "side by side, from the same seed and on the same batches."))  # fmt: skip
        top = QHBoxLayout()
        top.addWidget(self._words, 1)
        top.addWidget(self._stop)
        self._content = QWidget()
        self._inside = QVBoxLayout(self._content)
        self._inside.setContentsMargins(14, 8, 14, 8)
        self._inside.addLayout(top)
        self._inside.addWidget(self._scores)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(self._content)
        self._content.hide()
        comparison.changed.connect(self._show)

    def create_plots(self) -> None:
        """Imports pyqtgraph and makes the plot."""
        from app.plots.curve_plot import CurvePlot, Series

        series = (
            Series("original", self.tr("as it is"), "backward"),
            Series("remedied", self.tr("changed"), "forward"),
        )
        self._plot = CurvePlot(self.tr("Loss"), self._theme, series, x_name=self.tr("step"))
        self._inside.insertWidget(1, self._plot, 1)
        if self._comparison.words:
            self._show()  # it began before this panel was there

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._plot is not None:
            self._plot.set_theme(theme)

    def _show(self) -> None:
        comparison = self._comparison
        self._empty.hide()
        self._content.show()
        self._words.setText(comparison.words)
        self._stop.setVisible(comparison.is_running)
        if self._plot is not None:
            for name, history in comparison.histories.items():
                self._plot.set_series(name, *history.loss_curve.line())
        titles = {"original": self.tr("as it is"), "remedied": self.tr("changed")}
        lines = [f"{titles[name]}: {self._score(result)}" for name, result in comparison.results.items()]
        self._scores.setText("\n".join(lines))
        self._scores.setVisible(bool(lines))

    def _score(self, result: Finished | Failed) -> str:
        if isinstance(result, Failed):
            return problem_message(result.problem)
        scores = result.validation or result.train or {}
        parts = [self.tr("loss {value}").format(value=format_fixed(scores["loss"]))] if "loss" in scores else []
        metric = metric_of(scores)
        if metric:
            parts.append(f"{metric_title(metric)} {format_fixed(scores[metric], 3)}")
        part = self.tr("validation") if result.validation else self.tr("train")
        return f"{', '.join(parts)} ({part})"
