"""A figure: the drawing with its title above, the legend beside it, and on the stage what happens below.

It is laid out once, in pixels of real size, and then painted on any device at any scale.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.canvas.overlays import SCALE_SIZE, paint_scale
from app.canvas.stage_legend import PADDING, StageKey
from app.figures.sheet import Sheet
from app.theme.fonts import DOCK, SMALL, ui_font
from app.theme.tokens import Theme
from engine.backprop.moments import Phase

MARGIN = 28.0
GAP = 20.0
TITLE, SENTENCE = 20, 16
LEAST_WIDTH = 420.0  # narrower, no sentence can be read
STEP = 4  # a page is a whole number of these, which are three points


class Drawing:
    """A sheet at one moment as a page of `size` pixels. Without a background only what is drawn covers anything."""

    def __init__(self, sheet: Sheet, is_transparent: bool = False) -> None:
        self._sheet, self._theme, self.is_transparent = sheet, sheet.theme, is_transparent
        self._title = ui_font(TITLE, QFont.Weight.DemiBold, tabular=False)
        self._subtitle = ui_font(DOCK, tabular=False)
        self._heading = ui_font(DOCK, QFont.Weight.DemiBold, tabular=False)
        self._sentence = ui_font(SENTENCE)
        subject = sheet.subject
        staged = subject.staged
        self._key = StageKey(self._theme, ui_font(SMALL + 1)) if staged is not None else None
        self._words = sheet.words(staged.position) if staged is not None else None
        self._lay_out()

    @property
    def title(self) -> str:
        return self._sheet.subject.title

    @property
    def size(self) -> QSizeF:
        """The page, in pixels of real size."""
        return self._size

    def paint(self, painter: QPainter) -> None:
        """Paints the page with its upper left corner at (0, 0)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        if not self.is_transparent:
            painter.fillRect(QRectF(QPointF(0, 0), self._size), self._theme.canvas)
        self._paint_head(painter)
        painter.save()
        painter.translate(self._graph_at - self._extent.topLeft())
        self._sheet.paint(painter)
        painter.restore()
        self._paint_words(painter)

    # ------------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        self._extent = self._sheet.extent
        staged = self._sheet.subject.staged
        subtitle = staged.subtitle if staged is not None else ""
        title = QFontMetricsF(self._title)
        legend = self._legend_size()
        words = max(title.horizontalAdvance(self.title), QFontMetricsF(self._subtitle).horizontalAdvance(subtitle))
        head = title.height() + (QFontMetricsF(self._subtitle).height() + 4 if subtitle else 0)
        head = max(head, legend.height())
        room = max(self._extent.width(), words + (GAP + legend.width() if legend.width() else 0), LEAST_WIDTH)
        width = _stepped(room + 2 * MARGIN)
        self._head = QRectF(MARGIN, MARGIN, width - 2 * MARGIN, head)
        self._graph_at = QPointF((width - self._extent.width()) / 2, self._head.bottom() + GAP)
        bottom = self._graph_at.y() + self._extent.height()
        self._words_top = bottom + GAP
        self._size = QSizeF(width, _stepped(self._words_top - GAP + self._words_height() + MARGIN))

    def _legend_size(self) -> QSizeF:
        if self._key is not None:
            return self._key.size
        return QSizeF(*SCALE_SIZE) if self._sheet.subject.trained is not None else QSizeF(0, 0)

    def _words_height(self) -> float:
        if self._words is None:
            return 0.0
        self._lines = wrapped(self._words.sentence, self._sentence, self._head.width())
        self._problem_lines = wrapped(self._words.problem, self._subtitle, self._head.width())
        height = GAP + GAP / 2 + QFontMetricsF(self._heading).height() + 4
        height += len(self._lines) * QFontMetricsF(self._sentence).lineSpacing()
        return height + len(self._problem_lines) * QFontMetricsF(self._subtitle).lineSpacing()

    # ------------------------------------------------------------------ painting

    def _paint_head(self, painter: QPainter) -> None:
        staged = self._sheet.subject.staged
        top = write_line(painter, self.title, self._title, self._theme.text, self._head.topLeft())
        if staged is not None:
            write_line(painter, staged.subtitle, self._subtitle, self._theme.soft_text, QPointF(MARGIN, top + 4))
        size = self._legend_size()
        corner = QPointF(self._head.right() - size.width() + PADDING, self._head.top())
        if self._key is not None:
            self._key.paint(painter, corner)
        elif size.width():
            paint_scale(painter, QRectF(corner, size), self._theme)

    def _paint_words(self, painter: QPainter) -> None:
        if self._words is None:
            return
        top = self._words_top
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawLine(QPointF(self._head.left(), top), QPointF(self._head.right(), top))
        at = QPointF(self._head.left(), top + GAP / 2)
        colour = phase_colour(self._theme, self._words.phase)
        at.setY(write_line(painter, self._words.heading, self._heading, colour, at) + 4)
        for line in self._lines:
            at.setY(write_line(painter, line, self._sentence, self._theme.text, at))
        for line in self._problem_lines:
            at.setY(write_line(painter, line, self._subtitle, self._theme.error, at))


def phase_colour(theme: Theme, phase: Phase | None) -> QColor:
    """The colour in which a phase is named."""
    colours: dict[Phase | None, QColor] = {
        "forward": theme.forward, "loss": theme.text, "backward": theme.backward, "update": theme.good,
    }  # fmt: skip
    return colours.get(phase, theme.soft_text)


def write_line(painter: QPainter, text: str, font: QFont, colour: QColor, at: QPointF) -> float:
    """Writes a line below a place and returns where the next one begins."""
    metrics = QFontMetricsF(font)
    if text:
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QPointF(at.x(), at.y() + metrics.ascent()), text)
    return at.y() + metrics.lineSpacing()


def wrapped(text: str, font: QFont, width: float, most: int = 0) -> list[str]:
    """The text in lines of at most this width, broken between words; with `most` the last of them may be elided."""
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


def _stepped(length: float) -> float:
    return STEP * math.ceil(length / STEP)
