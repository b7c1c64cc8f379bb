"""The small text beside the pointer: which port or edge it is over, or why an edge cannot be drawn."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.edge_item import EdgeItem
from app.canvas.hits import Hit
from app.canvas.node_item import NodeItem
from app.canvas.scene import GraphScene
from app.theme.fonts import ui_font
from app.theme.tokens import Theme

PADDING = 7.0
OFFSET = QPointF(12, 14)


class HoverLabel(QGraphicsItem):
    """One line in a small box; its size on the screen does not follow the zoom."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._is_wrong = False
        self._font = ui_font(12)
        self._metrics = QFontMetricsF(self._font)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(20)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_text(self, text: str, position: QPointF, is_wrong: bool = False) -> None:
        """Shows a text beside a place of the scene."""
        if text != self._text or is_wrong != self._is_wrong:
            self.prepareGeometryChange()
            self._text, self._is_wrong = text, is_wrong
        self.setPos(position)
        self.show()

    @property
    def text(self) -> str:
        return self._text if self.isVisible() else ""

    def boundingRect(self) -> QRectF:
        size = self._metrics.size(0, self._text)
        box = QRectF(OFFSET.x(), OFFSET.y(), size.width() + 2 * PADDING, size.height() + PADDING)
        return box.adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        box = self.boundingRect().adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.error if self._is_wrong else self._theme.line, 1))
        painter.setBrush(QBrush(self._theme.card))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(self._font)
        painter.setPen(self._theme.error if self._is_wrong else self._theme.text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._text)


class Hover:
    """Follows the pointer while no button is held: lights the port or the edge under it and says what it is."""

    def __init__(self, scene: GraphScene, label: HoverLabel) -> None:
        self._scene = scene
        self._label = label
        self._node: NodeItem | None = None
        self._edge: EdgeItem | None = None

    def follow(self, hit: Hit, position: QPointF) -> None:
        """Shows what is under the pointer now."""
        if self._node is not None and (hit.node is not self._node or hit.slot is None):
            self._node.set_hovered(None)
        if self._edge is not None and hit.edge is not self._edge:
            self._edge.set_hovered(False)
        self._node, self._edge = (hit.node if hit.slot else None), hit.edge
        if hit.node is not None and hit.slot is not None:
            hit.node.set_hovered(hit.slot)
            self._label.show_text(self._port_text(hit), hit.node.slot_position(hit.slot))
        elif hit.edge is not None:
            hit.edge.set_hovered(True)
            self._label.show_text(_edge_text(hit.edge), position)
        else:
            self._label.hide()

    def leave(self) -> None:
        self.follow(Hit(), QPointF())

    def forget(self) -> None:
        """Lets go of items that may be gone."""
        self._node = self._edge = None
        self._label.hide()

    def _port_text(self, hit: Hit) -> str:
        assert hit.node is not None and hit.slot is not None
        reading, slot = self._scene.reading, hit.slot
        if slot.is_output:
            type_ = reading.type_at(hit.node.node, slot.port)
        else:
            source = reading.graph.sources.get(slot.ref(hit.node.node))
            type_ = reading.type_at(source.node, source.port) if source is not None else None
        name = slot.port if slot.index is None else f"{slot.port}[{slot.index}]"
        parts = [name, f"{type_}" if type_ is not None else ""]
        if type_ is not None and type_.dtype != "float32":
            parts.append(type_.dtype)
        if slot.is_optional:
            parts.append(QCoreApplication.translate("Canvas", "optional"))
        return " · ".join(part for part in parts if part)


def _edge_text(item: EdgeItem) -> str:
    edge = item.edge
    text = f"{edge.source.node} → {edge.target.node}"
    if item.is_training and item.heat is not None:
        text += f"   ∇ {item.heat.text}"
    return text
