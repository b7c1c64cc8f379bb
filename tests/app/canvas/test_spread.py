"""Cards that have grown make room for each other: down, and no further than they must."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.canvas.spread import GAP, spread

WIDTH = 188.0
coordinate = st.integers(-40, 60).map(lambda steps: steps * 20.0)
cards = st.lists(st.tuples(coordinate, coordinate, st.floats(40, 400)), max_size=14)


@given(cards=cards)
def test_no_card_covers_another_and_none_moves_up_or_aside(cards: list[tuple[float, float, float]]) -> None:
    places = {f"n{number}": (x, y) for number, (x, y, _) in enumerate(cards)}
    heights = {f"n{number}": height for number, (_, _, height) in enumerate(cards)}
    found = spread(places, heights, WIDTH)
    assert list(found) == list(places)
    for node, (x, y) in found.items():
        assert x == places[node][0] and y >= places[node][1]
    for one, other in combinations(found, 2):
        if abs(found[one][0] - found[other][0]) >= WIDTH:
            continue
        upper, lower = sorted((one, other), key=lambda node: found[node][1])
        assert found[upper][1] + heights[upper] + GAP <= found[lower][1] + 1e-6
        if places[one][1] != places[other][1]:
            assert places[upper][1] < places[lower][1], "who stood above still does"
    assert spread(found, heights, WIDTH) == found, "once is enough"


@given(cards=cards)
def test_a_card_moves_only_as_far_as_one_above_it_needs(cards: list[tuple[float, float, float]]) -> None:
    places = {f"n{number}": (x, y) for number, (x, y, _) in enumerate(cards)}
    heights = {f"n{number}": height for number, (_, _, height) in enumerate(cards)}
    found = spread(places, heights, WIDTH)
    for node, (x, y) in found.items():
        bottoms = [
            top + heights[other] + GAP
            for other, (left, top) in found.items()
            if other != node and abs(left - x) < WIDTH
        ]
        assert y == places[node][1] or y in bottoms


def test_where_there_is_room_nothing_moves() -> None:
    places = {"a": (0.0, 0.0), "b": (216.0, 0.0), "below": (0.0, 100.0 + GAP), "far": (0.0, 900.0)}
    assert spread(places, dict.fromkeys(places, 100.0), WIDTH) == places


def test_cards_in_other_columns_stay_where_they_are() -> None:
    places = {"a": (0.0, 0.0), "below": (20.0, 40.0), "beside": (400.0, 40.0)}
    found = spread(places, dict.fromkeys(places, 100.0), WIDTH)
    assert found == {**places, "below": (20.0, 100.0 + GAP)}
