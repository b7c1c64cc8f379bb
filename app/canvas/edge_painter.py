"""Paints edges: grey where nothing is known, in training with the colour and the width of their gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from app.canvas.heat import LEVELS, NOT_A_NUMBER, level_colour
from app.theme.tokens import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.edge_item import EdgeItem

THIN, WIDEST = 1.5, 4.0
CHEVRON_ZOOM = 0.45
SMOOTH_ZOOM = 0.3  # below, a line of one pixel without smoothing is as good and a third of the time


class EdgePainter:
    """The pens that all edges of one theme share; on paper they follow the zoom, and nothing is left out."""

    def __init__(self, theme: Theme, on_paper: bool = False) -> None:
        self._on_paper = on_paper
        self._plain = _pen(theme.wire, 1.5, not on_paper)
        self._coarse = _pen(theme.wire, 0)
        self._dimmed = _pen(mixed(theme.canvas, theme.wire, 0.22), 1.5, not on_paper)
        self._selected = _pen(theme.accent, 2.5, not on_paper)
        self._target = _pen(theme.accent, 3.5, not on_paper)
        self._hovered = _pen(theme.soft_text, 2, not on_paper)
        levels = [NOT_A_NUMBER, *range(LEVELS)]
        self._heated = {level: _pen(level_colour(level), _width(level), False) for level in levels}
        self._heated_hovered = {level: _pen(level_colour(level), _width(level) + 1.5, False) for level in levels}
        self._heated_coarse = {level: _pen(level_colour(level), 0) for level in levels}
        self._tones = {
            "quiet": _pen(mixed(theme.canvas, theme.wire, 0.7), 1.5, False),
            "forward": _pen(theme.forward, 2.2, False),
            "backward": _pen(theme.backward, 2.6, False),
        }
        self._no_brush = QBrush(Qt.BrushStyle.NoBrush)

    def paint(self, painter: QPainter, item: EdgeItem) -> None:
        zoom = 1.0 if self._on_paper else painter.worldTransform().m11()
        is_smooth = zoom >= SMOOTH_ZOOM
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        painter.setPen(self._pen_for(item, is_smooth))
        painter.setBrush(self._no_brush)
        if item.is_straight:
            (x1, y1), (x2, y2) = item.ends
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
        else:
            painter.drawPath(item.path)
        is_backward = item.tone == "backward" or (item.tone is None and item.is_training and item.heat is not None)
        if is_backward and not _is_faint(item) and zoom >= CHEVRON_ZOOM:
            painter.drawPolyline(item.chevron)

    def _pen_for(self, item: EdgeItem, is_smooth: bool) -> QPen:
        if item.is_target:
            return self._target
        if item.isSelected():
            return self._selected
        if _is_faint(item):
            return self._dimmed
        if item.tone is not None:
            return self._tones[item.tone]
        if item.is_training and item.heat is not None:
            pens = self._heated_coarse if not is_smooth else self._heated_hovered if item.is_hovered else self._heated
            return pens[item.heat.level]
        if item.is_hovered:
            return self._hovered
        return self._plain if is_smooth else self._coarse


def _is_faint(item: EdgeItem) -> bool:
    """Whether it is dimmed; on the stage, something that runs along it is shown all the same."""
    return item.is_dimmed and not item.is_hovered and item.tone in (None, "quiet")


def _width(level: int) -> float:
    return WIDEST if level < 0 else THIN + (WIDEST - THIN) * level / (LEVELS - 1)


def _pen(colour: QColor, width: float, is_cosmetic: bool = True) -> QPen:
    """A pen as wide on the screen at every zoom, or one whose width follows the zoom."""
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(is_cosmetic)
    return pen
