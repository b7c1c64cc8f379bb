"""Paints cards: hairlines, a stripe in the colour of the category, letters only where they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF, QStaticText

from app.canvas.card_texts import CHIP_TOP, LEFT, RIGHT, Fonts, static_text
from app.canvas.frames import HISTORY, METER, WIDTH
from app.canvas.stage_painter import StagePainter
from app.canvas.stamps import Stamps
from app.theme.tokens import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.frames import Slot
    from app.canvas.node_item import NodeItem

RADIUS = 8.0
PORT_RADIUS = 4.5
TITLE_ZOOM = 0.3  # below, nothing can be read and nothing is written
DETAIL_ZOOM = 0.52
BLOCK_ZOOM = 0.12  # below, a card is a block of one colour
METER_LEFT, METER_RIGHT = LEFT + 16, RIGHT - 60
DIMMED = 0.4
TINTED = 0.4  # how much of the colour of a cost the ground of a card has
RING = 3.0  # how far round a wrong card the sign lies that it is selected
EDGE = 2.0  # how far the border stands out of the card
_REMEMBERED = 4096  # numbers whose letters are kept
SHORTEST_HISTORY = 5  # looks; fewer draw a stray tick


class NodePainter:
    """Everything cards of one theme have in common: pens, brushes, letters.

    On paper a card is drawn with all that it says at any zoom, in lines that follow the zoom.
    """

    def __init__(self, theme: Theme, scale: float = 1.0, on_paper: bool = False) -> None:
        self.theme = theme
        self._on_paper = on_paper
        self.fonts = Fonts(scale)
        self.is_hurried = False  # while a zoom is going on: boxes only
        self._no_pen = QPen(Qt.PenStyle.NoPen)
        self._no_brush = QBrush(Qt.BrushStyle.NoBrush)
        self._line = _line(mixed(theme.line, theme.text, 0.12 if theme.is_dark else 0.04), 1, on_paper)
        self._selected = _line(theme.accent, 2, on_paper)
        self._partner = _line(theme.accent, 1.5, on_paper)
        self._partner.setDashPattern([4, 3])
        self._wrong = _line(theme.error, 1.5, on_paper)
        self._warning = _line(theme.warning, 1, on_paper)
        self._port = QPen(mixed(theme.soft_text, theme.card, 0.15), 1.25)
        self._spare_port = QPen(mixed(theme.line, theme.soft_text, 0.35), 1)
        self._lit_port = QPen(theme.accent, 1.5)
        self._history = QPen(mixed(theme.soft_text, theme.card, 0.35), 1)
        self._card = QBrush(theme.card)
        self._shadow = QBrush(theme.shadow)
        self._chip = QBrush(theme.chip)
        self._track = QBrush(mixed(theme.chip, theme.text, 0.05))
        self._accent = QBrush(theme.accent)
        self._colours = {
            "title": theme.text, "kind": theme.faint_text, "words": theme.soft_text, "shape": theme.text,
            "label": theme.soft_text, "problem": theme.error,
        }  # fmt: skip
        self._nabla = static_text("∇", self.fonts.number)
        self._stamps = Stamps(on_paper)
        self._stage = StagePainter(theme, self.fonts, on_paper)
        self._tinted: dict[int, QBrush] = {}  # grounds of cards that are coloured by their costs
        self._numbers: dict[str, tuple[QStaticText, float]] = {}

    def paint(self, painter: QPainter, item: NodeItem) -> None:
        zoom = 1.0 if self._on_paper else painter.worldTransform().m11()
        if zoom < TITLE_ZOOM or self.is_hurried:
            self._paint_box(painter, item, zoom)
            return
        if item.is_dimmed:
            painter.setOpacity(DIMMED)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_shell(painter, item)
        self._paint_texts(painter, item, zoom >= DETAIL_ZOOM)
        if item.stage is not None:
            paint_stage = self._stage.paint if zoom >= DETAIL_ZOOM else self._stage.paint_pictures
            paint_stage(painter, item.stage)
        self._paint_ports(painter, item)
        if item.is_dimmed:
            painter.setOpacity(1.0)

    def _paint_shell(self, painter: QPainter, item: NodeItem) -> None:
        """The empty card: shadow, ground, border and stripe; equal for many."""
        border, category, ground = self._border(item), item.card.category, self._ground(item)
        rect = QRectF(-EDGE, -EDGE, WIDTH + 2 * EDGE, item.height + 2 * EDGE + 2)

        def draw(shell: QPainter, whole: QRectF) -> None:
            body = whole.adjusted(EDGE, EDGE, -EDGE, -EDGE - 2)
            shell.setPen(self._no_pen)
            shell.setBrush(self._shadow)
            shell.drawRoundedRect(body.translated(0, 1.5), RADIUS, RADIUS)
            shell.setBrush(ground)
            shell.setPen(border)
            shell.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            shell.setPen(self._no_pen)
            shell.setBrush(QBrush(self.theme.category(category)))
            shell.drawRoundedRect(QRectF(EDGE, EDGE + RADIUS, 4, body.height() - 2 * RADIUS), 2, 2)

        self._stamps.put(painter, ("shell", item.height, category, id(border), id(ground)), rect, draw)
        if border is self._wrong and self._is_chosen(item):
            painter.setPen(self._selected)
            painter.setBrush(self._no_brush)
            ring = item.body.adjusted(-RING, -RING, RING, RING)
            painter.drawRoundedRect(ring, RADIUS + RING, RADIUS + RING)

    def _paint_box(self, painter: QPainter, item: NodeItem, zoom: float) -> None:
        """A box that can be told from others by its colour: that of the gradient, or of the category."""
        body = item.body
        heat = item.heat if item.is_training else item.tint
        colour = heat.colour if heat is not None else self.theme.category(item.card.category)
        border = self._border(item)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if zoom < BLOCK_ZOOM and border is self._line:
            painter.fillRect(body, colour)
            return
        painter.fillRect(body, self.theme.card if heat is None else mixed(self.theme.card, colour, 0.55))
        painter.fillRect(QRectF(0, 0, 12, body.height()), colour)
        painter.setPen(border)
        painter.setBrush(self._no_brush)
        painter.drawRect(body)

    def _border(self, item: NodeItem) -> QPen:
        if item.stage is not None and item.stage.is_wrong:
            return self._wrong
        if item.stage is not None and item.stage.tone is not None:
            return self._stage.pens[item.stage.tone]
        if self._is_chosen(item) and item.card.state != "wrong":
            return self._selected
        if item.is_partner and item.card.state == "right":
            return self._partner
        return {"right": self._line, "warning": self._warning, "wrong": self._wrong}[item.card.state]

    def _ground(self, item: NodeItem) -> QBrush:
        """White or dark, or the colour of what the node costs, faint enough for letters to be read on it."""
        if item.tint is None:
            return self._card
        level = item.tint.level
        if level not in self._tinted:
            self._tinted[level] = QBrush(mixed(self.theme.card, item.tint.colour, TINTED))
        return self._tinted[level]

    def _is_chosen(self, item: NodeItem) -> bool:
        return item.isSelected() or item.is_target

    def _paint_texts(self, painter: QPainter, item: NodeItem, has_detail: bool) -> None:
        texts = item.texts
        title = texts.title if has_detail else texts.large
        painter.setFont(self.fonts.of(title.role))
        painter.setPen(self._colours["title"])
        painter.drawStaticText(title.at, title.text)
        if not has_detail:
            if item.shows_meter:
                self._paint_bar(painter, item, item.card.frame.height)
            return
        if texts.chip is not None:
            self._stamps.put(painter, ("chip", texts.chip.width()), texts.chip, self._draw_chip)
        words = item.tint.text if item.tint is not None else item.words if item.is_training else ""
        hidden = "words" if words else ""
        for placed in texts.rest:
            if placed.role != hidden:
                painter.setFont(self.fonts.of(placed.role))
                is_faint = placed.role == "kind" and item.tint is not None  # too faint on a coloured ground
                painter.setPen(self._colours["words" if is_faint else placed.role])
                painter.drawStaticText(placed.at, placed.text)
        if hidden:
            painter.setFont(self.fonts.number)
            painter.setPen(self.theme.text)
            painter.drawStaticText(QPointF(LEFT, CHIP_TOP + 1), self._number(words)[0])
        top = item.card.frame.height
        if item.shows_meter:
            self._paint_meter(painter, item, top)
            top += METER + HISTORY
        if item.stage is not None:
            top += item.stage.height
        if texts.problems:
            painter.setFont(self.fonts.small)
            painter.setPen(self._colours["problem"])
            for placed in texts.problems:
                painter.drawStaticText(placed.at + QPointF(0, top - 2), placed.text)

    def _paint_meter(self, painter: QPainter, item: NodeItem, top: float) -> None:
        """The gradient: its sign, a bar, a number, and below them how it went."""
        assert item.heat is not None
        painter.setFont(self.fonts.number)
        painter.setPen(self.theme.soft_text)
        painter.drawStaticText(QPointF(LEFT, top), self._nabla)
        text, width = self._number(item.heat.text)
        painter.setPen(self.theme.error if item.heat.level < 0 else self.theme.text)
        painter.drawStaticText(QPointF(RIGHT - width, top), text)
        self._paint_bar(painter, item, top)
        if len(item.history) >= SHORTEST_HISTORY:
            painter.setPen(self._history)
            painter.setBrush(self._no_brush)
            painter.drawPolyline(_history_line(item, top + METER - 4, HISTORY - 4))

    def _paint_bar(self, painter: QPainter, item: NodeItem, top: float) -> None:
        assert item.heat is not None
        heat = item.heat

        def draw(bar: QPainter, track: QRectF) -> None:
            bar.setPen(self._no_pen)
            bar.setBrush(self._track)
            bar.drawRoundedRect(track, 3, 3)
            track.setWidth(max(6.0, track.width() * heat.fraction))
            bar.setBrush(QBrush(heat.colour))
            bar.drawRoundedRect(track, 3, 3)

        rect = QRectF(METER_LEFT, top + 5, METER_RIGHT - METER_LEFT, 6)
        self._stamps.put(painter, ("meter", heat.level), rect, draw)

    def _draw_chip(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(self._no_pen)
        painter.setBrush(self._chip)
        painter.drawRoundedRect(rect, 5, 5)

    def _paint_ports(self, painter: QPainter, item: NodeItem) -> None:
        painter.setBrush(self._card)
        for slot in item.card.frame.inputs:
            if not (slot.is_spare and self._on_paper):  # a place for a next edge: there will be none
                self._paint_port(painter, item, slot, 0.0)
        for slot in item.card.frame.outputs:
            self._paint_port(painter, item, slot, WIDTH)

    def _paint_port(self, painter: QPainter, item: NodeItem, slot: Slot, x: float) -> None:
        key = (slot.is_output, slot.port, slot.index)
        light = item.lights.get(key)
        radius = PORT_RADIUS
        if key == item.hovered or light == "target":
            radius += 1.5
            painter.setPen(self._lit_port)
        elif light == "lit":
            radius += 0.5
            painter.setPen(self._lit_port)
            painter.setBrush(self._accent)
        elif slot.is_spare:
            radius -= 1.5
            painter.setPen(self._spare_port)
        else:
            painter.setPen(self._port)
        if light == "target":
            painter.setBrush(self._accent)
        elif light == "dim":
            painter.setOpacity(DIMMED)
        painter.drawEllipse(QPointF(x, slot.y), radius, radius)
        if light is not None:
            painter.setBrush(self._card)
            painter.setOpacity(DIMMED if item.is_dimmed else 1.0)

    def _number(self, text: str) -> tuple[QStaticText, float]:
        """The letters of a number and their width; norms repeat, so they are kept."""
        found = self._numbers.get(text)
        if found is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            made = static_text(text, self.fonts.number)
            found = self._numbers[text] = (made, made.size().width())
        return found


def _line(colour: QColor, width: float, on_paper: bool) -> QPen:
    """A line as wide on the screen at every zoom; on paper it follows the zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(not on_paper)
    return pen


def _history_line(item: NodeItem, top: float, height: float) -> QPolygonF:
    """The history across the card; its scale is its own, but no less than half a decade."""
    values = item.history
    low, high = min(values), max(values)
    span = max(high - low, 1 / 16)
    low -= (span - (high - low)) / 2
    step = (RIGHT - LEFT) / (len(values) - 1)
    return QPolygonF(
        [
            QPointF(LEFT + number * step, top + height * (1 - (value - low) / span))
            for number, value in enumerate(values)
        ]
    )
