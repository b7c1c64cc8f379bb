"""Films as files: their pictures, their length and their size; and a film that is given up."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from app.figures import film
from app.figures.film import FilmSettings, check_film, filming, pixels_of, save_film
from app.figures.schedule import CLOSING, OPENING
from app.figures.subject import Subject
from app.theatre.player import DWELL, TRAVEL
from app.theme.tokens import DARK, LIGHT
from engine.problem import ProblemError

SMALL = FilmSettings(width=1280, height=720, speed=4.0)
STEP = OPENING + CLOSING + 16 * DWELL / 4  # seconds; and so much for each moment to which something travels:
WAY = TRAVEL / 4


def test_a_gif_is_as_long_as_the_step_takes(tmp_path: Path, by_hand: Subject) -> None:
    path = tmp_path / "film.gif"
    shares: list[float] = []
    assert save_film(by_hand, path, SMALL, shares.append)
    image = Image.open(path)
    durations = []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        durations.append(image.info["duration"])
    assert image.size == (1280, 720)
    assert image.n_frames >= 17  # type: ignore[attr-defined]
    ways = (sum(durations) / 1000 - STEP) / WAY
    assert ways == pytest.approx(10, abs=0.5)  # five forward, five back; the rest comes at once
    assert path.stat().st_size < 250_000
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_ground_of_a_gif_is_the_ground_of_the_theme(tmp_path: Path, by_hand: Subject) -> None:
    save_film(by_hand, tmp_path / "film.gif", replace(SMALL, theme=DARK, speed=50.0))
    image = Image.open(tmp_path / "film.gif")
    image.seek(image.n_frames - 1)  # type: ignore[attr-defined]
    pixels = np.asarray(image.convert("RGB"))
    assert pixels[100, 100].tolist() == list(DARK.canvas.getRgb()[:3])  # type: ignore[index]
    assert pixels[710, 1270].tolist() == list(DARK.panel.getRgb()[:3])  # type: ignore[index]


@pytest.mark.parametrize(("rate", "size"), [(30.0, (640, 360)), (12.0, (1280, 720))])
def test_an_mp4_has_as_many_frames_as_were_planned(
    tmp_path: Path, by_hand: Subject, rate: float, size: tuple[int, int]
) -> None:
    path = tmp_path / "film.mp4"
    settings = FilmSettings(width=size[0], height=size[1], rate=rate, speed=8.0)
    assert save_film(by_hand, path, settings)
    reader = imageio_ffmpeg.read_frames(str(path))
    facts = next(reader)
    frames = list(reader)
    assert facts["size"] == size
    seconds = OPENING + CLOSING + (16 * DWELL + 10 * TRAVEL) / 8
    moving = 6 * TRAVEL / 8 if size[0] < 1280 else 0.0  # where the camera follows, it moves to other cards, too
    assert seconds * rate - 1 <= len(frames) <= (seconds + moving) * rate + 1
    assert len(frames[0]) == size[0] * size[1] * 3
    ground = np.frombuffer(frames[-1], np.uint8).reshape(size[1], size[0], 3)[2, 2].astype(int)
    assert np.abs(ground - LIGHT.canvas.getRgb()[:3]).max() < 4  # type: ignore[operator]


def test_the_same_gives_the_same_gif(tmp_path: Path, by_hand: Subject) -> None:
    for name in ("a.gif", "b.gif"):
        save_film(by_hand, tmp_path / name, replace(SMALL, speed=50.0))
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


@pytest.mark.parametrize("ending", [".gif", ".mp4"])
def test_a_film_that_is_cancelled_leaves_what_was_there(tmp_path: Path, by_hand: Subject, ending: str) -> None:
    path = tmp_path / f"film{ending}"
    path.write_bytes(b"old")
    shares: list[float] = []
    assert not save_film(by_hand, path, SMALL, shares.append, lambda: len(shares) > 5)
    assert 0 < shares[-1] < 1
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_no_picture_is_kept(tmp_path: Path, stepped: Callable[[str], Subject]) -> None:
    """A picture has 3.7 MB; the film has more than a hundred."""
    subject = stepped("residual")
    save_film(subject, tmp_path / "first.gif", replace(SMALL, speed=50.0))  # what is made once is made
    tracemalloc.start()
    try:
        save_film(subject, tmp_path / "film.gif", replace(SMALL, speed=2.0, rate=10.0))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("film.avi", (1280, 720), "call_figure_place"),
        ("film", (1280, 720), "call_figure_place"),
        ("film.mp4", (1281, 720), "call_film_size"),
        ("film.mp4", (1280, 10), "call_film_size"),
        ("film.gif", (8000, 720), "call_film_size"),
    ],
)
def test_what_a_film_cannot_be_is_refused(tmp_path: Path, name: str, size: tuple[int, int], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        check_film(tmp_path / name, FilmSettings(width=size[0], height=size[1]))
    assert caught.value.problems[0].code == code


def test_what_cannot_be_written_is_told(tmp_path: Path, by_hand: Subject) -> None:
    with pytest.raises(ProblemError) as caught:
        save_film(by_hand, tmp_path / "none" / "film.gif", SMALL)
    assert caught.value.problems[0].code == "file_not_writable"


def test_without_a_step_there_is_no_film(tmp_path: Path, by_hand: Subject) -> None:
    with pytest.raises(ValueError, match="a step"):
        next(filming(replace(by_hand, staged=None), tmp_path / "film.gif"))


def test_the_pixels_of_a_picture(qapp: object) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(LIGHT.backward)
    image.setPixelColor(2, 1, LIGHT.forward)
    pixels = pixels_of(image)
    assert pixels.shape == (2, 3)
    assert pixels[0, 0] == 0xD9731A
    assert pixels[1, 2] == 0x2F6FD0
    assert film.GIF_RATE > film.GIF_RATE_MOVING
