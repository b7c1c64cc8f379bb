"""The gradients dock: the norm at every layer in network order; of the chosen one, its history and its spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.parts.histograms import spread_of
from app.session.run_history import RunHistory
from app.theme import Theme, magnitude_colour, magnitude_colours
from engine.compiler.plan import Plan
from engine.training.events import Look

if TYPE_CHECKING:
    from app.plots.bar_plot import BarPlot
    from app.plots.histogram_plot import HistogramPlot
    from app.plots.history_plot import HistoryPlot


class GradientsPanel(QWidget):
    """Bars at the left; at the right, for the node that is selected, its history above its histogram.

    `node_chosen` carries the address of the bar that was clicked.
    """

    node_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: BarPlot | None = None
        self._history: HistoryPlot | None = None
        self._histogram: HistogramPlot | None = None
        self._side = QWidget(self)
        self._side.hide()
        self._was_divided = False
        self._labels: Mapping[str, str] = {}  # address -> what its bar is called, in network order
        self._chosen = ""
        self._look: Look | None = None
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 2)
        layout.addWidget(self._splitter)

    def create_plots(self) -> None:
        """Imports pyqtgraph and makes the plots."""
        from app.plots.bar_plot import BarPlot
        from app.plots.histogram_plot import HistogramPlot
        from app.plots.history_plot import HistoryPlot

        self._bars = BarPlot(self.tr("Gradient by layer"), self._theme, unit=self.tr("‖∂L/∂output‖, log"))
        self._bars.chosen.connect(self._choose)
        self._history = HistoryPlot(self._theme)
        spread_hint = self.tr("How the gradient of the selected layer is spread appears here while the network trains.")
        self._histogram = HistogramPlot(self.tr("Spread"), self._theme, empty_text=spread_hint)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self._history, 1)
        side.addWidget(self._histogram, 1)
        self._splitter.addWidget(self._bars)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._show_side(bool(self._chosen))
        self._show_bars()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for plot in (self._bars, self._history, self._histogram):
            if plot is not None:
                plot.set_theme(theme)

    def show_plan(self, plan: Plan | None) -> None:
        """Takes the order of the network, and how its nodes are called."""
        self._labels = bar_labels(plan) if plan is not None else {}
        self._show_bars()

    def show_look(self, look: Look | None, history: RunHistory | None = None) -> None:
        """Shows the gradients of a look, and how the chosen one came there."""
        self._look = look
        if self.isVisible():
            self._show_bars()
            self._show_chosen(history)

    def show_selection(self, nodes: Sequence[str], history: RunHistory | None = None) -> None:
        """Chooses the only node that is selected; none where there are several."""
        self._chosen = nodes[0] if len(nodes) == 1 else ""
        self._show_side(bool(self._chosen) and self._history is not None)
        if self._bars is not None and self._history is not None and self._histogram is not None:
            self._bars.set_chosen(self._labels.get(self._chosen, ""))
            self._history.clear()
            self._histogram.clear()
            self._histogram.set_title(self.tr("Spread"))
            self._show_chosen(history)

    def clear(self) -> None:
        """Forgets what a run has shown."""
        self._look = None
        for plot in (self._bars, self._history, self._histogram):
            if plot is not None:
                plot.clear()

    def _show_bars(self) -> None:
        if self._bars is None or self._look is None:
            return
        norms = self._look.nodes
        reached = [address for address in self._labels if address in norms]
        values = [norms[address] for address in reached]
        self._bars.set_bars(
            [self._labels[address] for address in reached], values, magnitude_colours(values) if values else []
        )

    def _show_side(self, is_wanted: bool) -> None:
        """The chosen layer's plots, at first on two fifths of the width; then as a person divides it."""
        if is_wanted and self._side.isHidden() and not self._was_divided:
            self._was_divided = True
            self._splitter.setSizes([3 * self.width() // 5, 2 * self.width() // 5])
        self._side.setVisible(is_wanted)

    def _choose(self, label: str) -> None:
        for address, known in self._labels.items():
            if known == label:
                self.node_chosen.emit(address)

    def _show_chosen(self, history: RunHistory | None) -> None:
        if self._history is None or self._histogram is None or not self._chosen:
            return
        if history is not None:
            norms = history.gradients_of(self._chosen)
            known = np.isfinite(norms)
            self._history.set_history(history.gradient_steps[known], norms[known])
        spread = spread_of(self._look, self._chosen)
        if spread is not None:
            histogram = spread.histogram
            name = spread.name or self._labels.get(self._chosen, self._chosen)
            self._histogram.set_title(self.tr("Gradient of {name}").format(name=name))
            self._histogram.set_histogram(histogram.counts, histogram.edges, magnitude_colour(spread.norm))


def bar_labels(plan: Plan) -> dict[str, str]:
    """What the bar of each layer is called, by its address: its title where nothing else is so called, else that.

    An Input or Output, as blocks have them, is no layer: it only hands on.
    """
    leaves = [leaf for leaf in plan.leaves if not (leaf.step.is_input or leaf.step.is_output)]
    titles = Counter(leaf.step.node.title for leaf in leaves)
    taken = {"", *(leaf.address for leaf in plan.leaves), *(title for title, count in titles.items() if count > 1)}
    return {leaf.address: leaf.address if leaf.step.node.title in taken else leaf.step.node.title for leaf in leaves}
