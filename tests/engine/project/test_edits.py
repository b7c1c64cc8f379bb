"""Every edit undoes to the byte; and what each one does beyond that."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph.graph import Edge, Graph, Node, PortRef, make_graph
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import ProblemError
from engine.project import edits
from engine.project.change import Change, Patch, Place, StaleChangeError
from engine.project.project import MAIN, Project
from engine.project.writer import project_text
from tests.engine.project.random_projects import BLOCK, changes, projects
from tests.engine.projects import kind, project_of


@given(st.data())
def test_undo_of_all_edits_gives_the_same_bytes_and_redo_the_same_as_at_the_end(data: st.DataObject) -> None:
    project = data.draw(projects())
    start = project_text(project)
    done: list[Change] = []
    for _ in range(data.draw(st.integers(1, 15))):
        change = data.draw(changes(project))
        project = change.apply(project)
        done.append(change)
    end = project_text(project)
    for change in reversed(done):
        project = change.inverse().apply(project)
    assert project_text(project) == start
    for change in done:
        project = change.apply(project)
    assert project_text(project) == end


@given(st.data())
def test_joined_changes_do_what_they_do_one_after_another(data: st.DataObject) -> None:
    start = project = data.draw(projects())
    done = []
    for _ in range(data.draw(st.integers(1, 8))):
        done.append(data.draw(changes(project)))
        project = done[-1].apply(project)
    joined = edits.together("all", done)
    assert project_text(joined.apply(start)) == project_text(project)
    assert project_text(joined.inverse().apply(project)) == project_text(start)
    assert joined.renamed.keys() <= {place for change in done for place in change.renamed}


@given(st.data())
def test_an_edit_that_changes_nothing_is_false(data: st.DataObject) -> None:
    project = data.draw(projects())
    change = data.draw(changes(project))
    assert bool(change) == (change.apply(project) != project)


def _project(*edges: str, **kinds: str) -> Project:
    nodes = [Node(name, "kind", kind) for name, kind in kinds.items()]
    pairs = [edge.split(" -> ") for edge in edges]
    parsed = [Edge(PortRef.parse(source), PortRef.parse(target)) for source, target in pairs]
    return Project(graph=make_graph(nodes, parsed))


def _interfaces(project: Project) -> Interfaces:
    return Interfaces(catalogue(), project.blocks)


def _edges(graph: Graph) -> list[str]:
    return sorted(str(edge) for edge in graph.edges)


def test_removing_a_node_closes_the_indices_up_where_it_was_connected_only() -> None:
    project = _project(
        "a.output -> add.input[0]", "b.output -> add.input[1]", "c.output -> add.input[2]", "c.output -> odd.input[4]",
        a="ReLU", b="ReLU", c="ReLU", add="Add", odd="Add",
    )  # fmt: skip
    after = edits.remove(project, MAIN, ["b"]).apply(project)
    assert _edges(after.graph) == ["a.output -> add.input[0]", "c.output -> add.input[1]", "c.output -> odd.input[4]"]


def test_an_edge_into_a_variadic_port_comes_last_and_elsewhere_replaces() -> None:
    project = _project("a.output -> add.input[0]", "a.output -> b.input", a="ReLU", b="ReLU", add="Add")
    edge = edits.connect(project, MAIN, Edge(PortRef("b"), PortRef("add")), _interfaces(project))
    project = edge.apply(project)
    assert "b.output -> add.input[1]" in _edges(project.graph)
    replaced = edits.connect(project, MAIN, Edge(PortRef("add"), PortRef("b")), _interfaces(project)).apply(project)
    assert _edges(replaced.graph) == ["a.output -> add.input[0]", "add.output -> b.input", "b.output -> add.input[1]"]


def test_a_new_name_is_known_wherever_the_old_one_was() -> None:
    nodes = [
        Node("fc", "kind", "Linear"),
        Node("again", "share", "fc"),
        Node("tied", "kind", "Linear", tie={"weight": "fc.weight"}),
    ]
    edges = [Edge(PortRef("fc", "output"), PortRef("again", "input"))]
    project = Project(graph=make_graph(nodes, edges), view={"positions": {"fc": (1, 2)}})
    change = edits.rename(project, MAIN, "fc", "first")
    after = change.apply(project)
    assert after.graph.nodes["again"].of == "first"
    assert after.graph.nodes["tied"].tie == {"weight": "first.weight"}
    assert _edges(after.graph) == ["first.output -> again.input"]
    assert after.positions() == {"first": (1, 2)}
    assert change.renamed == {(MAIN, "fc"): "first"}
    assert change.inverse().renamed == {(MAIN, "first"): "fc"}


@pytest.mark.parametrize("name", ["again", "class", "forward", "1st", "a b", "", "x" * 65, "é", "self"])
def test_a_name_that_is_taken_or_not_allowed_is_refused(name: str) -> None:
    project = _project(fc="Linear", again="Linear")
    with pytest.raises(ProblemError):
        edits.rename(project, MAIN, "fc", name)


def test_a_chain_of_names_joins_to_one() -> None:
    project = _project(fc="Linear")
    first = edits.rename(project, MAIN, "fc", "second")
    second = edits.rename(first.apply(project), MAIN, "second", "third")
    assert edits.together("rename", [first, second]).renamed == {(MAIN, "fc"): "third"}


def test_pasted_nodes_refer_to_their_own_copies() -> None:
    nodes = [
        Node("fc", "kind", "Linear"),
        Node("again", "share", "fc"),
        Node("t", "kind", "Linear", tie={"weight": "fc.weight"}),
    ]
    project = Project(graph=make_graph(nodes, [Edge(PortRef("fc", "output"), PortRef("again", "input"))]))
    fragment = edits.copy_fragment(project, MAIN, ["fc", "again", "t"])
    change, ids = edits.add_fragment(project, MAIN, fragment)
    after = change.apply(project)
    assert ids == ["fc2", "again2", "t2"]
    assert after.graph.nodes["again2"].of == "fc2"
    assert after.graph.nodes["t2"].tie == {"weight": "fc2.weight"}
    assert _edges(after.graph) == ["fc.output -> again.input", "fc2.output -> again2.input"]


def test_a_block_can_come_with_edits_inside_it_and_go_again() -> None:
    project = Project()
    add = Change("add_block", (Patch(Place("block", MAIN, "Encoder"), None, BLOCK),))
    inside = edits.set_param(add.apply(project), "Encoder", "fc", "bias", False)
    both = edits.together("add_block", [add, inside])
    after = both.apply(project)
    assert after.blocks["Encoder"].graph.nodes["fc"].params["bias"] is False
    assert both.inverse().apply(after) == project
    gone = Change("remove_block", (Patch(Place("block", MAIN, "Encoder"), after.blocks["Encoder"], None),))
    whole = both.then(gone)
    assert whole.apply(project) == project
    assert whole.inverse().apply(project) == project


def test_a_change_for_another_project_is_refused() -> None:
    project = _project(fc="Linear")
    change = edits.set_title(project, MAIN, "fc", "one")
    with pytest.raises(StaleChangeError):
        change.apply(change.apply(project))
    with pytest.raises(StaleChangeError):
        edits.set_name(project, "two").apply(Project(name="other"))


def test_what_alters_the_plan() -> None:
    project = _project("a.output -> b.input", a="ReLU", b="ReLU")
    for harmless in (
        edits.set_title(project, MAIN, "a", "x"),
        edits.move(project, MAIN, {"a": (1, 1)}),
        edits.set_name(project, "x"),
    ):
        assert harmless and not harmless.alters_plan
    for other in (
        edits.set_frozen(project, MAIN, "a", True),
        edits.disconnect(project, MAIN, [PortRef("b", "input")]),
        edits.rename(project, MAIN, "a", "c"),
    ):
        assert other.alters_plan


def test_equal_projects_give_equal_bytes_however_they_were_drawn() -> None:
    project = _project(
        "a.output -> add.input[0]", "b.output -> add.input[1]", "add.output -> loss.input", "c.output -> loss.target",
        a="Input", b="Input", c="Input", add="Add", loss="MSELoss",
    )  # fmt: skip
    text = project_text(project)
    shuffler = random.Random(0)
    for _ in range(20):
        nodes, sources = list(project.graph.nodes.items()), list(project.graph.sources.items())
        shuffler.shuffle(nodes)
        shuffler.shuffle(sources)
        assert project_text(Project(graph=Graph(dict(nodes), dict(sources)))) == text


def test_a_copy_of_one_of_several_edges_closes_up() -> None:
    """Only the second of two is copied: at the copy it is the first."""
    nodes = {"a": kind("ReLU"), "b": kind("ReLU"), "sum": kind("Add")}
    project = project_of(nodes, ["a -> sum", "b -> sum"])
    fragment = edits.copy_fragment(project, MAIN, ["b", "sum"])
    assert [str(edge) for edge in fragment.edges] == ["b.output -> sum.input[0]"]
