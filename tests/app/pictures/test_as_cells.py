"""A tensor as numbers or as a picture: each text and each pixel belongs to the element that it names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PySide6.QtGui import QImage

from app.pictures.as_cells import MOST_MAPS, MOST_NUMBERS, STRIP, Numbers, Picture, cells_of
from app.pictures.as_image import NOT_A_NUMBER, Colour
from app.pictures.as_text import format_value
from app.theme.colours import signed_table
from app.theme.tokens import LIGHT

TABLE = signed_table(LIGHT)
GROUND: Colour = (1, 2, 3)  # a colour that stands for no value
TALL_AND_NARROW, FOLDED, KERNELS = (40, 3), (150,), (6, 2, 3, 3)

Array = np.ndarray[Any, Any]


def numbers(array: Array, is_value: bool = True) -> Numbers:
    found = cells_of(array, TABLE, GROUND, is_value)
    assert isinstance(found, Numbers)
    return found


def picture(array: Array, is_value: bool = True) -> Picture:
    found = cells_of(array, TABLE, GROUND, is_value)
    assert isinstance(found, Picture)
    return found


def colour_at(image: QImage, x: int, y: int) -> Colour:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


def signed_colour(value: float, limit: float) -> Colour:
    """The oracle: zero in the middle of the table, the largest magnitude at its ends."""
    if np.isnan(value):
        return NOT_A_NUMBER
    share = (float(value) / (limit or 1.0) + 1) / 2
    red, green, blue = TABLE[int(np.rint(np.clip(share, 0, 1) * 255))].tolist()
    return red, green, blue


def assert_every_pixel_is_its_element(array: Array, found: Picture) -> None:
    """Each pixel has the colour of the element that it names; each element that is shown has exactly one pixel."""
    seen: list[tuple[int, ...]] = []
    for y in range(found.image.height()):
        for x in range(found.image.width()):
            index = found.element(x, y)
            if index is None:
                continue
            seen.append(index)
            value = array[index]  # raises where there is no such element
            assert len(index) == array.ndim and all(type(place) is int and place >= 0 for place in index)
            colour = colour_at(found.image, x, y)
            if found.scale == "signed":
                assert colour == signed_colour(float(value), found.limit), (x, y, index)
            elif array.shape[0] == 1:
                assert colour[0] == round(float(value) * 255), (x, y, index)
            else:
                expected = [round(float(channel) * 255) for channel in array[:, index[1], index[2]]]
                assert list(colour) == expected, (x, y, index)
    assert len(seen) == len(set(seen)), "no element is shown twice"
    shown = array.size if found.scale == "signed" else array[0].size
    if found.count > found.shown:
        shown = shown // found.count * found.shown
    assert len(seen) == shown


def any_array(shapes: st.SearchStrategy[tuple[int, ...]]) -> st.SearchStrategy[Array]:
    wide = st.floats(-1e6, 1e6, width=32) | st.sampled_from([0.0, np.nan, np.inf, -np.inf])
    light = st.floats(0, 1, width=32)
    return st.one_of(
        shapes.flatmap(lambda shape: npst.arrays(np.float32, shape, elements=wide)),
        shapes.flatmap(lambda shape: npst.arrays(np.float32, shape, elements=light)),
        shapes.flatmap(lambda shape: npst.arrays(np.int64, shape, elements=st.integers(-9, 9))),
        shapes.flatmap(lambda shape: npst.arrays(np.bool_, shape)),
    )


SHAPES = st.one_of(
    npst.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=5),
    npst.array_shapes(min_dims=1, max_dims=2, max_side=90),
    npst.array_shapes(min_dims=3, max_dims=4, max_side=9),
    st.sampled_from([TALL_AND_NARROW, FOLDED, KERNELS, (80, 1, 1), (70, 2, 2), (33, 3, 1, 1), (1, 1, 5, 4), (1, 200)]),
)


@settings(max_examples=60)
@given(array=any_array(SHAPES), is_value=st.booleans())
@example(np.arange(150, dtype=np.float32) - 70, True)
@example(np.arange(120, dtype=np.float32).reshape(40, 3) - 60, False)
@example(np.arange(108, dtype=np.int64).reshape(6, 2, 3, 3) - 50, False)
@example(np.array([np.nan] * 20), True)
@example(np.array([[np.inf, -np.inf, np.nan, 0, 1]]).repeat(2, 0), True)
def test_every_number_and_every_pixel_names_its_element(array: Array, is_value: bool) -> None:
    found = cells_of(array, TABLE, GROUND, is_value)
    if isinstance(found, Picture):
        assert_every_pixel_is_its_element(array, found)
        return
    assert array.size <= max(MOST_NUMBERS, 16)
    flat = [index for row in found.indices for index in row]
    assert [len(row) for row in found.texts] == [len(row) for row in found.indices]
    assert flat == [tuple(index) for index in np.ndindex(array.shape)][: array.size]
    for text, index in zip((text for row in found.texts for text in row), flat, strict=True):
        assert_reads_as(text, array[index])


def assert_reads_as(text: str, value: Any) -> None:
    """The text is the value, rounded to two digits at the least, or to what the largest beside it needs."""
    if array_is_whole(value):
        assert text == format_value(value.item())
    elif np.isnan(value):
        assert text == "NaN"
    elif np.isinf(value):
        assert text == ("∞" if value > 0 else "-∞")
    else:
        assert float(text) == pytest.approx(float(value), rel=0.06, abs=1e-4) or float(text) == 0


def array_is_whole(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "bi"


def test_nothing_is_shown_of_nothing() -> None:
    for shape in ((0,), (0, 3), (3, 0), (2, 0, 4), (1, 3, 0, 0)):
        assert numbers(np.zeros(shape)) == Numbers((), (), False)


def test_few_numbers_are_written_out() -> None:
    assert numbers(np.float32(0.31274)) == Numbers((("0.313",),), (((),),), False)
    assert numbers(np.array([True, False])).texts == (("1", "0"),)
    assert numbers(np.array([3, -16])).texts == (("3", "-16"),)
    assert numbers(np.array([0.5, np.nan, -np.inf])).texts == (("0.500", "NaN", "-∞"),)
    found = numbers(np.array([[1, 2, 3], [4, 5, 6]]))
    assert found.texts == (("1", "2", "3"), ("4", "5", "6"))
    assert found.indices[1] == ((1, 0), (1, 1), (1, 2)) and found.is_matrix


def test_where_numbers_end_and_pictures_begin() -> None:
    for shape, is_few in (((12,), True), ((13,), False), ((4, 4), True), ((5, 4), False), ((4, 5), False),
                          ((1, 12), True), ((12, 1), True), ((1, 13), False), ((1, 1, 1), False)):  # fmt: skip
        assert isinstance(cells_of(np.ones(shape), TABLE, GROUND, True), Numbers) == is_few, shape


def test_a_vector_that_keeps_an_axis_is_a_vector() -> None:
    row, column = numbers(np.array([[7.0, 8.0, 9.0]])), numbers(np.array([[7.0], [8.0], [9.0]]))
    assert row.texts == column.texts and not row.is_matrix and not column.is_matrix
    assert row.indices == (((0, 0), (0, 1), (0, 2)),)
    assert column.indices == (((0, 0), (1, 0), (2, 0)),)
    assert picture(np.ones((1, 20))).element(3, 0) == (0, 3)
    assert picture(np.ones((20, 1))).element(3, 0) == (3, 0)


def test_a_long_vector_is_folded_line_by_line() -> None:
    found = picture(np.arange(FOLDED[0], dtype=np.float32))
    width, height = found.image.width(), found.image.height()
    assert 2 <= height < width <= STRIP
    assert found.element(0, 1) == (width,)
    assert [found.element(x, height - 1) for x in range(width)].count(None) == width * height - FOLDED[0]
    assert picture(np.ones(STRIP)).image.height() == 1


def test_a_tall_narrow_matrix_lies_on_its_side() -> None:
    found = picture(np.arange(120.0).reshape(TALL_AND_NARROW))
    assert (found.image.width(), found.image.height(), found.is_turned) == (40, 3, True)
    assert found.element(39, 1) == (39, 1)
    upright = picture(np.ones((9, 3)))
    assert (upright.image.width(), upright.is_turned) == (3, False)


def test_light_is_a_photograph_and_everything_else_is_not() -> None:
    light = np.random.default_rng(0).random((3, 5, 4), dtype=np.float32)
    assert picture(light).scale == "picture"
    assert picture(light[:1]).image.width() == 4
    assert picture(light, is_value=False).scale == "signed", "a weight is no photograph"
    assert picture(light * 2).scale == picture(light - 0.1).scale == "signed"
    assert picture(np.where(light > 0.5, np.nan, light)).scale == "signed"


@pytest.mark.parametrize("shape", [(6, 2, 3, 3), (16, 1, 3, 3), (32, 16, 3, 3), (512, 3, 7, 7), (8, 8, 8), (64, 64)])
def test_a_picture_has_the_proportions_of_a_card(shape: tuple[int, ...]) -> None:
    """On a card a picture is wide and low: one that is tall and narrow is too small to be seen."""
    found = picture(np.ones(shape), is_value=False)
    assert found.image.height() <= 2 * found.image.width()


def test_kernels_stand_input_by_input_where_there_is_room() -> None:
    found = picture(np.arange(108.0).reshape(KERNELS), is_value=False)
    assert found.element(0, 0) == (0, 0, 0, 0)
    assert found.element(4, 0) == (0, 1, 0, 0), "the next input lies to the right"
    assert found.element(3, 0) is None, "the line between two kernels is no element"
    assert (found.shown, found.count) == (12, 12)


def test_of_many_maps_the_first_are_shown_on_their_own_scale() -> None:
    array = np.ones((MOST_MAPS + 6, 2, 2))
    array[-1] = 1000
    found = picture(array)
    assert (found.shown, found.count, found.limit) == (MOST_MAPS, MOST_MAPS + 6, 1.0)


def test_the_ends_of_the_scale_are_the_largest_number_that_is_one() -> None:
    assert picture(np.array([1.0, -3.0, np.inf, np.nan] * 5)).limit == 3.0
    assert picture(np.full(20, np.nan)).limit == 0.0
    assert picture(np.zeros(20)).limit == 0.0
