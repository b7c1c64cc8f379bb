"""Rows on a card: everything has its own place, and a place names the element that is written there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.canvas.card_texts import LEFT, RIGHT, Fonts
from app.canvas.frames import WIDTH
from app.canvas.stage import Row, RowContent, RowState, Stage, lay_out_stage
from app.canvas.stage_painter import StagePainter
from app.pictures.as_cells import Numbers, cells_of
from app.pictures.as_text import shape_text
from app.theme.colours import signed_table
from app.theme.tokens import DARK, LIGHT, Theme
from engine.backprop.explanation import Quantity

TOP = 56.0
SHAPES = [
    (), (1,), (3,), (4,), (12,), (13,), (64,), (500,), (0,), (2, 2), (4, 4), (1, 7), (7, 1), (10, 64), (64, 10),
    (300, 2), (2, 900), (3, 8, 8), (1, 28, 28), (16, 8, 8), (16, 1, 3, 3), (16, 16, 3, 3), (32, 16, 1, 1),
    (2, 2, 2, 2, 2), (0, 4),
]  # fmt: skip
QUANTITIES: tuple[Quantity, ...] = ("output", "grad_output", "parameter", "grad_parameter", "after")


def content(
    array: np.ndarray, quantity: Quantity = "output", axes: tuple[int, ...] = (), label: str = "value"
) -> RowContent:
    cells = cells_of(array, signed_table(LIGHT), (255, 255, 255), quantity == "output")
    return RowContent(
        "fc", quantity, "output", label, "forward", shape_text(array.shape, compact=True), cells, "", axes
    )


def made(shape: tuple[int, ...], scale: float = 1.0) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape) * scale


def lay_out(*contents: RowContent) -> Stage:
    return lay_out_stage(contents, TOP, Fonts())


def shown(stage: Stage, state: RowState = "shown") -> Stage:
    return stage.with_states([state] * len(stage.rows), None)


def places(row: Row) -> list[QRectF]:
    return [cell.rect for cell in row.cells] + ([row.picture] if row.picture is not None else [])


def assert_well_laid_out(stage: Stage) -> None:
    bottom = TOP
    for row in stage.rows:
        assert row.top >= bottom, "below the row before"
        bottom = row.top + row.height
        for rect in places(row):
            assert rect.left() >= LEFT and rect.right() <= RIGHT + 1e-6, "within the card"
            assert rect.top() >= row.top and rect.bottom() <= bottom + 1e-6, "within its row"
            assert rect.width() > 1 and rect.height() > 1
        for one, other in itertools.combinations(places(row), 2):
            assert not one.intersects(other)
    assert bottom < TOP + stage.height or not stage.rows


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Fonts are measured."""


@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e9, -3e-5])
def test_rows_of_any_shape_have_their_places(scale: float) -> None:
    contents = [content(made(shape, scale), quantity) for shape in SHAPES for quantity in QUANTITIES]
    assert_well_laid_out(lay_out(*contents))


numbers = st.floats(allow_nan=True, allow_infinity=True, width=32) | st.integers(-(10**8), 10**8)


@given(
    arrays=st.lists(st.lists(numbers, min_size=1, max_size=20), max_size=5), label=st.sampled_from(["w", "∇ output"])
)
@settings(max_examples=40)
def test_any_numbers_have_their_places(arrays: list[list[float]], label: str) -> None:
    stage = lay_out(*(content(np.array(array), label=label) for array in arrays))
    assert_well_laid_out(stage)
    fonts = Fonts()
    for cell in (cell for row in stage.rows for cell in row.cells):
        assert fonts.number_width(cell.text) <= cell.rect.width()


def test_a_card_without_rows_has_no_room_for_them() -> None:
    assert lay_out() == lay_out() or lay_out().height == 0
    assert lay_out().rows == ()


def test_a_few_numbers_stand_beside_their_label() -> None:
    beside, below = lay_out(content(np.array([1.0, 2.0])), content(np.array([1.25, 2.25, 3.25, 4.25, 5.25]))).rows
    assert beside.is_inline and not below.is_inline
    assert beside.cells[0].rect.top() == beside.top and below.cells[0].rect.top() > below.top
    (long,) = lay_out(content(np.array([1.0]), label="new in_proj_weight")).rows
    assert not long.is_inline, "beside a long label there is no room"


def test_a_matrix_stands_in_rows_and_columns() -> None:
    (row,) = lay_out(content(np.arange(6.0).reshape(2, 3))).rows
    lefts, tops = ({getattr(cell.rect, side)() for cell in row.cells} for side in ("left", "top"))
    assert (len(lefts), len(tops)) == (3, 2)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_place_on_the_card_names_the_element_that_is_there(shape: tuple[int, ...]) -> None:
    array = made(shape)
    (row,) = shown(lay_out(content(array))).rows
    for cell in row.cells:
        index = row.element_at(cell.rect.center())
        assert index == cell.index and row.rect_of(cell.index) == cell.rect
        assert index is not None and array[index] == pytest.approx(float(cell.text), rel=0.06, abs=0.01)
    if row.picture is None:
        return
    found: set[tuple[int, ...]] = set()
    picture = row.content.cells
    assert not isinstance(picture, Numbers)
    width, height = picture.image.width(), picture.image.height()
    for x, y in itertools.product(range(width), range(height)):
        at = QPointF((x + 0.5) * row.picture.width() / width, (y + 0.5) * row.picture.height() / height)
        index = row.element_at(row.picture.topLeft() + at)
        assert index == picture.element(x, y)
        found |= {index} if index is not None else set()
    assert found
    corner = row.element_at(row.picture.bottomRight())
    assert corner is None or corner in found, "the border belongs to the last pixel"


def test_beside_all_numbers_there_is_no_element() -> None:
    (row,) = shown(lay_out(content(np.array([1.0, 2.0])))).rows
    first, second = row.cells
    between = (first.rect.right() + second.rect.left()) / 2
    for place in (QPointF(LEFT, row.top + 2), QPointF(between, row.top + 5), QPointF(RIGHT, row.top + 60)):
        assert row.element_at(place) is None
    assert row.rect_of((5,)) is None


def test_the_sample_that_is_shown_stands_before_the_index() -> None:
    stage = shown(lay_out(content(np.array([1.0, 2.0]), axes=(3,)), content(made((6, 6)), axes=(3,))))
    few, many = stage.rows
    assert few.element_at(few.cells[1].rect.center()) == (3, 1)
    assert few.rect_of((3, 1)) == few.cells[1].rect
    assert many.picture is not None
    assert many.element_at(many.picture.topLeft() + QPointF(0.1, 0.1)) == (3, 0, 0)


@pytest.mark.parametrize("state", ["covered", "to come"])
def test_what_cannot_be_seen_answers_nothing(state: RowState) -> None:
    stage = shown(lay_out(content(np.array([1.0, 2.0])), content(made((6, 6)))), state)
    for row in stage.rows:
        for rect in places(row):
            assert row.element_at(rect.center()) is None


def test_a_stage_at_another_moment_shares_what_is_the_same() -> None:
    stage = lay_out(content(np.array([1.0])), content(made((6, 6))))
    assert stage.with_states(["to come", "to come"], None) is stage
    later = stage.with_states(["shown", "to come"], "forward")
    assert later is not stage and later.rows[1] is stage.rows[1]
    assert (later.rows[0].state, later.tone, later.height) == ("shown", "forward", stage.height)
    assert later.with_states(["shown", "to come"], "forward") is later
    assert later.with_states(["shown", "to come"], "backward") is not later
    assert later.with_states(["shown", "to come"], "forward", is_wrong=True).is_wrong
    assert [row.top for row in later.rows] == [row.top for row in stage.rows], "nothing moves"
    with pytest.raises(ValueError, match="zip"):
        stage.with_states(["shown"], "forward")


# ------------------------------------------------------------------ what is painted


def paint(stage: Stage, theme: Theme) -> QImage:
    image = QImage(QSize(round(WIDTH), round(TOP + stage.height)), QImage.Format.Format_ARGB32)
    image.fill(theme.card)
    painter = QPainter(image)
    StagePainter(theme, Fonts()).paint(painter, stage)
    painter.end()
    return image


def colours_in(image: QImage, rect: QRectF) -> set[str]:
    area = rect.toAlignedRect().adjusted(2, 2, -2, -2)
    return {
        QColor(image.pixelColor(x, y)).name()
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_number_is_painted_when_it_is_there_and_not_before(theme: Theme) -> None:
    stage = lay_out(content(np.array([8.0])))
    rect = stage.rows[0].cells[0].rect
    to_come, covered, seen = (
        colours_in(paint(shown(stage, state), theme), rect) for state in ("to come", "covered", "shown")
    )
    assert to_come == {theme.card.name()}, "an empty frame"
    assert theme.forward_fill.name() in seen and theme.forward_fill.name() not in covered
    assert len(covered) > 1, "a question mark"


@pytest.mark.parametrize("scale", [1.0, -1e-9, 1e12, 123.456])
def test_the_numbers_of_a_matrix_keep_to_their_cells(scale: float) -> None:
    stage = shown(lay_out(content(made((4, 4), scale), quantity="after")))
    image = paint(stage, LIGHT)
    cells = stage.rows[0].cells
    for cell in cells:
        assert min(QColor(colour).lightness() for colour in colours_in(image, cell.rect)) < 150, "letters"
    for cell in cells[:3]:
        gap = round(cell.rect.right() + 0.5)
        dark = [y for y in range(round(TOP) + 18, image.height()) if image.pixelColor(gap, y).lightness() < 150]
        assert not dark, f"letters of {cell.text} stand between two cells"


def test_a_number_that_is_none_is_red() -> None:
    stage = shown(lay_out(content(np.array([np.nan, 1.0]))))
    image = paint(stage, LIGHT)
    wrong, right = (colours_in(image, cell.rect) for cell in stage.rows[0].cells)
    assert LIGHT.error.name() in wrong and LIGHT.error.name() not in right


def test_a_picture_is_painted_with_its_own_colours() -> None:
    array = np.array([[1.0, -1.0]] * 5).repeat(3, 1)
    stage = shown(lay_out(content(array)))
    rect = stage.rows[0].picture
    assert rect is not None
    table = signed_table(LIGHT)
    ends = {QColor(*table[place].tolist()).name() for place in (0, -1)}
    assert ends <= colours_in(paint(stage, LIGHT), rect)
    assert not ends & colours_in(paint(shown(stage, "covered"), LIGHT), rect)
