"""Comments and frames on the canvas: written, dragged, resized, coloured, deleted, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.canvas.annotation_items import AnyItem, CommentItem, FrameItem
from app.canvas.view import GraphView
from app.canvas.writing import WritingField
from app.theme.tokens import DARK, LIGHT, TINTS
from engine.graph.graph import PortRef
from engine.project.annotations import Annotation, Comment, TitledFrame, add_annotation
from engine.project.project import MAIN, Project
from tests.app.canvas.conftest import Hand, document_of, middle, port
from tests.app.canvas.test_gestures import edges, press
from tests.app.canvas.toy import chain

MakeView = Callable[[Project], GraphView]
EMPTY = QPointF(450, -150)
FRAME = TitledFrame("Two layers", (280.0, -48.0), (528.0, 128.0), "teal")
NOTE = Comment("A note", (0.0, 200.0))


def with_annotations(*given: Annotation) -> Project:
    project = chain()
    for annotation in given:
        project = add_annotation(project, MAIN, annotation)[0].apply(project)
    return project


@pytest.fixture
def framed(make_view: MakeView) -> GraphView:
    """The chain with a frame around a and b, and a comment below."""
    return make_view(with_annotations(FRAME, NOTE))


def items(view: GraphView) -> list[AnyItem]:
    return list(view.graph_scene.annotations.items.values())


def item(view: GraphView, kind: type[AnyItem]) -> AnyItem:
    return next(it for it in items(view) if isinstance(it, kind))


def shown(view: GraphView) -> list[Annotation]:
    return [it.shown for it in items(view)]


def title_of(view: GraphView) -> QPointF:
    return item(view, FrameItem).scene_body.topLeft() + QPointF(40, 16)


def field_of(view: GraphView) -> WritingField:
    field = view.pointing.writing.field
    assert field is not None, "nothing is being written"
    return field


def undo(view: GraphView) -> None:
    document_of(view).undo()


def test_a_comment_is_written_where_the_pointer_is(view: GraphView, hand: Hand) -> None:
    hand.hover(EMPTY)
    view.add_comment()
    assert document_of(view).done == [], "without a word there is none"
    QTest.keyClicks(field_of(view), "Look here")
    QTest.keyClick(field_of(view), Qt.Key.Key_Return)
    QTest.keyClicks(field_of(view), "and there")
    QTest.keyClick(field_of(view), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (comment,) = shown(view)
    assert isinstance(comment, Comment) and comment.text == "Look here\nand there"
    assert abs(comment.at[0] - EMPTY.x()) <= 4 and abs(comment.at[1] - EMPTY.y()) <= 4
    assert len(document_of(view).done) == 1 and view.pointing.writing.field is None
    undo(view)
    assert items(view) == [] and document_of(view).project == chain()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None])
def test_a_comment_without_a_word_is_none(view: GraphView, key: Qt.Key | None) -> None:
    view.add_comment(EMPTY)
    if key is not None:
        QTest.keyClicks(field_of(view), "not this")
        QTest.keyClick(field_of(view), key)
    else:
        view.setFocus()
    assert items(view) == [] and document_of(view).done == [] and view.pointing.writing.field is None


def test_the_selection_gets_a_frame_that_asks_for_its_title(view: GraphView) -> None:
    view.frame_selection()
    assert items(view) == [], "nothing is selected"
    view.select(["a", "b"])
    view.frame_selection()
    frame = item(view, FrameItem)
    for node in ("a", "b"):
        assert frame.scene_body.contains(view.graph_scene.item_for_node[node].scene_body)
    assert view.graph_scene.annotations.inside(frame)[0] == ["a", "b"]
    QTest.keyClicks(field_of(view), "Encoder")
    QTest.keyClick(field_of(view), Qt.Key.Key_Return)
    assert [annotation.text for annotation in shown(view)] == ["Encoder"]
    assert len(document_of(view).done) == 1, "the title that is typed at once belongs to the frame"
    undo(view)
    assert document_of(view).project == chain()
    document_of(view).redo()
    assert [annotation.text for annotation in shown(view)] == ["Encoder"]
    Hand(view).double_click(title_of(view))
    QTest.keyClicks(field_of(view), "Decoder")
    QTest.keyClick(field_of(view), Qt.Key.Key_Return)
    assert len(document_of(view).done) == 2, "another title later is an edit of its own"
    undo(view)
    assert [annotation.text for annotation in shown(view)] == ["Encoder"]


def test_a_title_that_is_not_wanted_leaves_the_frame(view: GraphView) -> None:
    view.select(["a", "b"])
    view.frame_selection()
    QTest.keyClicks(field_of(view), "Encoder")
    QTest.keyClick(field_of(view), Qt.Key.Key_Escape)
    assert [annotation.text for annotation in shown(view)] == [""] and len(document_of(view).done) == 1


def test_a_frame_takes_along_what_lies_inside(framed: GraphView) -> None:
    before, hand = document_of(framed).project, Hand(framed)
    hand.drag(title_of(framed), title_of(framed) + QPointF(38, 82), release=False)
    assert framed.graph_scene.places["a"] == (340, 80)
    edge = framed.graph_scene.item_for_edge[next(e.target for e in before.graph.edges if e.target.node == "a")]
    assert edge.ends[1] == (340, 108), "edges follow"
    assert document_of(framed).done == []
    hand.release(title_of(framed))
    assert shown(framed)[1] == FRAME.moved(40, 80)
    positions = document_of(framed).project.positions()
    assert (positions["a"], positions["b"], positions["loss"]) == ((340, 80), (640, 80), (900, 0))
    assert len(document_of(framed).done) == 1
    undo(framed)
    assert document_of(framed).project == before and framed.graph_scene.places["a"] == (300, 0)


def test_a_cancelled_drag_leaves_everything_where_it_was(framed: GraphView) -> None:
    hand = Hand(framed)
    hand.drag(title_of(framed), title_of(framed) + QPointF(40, 80), release=False)
    press(framed, Qt.Key.Key_Escape)
    assert item(framed, FrameItem).pos() == QPointF(*FRAME.at)
    assert framed.graph_scene.places["a"] == (300, 0) and document_of(framed).done == []
    corner = item(framed, FrameItem).scene_body.bottomRight() - QPointF(2, 2)
    hand.drag(corner, corner + QPointF(40, 80), release=False)
    assert item(framed, FrameItem).shown != FRAME
    press(framed, Qt.Key.Key_Escape)
    assert item(framed, FrameItem).shown == FRAME and document_of(framed).done == []


@pytest.mark.parametrize(
    ("side", "at", "size"),
    [
        ("bottom right", (280, -48), (608, 168)),
        ("right", (280, -48), (608, 128)),
        ("bottom", (280, -48), (528, 168)),
        ("top left", (360, -8), (448, 88)),
    ],
)
def test_a_side_follows_the_pointer(framed: GraphView, side: str, at: object, size: object) -> None:
    body = item(framed, FrameItem).scene_body
    x = body.right() - 2 if "right" in side else body.left() + 1 if "left" in side else body.center().x()
    y = body.bottom() - 2 if "bottom" in side else body.top() + 1 if "top" in side else body.bottom() - 20
    Hand(framed).drag(QPointF(x, y), QPointF(x + 80, y + 40))
    frame = shown(framed)[1]
    assert isinstance(frame, TitledFrame) and (frame.at, frame.size) == (at, size)
    assert framed.graph_scene.places["a"] == (300, 0), "what lies inside stays"
    assert len(document_of(framed).done) == 1


def test_a_frame_does_not_get_smaller_than_its_title(framed: GraphView) -> None:
    corner = item(framed, FrameItem).scene_body.bottomRight() - QPointF(2, 2)
    Hand(framed).drag(corner, QPointF(-300, -400))
    frame = shown(framed)[1]
    assert isinstance(frame, TitledFrame) and frame.size == (96, 64)


def test_the_inside_of_a_frame_is_empty_canvas(framed: GraphView) -> None:
    hand = Hand(framed)
    inside = QPointF(285, 70)
    assert framed.pointing.hit(inside).is_empty
    hand.drag(inside, QPointF(640, 20))
    assert framed.selected_nodes == ["a", "b"]
    hand.drag(port(framed, "y", output=True), port(framed, "a"))
    assert "y.output -> a.input" in edges(framed)
    hand.click(QPointF(544, 28))
    assert len(framed.graph_scene.selected_edges) == 1, "an edge over it can be chosen"


def test_a_comment_is_dragged_and_made_wider(framed: GraphView) -> None:
    hand, body = Hand(framed), item(framed, CommentItem).scene_body
    hand.drag(body.center(), body.center() + QPointF(41, 17))
    assert shown(framed)[0] == NOTE.moved(40, 16)
    body = item(framed, CommentItem).scene_body
    side = QPointF(body.right() - 2, body.center().y())
    hand.drag(side, side + QPointF(-80, 0))
    comment = shown(framed)[0]
    assert isinstance(comment, Comment) and comment.width == NOTE.width - 80
    assert len(document_of(framed).done) == 2


def test_a_long_text_makes_a_comment_higher(framed: GraphView) -> None:
    comment = item(framed, CommentItem)
    low = comment.body.height()
    framed.pointing.annotator.set_text(comment.key, "word " * 40 + "x" * 400)
    assert comment.body.height() > 8 * low / 2 and comment.body.width() == NOTE.width


def test_a_double_click_writes_and_escape_leaves_it_as_it_was(framed: GraphView) -> None:
    hand = Hand(framed)
    hand.double_click(title_of(framed))
    assert field_of(framed).toPlainText() == "Two layers"
    QTest.keyClicks(field_of(framed), "Other")
    QTest.keyClick(field_of(framed), Qt.Key.Key_Escape)
    assert shown(framed)[1] == FRAME and document_of(framed).done == []
    hand.double_click(title_of(framed))
    QTest.keyClicks(field_of(framed), "Other")
    hand.click(EMPTY)
    framed.setFocus()
    assert shown(framed)[1] == FRAME.with_text("Other"), "the keys went elsewhere"
    hand.double_click(item(framed, CommentItem).scene_body.center())
    framed.pointing.scroll_by(QPointF(50, 0).toPoint())
    assert framed.pointing.writing.field is None, "it does not stay behind when the canvas is pushed"
    assert len(document_of(framed).done) == 1


def test_an_undo_while_something_is_written_ends_that(framed: GraphView) -> None:
    hand = Hand(framed)
    hand.drag(middle(framed, "y"), middle(framed, "y") + QPointF(0, 80))
    hand.double_click(title_of(framed))
    QTest.keyClicks(field_of(framed), "Lost")
    undo(framed)
    assert framed.pointing.writing.field is None and shown(framed)[1] == FRAME


def test_delete_takes_the_chosen_one_away_and_not_what_lies_inside(framed: GraphView) -> None:
    before, hand = document_of(framed).project, Hand(framed)
    framed.select(["x"])
    hand.click(title_of(framed))
    assert framed.selected_nodes == []
    press(framed, Qt.Key.Key_Delete)
    assert shown(framed) == [NOTE] and set(document_of(framed).project.graph.nodes) == set(before.graph.nodes)
    undo(framed)
    assert document_of(framed).project == before and len(items(framed)) == 2


def test_its_menu_colours_it(framed: GraphView) -> None:
    menu = framed.menu(title_of(framed))
    (colours,) = menu.findChildren(QMenu)
    assert len(colours.actions()) == len(TINTS)
    assert [action.text() for action in colours.actions() if action.isChecked()] == ["Teal"]
    colours.actions()[list(TINTS).index("violet")].trigger()
    frame = shown(framed)[1]
    assert frame.colour == "violet" and len(document_of(framed).done) == 1
    menu.actions()[0].trigger()
    assert field_of(framed).toPlainText() == "Two layers"
    framed.pointing.writing.close()
    menu.deleteLater()


def test_the_empty_canvas_offers_a_comment(framed: GraphView) -> None:
    menu = framed.menu(QPointF(285, 70))
    next(action for action in menu.actions() if action.text() == "Add a Comment").trigger()
    assert field_of(framed).toPlainText() == ""
    menu.deleteLater()


def test_the_stage_shows_none_and_edits_none(framed: GraphView) -> None:
    framed.set_mode("backprop")
    assert not any(it.isVisible() for it in items(framed))
    framed.add_comment(EMPTY)
    framed.frame_selection()
    assert framed.pointing.writing.field is None
    framed.set_mode("train")
    assert all(it.isVisible() for it in items(framed))


def test_the_whole_in_view_holds_them_and_every_theme_paints_them(framed: GraphView) -> None:
    scene = framed.graph_scene
    assert scene.extent.contains(item(framed, FrameItem).scene_body)
    assert scene.extent.contains(item(framed, CommentItem).scene_body)
    ground = framed.grab().toImage().pixelColor(framed.mapFromScene(QPointF(285, 70)))
    framed.set_theme(DARK)
    assert framed.grab().toImage().pixelColor(framed.mapFromScene(QPointF(285, 70))) != ground


def test_a_title_can_be_read_from_afar(framed: GraphView) -> None:
    def letters(view: GraphView) -> int:
        """How many places above the frame are not the ground."""
        body = item(view, FrameItem).scene_body
        top = view.mapFromScene(body.topLeft())
        width = view.mapFromScene(body.topRight()).x() - top.x()
        image = view.grab(QRect(top.x(), top.y() - 16, width, 14)).toImage()
        return sum(image.pixelColor(x, y) != LIGHT.canvas for x in range(width) for y in range(14))

    framed.zoom_by(0.2 / framed.camera.zoom)
    assert letters(framed) > 20
    framed.zoom_by(0.05 / framed.camera.zoom)
    assert letters(framed) == 0, "too far for letters"


def test_the_cursor_says_what_a_press_would_do(framed: GraphView) -> None:
    hand, corner = Hand(framed), item(framed, FrameItem).scene_body.bottomRight() - QPointF(2, 2)
    hand.hover(corner)
    assert framed.viewport().cursor().shape() == Qt.CursorShape.SizeFDiagCursor
    hand.hover(EMPTY)
    assert framed.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_another_project_brings_its_own(framed: GraphView) -> None:
    document_of(framed).open(chain())
    assert items(framed) == []


# ---------------------------------------------------------------------------------------- with their nodes


def test_a_frame_stays_around_its_nodes_when_a_layer_is_inserted(framed: GraphView) -> None:
    before = document_of(framed).project
    node = framed.editor.insert("Sum", PortRef("b", "input"))
    assert node is not None
    frame = item(framed, FrameItem)
    assert set(framed.graph_scene.annotations.inside(frame)[0]) == {"a", "b", node}
    assert frame.shown.at == FRAME.at
    assert len(document_of(framed).done) == 1
    undo(framed)
    assert document_of(framed).project == before


def test_a_frame_stays_around_its_nodes_when_they_are_tidied(make_view: MakeView) -> None:
    inside = Comment("Inside", (300.0, -30.0), width=100.0)
    view = make_view(with_annotations(FRAME, inside, NOTE))
    view.editor.move({"a": (300.0, 20.0), "x": (-200.0, 400.0)})
    view.editor.tidy()
    frame = item(view, FrameItem)
    assert {"a", "b"} <= set(view.graph_scene.annotations.inside(frame)[0])
    assert frame.shown.at != FRAME.at
    assert shown(view)[0].at != inside.at and shown(view)[1] == NOTE
    undo(view)
    assert shown(view) == [inside, NOTE, FRAME]


def test_a_card_is_taken_out_of_a_frame_by_hand(framed: GraphView) -> None:
    Hand(framed).drag(middle(framed, "a"), middle(framed, "a") + QPointF(0, 300))
    assert shown(framed)[1] == FRAME
    assert framed.graph_scene.annotations.inside(item(framed, FrameItem))[0] == ["b"]


def test_copies_bring_the_frames_around_them(framed: GraphView, make_view: MakeView) -> None:
    framed.select(["a"])
    framed.copy()
    other = make_view(chain())
    other.paste()
    assert items(other) == [], "only a part of the frame was copied"
    framed.select(["a", "b"])
    framed.copy()
    other.paste()
    (frame,) = items(other)
    assert set(other.graph_scene.annotations.inside(frame)[0]) >= {"a3", "b2"} and frame.shown.text == "Two layers"
    assert other.graph_scene.annotations.selected == [frame.key]
    assert len(document_of(other).done) == 2
    undo(other)
    assert items(other) == []


def test_a_comment_alone_is_copied_and_duplicated(framed: GraphView) -> None:
    framed.graph_scene.select((), (), [item(framed, CommentItem).key])
    framed.copy()
    framed.paste()
    framed.duplicate()
    comments = [annotation for annotation in shown(framed) if isinstance(annotation, Comment)]
    assert len(comments) == 3 and len({comment.at for comment in comments}) == 3


def test_all_is_selected_dragged_and_deleted_together(framed: GraphView) -> None:
    before, hand = document_of(framed).project, Hand(framed)
    hand.drag(QPointF(-60, -120), QPointF(880, 320))
    assert len(framed.graph_scene.annotations.selected) == 2
    hand.drag(middle(framed, "a"), middle(framed, "a") + QPointF(84, 56))
    assert shown(framed) == [NOTE.moved(84, 56), FRAME.moved(84, 56)]
    assert document_of(framed).project.positions()["y"] == (684, 256)
    assert len(document_of(framed).done) == 1
    framed.select_all()
    framed.delete_selection()
    assert items(framed) == [] and not document_of(framed).project.graph.nodes
    undo(framed)
    undo(framed)
    assert document_of(framed).project == before
