"""The parts of what `check` prints that its own tests do not reach."""

from __future__ import annotations

from engine.compiler.plan import Leaf, Step
from engine.compiler.planner import Planner
from engine.compiler.report import check_report, node_entry, parameter_count, problem_entry
from engine.graph.graph import Node
from engine.layers.tensor_type import BatchDim, TensorType
from engine.problem import Problem
from tests.engine.projects import SHARED


def test_without_a_plan_there_are_problems_alone() -> None:
    report = check_report(None, [Problem("file_not_json", {"received": "x"})])
    assert (report["ok"], report["parameters"], report["nodes"]) == (False, 0, {})


def test_warnings_are_all_right() -> None:
    assert check_report(None, [Problem("view_position", {"received": "x"}, severity="warning")])["ok"] is True


def test_a_multiple_of_the_batch_is_spelled_out() -> None:
    step = Step(
        Node("a", "kind", "K"), {}, {}, frozenset(), outputs={"output": TensorType((BatchDim(2), 3, BatchDim()))}
    )
    assert node_entry(Leaf("a", step, {}))["outputs"] == {"output": ["2*batch", 3, None]}


def test_what_is_not_known_is_empty() -> None:
    step = Step(Node("a", "kind", "Liner"), {}, {}, frozenset())
    assert node_entry(Leaf("a", step, {})) == {
        "kind": "Liner", "outputs": {}, "dtypes": {}, "parameters": 0, "flops": 0,
    }  # fmt: skip


def test_tied_and_shared_parameters_count_once() -> None:
    plan = Planner().plan(SHARED)
    counts = {leaf.address: parameter_count(leaf) for leaf in plan.leaves}
    assert (counts["decode"], counts["square"], counts["again"]) == (0, 20, 0)
    assert sum(counts.values()) == plan.parameter_count


def test_a_problem_as_plain_data() -> None:
    problem = Problem("parameter_missing", {"name": "p", "expected": "a number"}, node="a")
    assert problem_entry(problem) == {
        "node": "a",
        "severity": "error",
        "code": "parameter_missing",
        "message": "expected a value for p (a number), got none",
        "hint": "set p",
    }
