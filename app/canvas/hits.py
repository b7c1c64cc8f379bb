"""What lies under the pointer: a port, a card, an edge, a comment, or the title or a side of a frame."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.annotation_items import AnyItem, CommentItem, FrameItem, Grip
from app.canvas.edge_item import EdgeItem
from app.canvas.frames import Slot
from app.canvas.node_item import NodeItem
from app.canvas.node_painter import TITLE_ZOOM


class Hit(NamedTuple):
    """The card or the edge under the pointer, and the port of the card; a port may reach beyond its card.

    Of a comment or a frame also how it is taken hold of there; the inside of a frame is empty canvas.
    """

    node: NodeItem | None = None
    slot: Slot | None = None
    edge: EdgeItem | None = None
    annotation: AnyItem | None = None
    grip: Grip | None = None

    @property
    def is_empty(self) -> bool:
        return self.node is None and self.edge is None and self.annotation is None

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
    for item in items:  # a comment lies over edges, a frame under them
        if isinstance(item, EdgeItem):
            return Hit(edge=item)
        if isinstance(item, (CommentItem, FrameItem)):
            grip = item.grip_at(position, zoom)
            if grip is not None:
                return Hit(annotation=item, grip=grip)
    return Hit()
