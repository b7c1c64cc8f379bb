"""The size of every layer's gradient, side by side in network order."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsRectItem, QToolTip, QWidget

from app.plots.axes import NameAxis, NumberAxis
from app.plots.colours import PlotColours
from app.plots.header import LegendEntry
from app.plots.plot_panel import PlotPanel, no_pen
from app.plots.ranges import Range

Floats = NDArray[np.float64]
_WIDTH = 0.84
_STUB = 0.012  # of the height: a bar that is zero is seen to be there


class BarPlot(PlotPanel):
    """Bars on a logarithmic axis; a click on one emits `chosen` with its name.

    Below `vanishing` lies a shaded band. The axis spans `low` to `high` and grows by two decades where a norm is
    beyond. A norm that is no number fills the height, in the colour it was given.
    """

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        colours: PlotColours,
        *,
        low: float = 1e-8,
        high: float = 1.0,
        vanishing: float = 1e-6,
        unit: str = "",
        empty_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        empty_text = empty_text or self.tr("The gradient at every layer appears here while the network trains.")
        self._names_axis = NameAxis()
        super().__init__(title, empty_text, colours, NumberAxis("left", decades=True), self._names_axis, parent)
        self._unit, self._vanishing = unit, vanishing
        self._first_range: Range = (math.log10(low), math.log10(high))
        self._range = self._first_range
        self._names: tuple[str, ...] = ()
        self._norms: Floats = np.empty(0)
        self._brushes: list[QBrush] = []
        self._chosen = ""
        self._band = QGraphicsRectItem()
        self._band.setPen(no_pen())
        self._band.setZValue(-50)
        self._bars = pg.BarGraphItem(x=np.empty(0), height=np.empty(0), width=_WIDTH, pen=None)
        self.plot.addItem(self._band, ignoreBounds=True)
        self.plot.addItem(self._bars, ignoreBounds=True)
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.apply_colours()

    def set_bars(self, names: Sequence[str], norms: ArrayLike, colours: Sequence[QColor]) -> None:
        """Replaces the bars: names, norms and colours of one length, in network order. Raises ValueError otherwise."""
        values = np.asarray(norms, dtype=np.float64)
        if not len(names) == len(values) == len(colours):
            raise ValueError(f"expected one length, got {len(names)}, {len(values)}, {len(colours)}")
        if tuple(names) != self._names:
            self._range = self._first_range
        self._names, self._norms = tuple(names), values
        self._brushes = [QBrush(colour) for colour in colours]
        self.data_changed()

    def set_chosen(self, name: str) -> None:
        """Marks a bar; an empty name marks none. Sends no signal."""
        if name != self._chosen:
            self._chosen = name
            self.data_changed()

    def clear(self) -> None:
        self.set_bars((), (), ())

    def is_empty(self) -> bool:
        return not self._names

    @property
    def chosen_index(self) -> int:
        return self._names.index(self._chosen) if self._chosen in self._names else -1

    def apply_colours(self) -> None:
        super().apply_colours()
        self._band.setBrush(self._band_colour())
        entries = [LegendEntry(self._unit, self.colours.soft_text, "none")] if self._unit else []
        words = self.tr("vanishing, below {limit}").format(limit=f"{self._vanishing:.0e}".replace("e-0", "e-"))
        self.header.legend.show_entries([*entries, LegendEntry(words, self._band_colour(), "band")])

    def _band_colour(self) -> QColor:
        colour = QColor(self.colours.warning)
        colour.setAlpha(36)
        return colour

    def draw(self) -> None:
        if self.is_empty():
            return
        self._grow()
        floor, ceiling = self._range
        heights = self._heights(floor, ceiling)
        outline = [no_pen()] * len(self._names)
        if self.chosen_index >= 0:
            pen = QPen(self.colours.text, 1)
            pen.setCosmetic(True)
            outline[self.chosen_index] = pen
        places = np.arange(len(self._names), dtype=np.float64)
        self._bars.setOpts(x=places, y0=floor, height=heights, width=_WIDTH, brushes=self._brushes, pens=outline)
        left, right = -0.6, len(self._names) - 0.4
        top = min(max(math.log10(self._vanishing), floor), ceiling)
        self._band.setRect(QRectF(left, floor, right - left, top - floor))
        self._place_names()
        self.plot.setRange(xRange=(left, right), yRange=self._range, padding=0)

    def _grow(self) -> None:
        """Two decades more where a norm is above the top; what lies below the bottom becomes a stub."""
        finite = self._norms[np.isfinite(self._norms) & (self._norms > 0)]
        if finite.size:
            highest = math.log10(float(finite.max()))
            while highest > self._range[1]:
                self._range = (self._range[0], self._range[1] + 2.0)

    def _heights(self, floor: float, ceiling: float) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            tops = np.log10(self._norms)
        tops = np.where(np.isnan(self._norms), ceiling, tops)
        stub = (ceiling - floor) * _STUB
        heights: Floats = np.clip(tops, floor + stub, ceiling) - floor
        return heights

    # ---------------------------------------------------------------- the mouse
    def index_at(self, place: QPoint | QPointF) -> int:
        """The bar whose column is at this place of the viewport; -1 where there is none."""
        view = self.plot.getPlotItem().getViewBox()
        scene = self.plot.mapToScene(QPointF(place).toPoint())
        if self.is_empty() or scene.y() < view.sceneBoundingRect().top():
            return -1
        index = round(float(view.mapSceneToView(scene).x()))
        return index if 0 <= index < len(self._names) else -1

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            index = self.index_at(event.position())
            if event.button() == Qt.MouseButton.LeftButton and index >= 0:
                self.chosen.emit(self._names[index])
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(event.pos())
            text = f"{self._names[index]}\n{self._norms[index]:.2e}" if index >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self.plot.viewport())
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_names()

    def _place_names(self) -> None:
        self._names_axis.set_names(self._names, self.chosen_index, self.plot_width(), 0.4 * self.plot.height())
