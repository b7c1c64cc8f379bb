from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from pytest import mark, raises

from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.graph.graph import PortRef
from engine.layers.remedies import change
from engine.layers.tensor_type import BATCH, BatchDim, TensorType
from engine.problem import ProblemError
from engine.project import edits
from engine.project.project import Project
from tests.engine.projects import ALL, BLOCKS, DIGITS, RESIDUAL_BLOCK, SHARED, inline, kind, project_of


def codes(project: Project) -> dict[str | None, str]:
    return {problem.node: problem.code for problem in Planner().plan(project).all_problems}


def chain(*layers: Any, shape: tuple[int, ...] = (1, 8, 8), **parts: Any) -> Project:
    """Input -> the layers in a row -> Output."""
    names = ["x", *(f"n{number}" for number in range(len(layers))), "y"]
    nodes = dict(zip(names, [kind("Input", shape=list(shape)), *layers, kind("Output")], strict=True))
    return project_of(nodes, [f"{a} -> {b}" for a, b in pairwise(names)], **parts)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_samples_are_right(project: Project) -> None:
    plan = Planner().plan(project)
    assert plan.is_right
    assert not plan.all_problems


def test_the_order_puts_the_target_side_last() -> None:
    order = [step.id for step in Planner().plan(DIGITS).steps]
    assert order == ["image", "flat", "fc1", "relu1", "fc2", "label", "loss"]


def test_the_order_does_not_depend_on_how_the_graph_was_written() -> None:
    graph = DIGITS.graph
    nodes = dict(reversed(list(graph.nodes.items())))
    sources = dict(reversed(list(graph.sources.items())))
    turned = Project(graph=type(graph)(nodes, sources), data=DIGITS.data)
    assert [step.id for step in Planner().plan(turned).steps] == [step.id for step in Planner().plan(DIGITS).steps]


def test_shapes_come_from_torch_with_a_symbolic_batch() -> None:
    plan = Planner().plan(DIGITS)
    assert plan.by_id["flat"].outputs == {"output": TensorType((BATCH, 64))}
    assert plan.by_id["fc1"].parameters == {"weight": TensorType((64, 64)), "bias": TensorType((64,))}
    assert plan.by_id["fc1"].flops == 2 * 64 * 64
    assert plan.parameter_count == 64 * 64 + 64 + 640 + 10


def test_addresses_go_through_blocks_and_copies() -> None:
    plan = Planner().plan(BLOCKS)
    addresses = [leaf.address for leaf in plan.leaves]
    assert "body.2.conv" in addresses
    assert "last.conv" in addresses
    leaves = {leaf.address: leaf for leaf in plan.leaves}
    assert leaves["body.0.x"].sources == {"input": (("stem", "output"),)}
    assert leaves["body.1.x"].sources == {"input": (("body.0.y", "output"),)}
    assert leaves["drop"].sources == {"input": (("body.2.y", "output"),)}


def test_copies_that_receive_the_same_are_planned_once() -> None:
    body = Planner().plan(BLOCKS).by_id["body"]
    assert len(body.copies) == 3
    assert len(set(body.copies)) == 1


def test_an_expression_of_a_block_uses_the_parameters_of_the_use() -> None:
    nodes = {
        "x": kind("Input", shape=[4, 8, 8]),
        "b": {"block": "Residual", "params": {"channels": 4}},
        "y": kind("Output"),
    }
    project = project_of(nodes, ["x -> b", "b -> y"], blocks={"Residual": RESIDUAL_BLOCK})
    conv = Planner().plan(project).by_id["b"].copies[0].by_id["conv"]
    assert conv.constructor == "nn.Conv2d(4, 4, 3, padding=1)"


def test_shared_layers_hold_no_parameters_and_tied_ones_count_once() -> None:
    plan = Planner().plan(SHARED)
    assert plan.by_id["again"].parameter_count == 0
    module = torch.nn.ModuleDict()  # the oracle: what torch counts in the network that was built
    from engine.compiler.network import build

    module["network"] = build(plan, seed=0).module
    assert plan.parameter_count == sum(parameter.numel() for parameter in module.parameters())


def test_an_edit_looks_only_at_what_it_touches() -> None:
    planner = Planner()
    before = planner.plan(DIGITS)
    after = planner.plan(edits.set_param(DIGITS, "", "fc2", "bias", False).apply(DIGITS))
    kept = [step.id for step in after.steps if any(step is other for other in before.steps)]
    assert kept == ["image", "flat", "fc1", "relu1", "label", "loss"]


def test_a_title_changes_no_shape_and_keeps_the_rest() -> None:
    planner = Planner()
    before = planner.plan(DIGITS)
    after = planner.plan(edits.set_title(DIGITS, "", "fc1", "first").apply(DIGITS))
    assert after.by_id["relu1"] is before.by_id["relu1"]


def test_what_is_right_keeps_working_before_an_error() -> None:
    plan = Planner().plan(chain(kind("Flatten"), kind("Conv2d", out_channels=2, kernel_size=3), kind("ReLU")))
    assert [problem.node for problem in plan.all_problems] == ["n1"]
    assert plan.by_id["n0"].outputs == {"output": TensorType((BATCH, 64))}
    assert not plan.by_id["n2"].is_known
    with raises(ProblemError):
        generate(plan)


def test_a_cycle_is_named_on_its_nodes_only() -> None:
    nodes = {"x": kind("Input", shape=[3]), "a": kind("Add"), "b": kind("ReLU"), "c": kind("ReLU"), "y": kind("Output")}
    project = project_of(nodes, ["x -> a", "b -> a", "a -> b", "a -> c", "c -> y"])
    found = codes(project)
    assert found == {"a": "cycle", "b": "cycle"}


@mark.parametrize(
    ("nodes", "edges", "expected"),
    [
        ({"a": {"kind": "Lineer"}}, [], {"a": "kind_unknown"}),
        ({"a": {"block": "Missing"}}, [], {"a": "block_unknown"}),
        ({"a": {"share": "nobody"}}, [], {"a": "share_unknown"}),
        ({"a": {"code": "Mine"}}, [], {"a": "code_unknown"}),
        ({"a": kind("Input")}, [], {"a": "input_untyped"}),
        ({"a": kind("Input", column="imag")}, [], {"a": "column_unknown"}),
        ({"a": kind("Linear", out_features=0)}, [], {"a": "parameter_range"}),
        ({"a": kind("Linear", out_features="=n")}, [], {"a": "expression_outside"}),
        ({"a": kind("ReLU")}, [], {"a": "port_unconnected"}),
    ],
)
def test_what_is_wrong_with_a_node_is_said_there(nodes: Any, edges: Any, expected: Any) -> None:
    assert codes(project_of(nodes, edges)) == expected


def test_a_missing_edge_is_an_error_only_where_something_depends_on_it() -> None:
    loose = project_of({"a": kind("ReLU")}, [])
    needed = project_of({"a": kind("ReLU"), "y": kind("Output")}, ["a -> y"])
    assert Planner().plan(loose).is_right
    assert not Planner().plan(needed).is_right


def test_edges_into_ports_that_do_not_exist() -> None:
    nodes = {"x": kind("Input", shape=[3]), "a": kind("ReLU"), "y": kind("Output")}
    assert codes(project_of(nodes, ["x -> a", "x -> a.other", "a -> y"]))["a"] == "edge_port_unknown"
    assert codes(project_of(nodes, ["x.second -> a", "a -> y"]))["a"] == "edge_port_unknown"


def test_nothing_may_follow_a_loss() -> None:
    nodes = {"x": kind("Input", shape=[3]), "l": kind("Loss"), "a": kind("ReLU"), "y": kind("Output")}
    assert codes(project_of(nodes, ["x -> l", "l -> a", "a -> y"]))["a"] == "edge_from_loss"


@mark.parametrize(
    "layer", [kind("Flatten", start_dim=0), kind("Transpose", dim0=0, dim1=1), kind("Permute", dims=[1, 0, 2, 3])]
)
def test_the_batch_stays_in_front(layer: Any) -> None:
    project = chain(layer)
    plan = Planner().plan(project)
    assert [problem.node for problem in plan.all_problems] == ["n0"]


def test_joining_the_batch_still_tells_the_shape() -> None:
    plan = Planner().plan(chain(kind("Flatten", start_dim=0, end_dim=1), shape=(2, 4)))
    assert plan.by_id["n0"].outputs["output"].shape == (BatchDim(2), 4)
    assert not plan.is_right


def test_too_few_scores_for_the_classes_of_the_data() -> None:
    project = edits.set_param(DIGITS, "", "fc2", "out_features", 9).apply(DIGITS)
    assert codes(project) == {"loss": "classes_too_few"}


def test_blocks_that_contain_themselves() -> None:
    block = {
        "graph": {
            "nodes": {"x": kind("Input"), "b": {"block": "B"}, "y": kind("Output")},
            "edges": ["x -> b", "b -> y"],
        }
    }
    nodes = {"x": kind("Input", shape=[3]), "b": {"block": "B"}, "y": kind("Output")}
    assert codes(project_of(nodes, ["x -> b", "b -> y"], blocks={"B": block})) == {"b.b": "block_recursive"}


def test_ties_and_starts_are_checked() -> None:
    linear = kind("Linear", out_features=3)
    assert codes(chain(linear | {"tie": {"weight": "nobody.weight"}}, shape=(3,))) == {"n0": "tie_unknown"}
    assert codes(chain(linear | {"tie": {"weight": "n0.weight"}}, shape=(3,))) == {"n0": "tie_unknown"}
    assert codes(chain(linear, linear | {"tie": {"weight": "n0.bias"}}, shape=(3,))) == {"n1": "tie_shape"}
    assert codes(chain(linear | {"init": {"wait": 0.0}}, shape=(3,))) == {"n0": "init_parameter_unknown"}
    for start in ("kaiming", [[1.0]], {"function": "uniform_", "c": 1}, {"function": "xavier_uniform_"}, True, None):
        assert codes(chain(linear | {"init": {"bias": start}}, shape=(3,))) == {"n0": "init_value"}, start
    for start in (
        1e39,
        [1e39, 0, 0, 0],
        {"function": "uniform_", "a": 1, "b": 0},
        {"function": "normal_", "std": 1e300},
    ):
        assert codes(chain(linear | {"init": {"bias": start}}, shape=(3,))) == {"n0": "init_value"}, start
    for start in ("normal_", [1, 2, 3], 0, {"function": "uniform_", "a": -1, "b": 1}):
        assert not codes(chain(linear | {"init": {"bias": start}}, shape=(3,))), start


def test_what_forward_returns() -> None:
    assert Planner().plan(DIGITS).forward == (PortRef("fc2", "output"),)
    assert Planner().plan(SHARED).forward == (PortRef("shown", "output"),)


def test_outputs_are_returned_in_the_order_of_the_plan() -> None:
    nodes = {"x": kind("Input", shape=[4]), "f": kind("Linear", out_features=3), "z": kind("Output"),
             "g": kind("Linear", out_features=2), "a": kind("Output")}  # fmt: skip
    plan = Planner().plan(project_of(nodes, ["x -> f", "f -> z", "z -> g", "g -> a"]))
    assert [ref.node for ref in plan.forward] == ["z", "a"]


def test_without_an_output_each_value_that_enters_a_loss_first_is_returned() -> None:
    nodes = {"x": kind("Input", shape=[7, 5]), "r": kind("LSTM", hidden_size=3), "a": kind("Loss"), "b": kind("Loss")}
    plan = Planner().plan(project_of(nodes, ["x -> r", "r.h_n -> a", "r.output -> b"]))
    assert plan.forward == (PortRef("r", "h_n"), PortRef("r", "output"))
    nodes = {"x": kind("Input", shape=[3, 3]), "m": kind("MultiheadAttention", num_heads=1), "a": kind("MSELoss"),
             "b": kind("Loss")}  # fmt: skip
    plan = Planner().plan(project_of(nodes, ["x -> m", "x -> a.input", "m.weights -> a.target", "m.output -> b"]))
    assert plan.forward == (PortRef("x", "output"), PortRef("m", "output"))


@mark.parametrize(
    ("layer", "code"),
    [
        (kind("Concatenate"), "batch_joined"),
        (kind("Flatten"), "batch_joined"),
        (kind("Flatten", start_dim=0, end_dim=1), "batch_joined"),
        (kind("Mean", dim=[1]), "axis_mixes_samples"),
        (kind("Select", dim=1, index=0), "size_follows_batch"),
        (kind("Permute", dims=[2, 0, 1]), "batch_behind"),
        (kind("Permute", dims=[1, 0, 2]), ""),
        (kind("Select", dim=0, index=-1), ""),
        (kind("Linear", out_features=2), ""),
    ],
)
def test_the_batch_in_the_states_of_an_lstm(layer: Any, code: str) -> None:
    nodes = {"x": kind("Input", shape=[7, 5]), "r": kind("LSTM", hidden_size=3, num_layers=2), "n": layer,
             "y": kind("Output")}  # fmt: skip
    edges = ["x -> r", "r.h_n -> n", *(["r.c_n -> n"] if layer["kind"] == "Concatenate" else []), "n -> y"]
    assert codes(project_of(nodes, edges)) == ({"n": code} if code else {})


def test_a_block_may_be_called_as_a_kind() -> None:
    block = {"graph": {"nodes": {"i": kind("Input"), "f": kind("Linear", out_features=2), "o": kind("Output")},
                       "edges": ["i -> f", "f -> o"]}}  # fmt: skip
    for name in ("Input", "Output", "Linear"):
        nodes = {"x": kind("Input", shape=[3]), "b": {"block": name}, "t": kind("Tanh"), "y": kind("Output")}
        plan = Planner().plan(project_of(nodes, ["x -> b", "b -> t", "t -> y"], blocks={name: block}))
        assert plan.is_right
        assert "t = torch.tanh(b)" in generate(plan).text or "self.t(b)" in generate(plan).text


def test_the_classes_of_the_data_are_followed_through_edits() -> None:
    """What a loss compares depends on the data, and the node that changes is another one's column."""

    def project(classes: int) -> Project:
        data = {"source": "spirals", "params": {"classes": classes}}
        nodes = {"x": kind("Input", column="point"), "f": kind("Linear", out_features=2),
                 "y": kind("Input", column="label"), "loss": kind("CrossEntropyLoss")}  # fmt: skip
        return project_of(nodes, ["x -> f", "f -> loss.input", "y -> loss.target"], data=data)

    planner = Planner()
    for classes, expected in ((2, []), (5, ["classes_too_few"]), (2, [])):
        found = planner.plan(project(classes)).all_problems
        assert [problem.code for problem in found] == expected
        for problem in found:
            assert problem.remedies == (change("out_features", 5, "f"),)


def test_repeat_belongs_to_blocks() -> None:
    nodes = {"x": kind("Input", shape=[3]), "f": kind("Linear", out_features=3) | {"repeat": 2}, "y": kind("Output")}
    assert codes(project_of(nodes, ["x -> f", "f -> y"])) == {"f": "repeat_alone"}
    nodes |= {"f": kind("Linear", out_features=3), "g": {"share": "f", "repeat": 2}}
    assert codes(project_of(nodes, ["x -> f", "f -> g", "g -> y"])) == {"g": "share_own"}


def test_data_problems_are_part_of_the_plan() -> None:
    project = project_of({"x": kind("Input", column="x")}, [], data=inline(x=[[1.0]]) | {"source": "inlin"})
    assert "data_source_unknown" in [problem.code for problem in Planner().plan(project).all_problems]
