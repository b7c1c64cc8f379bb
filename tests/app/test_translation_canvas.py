"""Law 12 on the canvas: the box at the pointer, the menus of comments and frames, and the field they are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.session.change_texts import change_text
from engine.project.change import Change
from tests.app.test_translation import escaped, is_foreign, names_of, pseudo  # noqa: F401

if TYPE_CHECKING:
    from app.main_window import MainWindow


def test_no_string_of_the_box_at_the_pointer_escapes(pseudo: None, window: MainWindow) -> None:  # noqa: F811
    window.show()
    canvas = window.canvas
    for selected in ([], ["fc1"]):
        canvas.select(selected)
        canvas.pointing.search()
        box = canvas.pointing.adding.box
        assert box is not None and not (found := escaped(window)), "\n".join(found)
        tips = [box.list.item(row).toolTip() for row in range(box.list.count())]
        assert tips and not [tip for tip in tips if not is_foreign(tip, names_of(window))]
        QTest.keyClicks(box.search, "nothing like this")
        assert box.names == [] and not (found := escaped(window)), "\n".join(found)
        canvas.pointing.adding.close()


def test_no_string_about_comments_and_frames_escapes(pseudo: None, window: MainWindow) -> None:  # noqa: F811
    window.show()
    canvas = window.canvas
    canvas.select(["fc1"])
    canvas.frame_selection()
    assert not (found := escaped(window)), "\n".join(found)
    canvas.pointing.writing.close()
    canvas.pointing.annotator.add_comment("7", QPointF(0, 400))
    canvas.add_comment(QPointF(0, 800))
    assert not (found := escaped(window)), "\n".join(found)
    canvas.pointing.writing.close()
    names, texts = names_of(window), []
    for item in canvas.graph_scene.annotations.items.values():
        menu = canvas.menu(item.scene_body.topLeft() + QPointF(20, 12))
        texts += [action.text() for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()]
        menu.deleteLater()
    for place in (QPointF(-400, -400), canvas.graph_scene.item_for_node["fc1"].scene_body.center()):
        menu = canvas.menu(place)
        texts += [action.text() for action in menu.actions()]
        menu.deleteLater()
    assert len(texts) > 20 and not [text for text in texts if not is_foreign(text, names)]
    for code in ("annotate", "add_comment", "add_frame", "move_annotation", "remove_annotations"):
        assert is_foreign(change_text(Change(code)), names)
