"""The checker plans once for many edits, only when the plan may differ, and tells what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.session.checker import CheckedPlan, Checker
from app.session.document import Document
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.graph.graph import Edge, Node, PortRef, make_graph
from engine.project import edits
from engine.project.change import Change, Patch, Place
from engine.project.project import MAIN, Project
from tests.engine.project.random_projects import BLOCK

Wait = Callable[..., None]


class CountingPlanner(Planner):
    """The engine's planner, and how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def plan(self, project: Project) -> Plan:
        self.asked.append(MAIN)
        return super().plan(project)

    def plan_page(self, project: Project, page: str) -> Plan:
        self.asked.append(page)
        return super().plan_page(project, page)


def _project() -> Project:
    nodes = [
        Node("image", "kind", "Input", {"column": "image"}),
        Node("flat", "kind", "Flatten"),
        Node("fc", "kind", "Linear", {"out_features": 10}),
        Node("tied", "kind", "Linear", {"out_features": 64}, tie={"bias": "other.bias"}),
        Node("other", "kind", "Linear", {"out_features": 64}),
        *(Node(f"{name}_out", "kind", "Output") for name in ("fc", "tied", "other")),
    ]
    edges = [("image", "flat"), ("flat", "fc"), ("flat", "tied"), ("flat", "other")]
    edges += [(name, f"{name}_out") for name in ("fc", "tied", "other")]
    return Project(graph=make_graph(nodes, [Edge(PortRef(a, "output"), PortRef(b, "input")) for a, b in edges]))


def _checker(document: Document) -> tuple[Checker, CountingPlanner, list[CheckedPlan]]:
    planner, seen = CountingPlanner(), []
    checker = Checker(document, lambda: planner)
    checker.checked.connect(seen.append)
    return checker, planner, seen


def test_nothing_is_known_before_the_engine_is_there(qapp: object, wait_until: Wait) -> None:
    document = Document(_project())
    checker, planner, seen = _checker(document)
    document.apply(edits.set_param(document.project, MAIN, "fc", "out_features", 5))
    qapp.processEvents()  # type: ignore[attr-defined]
    assert checker.plan is None and checker.problems == () and planner.asked == []
    checker.start()
    assert len(seen) == 1 and checker.plan is not None and checker.result is seen[0]
    assert checker.plan.by_id["fc"].outputs["output"].shape[1] == 5
    checker.start()
    assert planner.asked == [MAIN]


def test_many_edits_are_one_check_and_harmless_ones_none(qapp: object, wait_until: Wait) -> None:
    document = Document(_project())
    checker, planner, seen = _checker(document)
    checker.start()
    for size in range(1, 6):
        document.apply(edits.set_param(document.project, MAIN, "fc", "out_features", size))
    wait_until(lambda: len(seen) == 2)
    document.apply(edits.set_title(document.project, MAIN, "fc", "x"))
    document.apply(edits.move(document.project, MAIN, {"fc": (1, 1)}))
    for _ in range(5):
        qapp.processEvents()  # type: ignore[attr-defined]
    assert planner.asked == [MAIN, MAIN]
    assert seen[-1].plan.by_id["fc"].outputs["output"].shape[1] == 5
    document.undo_stack.undo()
    document.undo_stack.undo()
    document.undo_stack.undo()
    wait_until(lambda: len(seen) == 3)
    assert seen[-1].plan.by_id["fc"].outputs["output"].shape[1] == 4


def test_a_check_at_once_is_not_repeated(qapp: object) -> None:
    document = Document(_project())
    checker, planner, _ = _checker(document)
    checker.start()
    document.apply(edits.set_param(document.project, MAIN, "fc", "out_features", 3))
    checker.check()
    for _ in range(5):
        qapp.processEvents()  # type: ignore[attr-defined]
    assert planner.asked == [MAIN, MAIN]


def test_problems_and_every_page(qapp: object, wait_until: Wait) -> None:
    document = Document(_project())
    checker, _, seen = _checker(document)
    checker.start()
    document.apply(Change("add", (Patch(Place("block", MAIN, "Encoder"), None, BLOCK),)))
    document.apply(edits.set_param(document.project, MAIN, "fc", "out_features", -3))
    wait_until(lambda: len(seen) == 2)
    assert seen[-1].pages.keys() == {MAIN, "Encoder"}
    assert [problem.node for problem in checker.problems] == ["fc"]
    document.new(Project())
    wait_until(lambda: len(seen) == 3)
    assert checker.plan is not None and checker.plan.steps == ()


def test_weights_that_do_not_fit_are_warnings_on_their_nodes(qapp: object, tmp_path: Path, wait_until: Wait) -> None:
    document = Document(_project())
    checker, _, seen = _checker(document)
    checker.start()
    weights = {
        "fc.weight": np.zeros((10, 64)), "fc.bias": np.zeros(10),
        "tied.weight": np.zeros((64, 64)), "other.bias": np.zeros(64),  # of tied ones, the first alone is saved
    }  # fmt: skip
    document.set_trained_weights(weights, 1)
    wait_until(lambda: len(seen) == 2)
    assert checker.problems == ()  # while editing, a node without trained weights is nothing to warn of
    document.apply(edits.set_param(document.project, MAIN, "fc", "out_features", 5))
    wait_until(lambda: len(seen) == 3)
    assert [(problem.code, problem.node, problem.parameter) for problem in checker.problems] == [
        ("weights_unfit", "fc", "weight"),
        ("weights_unfit", "fc", "bias"),
    ]
    document.undo_stack.undo()
    document.save(tmp_path / "a.chainrule")
    opened = Document()
    checker, _, seen = _checker(opened)
    checker.start()
    opened.open(tmp_path / "a.chainrule")
    wait_until(lambda: len(seen) == 2)
    assert [(problem.code, problem.node, problem.severity) for problem in checker.problems] == [
        ("weights_lack_node", "other", "warning")
    ]
    assert "weight" in checker.problems[0].message and "bias" not in checker.problems[0].message
