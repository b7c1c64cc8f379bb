"""The pictures of a film, and where its camera stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize

from app.figures.film import pixels_of
from app.figures.film_camera import LEAST_ZOOM
from app.figures.film_page import FilmPage
from app.figures.subject import Subject
from app.theatre.theatre import HALL_ZOOM
from app.theme.tokens import LIGHT

MakePage = Callable[..., FilmPage]


@pytest.fixture
def make_page(stepped: Callable[[str], Subject]) -> Iterator[MakePage]:
    made: list[FilmPage] = []

    def make(name: str, size: QSize | None = None, is_hall: bool = False) -> FilmPage:
        page = FilmPage(stepped(name), LIGHT, size or QSize(1280, 720), is_hall)
        made.append(page)
        return page

    yield make
    for page in made:
        page.close()


def seen(page: FilmPage, position: int) -> QRectF:
    """What the camera sees at a position, in the scene."""
    size = page._stage.size() / page.camera.zoom
    middle = page.camera.middles[position]
    return QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size)


def test_a_small_network_is_seen_at_once_and_the_camera_stands_still(make_page: MakePage) -> None:
    page = make_page("chain-rule-by-hand")
    assert not page.is_hall
    assert page.camera.zoom >= LEAST_ZOOM
    assert len({(middle.x(), middle.y()) for middle in page.camera.middles}) == 1
    assert seen(page, 0).contains(page._sheet.extent)


@pytest.mark.parametrize(
    ("name", "size"), [("residual", (1280, 720)), ("transformer", (1280, 720)), ("residual", (1920, 1080))]
)
def test_in_a_large_one_the_camera_follows_with_letters_of_18_pixels(
    make_page: MakePage, name: str, size: tuple[int, int]
) -> None:
    page = make_page(name, QSize(*size))
    assert page.is_hall
    assert page.camera.zoom * 11 * page._ratio >= 18
    sheet = page._sheet
    for position in range(1, len(sheet.moments) + 1):
        sheet.show(position)
        room = seen(page, position)
        target = sheet.focus(position, room.height() - 16)
        assert target is not None
        assert room.left() <= target.left()
        assert target.right() <= room.right()
        assert room.top() <= target.top() + 1
        assert target.bottom() <= room.bottom() + 1 or target.height() > room.height() - 16


def test_a_hall_is_a_hall_also_for_a_small_network(make_page: MakePage) -> None:
    page = make_page("chain-rule-by-hand", is_hall=True)
    assert page.is_hall
    assert page.camera.zoom == HALL_ZOOM


def test_between_two_moments_only_the_pulses_move(make_page: MakePage) -> None:
    page = make_page("chain-rule-by-hand")
    position = page.travels.index(True)
    still = pixels_of(page.picture(position, None))
    early, late = (pixels_of(page.picture(position, share)) for share in (0.3, 0.7))
    moved = (early != still) | (late != early)
    assert moved.any()
    assert moved.sum() < 2000
    assert (pixels_of(page.picture(position, None)) == still).all()
    assert (pixels_of(page.picture(position, 0.3)) == early).all()


def test_a_moment_shows_its_card_its_place_on_the_line_and_its_sentence(make_page: MakePage) -> None:
    page = make_page("chain-rule-by-hand")
    one, other = (pixels_of(page.picture(position, None)) for position in (10, 11))
    rows = np.flatnonzero((one != other).any(axis=1))
    bar = round(page._bar.top())
    assert (rows < bar).any()  # a card
    assert (rows > bar + 20).any()  # the line, and the sentence
    assert (one[: round(page._head) - 2] == other[: round(page._head) - 2]).all()  # the title stays


@pytest.mark.parametrize("size", [(640, 360), (1000, 800), (3840, 2160)])
def test_a_picture_has_the_size_of_the_film(make_page: MakePage, size: tuple[int, int]) -> None:
    image = make_page("chain-rule-by-hand", QSize(*size)).picture(3, None)
    assert (image.width(), image.height()) == size
