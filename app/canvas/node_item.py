"""A card on the canvas: one item that holds what is shown of a node. It paints its own ports; it knows no gesture."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.card import Card
from app.canvas.card_texts import CardTexts, lay_out, problem_lines
from app.canvas.cost_heat import Tint
from app.canvas.frames import HISTORY, METER, PROBLEM_LINE, WIDTH, Slot
from app.canvas.heat import Heat
from app.canvas.node_painter import NodePainter
from app.canvas.obstacles import Rect
from app.canvas.stage import Row, Stage

HISTORY_LENGTH = 60
REACH = 9.0  # how far ports, the selection and the shadow stand out
PORT_REACH = 11.0  # how near the pointer must come to a port

Light = Literal["lit", "dim", "target"]
SlotKey = tuple[bool, str, int | None]


def slot_key(slot: Slot) -> SlotKey:
    return slot.is_output, slot.port, slot.index


class NodeItem(QGraphicsItem):
    """One card. Its position is the top left corner; everything it shows is handed in."""

    def __init__(self, node: str, card: Card, painter: NodePainter) -> None:
        super().__init__()
        self.node = node
        self.card = card
        self.heat: Heat | None = None
        self.history: deque[float] = deque(maxlen=HISTORY_LENGTH)
        self.is_training = False
        self.stage: Stage | None = None
        self.tint: Tint | None = None  # what it costs
        self.words = ""  # in place of the card's words while it trains: the loss
        self.lights: Mapping[SlotKey, Light] = {}
        self.is_dimmed = False
        self.is_partner = False  # it is the same layer as one that is selected
        self.is_target = False  # an edge or a kind would be dropped here
        self.hovered: SlotKey | None = None
        self._painter = painter
        self._texts: CardTexts | None = None
        self.height = self._measure()
        self._bounds = self._outline()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(1)

    # ------------------------------------------------------------------ what it shows

    def set_card(self, card: Card) -> None:
        """Shows another card; nothing is painted where it is the same."""
        if card != self.card:
            self.card = card
            self._texts = None
            self._resize()
            self.update()

    def set_painter(self, painter: NodePainter) -> None:
        self._painter = painter
        self._texts = None
        self.update()

    def set_training(self, is_training: bool) -> None:
        """Shows or hides what belongs to training; the history is kept."""
        if is_training != self.is_training:
            self.is_training = is_training
            self._resize()
            self.update()

    def set_heat(self, heat: Heat | None) -> None:
        """Shows the norm of the gradient at the outputs; None takes the meter away."""
        if heat != self.heat:
            self.heat = heat
            self._resize()
            if self.is_training:
                self.update()

    def add_history(self, fraction: float) -> None:
        self.history.append(fraction)
        if self.is_training:
            self.update()

    def set_stage(self, stage: Stage | None) -> None:
        """Shows the rows of a step that is taken apart; None takes them away."""
        if stage is not self.stage:
            self.stage = stage
            self._resize()
            self.update()

    def set_tint(self, tint: Tint | None) -> None:
        """Shows what the node costs, as a colour and a number; None takes both away."""
        if tint != self.tint:
            self.tint = tint
            self.update()

    def set_words(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.update()

    def set_lights(self, lights: Mapping[SlotKey, Light], is_dimmed: bool = False) -> None:
        """Lights up the ports where an edge may end, while one is drawn."""
        if lights != self.lights or is_dimmed != self.is_dimmed:
            self.lights, self.is_dimmed = lights, is_dimmed
            self.update()

    def set_target(self, is_target: bool) -> None:
        if is_target != self.is_target:
            self.is_target = is_target
            self.update()

    def set_partner(self, is_partner: bool) -> None:
        """Marks the card as the same layer as one that is selected."""
        if is_partner != self.is_partner:
            self.is_partner = is_partner
            self.update()

    def set_hovered(self, slot: Slot | None) -> None:
        key = slot_key(slot) if slot is not None else None
        if key != self.hovered:
            self.hovered = key
            self.update()

    # ------------------------------------------------------------------ geometry

    @property
    def shows_meter(self) -> bool:
        return self.is_training and self.stage is None and self.heat is not None and self.card.state != "wrong"

    def _measure(self) -> float:
        height = self.card.frame.height
        if self.shows_meter:
            height += METER + HISTORY
        if self.stage is not None:
            height += self.stage.height
        lines = len(problem_lines(self.card, self._painter.fonts))
        return height + (lines * PROBLEM_LINE + 4 if lines else 0)

    @property
    def body(self) -> QRectF:
        """The card itself, in its own coordinates."""
        return QRectF(0, 0, WIDTH, self.height)

    @property
    def scene_body(self) -> QRectF:
        return self.body.translated(self.pos())

    @property
    def rect(self) -> Rect:
        """Where the card stands in the scene, for what is worked out without Qt."""
        return Rect(self.x(), self.y(), self.x() + WIDTH, self.y() + self.height)

    def slot_position(self, slot: Slot) -> QPointF:
        """Where a port stands in the scene."""
        return self.pos() + QPointF(WIDTH if slot.is_output else 0.0, slot.y)

    def slot_at(self, scene_position: QPointF) -> Slot | None:
        """The port that is nearest to a place, if it is near."""
        near = None
        nearest = PORT_REACH**2
        for slot in (*self.card.frame.inputs, *self.card.frame.outputs):
            offset = self.slot_position(slot) - scene_position
            distance = QPointF.dotProduct(offset, offset)
            if distance < nearest:
                near, nearest = slot, distance
        return near

    def element_at(self, place: QPointF) -> tuple[Row, tuple[int, ...]] | None:
        """The number under a place of the card: its row, and which element of the tensor it is."""
        for row in self.stage.rows if self.stage is not None else ():
            index = row.element_at(place)
            if index is not None:
                return row, index
        return None

    def boundingRect(self) -> QRectF:
        return self._bounds

    def _outline(self) -> QRectF:
        return QRectF(-REACH, -4.0, WIDTH + 2 * REACH, self.height + 10.0)

    def _resize(self) -> None:
        """Measures the card again: its size is asked for much more often than it changes."""
        height = self._measure()
        if height != self.height:
            self.prepareGeometryChange()
            self.height = height
            self._bounds = self._outline()

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(QRectF(-PORT_REACH, -2.0, WIDTH + 2 * PORT_REACH, self.height + 4.0))
        return path

    # ------------------------------------------------------------------ painting

    @property
    def texts(self) -> CardTexts:
        if self._texts is None:
            self._texts = lay_out(self.card, self._painter.fonts)
        return self._texts

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self._painter.paint(painter, self)
