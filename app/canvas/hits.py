"""What lies under the pointer: a port, a card, or an edge."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.edge_item import EdgeItem
from app.canvas.frames import Slot
from app.canvas.node_item import NodeItem
from app.canvas.node_painter import TITLE_ZOOM


class Hit(NamedTuple):
    """The card or the edge under the pointer, and the port of the card; a port may reach beyond its card."""

    node: NodeItem | None = None
    slot: Slot | None = None
    edge: EdgeItem | None = None

    @property
    def is_empty(self) -> bool:
        return self.node is None and self.edge is None

    @property
    def is_on_card(self) -> bool:
        return self.node is not None and self.slot is None


def hit_at(scene: QGraphicsScene, position: QPointF, zoom: float) -> Hit:
    """What lies at a place of the scene; ports come first, as long as they can be seen."""
    around = QRectF(position - QPointF(2, 2), position + QPointF(2, 2))
    items = scene.items(around)
    nodes = [item for item in items if isinstance(item, NodeItem)]
    if zoom >= TITLE_ZOOM:
        for node in nodes:
            slot = node.slot_at(position)
            if slot is not None:
                return Hit(node, slot)
    for node in nodes:
        if node.scene_body.contains(position):
            return Hit(node)
    return Hit(edge=next((item for item in items if isinstance(item, EdgeItem)), None))
