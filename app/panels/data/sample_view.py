"""The first samples, as what they are: pictures in a grid, points in a plane, else rows of numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.data.samples import Samples
from app.pictures.as_image import enlarged, is_picture, picture, signed_heat_map
from app.pictures.as_text import format_value
from app.theme import Theme
from app.theme.colours import signed_table

TILE, GAP, LABEL = 52, 8, 18
ROWS, NUMBERS = 4, 8


class SampleView(QWidget):
    """Paints samples; empty until it is given some."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._samples: Samples | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_samples(self, samples: Samples | None) -> None:
        self._samples = samples
        self.updateGeometry()
        self.update()

    @property
    def form(self) -> str:
        """How the samples are drawn: `pictures`, `points`, `maps`, `numbers`, or `nothing`."""
        value = self._value()
        if value is None or not len(value):
            return "nothing"
        shape = value.shape[1:]
        if is_picture(shape):
            return "pictures"
        if shape == (2,):
            return "points"
        return "maps" if len(shape) >= 2 else "numbers"

    def sizeHint(self) -> QSize:
        heights = {
            "pictures": ROWS * (TILE + LABEL + GAP),
            "maps": ROWS * (TILE + LABEL + GAP),
            "points": 220,
            "numbers": (NUMBERS + 1) * 20,
        }
        return QSize(200, heights.get(self.form, 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match self.form:
            case "pictures" | "maps":
                self._paint_tiles(painter)
            case "points":
                self._paint_points(painter)
            case "numbers":
                self._paint_numbers(painter)

    def _value(self) -> np.ndarray | None:
        """The first column that is not a class number; else the first."""
        if self._samples is None or not self._samples.arrays:
            return None
        arrays = list(self._samples.arrays.values())
        return next((array for array in arrays if array.ndim > 1), arrays[0])

    def _label(self, index: int) -> str:
        assert self._samples is not None
        labels = [array for array in self._samples.arrays.values() if array.ndim == 1]
        return format_value(labels[0][index].item(), 3) if labels else ""

    def _paint_tiles(self, painter: QPainter) -> None:
        value = self._value()
        assert value is not None
        columns = max(1, (self.width() + GAP) // (TILE + GAP))
        metrics = QFontMetrics(self.font())
        low, high = float(value.min()), float(value.max())
        for index in range(min(len(value), columns * ROWS)):
            left, top = (index % columns) * (TILE + GAP), (index // columns) * (TILE + LABEL + GAP)
            sample = value[index]
            if is_picture(sample.shape):
                image = picture(sample, min(low, 0.0), max(high, 1.0))
            else:
                image = signed_heat_map(sample.reshape(-1, sample.shape[-1]), signed_table(self._theme))
            image = enlarged(image, TILE, TILE)
            place = QRectF(0, 0, image.width(), image.height())
            place.moveCenter(QPointF(left + TILE / 2, top + TILE / 2))
            painter.drawImage(place.topLeft(), image)
            painter.setPen(self._theme.line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.setPen(self._theme.soft_text)
            text = metrics.elidedText(self._label(index), Qt.TextElideMode.ElideRight, TILE)
            painter.drawText(QRectF(left, top + TILE, TILE, LABEL), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_points(self, painter: QPainter) -> None:
        value = self._value()
        assert value is not None and self._samples is not None
        area = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        low, high = value.min(axis=0), value.max(axis=0)
        span = float(max(high - low)) or 1.0
        scale = min(area.width(), area.height()) / span
        middle = (low + high) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._point_colours(len(value))
        for (x, y), colour in zip(value.tolist(), colours, strict=True):
            painter.setBrush(colour)
            centre = area.center() + QPointF((x - middle[0]) * scale, -(y - middle[1]) * scale)
            painter.drawEllipse(centre, 2.5, 2.5)

    def _point_colours(self, count: int) -> list[QColor]:
        """By class in the colours of the categories, by number from orange to blue."""
        assert self._samples is not None
        others = [array for array in self._samples.arrays.values() if array.shape[1:] != (2,)]
        if not others:
            return [self._theme.forward] * count
        target = others[0].reshape(count, -1)[:, 0]
        if target.dtype.kind == "i":
            palette = [self._theme.forward, self._theme.backward, *self._theme.categories.values()]
            return [palette[int(label) % len(palette)] for label in target]
        table = signed_table(self._theme)
        limit = float(np.abs(target).max()) or 1.0
        rows = np.clip((target / limit + 1) / 2 * 255, 0, 255).astype(int)
        return [QColor(*(int(channel) for channel in table[row])) for row in rows]

    def _paint_numbers(self, painter: QPainter) -> None:
        assert self._samples is not None
        columns = [(name, array.reshape(len(array), -1)) for name, array in self._samples.arrays.items()]
        shown = [(name, array[:NUMBERS, :3]) for name, array in columns]
        cells = sum(array.shape[1] for _, array in shown)
        width = self.width() / max(1, cells)
        left = 0.0
        for name, array in shown:
            painter.setPen(self._theme.soft_text)
            area = QRectF(left, 0, width * array.shape[1], 20)
            title = QFontMetrics(self.font()).elidedText(name, Qt.TextElideMode.ElideRight, int(area.width()) - 4)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
            painter.setPen(self._theme.text)
            for row, values in enumerate(array.tolist(), 1):
                for column, number in enumerate(values):
                    cell = QRectF(left + column * width, row * 20, width, 20)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                                     format_value(number, 3))  # fmt: skip
            left += width * array.shape[1]
