"""Writes a film of a step, picture by picture: none is kept, and whoever asks for it may stop between two of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.figures.figure import wrong_place
from app.figures.film_page import USUAL, FilmPage
from app.figures.gif import GifWriter, Pixels, palette_of
from app.figures.mp4 import Mp4Writer
from app.figures.schedule import Shot, shots
from app.figures.subject import Subject
from app.theatre.timeline import PALE
from app.theme.tokens import LIGHT, Theme, mixed
from engine.problem import Problem, ProblemError
from engine.project.writer import taking_its_place
from engine.texts.phrase import Phrase

GIF, MP4 = ".gif", ".mp4"
# Frames a second, where nobody says otherwise. A GIF has to hold the whole picture again where the camera moves.
MP4_RATE, GIF_RATE, GIF_RATE_MOVING = 30.0, 20.0, 12.5
FASTEST_GIF = 50.0  # a shorter time than 0.02 s is not kept by those who show it
SMALLEST, LARGEST = QSize(640, 360), QSize(3840, 2160)
LOOKED_AT = 6  # pictures from which the palette is made


@dataclass(frozen=True)
class FilmSettings:
    """How a film is made. `rate` is in frames a second; without a `speed` it is made to last a minute at most."""

    theme: Theme = LIGHT
    width: int = USUAL.width()
    height: int = USUAL.height()
    rate: float | None = None
    speed: float | None = None
    is_hall: bool = False


class Encoder(Protocol):
    """Takes the pictures of a film."""

    def add(self, image: QImage, frames: int) -> None: ...

    def close(self) -> None: ...

    def give_up(self) -> None: ...


def save_film(
    subject: Subject,
    path: Path,
    settings: FilmSettings | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Writes a film of a staged subject; the ending of the name says in which format. False where it was cancelled.

    Raises ProblemError: another ending, a size that a film cannot have, a package missing, a file that cannot be
    written.
    """
    with closing(filming(subject, path, settings)) as parts:
        for done in parts:
            progress(done)
            if cancelled():
                return False
    return True


def filming(subject: Subject, path: Path, settings: FilmSettings | None = None) -> Generator[float]:
    """Writes a film bit by bit and yields how much of it is there, 0..1; closed before its end it leaves no file."""
    settings = settings or FilmSettings()
    ending = path.suffix.lower()
    check_film(path, settings)
    if subject.staged is None:
        raise ValueError("expected a subject with a step")
    page = FilmPage(subject, settings.theme, QSize(settings.width, settings.height), settings.is_hall)
    try:
        rate = settings.rate or (MP4_RATE if ending == MP4 else GIF_RATE_MOVING if page.is_hall else GIF_RATE)
        if ending == GIF:
            rate = min(rate, FASTEST_GIF)
        plan = list(shots(page.travels, rate, settings.speed))
        with taking_its_place(path) as file:
            encoder: Encoder = _Gif(file, page, plan, settings, rate) if ending == GIF else _Mp4(file, settings, rate)
            try:
                for number, shot in enumerate(plan):
                    yield number / len(plan)
                    encoder.add(page.picture(shot.position, shot.share), shot.frames)
                encoder.close()
            finally:
                encoder.give_up()
    except OSError as error:
        received = Phrase("of_file", file=str(path), reason=error.strerror or str(error))
        raise ProblemError(Problem("file_not_writable", {"received": received})) from error
    finally:
        page.close()
    yield 1.0


def check_film(path: Path, settings: FilmSettings) -> None:
    """Raises ProblemError where a film cannot be called so, or be so large."""
    if path.suffix.lower() not in (GIF, MP4):
        raise ProblemError(wrong_place(path, (GIF, MP4)))
    size = QSize(settings.width, settings.height)
    is_even = size.width() % 2 == 0 and size.height() % 2 == 0
    if not is_even or size.expandedTo(SMALLEST) != size or size.boundedTo(LARGEST) != size:
        raise ProblemError(wrong_size(f"{size.width()}x{size.height()}"))


def wrong_size(received: str) -> Problem:
    """The problem of a size that a film cannot have."""
    first, last = (f"{size.width()}x{size.height()}" for size in (SMALLEST, LARGEST))
    return Problem("call_film_size", {"first": first, "last": last, "received": received})


class _Gif:
    def __init__(self, file: IO[bytes], page: FilmPage, plan: list[Shot], settings: FilmSettings, rate: float) -> None:
        stills = [shot for shot in plan if shot.share is None]
        chosen = {round(place) for place in np.linspace(0, len(stills) - 1, LOOKED_AT)}
        pictures = (pixels_of(page.picture(stills[place].position, None)) for place in sorted(chosen))
        palette = palette_of(pictures, _colours(settings.theme))
        self._writer = GifWriter(file, settings.width, settings.height, palette, rate)

    def add(self, image: QImage, frames: int) -> None:
        self._writer.add(pixels_of(image), frames)

    def close(self) -> None:
        self._writer.close()

    def give_up(self) -> None:
        """The file is thrown away by who opened it."""


class _Mp4:
    def __init__(self, file: IO[bytes], settings: FilmSettings, rate: float) -> None:
        self._writer = Mp4Writer(str(file.name), settings.width, settings.height, rate)

    def add(self, image: QImage, frames: int) -> None:
        self._writer.add(memoryview(image.constBits()), frames)

    def close(self) -> None:
        self._writer.close()

    def give_up(self) -> None:
        self._writer.give_up()


def pixels_of(image: QImage) -> Pixels:
    """The pixels of a picture of 32 bits a pixel, as 0xRRGGBB."""
    rows = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()] & np.uint32(0xFFFFFF)


def _colours(theme: Theme) -> list[int]:
    """What a film shows in exactly its colour, the most important first: grounds, and what means something."""
    certain = (
        theme.canvas, theme.card, theme.panel, theme.text, theme.forward, theme.backward, theme.good, theme.error,
        theme.forward_fill, theme.backward_fill, theme.chip, theme.line, theme.soft_text,
        *(mixed(theme.panel, full, PALE) for full in (theme.forward, theme.text, theme.backward, theme.good)),
        *theme.categories.values(),
    )  # fmt: skip
    return [colour.rgb() & 0xFFFFFF for colour in certain]
