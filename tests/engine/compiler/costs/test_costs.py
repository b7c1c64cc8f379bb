"""Costs as a tree: by node, by block and copy, and in all."""

from __future__ import annotations

import pytest

from engine.compiler.costs.costs import costs_of, put_together
from engine.compiler.costs.memory import MemoryMeter
from engine.compiler.costs.report import block_entries, cost_entry, costs_in_all
from engine.compiler.planner import Planner
from tests.engine.gpt2 import PARAMETERS, gpt2
from tests.engine.projects import ALL, BLOCKS, SIAMESE, kind, project_of


@pytest.mark.parametrize("name", ALL)
def test_the_sums_are_those_of_the_plan(name: str) -> None:
    plan = Planner().plan(ALL[name])
    costs = costs_of(plan, ALL[name])
    assert costs.parameters == plan.parameter_count == sum(cost.parameters for cost in costs.nodes)
    assert costs.multiply_adds == plan.total_flops // 2
    leaves = [costs.by_address[leaf.address] for leaf in plan.leaves]
    assert costs.memory == sum(cost.memory or 0 for cost in leaves)
    assert all(cost.memory is not None for cost in leaves)


def test_a_repeated_block_is_the_sum_of_its_copies() -> None:
    costs = costs_of(Planner().plan(BLOCKS), BLOCKS)
    body = costs.by_address["body"]
    assert (body.kind, body.copies, [copy.address for copy in body.inside]) == (
        "Residual", 3, ["body.0", "body.1", "body.2"],
    )  # fmt: skip
    assert body.parameters == 3 * costs.by_address["body.0"].parameters == 3 * (4 * 4 * 9 + 4 + 8)
    assert body.memory == sum(copy.memory or 0 for copy in body.inside)
    assert [cost.address for cost in body.inside[2].inside] == [
        f"body.2.{node}" for node in ("x", "conv", "norm", "relu", "add", "y")
    ]
    assert body.field == body.inside[2].field
    last = costs.by_address["last"]
    assert (last.copies, last.inside[0].address) == (1, "last.x")


def test_a_shared_block_has_its_parameters_once_and_its_memory_twice() -> None:
    costs = costs_of(Planner().plan(SIAMESE), SIAMESE)
    assert costs.by_address["again"].parameters == 0 < costs.by_address["encode"].parameters
    assert costs.by_address["again"].memory == costs.by_address["encode"].memory


def test_what_nothing_depends_on_is_shown_and_not_summed_up() -> None:
    nodes = {"x": kind("Input", shape=[5]), "fc": kind("Linear", out_features=3), "y": kind("Output"),
             "spare": kind("Linear", out_features=7)}  # fmt: skip
    project = project_of(nodes, ["x -> fc", "fc -> y", "x -> spare"], training={"batch_size": 2})
    costs = costs_of(Planner().plan(project), project)
    spare = costs.by_address["spare"]
    assert (spare.is_counted, spare.multiply_adds, spare.memory) == (False, 35, 56)
    assert (costs.multiply_adds, costs.memory, costs.batch) == (15, 4 * 2 * 8, 2)
    unfinished = project_of({name: node for name, node in nodes.items() if name != "y"}, ["x -> fc", "x -> spare"])
    assert costs_of(Planner().plan(unfinished), unfinished).multiply_adds == 15 + 35


def test_before_memory_is_counted_the_rest_is_there() -> None:
    costs = put_together(Planner().plan(BLOCKS), BLOCKS)
    assert costs.memory is None and costs.by_address["body"].memory is None
    assert costs.by_address["stem"].parameters == 3 * 4 * 9 + 4


def test_gpt2_is_twelve_times_the_same() -> None:
    project = gpt2()
    costs = costs_of(Planner().plan(project), project)
    assert costs.parameters == PARAMETERS
    copies = costs.by_address["body"].inside
    assert len({(copy.parameters, copy.multiply_adds, copy.memory) for copy in copies}) == 1
    assert len(copies) == 12 and copies[0].parameters == 7_087_872


def test_an_edit_asks_torch_for_what_it_touches_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.compiler.costs import memory

    asked: list[str] = []
    ask = memory.ask
    monkeypatch.setattr(memory, "ask", lambda leaf, *rest: (asked.append(leaf.address), ask(leaf, *rest))[1])
    meter = MemoryMeter()
    costs_of(Planner().plan(BLOCKS), BLOCKS, meter)
    assert {"stem", "body.0.conv"} <= set(asked) and "body.2.conv" not in asked
    asked.clear()
    costs_of(Planner().plan(BLOCKS), BLOCKS, meter)
    assert not asked


def test_as_plain_data() -> None:
    costs = costs_of(Planner().plan(BLOCKS), BLOCKS)
    assert cost_entry(costs.by_address["stem"]) == {
        "multiply_adds": 4 * 3 * 9 * 30 * 30,
        "activation_memory": 64 * 4 * 30 * 30 * 4,
        "receptive_field": {"axes": [2, 3], "size": [3, 3], "stride": [1, 1], "offset": [0, 0]},
    }
    assert cost_entry(costs.by_address["label"])["receptive_field"] is None
    assert cost_entry(costs.by_address["fc"])["receptive_field"] == "whole"
    assert list(block_entries(costs)) == ["body", "body.0", "body.1", "body.2", "last"]
    assert costs_in_all(costs)["batch_size"] == 64
