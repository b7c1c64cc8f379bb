"""A small map of the page in a corner of the canvas: every card as a box, and what is seen as a frame to be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.canvas.annotation_items import FrameItem
from app.theme.tokens import Theme, mixed

if TYPE_CHECKING:
    from app.canvas.view import GraphView

LARGEST, SMALLEST = QSize(208, 132), QSize(96, 40)
INSIDE = 8.0  # from the border of the map to its cards
LEAST = 2.0  # pixels of a card
RADIUS = 8.0


class MiniMap(QWidget):
    """Shows itself only while a part of the page is out of sight. `toggled` says whether a person wants it."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, canvas: GraphView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._theme = theme
        self._is_wanted = True
        self._is_possible = False
        self._extent = QRectF()
        self._picture: QPixmap | None = None
        self._held: QPointF | None = None  # from the middle of what is seen to the pointer, in the scene
        self.hide()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        for bar in (canvas.horizontalScrollBar(), canvas.verticalScrollBar()):
            bar.valueChanged.connect(self._follow_view)
            bar.rangeChanged.connect(self._follow_view)

    @property
    def is_wanted(self) -> bool:
        return self._is_wanted

    def toggle(self) -> None:
        """Shows the map whenever it helps, or never."""
        self.set_wanted(not self._is_wanted)
        self.toggled.emit(self._is_wanted)

    def set_wanted(self, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._follow_view()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture = None
        self.update()

    def follow(self, is_possible: bool) -> None:
        """The page, the mode or the size of the canvas has changed."""
        self._is_possible = is_possible
        self._picture = None
        self._extent = self._canvas.graph_scene.extent if is_possible else QRectF()
        self.resize(_size_for(self._extent))
        self._follow_view()
        self.update()

    @property
    def seen(self) -> QRectF:
        """The part of the scene that the canvas shows."""
        return self._canvas.mapToScene(self._canvas.viewport().rect()).boundingRect()

    def to_map(self, rect: QRectF) -> QRectF:
        """Where a part of the scene lies on the map."""
        scale, origin = self._placing()
        return QRectF((rect.topLeft() - self._extent.topLeft()) * scale + origin, rect.size() * scale)

    def to_scene(self, place: QPointF) -> QPointF:
        """The place of the scene under a place of the map."""
        scale, origin = self._placing()
        return (place - origin) / scale + self._extent.topLeft()

    def _placing(self) -> tuple[float, QPointF]:
        """How large a pixel of the scene is here, and where the upper left card stands."""
        room = QRectF(self.rect()).adjusted(INSIDE, INSIDE, -INSIDE, -INSIDE)
        width, height = max(self._extent.width(), 1.0), max(self._extent.height(), 1.0)
        scale = min(room.width() / width, room.height() / height)
        return scale, room.center() - QPointF(width, height) * scale / 2

    def _follow_view(self) -> None:
        shown = self._is_wanted and self._is_possible and not self.seen.contains(self._extent)
        if shown != self.isVisibleTo(self._canvas) and (shown or self._held is None):  # it stays in a hand
            self.setVisible(shown)
        if shown:
            self.update()

    # ------------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the frame; beside it, the canvas goes there first."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = self.to_scene(event.position())
        self._held = place - self.seen.center() if self.seen.contains(place) else QPointF()
        self._go(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._go(self.to_scene(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self._follow_view()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _go(self, place: QPointF) -> None:
        self._canvas.camera.let_go()
        self._canvas.centerOn(place - (self._held or QPointF()))

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._theme.accent)
        fill.setAlpha(30)
        painter.setBrush(fill)
        painter.setPen(QPen(self._theme.accent, 1.5))
        border = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawRoundedRect(self.to_map(self.seen).intersected(border), 3, 3)

    def _drawn(self) -> QPixmap:
        """The map without the frame: drawn once, until something changes."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.line, 1))
        painter.setBrush(self._theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        scene = self._canvas.graph_scene
        for item in scene.annotations.items.values():
            share = 0.2 if isinstance(item, FrameItem) else 0.4
            tint = mixed(self._theme.panel, self._theme.tint(item.shown.colour), share)
            painter.fillRect(self.to_map(item.scene_body), tint)
        for card in scene.item_for_node.values():
            box = self.to_map(card.scene_body)
            box.setSize(box.size().expandedTo(QRectF(0, 0, LEAST, LEAST).size()))
            painter.fillRect(box, self._theme.category(card.card.category))
        painter.end()
        return picture


def _size_for(extent: QRectF) -> QSize:
    """As large as there is room, in the proportions of the page."""
    scale = min(
        (LARGEST.width() - 2 * INSIDE) / max(extent.width(), 1.0),
        (LARGEST.height() - 2 * INSIDE) / max(extent.height(), 1.0),
    )
    size = QSize(round(extent.width() * scale + 2 * INSIDE), round(extent.height() * scale + 2 * INSIDE))
    return size.expandedTo(SMALLEST)
