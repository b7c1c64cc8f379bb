"""Paints the rows of cards on the stage: values blue, gradients orange, what is to come as empty frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QStaticText

from app.canvas.card_texts import LEFT, RIGHT, Fonts, static_text
from app.canvas.stage import CELL
from app.theme.tokens import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.stage import Row, Stage, Tone

CELL_RADIUS = 3.0
LEGEND_GAP = 6.0
_REMEMBERED = 8192


class StagePainter:
    """What all cards on the stage share: fonts, fills, laid-out letters."""

    def __init__(self, theme: Theme, fonts: Fonts, on_paper: bool = False) -> None:
        self._theme, self._fonts = theme, fonts
        self.pens: dict[Tone, QPen] = {
            "forward": _pen(theme.forward, 2.5, not on_paper),
            "backward": _pen(theme.backward, 2.5, not on_paper),
            "update": _pen(theme.good, 2.5, not on_paper),
            "weight": _pen(theme.line, 1, not on_paper),
        }
        self._labels: dict[Tone, QColor] = {
            "forward": theme.forward if theme.is_dark else mixed(theme.forward, theme.text, 0.25),
            "backward": theme.backward if theme.is_dark else mixed(theme.backward, theme.text, 0.25),
            "update": theme.good,
            "weight": theme.soft_text,
        }
        self._fills: dict[Tone, QBrush] = {
            "forward": QBrush(theme.forward_fill),
            "backward": QBrush(theme.backward_fill),
            "update": QBrush(mixed(theme.card, theme.good, 0.26)),
            "weight": QBrush(theme.chip),
        }
        self._empty = QPen(mixed(theme.line, theme.card, 0.25), 1)
        self._cover = QBrush(mixed(theme.card, theme.soft_text, 0.18))
        self._no_pen, self._no_brush = QPen(Qt.PenStyle.NoPen), QBrush(Qt.BrushStyle.NoBrush)
        self._texts: dict[tuple[str, str], tuple[QStaticText, float]] = {}

    def paint(self, painter: QPainter, stage: Stage) -> None:
        for row in stage.rows:
            self._paint_row(painter, row)

    def paint_pictures(self, painter: QPainter, stage: Stage) -> None:
        """What can still be told where letters cannot be read."""
        for row in stage.rows:
            if row.picture is not None and row.state == "shown":
                self._paint_picture(painter, row, row.picture)

    def _paint_row(self, painter: QPainter, row: Row) -> None:
        is_shown = row.state == "shown"
        content = row.content
        painter.setFont(self._fonts.small)
        painter.setPen(self._labels[content.tone] if is_shown else self._theme.faint_text)
        room = RIGHT - LEFT
        if content.legend and is_shown:
            room -= self._text("small", content.legend)[1] + LEGEND_GAP
        label, label_width = self._text("small", content.label)
        if label_width > room:
            label, label_width = self._text("small", self._fonts.elided("label", content.label, room))
        drop = (CELL - label.size().height()) / 2 if row.is_inline else 0.0
        painter.drawStaticText(QPointF(LEFT, row.top + drop), label)
        end = RIGHT
        if content.legend:
            end = self._paint_legend(painter, row, is_shown)
        shape, width = self._text("small", content.shape)
        if not row.is_inline and LEFT + label_width + 6 + width <= end:
            painter.setPen(self._theme.faint_text)
            painter.drawStaticText(QPointF(end - width, row.top), shape)
        if row.picture is not None:
            self._paint_picture(painter, row, row.picture)
            return
        painter.setFont(self._fonts.number)
        for cell in row.cells:
            if not is_shown:
                self._paint_empty(painter, cell.rect, row)
                continue
            painter.setPen(self._no_pen)
            painter.setBrush(self._fills[content.tone])
            painter.drawRoundedRect(cell.rect, CELL_RADIUS, CELL_RADIUS)
            painter.setPen(self._theme.error if cell.text == "NaN" else self._theme.text)
            self._paint_centred(painter, cell.rect, cell.text)

    def _paint_legend(self, painter: QPainter, row: Row, is_shown: bool) -> float:
        """The range at the right end of the caption; returns where it begins."""
        text, width = self._text("small", row.content.legend if is_shown else "")
        painter.setPen(self._theme.soft_text)
        painter.drawStaticText(QPointF(RIGHT - width, row.top), text)
        return RIGHT - width - LEGEND_GAP

    def _paint_picture(self, painter: QPainter, row: Row, rect: QRectF) -> None:
        image = row.image
        if row.state != "shown" or image is None:
            self._paint_empty(painter, rect, row)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, rect.width() < image.width())
        painter.drawImage(rect, image)
        painter.setPen(self._empty)
        painter.setBrush(self._no_brush)
        painter.drawRect(rect)

    def _paint_empty(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        is_covered = row.state == "covered"
        painter.setPen(self._no_pen if is_covered else self._empty)
        painter.setBrush(self._cover if is_covered else self._no_brush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), CELL_RADIUS, CELL_RADIUS)
        if is_covered:
            painter.setPen(self._theme.soft_text)
            painter.setFont(self._fonts.number)
            self._paint_centred(painter, rect, "?")

    def _paint_centred(self, painter: QPainter, rect: QRectF, text: str) -> None:
        letters, width = self._text("number", text)
        height = letters.size().height()
        room = rect.width() - 2
        if width <= room:
            corner = QPointF(rect.x() + (rect.width() - width) / 2, rect.y() + (rect.height() - height) / 2)
            painter.drawStaticText(corner, letters)
            return
        painter.save()  # in a narrow column, as of a matrix, the letters are made smaller
        painter.translate(rect.center())
        painter.scale(room / width, room / width)
        painter.drawStaticText(QPointF(-width / 2, -height / 2), letters)
        painter.restore()

    def _text(self, role: str, text: str) -> tuple[QStaticText, float]:
        found = self._texts.get((role, text))
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            made = static_text(text, self._fonts.number if role == "number" else self._fonts.small)
            found = self._texts[role, text] = (made, made.size().width())
        return found


def _pen(colour: QColor, width: float, is_cosmetic: bool) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(is_cosmetic)
    return pen
