"""How a figure is laid out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.figures.drawing import LEAST_WIDTH, MARGIN, Drawing, wrapped
from app.figures.sheet import Sheet
from app.figures.subject import Subject
from app.theme.fonts import ui_font
from app.theme.tokens import LIGHT, mixed
from engine.graph.graph import make_graph
from engine.project.annotations import Comment, TitledFrame, add_annotation
from engine.project.project import MAIN, Project


@pytest.mark.parametrize("name", ["chain-rule-by-hand", "sequence-lstm", "residual"])
def test_a_page_holds_everything_within_its_margin(stepped: Callable[[str], Subject], name: str) -> None:
    sheet = Sheet(stepped(name), LIGHT)
    drawing = Drawing(sheet)
    page = QRectF(0, 0, drawing.size.width(), drawing.size.height())
    graph = sheet.extent.translated(drawing._graph_at - sheet.extent.topLeft())
    assert page.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).contains(graph)
    assert drawing._head.bottom() < graph.top()
    assert graph.bottom() < drawing._words_top
    assert page.width() % 4 == 0
    assert page.height() % 4 == 0
    sheet.close()


def test_edges_never_run_through_cards(stepped: Callable[[str], Subject]) -> None:
    """And so never over their letters: a card covers what is below it, and pulses are on no figure."""
    sheet = Sheet(stepped("residual"), LIGHT)
    for edge in sheet.scene.item_for_edge.values():
        for item in sheet.scene.item_for_node.values():
            inside = item.scene_body.adjusted(6, 2, -6, -2)
            assert not any(inside.contains(edge.path.pointAtPercent(share / 100)) for share in range(101))
    sheet.close()


def test_frames_and_comments_are_drawn_off_the_stage(by_hand: Subject) -> None:
    frame = TitledFrame("All of it", (-400.0, -300.0), (2000.0, 900.0), "teal")
    project = add_annotation(by_hand.project, MAIN, frame)[0].apply(by_hand.project)
    project = add_annotation(project, MAIN, Comment("Outside", (0.0, 700.0)))[0].apply(project)
    for staged in (None, by_hand.staged):
        sheet = Sheet(Subject(project, by_hand.plan, staged=staged), LIGHT)
        image = QImage(2000, 1400, QImage.Format.Format_RGB32)
        image.fill(LIGHT.canvas)
        painter = QPainter(image)
        painter.translate(400, 300)
        sheet.paint(painter)
        painter.end()
        inside, comment = image.pixelColor(20, 880), image.pixelColor(410, 1005)
        assert (inside == mixed(LIGHT.canvas, LIGHT.tint("teal"), 0.1)) == (staged is None)
        assert (comment == mixed(LIGHT.card, LIGHT.tint("slate"), 0.16)) == (staged is None)
        assert sheet.extent.contains(QRectF(-400, -300, 2000, 900)) == (staged is None)
        sheet.close()


def test_an_empty_drawing_is_a_page_with_a_title(qapp: QApplication) -> None:
    sheet = Sheet(Subject(Project(name="Nothing", graph=make_graph([])), None), LIGHT)
    assert Drawing(sheet).size.width() == pytest.approx(LEAST_WIDTH + 2 * MARGIN, abs=4)
    sheet.close()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), max_size=40), st.integers(0, 3))
def test_a_text_is_broken_between_words_and_no_line_is_too_long(
    qapp: QApplication, words: list[str], most: int
) -> None:
    font = ui_font()
    lines = wrapped(" ".join(words), font, 120.0, most)
    if most:
        assert len(lines) <= most
        assert [word.rstrip("…") for word in " ".join(lines).split()][:1] == words[:1]
    else:
        assert " ".join(lines).split() == words
    assert all(QFontMetricsF(font).horizontalAdvance(line) <= 120.5 for line in lines)
