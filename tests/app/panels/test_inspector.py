"""The inspector shows what is selected: the project, one node, several."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.panels.inspector import InspectorPanel
from app.panels.inspector.declarations import declaration_of
from app.session.document import Document
from app.theme import LIGHT
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.graph.graph import Block, BlockParameter, Graph, Node
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.problem import Remedy
from engine.project import edits
from engine.project.project import MAIN


@pytest.fixture
def panel(document: Document, plan: Plan) -> Iterator[InspectorPanel]:
    made = InspectorPanel(document, LIGHT)
    made.show_plan(plan)
    yield made
    made.deleteLater()


def test_with_nothing_selected_it_shows_the_project(panel: InspectorPanel, document: Document) -> None:
    assert not panel._project_page.isHidden()
    panel._project_page._name.committed.emit("name", "Renamed")
    assert document.project.name == "Renamed"
    document.undo_stack.undo()
    assert panel._project_page._name.value() == "Digits"


def test_one_node_shows_its_parameters_and_what_is_known(panel: InspectorPanel) -> None:
    panel.show_nodes(["fc1"])
    page = panel._node_page
    assert set(page._form._params.rows) == set(catalogue()["Linear"].parameters)
    assert list(page._form._init_rows) == ["weight", "bias"]
    shown = {name.text(): value.text() for name, value in page._facts._labels if not name.isHidden()}
    assert shown["Input"] == "B × 64"
    assert shown["Parameters"] == "4,160"
    assert shown["Multiply-adds"] == "4,096"


@pytest.mark.parametrize("kind", list(catalogue()))
def test_every_kind_can_be_inspected(panel: InspectorPanel, document: Document, kind: str) -> None:
    change, node = edits.add_node(document.project, MAIN, kind, catalogue()[kind].initial(), (0, 0))
    document.apply(change)
    panel.show_plan(Planner().plan(document.project))
    panel.show_nodes([node])
    assert set(panel._node_page._form._params.rows) == set(catalogue()[kind].parameters)


def test_several_nodes_can_be_frozen_at_once(panel: InspectorPanel, document: Document) -> None:
    panel.show_nodes(["fc1", "fc2", "relu1"])
    assert not panel._several_page.isHidden()
    panel._several_page._freeze("frozen", True)
    nodes = document.project.graph.nodes
    assert nodes["fc1"].frozen
    assert nodes["fc2"].frozen
    document.undo_stack.undo()
    assert not document.project.graph.nodes["fc1"].frozen


def test_a_start_is_chosen_for_a_parameter(panel: InspectorPanel, document: Document) -> None:
    panel.show_nodes(["fc1"])
    row = panel._node_page._form._init_rows["weight"]
    row._line.setText("normal_(std=0.02)")
    row.finish()
    assert document.project.graph.nodes["fc1"].init["weight"] == {"function": "normal_", "std": 0.02}
    document.undo_stack.undo()
    assert "weight" not in document.project.graph.nodes["fc1"].init
    assert row._line.text() == ""


def test_a_problem_stands_on_a_card_with_its_repair(panel: InspectorPanel, document: Document) -> None:
    change, _ = edits.add_node(document.project, MAIN, "Conv2d", {"out_channels": 4, "kernel_size": 3}, (0, 0))
    document.apply(change)
    edge = edits.Edge(edits.PortRef("flat"), edits.PortRef("conv2d"))
    document.apply(edits.connect(document.project, MAIN, edge, document.interfaces))
    panel.show_plan(Planner().plan(document.project))
    panel.show_nodes(["conv2d"])
    assert panel._node_page._cards.count() == 1
    assert "expected 4 dimensions" in panel._node_page._step.problems[0].message  # type: ignore[union-attr]


def test_a_repair_is_asked_for_with_its_node(panel: InspectorPanel) -> None:
    wanted: list[tuple[str, Remedy]] = []
    panel.repair_wanted.connect(lambda node, remedy: wanted.append((node, remedy)))
    panel._node_page.repair_wanted.emit("fc1", Remedy("set_parameter", {"parameter": "bias", "value": False}))
    assert wanted[0][0] == "fc1"


def test_a_block_gets_a_form_of_its_parameters() -> None:
    parameters = {"channels": BlockParameter("int", 8), "name": BlockParameter("text", "x")}
    blocks = {"Residual": Block(Graph(), parameters)}
    node = Node("r", "block", "Residual", {"channels": 4})
    declaration, given = declaration_of(node, Graph(), Interfaces(catalogue(), blocks))
    assert declaration is not None
    assert list(declaration.parameters) == ["channels", "name"]
    assert given == {"channels": 4}


def test_a_node_that_is_gone_is_passed_over(panel: InspectorPanel, document: Document) -> None:
    panel.show_nodes(["fc1"])
    document.apply(edits.remove(document.project, MAIN, ["fc1"]))
    assert not panel._project_page.isHidden()
