"""An array as a QImage: grey or colour pictures, heat maps, grids of feature maps, strips of a vector.

Row 0 is at the top, as in the array. Every image owns its memory. Enlarge with `enlarged`, which keeps pixels sharp.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

Table = NDArray[np.uint8]  # 256 rows of red, green, blue
Colour = tuple[int, int, int]
NOT_A_NUMBER: Colour = (216, 67, 76)


def picture(array: NDArray[np.generic], low: float = 0.0, high: float = 1.0) -> QImage:
    """A picture of [H, W], [1, H, W] (grey) or [3, H, W] (red, green, blue); `low` is black, `high` full.

    Raises ValueError for another shape.
    """
    if array.ndim == 3 and array.shape[0] == 3:
        return rgb_image(_bytes(np.moveaxis(array, 0, 2), low, high))
    plane = array[0] if array.ndim == 3 and array.shape[0] == 1 else array
    if plane.ndim != 2:
        raise ValueError(f"expected a picture [1|3, H, W] or [H, W], got shape {array.shape}")
    grey = np.ascontiguousarray(_bytes(plane, low, high))
    height, width = grey.shape
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def is_picture(shape: tuple[int, ...]) -> bool:
    """Whether a value of this shape (without the batch) can be seen as a picture: [1|3, H, W], not a mere strip."""
    return len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) > 1


def signed_heat_map(array: NDArray[np.generic], table: Table, limit: float | None = None) -> QImage:
    """[H, W] (or a vector, as a row) in a scale with zero in its middle; `limit` is the value at the ends.

    Without a limit it is the largest magnitude in the array.
    """
    values = _matrix(array)
    if limit is None:
        limit = _largest(values)
    return rgb_image(_coloured((values / (limit or 1.0) + 1.0) / 2.0, table))


def magnitude_heat_map(
    array: NDArray[np.generic], table: Table, low: float | None = None, high: float | None = None
) -> QImage:
    """[H, W] (or a vector, as a row) of magnitudes on a logarithmic scale from `low` to `high`.

    Without limits: from a millionth of the largest magnitude to the largest.
    """
    values = np.abs(_matrix(array))
    high = high or _largest(values) or 1.0
    low = low or high * 1e-6
    with np.errstate(divide="ignore"):
        fractions = (np.log10(values) - math.log10(low)) / (math.log10(high) - math.log10(low))
    return rgb_image(_coloured(fractions, table))


def strip(vector: NDArray[np.generic], table: Table, vertical: bool = False, limit: float | None = None) -> QImage:
    """A vector as one row of signed cells, or as one column."""
    flat = np.asarray(vector).reshape(-1)
    return signed_heat_map(flat[:, None] if vertical else flat[None, :], table, limit)


def feature_maps(
    array: NDArray[np.generic], table: Table, background: Colour, columns: int | None = None, gap: int = 1
) -> QImage:
    """The maps of [C, H, W] in a grid from left to right, each signed, all on the one scale of the largest magnitude.

    Raises ValueError for another shape.
    """
    if array.ndim != 3:
        raise ValueError(f"expected feature maps [C, H, W], got shape {array.shape}")
    count, height, width = array.shape
    columns = columns or grid_columns(count)
    rows = math.ceil(count / columns)
    limit = _largest(np.asarray(array, dtype=np.float64)) or 1.0
    cells = _coloured((np.asarray(array, dtype=np.float64) / limit + 1.0) / 2.0, table)
    sheet = np.empty((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), dtype=np.uint8)
    sheet[:] = background
    for index in range(count):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = cells[index]
    return rgb_image(sheet)


def grid_columns(count: int) -> int:
    """How many columns make `count` maps into a sheet that is about twice as wide as high."""
    return max(1, min(count, round(math.sqrt(count * 2))))


def enlarged(image: QImage, width: int, height: int) -> QImage:
    """The image in the largest whole multiple that fits, with sharp pixels; smoothly made smaller where none does."""
    if image.isNull():
        return image
    factor = min(width // image.width(), height // image.height())
    if factor >= 1:
        size = image.size() * factor
        return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    return image.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def rgb_image(pixels: NDArray[np.uint8]) -> QImage:
    """An image of [H, W, 3] bytes, which owns its memory."""
    height, width, _ = pixels.shape
    block = np.ascontiguousarray(pixels)
    return QImage(block.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _matrix(array: NDArray[np.generic]) -> NDArray[np.float64]:
    values = np.asarray(array, dtype=np.float64)
    if values.ndim > 2:
        raise ValueError(f"expected at most 2 dimensions, got shape {values.shape}")
    return np.atleast_2d(values)


def _largest(values: NDArray[np.float64]) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _bytes(values: NDArray[np.generic], low: float, high: float) -> NDArray[np.uint8]:
    scaled = (np.asarray(values, dtype=np.float64) - low) / ((high - low) or 1.0)
    return np.rint(np.clip(np.nan_to_num(scaled), 0.0, 1.0) * 255).astype(np.uint8)


def _coloured(fractions: NDArray[np.float64], table: Table) -> NDArray[np.uint8]:
    """Rows of the table for fractions from 0 to 1; what is no number is red."""
    wrong = np.isnan(fractions)
    indices = np.rint(np.clip(np.where(wrong, 0.0, fractions), 0.0, 1.0) * (len(table) - 1)).astype(np.intp)
    pixels = table[indices]
    if wrong.any():
        pixels[wrong] = NOT_A_NUMBER
    return pixels
