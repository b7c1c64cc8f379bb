"""Arrow keys move cards, comments and frames: steps in a row are one edit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.canvas.annotation_items import CommentItem, FrameItem
from app.canvas.view import GraphView
from tests.app.canvas.conftest import Hand, document_of
from tests.app.canvas.test_annotations import FRAME, NOTE, MakeView, item, shown, title_of, undo, with_annotations
from tests.app.canvas.test_gestures import press


@pytest.fixture
def framed(make_view: MakeView) -> GraphView:
    """The chain with a frame around a and b, and a comment below."""
    return make_view(with_annotations(FRAME, NOTE))


def test_arrows_move_comments_and_frames_with_the_cards_as_one_step(framed: GraphView) -> None:
    before = document_of(framed).project
    framed.select_all()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        press(framed, key)
    press(framed, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert shown(framed) == [NOTE.moved(16, -24), FRAME.moved(16, -24)]
    assert framed.graph_scene.places["x"] == (16, -24) and framed.graph_scene.places["a"] == (316, -24)
    assert len(document_of(framed).done) == 1
    undo(framed)
    assert document_of(framed).project == before


def test_a_comment_alone_moves_alone(framed: GraphView) -> None:
    Hand(framed).click(item(framed, CommentItem).scene_body.center())
    press(framed, Qt.Key.Key_Left)
    press(framed, Qt.Key.Key_Left)
    assert shown(framed) == [NOTE.moved(-16, 0), FRAME] and len(document_of(framed).done) == 1
    assert framed.graph_scene.annotations.selected == [item(framed, CommentItem).key]
    undo(framed)
    press(framed, Qt.Key.Key_Left)
    assert shown(framed)[0] == NOTE.moved(-8, 0), "counted from where it is now"


def test_a_frame_takes_along_what_lies_inside_by_keys_too_and_picks_nothing_up(framed: GraphView) -> None:
    framed.editor.move({"y": (300.0, 144.0)})
    Hand(framed).click(title_of(framed))
    for _ in range(15):
        press(framed, Qt.Key.Key_Down)
    body = item(framed, FrameItem).scene_body
    assert body.contains(framed.graph_scene.item_for_node["y"].scene_body), "it has come to lie over y"
    press(framed, Qt.Key.Key_Down)
    places = framed.graph_scene.places
    assert (places["a"], places["b"], places["y"]) == ((300, 128), (600, 128), (300, 144))
    assert len(document_of(framed).done) == 2, "all steps of the frame are one"
    framed.select([])
    Hand(framed).click(title_of(framed))
    press(framed, Qt.Key.Key_Down)
    assert framed.graph_scene.places["y"] == (300, 144), "as long as nothing else was done"
    framed.editor.move({"x": (0.0, 8.0)})
    press(framed, Qt.Key.Key_Down)
    assert framed.graph_scene.places["y"] == (300, 152), "now it lies inside"
