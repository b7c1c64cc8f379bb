"""How a layer's gradients or weights are spread."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QWidget

from app.plots.axes import NumberAxis
from app.plots.colours import PlotColours
from app.plots.plot_panel import PlotPanel, no_pen
from app.plots.ranges import Range, grown

Floats = NDArray[np.float64]


class HistogramPlot(PlotPanel):
    """Counts between edges as one row of bars, as high as the highest; the x axis keeps still until it must grow."""

    def __init__(
        self,
        title: str,
        colours: PlotColours,
        *,
        empty_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        empty_text = empty_text or self.tr("Choose a layer to see how its values are spread.")
        left = NumberAxis("left", grid=False)
        super().__init__(title, empty_text, colours, left, NumberAxis("bottom", grid=False), parent)
        self.plot.getPlotItem().hideAxis("left")
        self.plot.getPlotItem().setContentsMargins(14, 6, 14, 0)
        self._counts: Floats = np.empty(0)
        self._edges: Floats = np.empty(0)
        self._range: Range | None = None
        self._colour: QColor | None = None
        self._bars = pg.BarGraphItem(x0=np.empty(0), x1=np.empty(0), height=np.empty(0), pen=no_pen())
        self.plot.addItem(self._bars, ignoreBounds=True)
        self.apply_colours()

    def set_histogram(self, counts: ArrayLike, edges: ArrayLike, colour: QColor | None = None) -> None:
        """Counts [N] between edges [N + 1], in a colour or in that of gradients. Raises ValueError for odd lengths."""
        heights, limits = np.asarray(counts, dtype=np.float64), np.asarray(edges, dtype=np.float64)
        if len(heights) and len(limits) != len(heights) + 1:
            raise ValueError(f"expected one edge more than counts, got {len(limits)} and {len(heights)}")
        self._counts, self._edges, self._colour = heights, limits, colour
        self.data_changed()

    def clear(self) -> None:
        self._range = None
        self.set_histogram((), ())

    def is_empty(self) -> bool:
        return not len(self._counts) or not np.isfinite(self._edges).all()

    def draw(self) -> None:
        if self.is_empty():
            return
        highest = float(self._counts.max()) or 1.0
        gap = (self._edges[1:] - self._edges[:-1]) * 0.06
        brush = QBrush(self._colour or self.colours.backward)
        self._bars.setOpts(
            x0=self._edges[:-1] + gap, x1=self._edges[1:] - gap, height=self._counts / highest, brush=brush
        )
        low, high = float(self._edges[0]), float(self._edges[-1])
        if low < 0 < high:  # zero stays in the middle, where a person looks for it
            high = max(-low, high)
            low = -high
        self._range = grown(self._range, low, high)
        self.plot.setRange(xRange=self._range, yRange=(0.0, 1.04), padding=0)
