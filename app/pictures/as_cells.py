"""A tensor as it fits on a card: its numbers where they are few, else a picture, and which element lies where.

A vector of up to twelve numbers and a matrix of up to four columns are written out. A picture of [1 or 3, H, W] is
shown as one, feature maps and kernels as a grid, the rest as a heat map with zero in its middle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.pictures.as_image import Colour, Table, feature_maps, grid_columns, is_picture, picture
from app.pictures.as_image import signed_heat_map as heat_map
from app.pictures.as_text import format_value

MOST_NUMBERS, MOST_COLUMNS, MOST_ROWS = 12, 4, 4
DIGITS, DIGITS_OF_MANY = 3, 2
LYING_DOWN = 3  # times as many rows as columns
STRIP = 64  # values in one row of a picture; a longer vector is folded
MOST_MAPS = 64  # feature maps or kernels that are shown; more are too small to be seen

Index = tuple[int, ...]
Scale = Literal["signed", "picture"]


@dataclass(frozen=True)
class Numbers:
    """Few numbers, row by row; `indices` says which element each is. `is_matrix` keeps them in their columns."""

    texts: tuple[tuple[str, ...], ...]
    indices: tuple[tuple[Index, ...], ...]
    is_matrix: bool


@dataclass(frozen=True, eq=False)
class Picture:
    """Many numbers as an image; `element` names the one under a pixel, None where there is none.

    `limit` is the magnitude at the ends of a signed scale; `shown` of `count` maps are in it. A matrix that `is_turned`
    lies on its side, its first column on top.
    """

    image: QImage
    element: Callable[[int, int], Index | None]
    scale: Scale
    limit: float
    shown: int = 0
    count: int = 0
    is_turned: bool = False


def cells_of(
    array: NDArray[np.generic], table: Table, background: Colour, is_value: bool, digits: int = DIGITS
) -> Numbers | Picture:
    """A tensor of any shape as numbers or as a picture. `is_value` lets [1 or 3, H, W] be a photograph."""
    if array.size == 0:
        return Numbers((), (), False)
    if array.ndim == 0:
        return Numbers(((format_value(array.item(), digits),),), (((),),), False)
    if array.ndim == 1:
        return _vector(array, table, digits)
    if array.ndim == 2:
        return _matrix(array, table, digits)
    if array.ndim == 3 and is_value and is_picture(array.shape) and _is_light(array):
        return Picture(picture(array), lambda x, y: (0, y, x), "picture", 1.0)
    return _maps(array, table, background)


def _vector(array: NDArray[np.generic], table: Table, digits: int) -> Numbers | Picture:
    count = len(array)
    if count <= MOST_NUMBERS:
        texts = tuple(_texts(array, digits))
        return Numbers((texts,), (tuple((place,) for place in range(count)),), False)
    columns = count if count <= STRIP else math.ceil(math.sqrt(count * 4))
    rows = math.ceil(count / columns)
    folded = np.zeros(rows * columns)
    folded[:count] = array

    def element(x: int, y: int) -> Index | None:
        place = y * columns + x
        return (place,) if place < count else None

    return Picture(heat_map(folded.reshape(rows, columns), table), element, "signed", _largest(array))


def _texts(array: NDArray[np.generic], digits: int) -> list[str]:
    """A few numbers each with its own digits; more of them shorter, and small ones no longer than the largest."""
    values = array.tolist()
    if len(values) <= MOST_COLUMNS or array.dtype.kind != "f":
        return [format_value(value, digits) for value in values]
    largest = _largest(array)
    decimals = DIGITS_OF_MANY - math.floor(math.log10(largest)) if largest else 0
    texts = []
    for value in values:
        text = format_value(value, DIGITS_OF_MANY)
        is_long = len(text.partition(".")[2]) > decimals > 0 and ("e" not in text or abs(value) < largest / 100)
        texts.append(f"{value:.{decimals}f}" if is_long and decimals <= 4 else text)
    return texts


def _matrix(array: NDArray[np.generic], table: Table, digits: int) -> Numbers | Picture:
    rows, columns = array.shape
    if columns == 1 or rows == 1:  # a vector that keeps an axis more
        flat = _vector(array.reshape(-1), table, digits)
        return _with_axis(flat, in_front=rows == 1)
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        texts = tuple(tuple(format_value(value, digits) for value in row) for row in array.tolist())
        indices = tuple(tuple((row, column) for column in range(columns)) for row in range(rows))
        return Numbers(texts, indices, True)
    if rows > LYING_DOWN * columns:  # a tall narrow one is laid on its side
        return Picture(heat_map(array.T, table), lambda x, y: (x, y), "signed", _largest(array), is_turned=True)
    return Picture(heat_map(array, table), lambda x, y: (y, x), "signed", _largest(array))


def _with_axis(found: Numbers | Picture, in_front: bool) -> Numbers | Picture:
    """The same elements, named with one axis more, of size 1."""

    def named(index: Index) -> Index:
        return (0, *index) if in_front else (*index, 0)

    if isinstance(found, Numbers):
        indices = tuple(tuple(named(index) for index in row) for row in found.indices)
        return Numbers(found.texts, indices, found.is_matrix)
    inner = found.element

    def element(x: int, y: int) -> Index | None:
        index = inner(x, y)
        return named(index) if index is not None else None

    return Picture(found.image, element, found.scale, found.limit)


def _maps(array: NDArray[np.generic], table: Table, background: Colour) -> Picture:
    *leading, height, width = array.shape
    count = math.prod(leading)
    shown = min(count, MOST_MAPS)
    maps = array.reshape(count, height, width)[:shown]
    columns = grid_columns(shown)
    if len(leading) > 1 and leading[-1] <= 16:  # kernels begin a line with the first input, and fill it as a grid does
        columns = leading[-1] * max(1, round(columns / leading[-1]))
    gap = 1 if shown > 1 else 0
    if height * width == 1:  # a kernel of one number: no lines between
        gap = 0
        image = heat_map(_padded(maps.reshape(-1), columns), table)
    else:
        image = feature_maps(maps, table, background, columns, gap)

    def element(x: int, y: int) -> Index | None:
        column, row = x // (width + gap), y // (height + gap)
        inside_x, inside_y = x % (width + gap), y % (height + gap)
        place = row * columns + column
        if place >= shown or column >= columns or inside_x >= width or inside_y >= height:
            return None
        return (*(int(axis) for axis in np.unravel_index(place, leading)), inside_y, inside_x)

    return Picture(image, element, "signed", _largest(maps), shown, count)


def _padded(values: NDArray[np.generic], columns: int) -> NDArray[np.float64]:
    rows = math.ceil(len(values) / columns)
    table = np.zeros(rows * columns)
    table[: len(values)] = values
    return table.reshape(rows, columns)


def _is_light(array: NDArray[np.generic]) -> bool:
    """Whether the values are those of light, from 0 to 1."""
    return bool(np.min(array) >= 0) and bool(np.max(array) <= 1)


def _largest(array: NDArray[np.generic]) -> float:
    values = np.abs(np.asarray(array, dtype=np.float64))
    finite = values[np.isfinite(values)]
    return float(finite.max()) if finite.size else 0.0
