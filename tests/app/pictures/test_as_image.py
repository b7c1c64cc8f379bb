from __future__ import annotations

import gc

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.pictures.as_image import (
    NOT_A_NUMBER,
    enlarged,
    feature_maps,
    grid_columns,
    is_picture,
    magnitude_heat_map,
    picture,
    signed_heat_map,
    strip,
)

GREY = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def pixels(image: QImage) -> NDArray[np.uint8]:
    """[H, W, 3], read pixel by pixel and so by a way of its own."""
    return np.array(
        [[image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())] for y in range(image.height())],
        dtype=np.uint8,
    )


def test_a_colour_picture_stands_upright_with_its_channels_in_order() -> None:
    rng = np.random.default_rng(0)
    bytes_ = rng.integers(0, 256, (3, 5, 7))  # a width whose rows Qt pads
    assert (pixels(picture(bytes_ / 255.0)) == np.moveaxis(bytes_, 0, 2)).all()


def test_a_grey_picture_with_and_without_its_channel() -> None:
    values = np.arange(15).reshape(3, 5) / 14.0
    expected = np.rint(values * 255).astype(np.uint8)
    assert (pixels(picture(values))[:, :, 0] == expected).all()
    assert (pixels(picture(values[None]))[:, :, 1] == expected).all()


def test_values_beyond_the_limits_are_clipped_and_limits_can_be_given() -> None:
    image = picture(np.array([[-1.0, 2.0, np.nan]]))
    assert pixels(image)[0, :, 0].tolist() == [0, 255, 0]
    assert pixels(picture(np.array([[-1.0, 0.0, 1.0]]), low=-1.0))[0, :, 0].tolist() == [0, 128, 255]
    assert pixels(picture(np.array([[7.0]]), low=3, high=3))[0, 0, 0] == 255


def test_an_image_outlives_its_array() -> None:
    image = picture(np.full((1, 64, 64), 0.5))
    gc.collect()
    clutter = [np.zeros((64, 64), dtype=np.uint8) for _ in range(50)]
    assert (pixels(image) == 128).all()
    assert len(clutter) == 50


def test_arrays_that_are_not_contiguous_are_seen_as_they_are() -> None:
    values = np.arange(12).reshape(3, 4) / 11.0
    assert (pixels(picture(values.T))[:, :, 0] == np.rint(values.T * 255)).all()
    assert (pixels(picture(values[::-1, ::2]))[:, :, 0] == np.rint(values[::-1, ::2] * 255)).all()


def test_what_is_no_picture_is_refused() -> None:
    assert is_picture((1, 28, 28))
    assert not is_picture((16, 28, 28))
    assert not is_picture((1, 1, 28))
    with pytest.raises(ValueError, match="expected a picture"):
        picture(np.zeros((16, 4, 4)))
    with pytest.raises(ValueError, match="expected feature maps"):
        feature_maps(np.zeros((4, 4)), GREY, (0, 0, 0))
    with pytest.raises(ValueError, match="at most 2 dimensions"):
        signed_heat_map(np.zeros((2, 2, 2)), GREY)


def test_zero_lies_in_the_middle_of_a_signed_map() -> None:
    image = signed_heat_map(np.array([[-2.0, 0.0, 2.0, 1.0]]), GREY)
    assert pixels(image)[0, :, 0].tolist() == [0, 128, 255, 191]
    assert pixels(signed_heat_map(np.array([[1.0]]), GREY, limit=2.0))[0, 0, 0] == 191
    assert (pixels(signed_heat_map(np.zeros((2, 2)), GREY)) == 128).all()
    assert tuple(pixels(signed_heat_map(np.array([np.nan, 1.0]), GREY))[0, 0]) == NOT_A_NUMBER


def test_magnitudes_are_logarithmic() -> None:
    values = np.array([[1e-4, 1e-2, 1.0, 0.0, -1.0]])
    assert pixels(magnitude_heat_map(values, GREY, 1e-4, 1.0))[0, :, 0].tolist() == [0, 128, 255, 0, 255]
    assert pixels(magnitude_heat_map(np.zeros((1, 2)), GREY))[0, :, 0].tolist() == [0, 0]


def test_a_vector_lies_or_stands() -> None:
    vector = np.linspace(-1, 1, 5)
    assert (strip(vector, GREY).width(), strip(vector, GREY).height()) == (5, 1)
    assert pixels(strip(vector, GREY, vertical=True))[:, 0, 0].tolist() == [0, 64, 128, 191, 255]


def test_feature_maps_run_from_left_to_right_with_a_gap() -> None:
    maps = np.stack([np.full((2, 3), value) for value in (-1.0, 0.0, 1.0)])
    sheet = pixels(feature_maps(maps, GREY, (9, 8, 7), columns=2))
    assert sheet.shape == (5, 7, 3)
    assert (sheet[:2, :3] == 0).all()
    assert (sheet[:2, 4:] == 128).all()
    assert (sheet[3:, :3] == 255).all()
    for gap in (sheet[2, :], sheet[:, 3], sheet[3:, 4:].reshape(-1, 3)):
        assert (gap == (9, 8, 7)).all()
    assert [grid_columns(count) for count in (1, 2, 16, 64)] == [1, 2, 6, 11]


def test_enlarging_keeps_pixels_sharp_and_whole() -> None:
    image = picture(np.array([[0.0, 1.0], [1.0, 0.0]]))
    large = enlarged(image, 7, 9)
    assert (large.width(), large.height()) == (6, 6)
    assert set(pixels(large)[:, :, 0].ravel().tolist()) == {0, 255}
    assert pixels(large)[:3, 3:, 0].min() == 255
    small = enlarged(picture(np.zeros((100, 50))), 10, 10)
    assert (small.width(), small.height()) == (5, 10)
