"""The line of a step: a place for each position, a position for each place, and clicks that say where to go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.theatre.timeline import HANDLE, Timeline
from app.theme.tokens import LIGHT
from tests.app.theatre.steps import moments

STEP = moments(6, 1, 7, 2)


@pytest.fixture
def line(qapp: QApplication) -> Iterator[Timeline]:
    made = Timeline(LIGHT)
    made.resize(560, made.sizeHint().height())
    made.set_moments(STEP)
    yield made
    made.deleteLater()


def send(
    line: Timeline, kind: QMouseEvent.Type, at: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton
) -> None:
    own = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else button
    event = QMouseEvent(kind, at, QPointF(line.mapToGlobal(at)), own, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(line, event)


def bar_middle(line: Timeline, number: int) -> QPointF:
    return line.stretches()[number][1].center()


@given(counts=st.lists(st.integers(0, 150), min_size=4, max_size=4), width=st.integers(320, 2000))
@example(counts=[900, 3, 900, 200], width=400)
@settings(max_examples=50)
def test_a_place_for_each_position_and_back(qapp: QApplication, counts: list[int], width: int) -> None:
    line = Timeline(LIGHT)
    line.resize(width, 40)
    line.set_moments(moments(*counts))
    places = [line.place_of(position) for position in range(sum(counts) + 1)]
    assert places == sorted(places) and all(HANDLE <= place <= width - HANDLE + 1e-6 for place in places)
    assert [line.position_at(place) for place in places] == list(range(len(places)))
    if any(counts):
        assert places[-1] == pytest.approx(width - HANDLE), "the whole width is used"
        assert len(set(places)) == len(places)
    assert line.position_at(-50) == 0 and line.position_at(width + 50) == sum(counts)


def test_each_phase_has_its_stretch(line: Timeline) -> None:
    stretches = line.stretches()
    assert [(phase, first, count) for phase, _, first, count in stretches] == [
        ("forward", 0, 6), ("loss", 6, 1), ("backward", 7, 7), ("update", 14, 2),
    ]  # fmt: skip
    for (_, before, _, _), (_, after, _, _) in pairwise(stretches):
        assert before.right() < after.left()
    line.set_moments(moments(3, 0, 0, 1))
    assert [phase for phase, *_ in line.stretches()] == ["forward", "update"]


def test_an_empty_line_stands_at_its_beginning(line: Timeline) -> None:
    line.set_moments(())
    assert line.stretches() == []
    assert (line.place_of(0), line.place_of(5), line.position_at(100)) == (HANDLE, HANDLE, 0)
    line.grab()


def test_a_press_and_a_drag_say_where_to_go(line: Timeline) -> None:
    wanted: list[int] = []
    line.position_wanted.connect(wanted.append)
    send(line, QMouseEvent.Type.MouseButtonPress, QPointF(line.place_of(3) + 1, bar_middle(line, 0).y()))
    send(line, QMouseEvent.Type.MouseMove, QPointF(line.place_of(9), 2))
    send(line, QMouseEvent.Type.MouseMove, QPointF(line.place_of(16) + 40, 2))
    assert wanted == [3, 9, 16]


def test_other_buttons_and_a_pointer_that_passes_say_nothing(line: Timeline) -> None:
    wanted: list[object] = []
    line.position_wanted.connect(wanted.append)
    line.phase_wanted.connect(wanted.append)
    send(line, QMouseEvent.Type.MouseButtonPress, bar_middle(line, 2), Qt.MouseButton.RightButton)
    send(line, QMouseEvent.Type.MouseMove, bar_middle(line, 2), Qt.MouseButton.NoButton)
    assert wanted == []


def test_a_press_on_a_name_goes_to_the_phase(line: Timeline) -> None:
    phases: list[str] = []
    positions: list[int] = []
    line.phase_wanted.connect(phases.append)
    line.position_wanted.connect(positions.append)
    for _, bar, _, _ in line.stretches():
        send(line, QMouseEvent.Type.MouseButtonPress, QPointF(bar.left() + 6, 4))
    assert phases == ["forward", "loss", "backward", "update"] and positions == []
    send(line, QMouseEvent.Type.MouseButtonPress, QPointF(line.stretches()[0][1].right() - 2, 4))
    assert positions == [6], "beside the name it is the place that counts"


def colour(line: Timeline, at: QPointF) -> str:
    image = QImage(line.size(), QImage.Format.Format_ARGB32)
    image.fill(LIGHT.panel)
    line.render(image)
    return QColor(image.pixelColor(at.toPoint())).name()


def test_what_is_over_is_in_the_full_colour_of_its_phase(line: Timeline) -> None:
    line.set_position(9)
    assert colour(line, bar_middle(line, 0)) == LIGHT.forward.name()
    assert colour(line, bar_middle(line, 1)) == LIGHT.text.name()
    _, bar, _, _ = line.stretches()[2]
    assert colour(line, QPointF(bar.left() + 8, bar.center().y())) == LIGHT.backward.name()
    pale = colour(line, QPointF(bar.right() - 8, bar.center().y()))
    assert pale not in (LIGHT.backward.name(), LIGHT.panel.name())
    assert colour(line, bar_middle(line, 3)) != LIGHT.good.name()
    line.set_position(16)
    assert colour(line, bar_middle(line, 3) - QPointF(8, 0)) == LIGHT.good.name()


def test_it_says_to_a_screen_reader_where_it_stands(line: Timeline) -> None:
    line.set_position(4)
    assert line.accessibleDescription() == "4/16"
    line.set_moments(moments(5, 1))
    assert line.accessibleDescription() == "4/6"


def test_letters_for_a_hall_take_more_room(line: Timeline) -> None:
    low = line.sizeHint().height()
    line.set_scale(1.5)
    assert line.sizeHint().height() > low
    line.set_scale(1.0)
    assert line.sizeHint().height() == low
