"""Frames stay around their nodes where an edit moves those by itself, as tidying and inserting do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from app.canvas.annotation_items import FrameItem
from app.canvas.layout import Point
from engine.project.annotations import Annotation, Key, TitledFrame
from engine.project.change import Change

if TYPE_CHECKING:
    from app.canvas.scene import GraphScene

BY_HAND = ("move", "move_annotation")  # these take nodes out of a frame and into it


def following(scene: GraphScene, change: Change) -> dict[Key, Annotation]:
    """The frames that have to go along with a change, and the comments in them.

    A frame keeps its distance to the outermost of the cards that lie inside it.
    """
    if change.code in BY_HAND:
        return {}
    moved: dict[str, Point] = {
        patch.place.key: patch.after
        for patch in change.patches
        if patch.place.part == "position" and patch.place.page == scene.page and patch.after is not None
    }
    found: dict[Key, Annotation] = {}
    for key, item in scene.annotations.items.items():
        if isinstance(item, FrameItem):
            nodes, others = scene.annotations.inside(item)
            frame = _around(scene, item, nodes, moved)
            if frame is not None:
                found[key] = frame
                x, y = frame.at[0] - item.shown.at[0], frame.at[1] - item.shown.at[1]
                comments = [other for other in others if other.group == "comments"]
                found |= {other: scene.annotations.items[other].shown.moved(x, y) for other in comments}
    return found


def _around(scene: GraphScene, item: FrameItem, nodes: list[str], moved: Mapping[str, Point]) -> TitledFrame | None:
    """The frame with other places of its nodes; None where none of them moves."""
    before, after = QRectF(), QRectF()
    for node in nodes:
        body = scene.item_for_node[node].scene_body
        before |= body
        x, y = moved.get(node, (body.x(), body.y()))
        after |= QRectF(x, y, body.width(), body.height())
    if before == after:
        return None
    frame = item.scene_body
    left, top = after.left() - before.left() + frame.left(), after.top() - before.top() + frame.top()
    right, bottom = after.right() - before.right() + frame.right(), after.bottom() - before.bottom() + frame.bottom()
    return replace(item.shown, at=(left, top), size=(right - left, bottom - top))
