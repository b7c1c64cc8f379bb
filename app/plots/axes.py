"""The axes: a few calm numbers, hairlines behind them, and names that are never cut without a sign of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.plots.colours import PlotColours
from app.plots.ranges import decade_text, decade_ticks, tick_text, tick_values


class NumberAxis(pg.AxisItem):
    """An axis with about one number each 40 to 90 pixels; `decades` reads its values as exponents of ten."""

    def __init__(self, orientation: str, decades: bool = False, grid: bool = True) -> None:
        super().__init__(orientation, showValues=True)
        self.decades = decades
        self._lines = grid
        self._font, self._line_pen = QFont(), QPen()
        self.setStyle(
            tickLength=0, tickTextOffset=6, maxTickLevel=0, autoExpandTextSpace=False, hideOverlappingLabels=False
        )
        self.enableAutoSIPrefix(False)
        if grid:
            self.setGrid(255)

    def set_colours(self, colours: PlotColours, font: QFont) -> None:
        self._font = font
        self.setTickFont(font)
        self._line_pen = _hairline(colours.plot_grid)
        self.setTextPen(QPen(colours.soft_text))

    def boundingRect(self) -> QRectF:
        """With room for the numbers at both ends, which pyqtgraph would leave out."""
        return super().boundingRect().adjusted(-28, -8, 28, 8)

    def drawPicture(
        self,
        p: QPainter,
        axisSpec: tuple[QPen, QPointF, QPointF],
        tickSpecs: list[tuple[QPen, QPointF, QPointF]],
        textSpecs: list[tuple[QRectF, Qt.AlignmentFlag, str]],
    ) -> None:
        """Hairlines behind the data and numbers; no line along the axis, and no ticks."""
        if self._lines:
            p.setPen(self._line_pen)
            for _, start, end in tickSpecs:
                p.drawLine(start, end)
        p.setFont(self._font)
        p.setPen(self.textPen())
        room = self.mapRectFromItem(self.parentItem(), self.parentItem().rect()).adjusted(2, 0, -2, 0)
        for place, flags, text in textSpecs:
            if self.orientation == "bottom":  # the last number moves inwards rather than being cut
                place.moveLeft(max(room.left(), min(place.left(), room.right() - place.width())))
            p.drawText(place, int(flags), text)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        pixels = 34.0 if self.orientation in ("left", "right") else 64.0
        most = max(1, min(6, int(size / pixels)))
        if self.decades:
            return [(1.0, decade_ticks(minVal, maxVal, most))]
        return [tick_values(minVal, maxVal, most)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.decades:
            return [decade_text(value) for value in values]
        return [tick_text(value * scale, spacing * scale) for value in values]


class NameAxis(pg.AxisItem):
    """Names under bars 0, 1, 2 ...: across where they fit, upright where not, every second or third in a crowd."""

    ACROSS = 22.0
    UPRIGHT = 112.0
    _LINE = 13.0  # an upright name needs this much room

    def __init__(self) -> None:
        super().__init__("bottom", showValues=False)
        self._names: tuple[str, ...] = ()
        self._chosen = -1
        self._font = QFont()
        self._colour, self._chosen_colour = QColor(), QColor()
        self._upright = False

    def set_colours(self, colours: PlotColours, font: QFont) -> None:
        self._font = font
        self._colour, self._chosen_colour = colours.soft_text, colours.accent
        self.update()

    def set_names(self, names: Sequence[str], chosen: int, width: float, most: float) -> None:
        """Takes new names and decides how they lie in the width of the plot; `most` is the height they may take."""
        self._names, self._chosen = tuple(names), chosen
        metrics = QFontMetricsF(self._font)
        slot = width / max(1, len(self._names))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)
        self._upright = bool(self._names) and slot < min(widest + 6, 46.0)
        self.setHeight(min(self.UPRIGHT, most, widest + 12) if self._upright else self.ACROSS)
        self.update()

    def paint(self, p: QPainter, opt: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self.linkedView()
        if view is None or not self._names:
            return
        low, high = view.viewRange()[0]
        slot = self.size().width() / ((high - low) or 1.0)
        every = max(1, math.ceil(self._LINE / slot)) if self._upright else 1
        metrics = QFontMetricsF(self._font)
        p.setFont(self._font)
        for index, name in enumerate(self._names):
            if index % every and index != self._chosen:
                continue
            p.setPen(self._chosen_colour if index == self._chosen else self._colour)
            centre = (index - low) * slot
            if self._upright:
                self._draw_upright(p, metrics, name, centre)
            else:
                text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, slot - 4)
                box = QRectF(centre - slot / 2, 4, slot, self.ACROSS - 4)
                p.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _draw_upright(self, p: QPainter, metrics: QFontMetricsF, name: str, centre: float) -> None:
        room = self.size().height() - 8
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        p.save()
        p.translate(QPointF(centre, 4))
        p.rotate(-90)
        box = QRectF(-room, -self._LINE / 2, room, self._LINE)
        p.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        p.restore()


def _hairline(colour: QColor) -> QPen:
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    return pen
