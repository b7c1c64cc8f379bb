"""The layout keeps its promises on any graph: no overlap, left to right, on the grid, always the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.canvas.layout import GRID, Box, Link, Point, arrange

sizes = st.sampled_from([56.0, 96.0, 104.0, 128.0])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, Box], list[Link]]:
    count = draw(st.integers(1, 14))
    boxes = {f"n{number}": Box(188, draw(sizes)) for number in range(count)}
    ends = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=24, unique=True))
    return boxes, [Link(f"n{source}", f"n{target}", 28, 28) for source, target in pairs]


@given(graphs())
def test_boxes_never_overlap_and_stand_on_the_grid(graph: tuple[dict[str, Box], list[Link]]) -> None:
    boxes, links = graph
    places = arrange(boxes, links)
    assert places.keys() == boxes.keys()
    for name, (x, y) in places.items():
        assert x % GRID == 0 and y % GRID == 0
        for other, (left, top) in places.items():
            beside = x + boxes[name].width <= left or left + boxes[other].width <= x
            assert other == name or beside or y + boxes[name].height <= top or top + boxes[other].height <= y


@given(graphs())
def test_edges_lead_to_the_right_where_no_cycle_forbids_it(graph: tuple[dict[str, Box], list[Link]]) -> None:
    boxes, links = graph
    forward = [link for link in links if int(link.source[1:]) < int(link.target[1:])]
    places = arrange(boxes, forward)
    assert all(places[link.source][0] + 188 < places[link.target][0] for link in forward)


@given(graphs())
def test_the_same_graph_gets_the_same_places(graph: tuple[dict[str, Box], list[Link]]) -> None:
    assert arrange(*graph) == arrange(*graph)


def _line(names: Sequence[str], source_y: float = 28, target_y: float = 28) -> list[Link]:
    return [Link(a, b, source_y, target_y) for a, b in pairwise(names)]


def _boxes(*names: str) -> dict[str, Box]:
    return {name: Box(188, 96) for name in names}


def test_a_chain_is_straight() -> None:
    names = ["a", "b", "c", "d", "e"]
    assert len({y for _, y in arrange(_boxes(*names), _line(names)).values()}) == 1


def test_ports_stand_in_line_not_boxes() -> None:
    places = arrange(_boxes("a", "loss"), [Link("a", "loss", 28, 60)])
    assert places["a"][1] + 28 == places["loss"][1] + 60


def test_a_long_edge_finds_room_beside_the_main_line() -> None:
    names = ["x", "a", "b", "sum"]
    places = arrange(_boxes(*names), [*_line(names), Link("x", "sum", 28, 44)])
    assert places["a"][1] == places["b"][1] == places["x"][1]
    assert abs(places["sum"][1] - places["b"][1]) <= 2 * GRID


def test_a_target_stands_beside_what_it_is_compared_with() -> None:
    names = ["image", "a", "b", "c", "loss"]
    links = [*_line(names), Link("label", "loss", 28, 76)]
    places = arrange({**_boxes(*names), "label": Box(188, 56)}, links)
    assert places["label"][0] == places["c"][0]


def test_parts_that_do_not_hang_together_stand_below_each_other() -> None:
    places = arrange(_boxes("a", "b", "c", "d", "lonely"), [Link("a", "b"), Link("c", "d")])
    tops = sorted({y for _, y in places.values()})
    assert len(tops) == 3
    assert places["lonely"][1] == tops[-1]


def test_edges_between_two_parallel_branches_do_not_cross() -> None:
    rows = [[f"{row}{column}" for column in range(6)] for row in "abcd"]
    names = [name for row in rows for name in row]
    links = [link for row in rows for link in _line(["start", *row, "end"])]
    random.Random(3).shuffle(links)
    places = arrange(_boxes("start", *names, "end"), links)
    assert not _crossings(places, links)


def test_a_cycle_and_a_loop_are_laid_out_all_the_same() -> None:
    links = [*_line(["a", "b", "c"]), Link("c", "a"), Link("b", "b"), Link("nobody", "a")]
    assert len(set(arrange(_boxes("a", "b", "c"), links).values())) == 3


def _crossings(places: dict[str, Point], links: list[Link]) -> int:
    """Pairs of straight lines between the same two columns that cross."""
    lines = [(places[link.source], places[link.target]) for link in links]
    return sum(
        (a[1] - c[1]) * (b[1] - d[1]) < 0
        for number, (a, b) in enumerate(lines)
        for c, d in lines[:number]
        if a[0] == c[0] and b[0] == d[0]
    )
