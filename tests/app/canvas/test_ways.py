"""On a large page an edit leads few edges anew, and none that it leaves alone runs through a card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.canvas import ways
from app.canvas.obstacles import Level, Rect
from app.canvas.scene import GraphScene
from app.session.document import Document
from engine.graph.graph import PortRef
from engine.project import edits
from engine.project.project import MAIN
from engine.project.reader import read_text
from tests.benchmarks.graphs import large_graph_text


class Counted:
    """How often a way was looked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        real = ways.route

        def counting(*arguments: object) -> list[Level]:
            self.count += 1
            return real(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(ways, "route", counting)

    def since(self) -> int:
        found, self.count = self.count, 0
        return found


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


@pytest.fixture
def large(qapp: QApplication, routes: Counted) -> Iterator[GraphScene]:
    project = read_text(large_graph_text(300, 450)).project
    assert project is not None
    document = Document()
    document.new(project)
    scene = GraphScene(document)
    assert routes.since() == 450
    yield scene
    scene.deleteLater()


def levels_of(scene: GraphScene) -> dict[PortRef, object]:
    return {target: way.levels for target, way in scene._ways._ways.items()}


def runs_through(scene: GraphScene, target: PortRef) -> bool:
    """Whether an edge that runs over cards at a level touches one."""
    levels: list[Level] = list(scene._ways._ways[target].levels)
    rects: list[Rect] = list(scene._ways._rects.values())
    return any(
        rect.left < max(level.start, level.end) - 1
        and min(level.start, level.end) + 1 < rect.right
        and rect.top < level.y < rect.bottom
        for level in levels
        for rect in rects
    )


def test_a_card_that_moves_concerns_its_own_edges_and_its_neighbours(large: GraphScene, routes: Counted) -> None:
    document = large.document
    node = "fc1" if "fc1" in large.graph.nodes else "relu1"
    x, y = large.places[node]
    before = levels_of(large)
    document.apply(edits.move(document.project, MAIN, {node: (x, y + 20)}))
    large._ways.settle()
    assert 0 < routes.since() < 120
    same = [target for target in before if levels_of(large)[target] == before[target]]
    assert len(same) > 300
    document.undo_stack.undo()
    large._ways.settle()
    assert routes.since() < 120
    for target, item in large.item_for_edge.items():
        assert item.ends == large.end_points(item.edge), target


def test_a_card_that_is_put_in_the_way_is_passed(large: GraphScene, routes: Counted) -> None:
    document = large.document
    target, way = next((target, way) for target, way in large._ways._ways.items() if way.levels)
    level = way.levels[0]
    middle = (level.start + level.end) / 2
    change, _ = edits.add_node(document.project, MAIN, "ReLU", {}, (middle - 90, level.y - 20))
    document.apply(change)
    large._ways.settle()
    assert routes.since() < 225, "fewer than half"
    assert not runs_through(large, target)


def test_where_most_has_moved_all_is_led_anew(large: GraphScene, routes: Counted) -> None:
    document = large.document
    moved = {node: (x + 40, y) for node, (x, y) in large.places.items()}
    document.apply(edits.move(document.project, MAIN, moved))
    large._ways.settle()
    assert routes.since() == 450


def test_on_a_large_page_most_edges_find_their_way_while_the_window_goes_on(
    large: GraphScene, routes: Counted, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "AT_ONCE", 0.0)
    document = large.document
    moved = {node: (x + 40, y) for node, (x, y) in large.places.items()}
    document.apply(edits.move(document.project, MAIN, moved))
    assert routes.since() == 0
    assert all(item.ends == large.end_points(item.edge) for item in large.item_for_edge.values())
    turns = 0
    while large._ways._waiting:
        qapp.processEvents()
        turns += 1
    assert turns > 1
    assert routes.since() == 450
    slowly = levels_of(large)
    large.rebuild()
    assert slowly == levels_of(large), "waiting changes when a way is found, not which"


def test_an_edge_that_waits_is_led_after_the_next_edit_too(
    large: GraphScene, routes: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "AT_ONCE", 0.0)
    document = large.document
    document.apply(edits.move(document.project, MAIN, {node: (x + 40, y) for node, (x, y) in large.places.items()}))
    change, _ = edits.add_node(document.project, MAIN, "ReLU", {}, (9000, 9000))
    document.apply(change)
    document.undo_stack.undo()
    large._ways.settle()
    assert routes.since() == 450


def test_a_page_that_is_made_anew_has_all_its_edges_drawn(large: GraphScene, routes: Counted) -> None:
    routes.since()
    large.rebuild()
    assert routes.since() == 450
    assert not any(item.path.isEmpty() for item in large.item_for_edge.values())


def test_a_drag_leads_what_it_follows_anew_at_its_end(large: GraphScene, routes: Counted) -> None:
    node = list(large.item_for_node)[20]
    own = len(large.graph.into(node)) + len(large.graph.out_of(node))
    large.item_for_node[node].setPos(5000, 5000)
    large.follow_nodes([node])
    assert routes.since() == own
    large.put_back()
    large._ways.settle()
    assert own <= routes.since() < 120
    assert all(item.ends == large.end_points(item.edge) for item in large.item_for_edge.values())
