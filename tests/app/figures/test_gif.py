"""The writer of GIFs, read back with Pillow."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.figures.gif import GifWriter, Pixels, palette_of

HEIGHT, WIDTH = 24, 40
GROUND, INK, FAINT = 0xF5F7FA, 0x2F6FD0, 0xF5F7FB


def picture(*spots: tuple[int, int], ink: int = INK) -> Pixels:
    pixels = np.full((HEIGHT, WIDTH), GROUND, dtype=np.uint32)
    for row, column in spots:
        pixels[row : row + 3, column : column + 3] = ink
    return pixels


def written(pictures: list[tuple[Pixels, int]], rate: float) -> bytes:
    palette = palette_of([pixels for pixels, _ in pictures], [GROUND, INK])
    file = io.BytesIO()
    writer = GifWriter(file, WIDTH, HEIGHT, palette, rate)
    for pixels, frames in pictures:
        writer.add(pixels, frames)
    writer.close()
    return file.getvalue()


def read(content: bytes) -> tuple[list[Pixels], list[int]]:
    """The pictures as they are seen, and how many milliseconds each."""
    image = Image.open(io.BytesIO(content))
    pictures, durations = [], []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        channels = np.asarray(image.convert("RGB")).astype(np.uint32)
        pictures.append(channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2])
        durations.append(image.info["duration"])
    return pictures, durations


def test_what_is_seen_is_what_was_painted() -> None:
    film = [picture(), picture((2, 3)), picture((2, 3), (15, 30)), picture((15, 30)), picture()]
    seen, durations = read(written([(pixels, 2) for pixels in film], 10.0))
    assert durations == [200] * 5
    for one, other in zip(seen, film, strict=True):
        assert (one == other).all()


def test_a_picture_like_the_last_is_that_one_seen_longer() -> None:
    seen, durations = read(written([(picture(), 3), (picture(), 4), (picture((2, 2)), 1)], 10.0))
    assert len(seen) == 2
    assert durations == [700, 100]


@pytest.mark.parametrize("rate", [7.0, 12.5, 15.0, 24.0, 50.0])
def test_the_length_is_right_at_any_rate(rate: float) -> None:
    film = [(picture((number % 20, number % 30)), 1) for number in range(60)]
    _, durations = read(written(film, rate))
    assert sum(durations) == pytest.approx(60_000 / rate, abs=5)
    assert max(durations) - min(durations) <= 10


def test_many_colours_come_down_to_near_ones_and_the_certain_stay() -> None:
    wide = np.arange(HEIGHT * WIDTH, dtype=np.uint32).reshape(HEIGHT, WIDTH) * 0x010305 & 0xFFFFFF
    wide[:4] = INK
    wide[4:8] = FAINT
    (seen,), _ = read(written([(wide, 1)], 10.0))
    assert (seen[:4] == INK).all()
    far = sum(np.abs((seen >> shift & 255).astype(int) - (wide >> shift & 255)) for shift in (0, 8, 16))
    assert np.mean(far) < 30


def test_a_palette_has_255_colours_at_the_most() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 1 << 24, (64, 64)).astype(np.uint32)
    palette = palette_of([noise], [GROUND, INK, GROUND])
    assert palette.shape == (255, 3)
    assert palette[0].tolist() == [0xF5, 0xF7, 0xFA]
    assert palette[1].tolist() == [0x2F, 0x6F, 0xD0]


def test_it_is_played_for_ever() -> None:
    assert Image.open(io.BytesIO(written([(picture(), 1), (picture((1, 1)), 1)], 10.0))).info["loop"] == 0
