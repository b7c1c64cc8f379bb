"""One layer's gradient norm over time."""

from __future__ import annotations

from numpy.typing import ArrayLike
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.plots.colours import PlotColours
from app.plots.curve_plot import CurvePlot, Series


class HistoryPlot(CurvePlot):
    """A single curve of a norm, in powers of ten, in the colour of gradients."""

    def __init__(self, colours: PlotColours, parent: QWidget | None = None) -> None:
        def text(words: str) -> str:
            return QCoreApplication.translate("HistoryPlot", words)

        super().__init__(
            text("Gradient over time"),
            colours,
            (Series("norm", text("norm"), "backward"),),
            empty_text=text("Choose a layer to see its gradient over time."),
            logarithmic=True,
            parent=parent,
        )

    def set_history(self, x: ArrayLike, norms: ArrayLike) -> None:
        """Replaces the curve: steps, and the norm at each."""
        self.set_series("norm", x, norms)
