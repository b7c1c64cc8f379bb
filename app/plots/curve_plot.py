"""Curves over steps or epochs: loss, accuracy, the norm of a layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from app.plots.axes import NumberAxis
from app.plots.colours import PlotColours
from app.plots.decimate import thinned
from app.plots.header import LegendEntry
from app.plots.plot_panel import PlotPanel
from app.plots.ranges import Range, grown, grown_decades, grown_end

Floats = NDArray[np.float64]
FEW_POINTS = 300


@dataclass(frozen=True)
class Series:
    """How a curve looks: blue or orange, solid or dashed; `label` is what the legend says."""

    name: str
    label: str
    colour: Literal["forward", "backward", "soft_text"] = "forward"
    dashed: bool = False
    is_optional: bool = False  # the legend names it only where there is something of it


class CurvePlot(PlotPanel):
    """Curves that grow to the right. `set_series` replaces the data of one; the legend reads it out at the mouse.

    Without `series` there are two: `train` (solid, blue) and `validation` (dashed, orange). `logarithmic` draws powers
    of ten upwards and leaves out what is not above zero. Everything drawn is thinned to two points a pixel; a curve's
    x must ascend. `bounds` are limits that the upright axis never passes, such as 0 and 1 for an accuracy.
    """

    def __init__(
        self,
        title: str,
        colours: PlotColours,
        series: Sequence[Series] = (),
        *,
        x_name: str = "",
        empty_text: str = "",
        logarithmic: bool = False,
        bounds: Range = (-math.inf, math.inf),
        antialias: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        empty_text = empty_text or self.tr("The curves appear here while the network trains.")
        left, bottom = NumberAxis("left", decades=logarithmic), NumberAxis("bottom", grid=False)
        super().__init__(title, empty_text, colours, left, bottom, parent)
        self.series = tuple(series) or (
            Series("train", self.tr("train")),
            Series("validation", self.tr("validation"), "backward", dashed=True),
        )
        self._x_name = x_name or self.tr("step")
        self._logarithmic, self._bounds = logarithmic, bounds
        self._data: dict[str, tuple[Floats, Floats]] = {}
        self._curves = {one.name: pg.PlotCurveItem(antialias=antialias) for one in self.series}
        for curve in self._curves.values():
            self.plot.addItem(curve, ignoreBounds=True)
        self._dots = {one.name: pg.ScatterPlotItem(size=7, pen=None) for one in self.series}  # where there is no line
        for dot in self._dots.values():
            self.plot.addItem(dot, ignoreBounds=True)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.plot.addItem(self._cross, ignoreBounds=True)
        self._mark = pg.InfiniteLine(angle=90, movable=False)
        self._mark.hide()
        self.plot.addItem(self._mark, ignoreBounds=True)
        self._y_range: Range | None = None
        self._x_end, self._extent = 0.0, 0.0
        self._ceiling = math.inf
        self._hovered: float | None = None
        self.plot.scene().sigMouseMoved.connect(self._mouse_moved)
        self.plot.viewport().installEventFilter(self)
        self.apply_colours()

    def set_series(self, name: str, x: ArrayLike, y: ArrayLike) -> None:
        """Replaces the points of a curve. Raises KeyError for a name not declared, ValueError for odd lengths."""
        if name not in self._curves:
            raise KeyError(name)
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape or xs.ndim != 1:
            raise ValueError(f"expected x and y of one length, got {xs.shape} and {ys.shape}")
        self._data[name] = (xs, ys)
        self.data_changed()

    def clear(self) -> None:
        """Forgets all points and ranges, as at the start of a run."""
        self._data.clear()
        self._y_range, self._x_end = None, 0.0
        self.data_changed()

    def set_mark(self, x: float | None) -> None:
        """An upright line at a place, for what is looked at; None takes it away."""
        self._mark.setVisible(x is not None)
        if x is not None:
            self._mark.setPos(x)

    def set_extent(self, x: float) -> None:
        """Where the run will end, if that is known: the axis then goes so far from the start. 0 means not known."""
        self._extent = x
        self.data_changed()

    def set_ceiling(self, y: float) -> None:
        """The value above which there can be none, as 1 for an accuracy: the axis ends there."""
        self._ceiling = y
        self.data_changed()

    def is_empty(self) -> bool:
        return not any(len(xs) for xs, _ in self._data.values())

    def apply_colours(self) -> None:
        super().apply_colours()
        cross = QPen(self.colours.soft_text, 1)
        cross.setCosmetic(True)
        self._cross.setPen(cross)
        mark = QPen(self.colours.forward, 2)
        mark.setCosmetic(True)
        self._mark.setPen(mark)
        self._show_legend()

    def draw(self) -> None:
        shown = {name: thinned(*self._drawable(name), self.plot_width()) for name in self._data}
        for one in self.series:
            xs, ys = shown.get(one.name, (np.empty(0), np.empty(0)))
            self._curves[one.name].setData(xs, ys, pen=self._pen(one, len(xs)))
            dot, is_dot = self._dots[one.name], len(xs) == 1
            dot.setVisible(is_dot)  # an empty one costs as much to paint as a full one
            if is_dot:
                dot.setData(xs, ys, brush=self._colour(one))
        self._set_ranges([points for points in shown.values() if len(points[0])])
        self._show_legend()

    def _drawable(self, name: str) -> tuple[Floats, Floats]:
        xs, ys = self._data[name]
        if self._logarithmic:
            positive = ys > 0
            xs, ys = xs[positive], np.log10(ys[positive])
        return xs, ys

    def _set_ranges(self, curves: list[tuple[Floats, Floats]]) -> None:
        if not curves:
            return
        low, high = min(float(ys.min()) for _, ys in curves), max(float(ys.max()) for _, ys in curves)
        self._y_range = (grown_decades if self._logarithmic else grown)(self._y_range, low, high)
        shown = (max(self._y_range[0], self._bounds[0]), min(self._y_range[1], self._bounds[1]))
        self._y_range = (self._y_range[0], max(high, min(self._y_range[1], self._ceiling)))
        end = max(float(xs[-1]) for xs, _ in curves)
        self._x_end = self._extent if end <= self._extent else grown_end(self._x_end, end)
        begin = min(0.0, min(float(xs[0]) for xs, _ in curves))
        self.plot.setRange(xRange=(begin, self._x_end), yRange=shown, padding=0)

    def _pen(self, one: Series, count: int) -> QPen:
        """Two pixels wide while there are few points: with thousands that costs four times as much."""
        pen = QPen(self._colour(one), 2 if count <= FEW_POINTS else 1)
        pen.setCosmetic(True)
        if one.dashed:
            pen.setDashPattern([3, 2] if count <= FEW_POINTS else [5, 3])
        return pen

    def _colour(self, one: Series) -> QColor:
        colour: QColor = getattr(self.colours, one.colour)
        return colour

    # ---------------------------------------------------------------- reading out
    def _mouse_moved(self, place: QPointF) -> None:
        view = self.plot.getPlotItem().getViewBox()
        inside = not self.is_empty() and view.sceneBoundingRect().contains(place)
        self._hover(float(view.mapSceneToView(place).x()) if inside else None)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().eventFilter(watched, event)

    def _hover(self, x: float | None) -> None:
        self._hovered = x
        self._show_legend()

    def _show_legend(self) -> None:
        reading = self._hovered is not None and not self.is_empty()
        entries: list[LegendEntry] = []
        if reading:
            at = self._nearest_x(self._hovered or 0.0)
            self._cross.setPos(at)
            text = f"{self._x_name} {at:,.0f}" if float(at).is_integer() else f"{self._x_name} {at:,.2f}"
            entries.append(LegendEntry(text, self.colours.soft_text, "none"))
        self._cross.setVisible(reading)
        for one in self.series:
            if one.is_optional and not len(self._data.get(one.name, ((), ()))[0]):
                continue
            value = self.value_at(one.name, self._hovered or 0.0) if reading else None
            key: Literal["dashed", "solid"] = "dashed" if one.dashed else "solid"
            entries.append(LegendEntry(one.label, self._colour(one), key, "" if value is None else _read_out(value)))
        self.header.legend.show_entries(entries)

    def _nearest_x(self, x: float) -> float:
        places = [xs[_nearest(xs, x)] for xs, _ in self._data.values() if len(xs)]
        return float(min(places, key=lambda place: abs(place - x)))

    def value_at(self, name: str, x: float) -> float | None:
        """The value of a curve at its point nearest to x; None where it has none."""
        xs, ys = self._data.get(name, (np.empty(0), np.empty(0)))
        return float(ys[_nearest(xs, x)]) if len(xs) else None


def _nearest(xs: Floats, x: float) -> int:
    right = int(np.searchsorted(xs, x))
    if right == 0:
        return 0
    if right == len(xs):
        return len(xs) - 1
    return right if xs[right] - x < x - xs[right - 1] else right - 1


def _read_out(value: float) -> str:
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e4 or value == 0 else f"{value:.2e}"
