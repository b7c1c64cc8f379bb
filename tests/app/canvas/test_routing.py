"""The way of an edge: straight where it can be, round the cards where it cannot, each on its own lane."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.canvas.edge_item import edge_path
from app.canvas.obstacles import Level, Obstacles, Point, Rect
from app.canvas.routing import route

CARD = (188.0, 96.0)


def card(x: float, y: float) -> Rect:
    return Rect(x, y, x + CARD[0], y + CARD[1])


def points(start: Point, end: Point, levels: list[Level]) -> list[Point]:
    path = edge_path(start, end, levels)[0]
    places = [path.pointAtPercent(number / 200) for number in range(201)]
    return [(place.x(), place.y()) for place in places]


def crosses(way: list[Point], rect: Rect) -> bool:
    return any(rect.left < x < rect.right and rect.top < y < rect.bottom for x, y in way)


def test_a_free_edge_is_one_curve() -> None:
    assert route((188, 28), (300, 60), Obstacles([card(0, 0), card(300, 32)])) == []


def test_an_edge_goes_round_the_card_between() -> None:
    cards = [card(0, 0), card(300, 0), card(600, 0)]
    start, end = (188.0, 28.0), (600.0, 28.0)
    levels = route(start, end, Obstacles(cards))
    assert levels and not crosses(points(start, end, levels), cards[1])


def test_it_leans_to_where_its_port_is() -> None:
    cards = [card(0, 0), card(300, 0), card(600, 0)]
    above = route((188, 28), (600, 20), Obstacles(cards), -1)
    below = route((188, 28), (600, 36), Obstacles(cards), 1)
    assert above[0].y < 0 and below[0].y > CARD[1]


def test_an_edge_that_runs_back_passes_beside_both_cards() -> None:
    cards = [card(0, 0), card(300, 0)]
    start, end = (488.0, 28.0), (0.0, 28.0)
    levels = route(start, end, Obstacles(cards))
    way = points(start, end, levels)
    assert levels[0].start > levels[0].end
    assert not any(crosses(way, rect) for rect in cards)


def test_edges_of_two_sources_take_two_lanes() -> None:
    obstacles = Obstacles([card(0, 0), card(0, 200), card(300, 0), card(300, 200), card(600, 100)])
    first = route((188, 28), (600, 120), obstacles, 1)
    second = route((188, 228), (600, 136), obstacles, -1)
    third = route((188, 28), (600, 152), obstacles, 1)
    assert first and second and third
    assert abs(first[0].y - second[0].y) >= 8
    assert first[0].y == third[0].y, "edges from one output run together"


columns = st.lists(st.sets(st.integers(0, 4), max_size=3), min_size=1, max_size=5)


@given(columns, st.integers(0, 4), st.integers(0, 4), st.sampled_from([-1, 0, 1]))
def test_no_edge_crosses_a_card_of_a_grid(between: list[set[int]], first: int, last: int, lean: int) -> None:
    cards = [card(300 * (column + 1), 136 * row) for column, rows in enumerate(between) for row in rows]
    start = (188.0, 136 * first + 28.0)
    end = (300.0 * (len(between) + 1), 136 * last + 28.0)
    ends = [card(0, 136 * first), card(end[0], 136 * last)]
    levels = route(start, end, Obstacles([*cards, *ends]), lean)
    way = points(start, end, levels)
    assert not any(crosses(way, rect) for rect in cards)
