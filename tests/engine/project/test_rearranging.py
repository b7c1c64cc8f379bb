"""What fed a layer that goes feeds what it fed; cards come into line and stand at equal distances."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project.project import MAIN, Project
from engine.project.rearranging import Box, aligned, distributed, pieces, remove_keeping_flow
from engine.project.writer import project_bytes
from tests.engine.project.random_projects import projects
from tests.engine.projects import kind, project_of

RESIDUAL = project_of(
    {
        "x": kind("Input", shape=[4]),
        "fc": kind("Linear", out_features=4),
        "act": kind("ReLU"),
        "add": kind("Add"),
        "act2": kind("ReLU"),
        "end": kind("Loss"),
    },
    ["x -> fc", "fc -> act", "act -> add", "x -> add", "add -> act2", "act2 -> end"],
    view={"positions": {"act": [40, 80], "end": [400, 0]}},
)


def edges(project: Project) -> list[str]:
    return sorted(str(edge) for edge in project.graph.edges)


def taken_out(project: Project, *nodes: str) -> list[str]:
    """The edges that are left without these nodes; what was taken out comes back to the byte."""
    change = remove_keeping_flow(project, MAIN, nodes)
    after = change.apply(project)
    assert not set(nodes) & set(after.graph.nodes)
    assert project_bytes(change.inverse().apply(after)) == project_bytes(project)
    return edges(after)


# ------------------------------------------------------------------ layers that go


def test_what_fed_a_layer_feeds_what_it_fed() -> None:
    assert taken_out(RESIDUAL, "act") == [
        "act2.output -> end.input",
        "add.output -> act2.input",
        "fc.output -> add.input[0]",
        "x.output -> add.input[1]",
        "x.output -> fc.input",
    ]


def test_a_chain_goes_as_one() -> None:
    assert "x.output -> add.input[0]" in taken_out(RESIDUAL, "fc", "act")


def test_a_branch_that_closes_within_the_piece_is_clear() -> None:
    assert taken_out(RESIDUAL, "fc", "act", "add") == ["act2.output -> end.input", "x.output -> act2.input"]


def test_pieces_that_do_not_touch_go_each_by_itself() -> None:
    left = taken_out(RESIDUAL, "act", "act2")
    assert "fc.output -> add.input[0]" in left and "add.output -> end.input" in left
    assert [sorted(piece.nodes) for piece in pieces(RESIDUAL.graph, ["act2", "fc", "act"])] == [["act2"], ["act", "fc"]]


def test_a_layer_of_two_sources_is_not_clear() -> None:
    (piece,) = pieces(RESIDUAL.graph, ["add"])
    assert not piece.is_clear
    assert taken_out(RESIDUAL, "add") == ["act2.output -> end.input", "fc.output -> act.input", "x.output -> fc.input"]


def test_the_same_value_twice_is_one_source() -> None:
    project = project_of(
        {"x": kind("Input", shape=[4]), "add": kind("Add"), "end": kind("Loss")}, ["x -> add", "x -> add", "add -> end"]
    )
    assert taken_out(project, "add") == ["x.output -> end.input"]


def test_two_outputs_of_one_layer_are_two_things() -> None:
    project = project_of(
        {"x": kind("Input", shape=[5, 4]), "lstm": kind("LSTM", hidden_size=4), "a": kind("ReLU"), "b": kind("ReLU")},
        ["x -> lstm", "lstm.output -> a", "lstm.h_n -> b"],
    )
    assert not pieces(project.graph, ["lstm"])[0].is_clear
    assert pieces(project.graph, ["lstm", "b"])[0].is_clear, "what is read within the piece does not count"


def test_ends_and_beginnings_have_nothing_to_join() -> None:
    assert all(piece.is_clear for node in ("x", "end") for piece in pieces(RESIDUAL.graph, [node]))
    assert len(taken_out(RESIDUAL, "x")) == 4
    assert not remove_keeping_flow(RESIDUAL, MAIN, ["nobody"])


@given(st.data())
def test_no_edge_is_left_that_leads_nowhere(data: st.DataObject) -> None:
    project = data.draw(projects().filter(lambda it: bool(it.graph.nodes)))
    chosen = data.draw(st.lists(st.sampled_from(sorted(project.graph.nodes)), min_size=1, unique=True))
    after = remove_keeping_flow(project, MAIN, chosen).apply(project)
    assert after.graph.nodes.keys() == project.graph.nodes.keys() - set(chosen)
    assert {ref.node for pair in after.graph.sources.items() for ref in pair} <= after.graph.nodes.keys()
    if all(piece.is_clear and piece.sources for piece in pieces(project.graph, chosen)):
        fed = {target for target in project.graph.sources if target.node in after.graph.nodes}
        loops = {edge.target for edge in project.graph.edges if edge.source.node in chosen and edge.target in fed}
        assert fed - loops <= after.graph.sources.keys()


# ------------------------------------------------------------------ places

GAP = (20.0, 10.0)
BOXES = {"a": Box(0, 0, 100, 40), "b": Box(150, 100, 60, 80), "c": Box(400, 20, 100, 40)}


@pytest.mark.parametrize(
    ("side", "places"),
    [
        ("left", [(0, 0), (0, 100), (0, 50)]),
        ("right", [(400, 0), (440, 100), (400, 50)]),
        ("centre", [(200, 0), (220, 100), (200, 50)]),
        ("top", [(0, 0), (150, 0), (400, 0)]),
        ("bottom", [(0, 140), (150, 100), (400, 140)]),
        ("middle", [(0, 70), (150, 50), (400, 70)]),
    ],
)
def test_cards_come_into_line(side: str, places: list[tuple[float, float]]) -> None:
    assert list(aligned(BOXES, side, GAP).values()) == places  # type: ignore[arg-type]


def test_gaps_become_equal_and_the_outermost_stay() -> None:
    assert distributed(BOXES, "horizontal", GAP) == {"a": (0, 0), "b": (220, 100), "c": (400, 20)}
    assert distributed(BOXES, "vertical", GAP) == {"a": (0, 0), "c": (400, 50), "b": (150, 100)}


def test_cards_that_would_cover_one_another_move_apart_in_their_order() -> None:
    boxes = {"c": Box(90, 30, 100, 40), "a": Box(0, 0, 100, 40), "b": Box(300, 20, 100, 40), "d": Box(5, 300, 100, 40)}
    assert aligned(boxes, "left", GAP) == {"c": (0, 100), "a": (0, 0), "b": (0, 50), "d": (0, 300)}
    assert aligned(boxes, "top", GAP) == {"a": (0, 0), "d": (120, 0), "c": (240, 0), "b": (360, 0)}
    near = {"a": Box(0, 0, 100, 40), "b": Box(30, 44, 100, 40)}
    assert aligned(near, "left", GAP) == {"a": (0, 0), "b": (0, 44)}, "what stands close has its place"


def test_too_little_room_is_widened_from_the_first_card_on() -> None:
    boxes = {"a": Box(0, 0, 100, 40), "b": Box(20, 10, 100, 40), "c": Box(150, 0, 100, 40)}
    assert distributed(boxes, "horizontal", GAP) == {"a": (0, 0), "b": (120, 10), "c": (240, 0)}
    stairs = {name: box._replace(y=100 * number) for number, (name, box) in enumerate(boxes.items())}
    assert distributed(stairs, "horizontal", GAP) == {"a": (0, 0), "b": (75, 100), "c": (150, 200)}, "none is covered"
    full = {"a": Box(0, 0, 100, 40), "b": Box(20, 10, 100, 40), "c": Box(200, 0, 100, 40)}
    assert distributed(full, "horizontal", GAP) == {"a": (0, 0), "b": (100, 10), "c": (200, 0)}, "side by side"


def test_fewer_than_it_takes_stay_where_they_are() -> None:
    assert aligned({"a": BOXES["a"]}, "left", GAP) == {}
    assert distributed({"a": BOXES["a"], "b": BOXES["b"]}, "horizontal", GAP) == {}


_NUMBERS = st.integers(-1000, 1000)
_SIZES = st.integers(1, 200)
_BOXES = st.dictionaries(st.text("abcdef", min_size=1), st.builds(Box, _NUMBERS, _NUMBERS, _SIZES, _SIZES), min_size=3)


@given(_BOXES, st.sampled_from(["left", "right", "top", "bottom", "centre", "middle"]))
def test_what_is_in_line_stays_there(boxes: dict[str, Box], side: str) -> None:
    places = aligned(boxes, side, GAP)  # type: ignore[arg-type]
    again = {name: Box(*places[name], box.width, box.height) for name, box in boxes.items()}
    for name, place in aligned(again, side, GAP).items():  # type: ignore[arg-type]
        assert place == pytest.approx(places[name])


@given(_BOXES, st.sampled_from(["left", "right", "top", "bottom", "centre", "middle", "horizontal", "vertical"]))
def test_no_card_comes_to_lie_on_another(boxes: dict[str, Box], way: str) -> None:
    order = distributed if way in ("horizontal", "vertical") else aligned
    places = order(boxes, way, GAP)  # type: ignore[operator]
    put = [Box(*places[name], box.width, box.height) for name, box in boxes.items()]
    for one, other in combinations(put, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert min(across, down) < 1e-6


@given(_BOXES, st.sampled_from(["horizontal", "vertical"]))
def test_what_stands_at_equal_distances_stays_there(boxes: dict[str, Box], axis: str) -> None:
    places = distributed(boxes, axis, GAP)  # type: ignore[arg-type]
    assert places.keys() == boxes.keys()
    along, size = (0, 2) if axis == "horizontal" else (1, 3)
    order = sorted(boxes, key=lambda name: (boxes[name][along] + boxes[name][size] / 2, name))
    gaps = [places[right][along] - places[left][along] - boxes[left][size] for left, right in pairwise(order)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps))
    assert all(places[name][1 - along] == boxes[name][1 - along] for name in boxes)
