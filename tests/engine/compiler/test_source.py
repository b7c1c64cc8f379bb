from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch
from pytest import mark, raises

from engine.backprop.walk import run, walk
from engine.compiler.network import build, load_class, unique_state
from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.layers.tensor_type import BATCH
from engine.problem import ProblemError
from engine.project import edits
from engine.project.project import Project
from tests.engine.devices import DEVICE
from tests.engine.layers.examples import EXAMPLES, Example
from tests.engine.projects import ALL, BLOCKS, DIGITS, SHARED, kind, project_of
from tests.engine.whole_steps import batch_of, built, project_of_example, same_bits


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_text_is_plain_python_of_known_names(project: Project) -> None:
    tree = ast.parse(generate(Planner().plan(project)).text)
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imports] == ["import torch", "from torch import nn"]
    assert isinstance(tree.body[-1], ast.ClassDef)


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_the_state_dict_has_the_addresses_of_the_plan(project: Project) -> None:
    plan = Planner().plan(project)
    network = build(plan, seed=0)
    assert list(plan.parameter_types) == [name for name, _ in network.module.named_parameters(remove_duplicate=False)]


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_walking_and_calling_give_the_same(project: Project) -> None:
    network, batch = built(project), batch_of(project)
    torch.manual_seed(1)
    called = network.handing(batch)
    torch.manual_seed(1)
    values = {}
    for stop, outputs in run(walk(network), batch, lambda stop, reads, value: [value] * len(reads)):
        values.update({(stop.address, port): out for port, out in zip(stop.ports, outputs, strict=True)})
    for ref, value in zip(network.source.crossing, called, strict=True):
        assert same_bits(value, values[ref.node, ref.port])


def test_seeded_construction_is_that_of_the_text() -> None:
    plan = Planner().plan(DIGITS)
    network = build(plan, seed=5)
    torch.manual_seed(5)
    by_hand = torch.nn.Linear(64, 64), torch.nn.Linear(64, 10)
    torch.nn.init.kaiming_uniform_(by_hand[0].weight)
    assert torch.equal(network.module.get_parameter("fc1.weight"), by_hand[0].weight)
    assert torch.equal(network.module.get_parameter("fc1.bias"), torch.zeros(64))
    assert torch.equal(network.module.get_parameter("fc2.weight"), by_hand[1].weight)


def test_blocks_start_as_their_page_says() -> None:
    network = built(BLOCKS)
    for address in ("body.0.conv", "body.2.conv", "last.conv"):
        assert torch.equal(network.module.get_parameter(f"{address}.bias"), torch.full((4,), 0.5))


def test_tied_and_shared_tensors_are_one() -> None:
    network = built(SHARED)
    assert network.module.get_parameter("decode.weight") is network.module.get_parameter("square.weight")
    assert "decode.weight" not in unique_state(network.module) or "square.weight" not in unique_state(network.module)


def test_forward_returns_the_outputs_and_loss_takes_what_it_needs() -> None:
    source = generate(Planner().plan(SHARED))
    assert source.trunk == "trunk"
    network, batch = built(SHARED), batch_of(SHARED)
    assert len(network.forward(batch)) == 1
    assert network.loss(network.handing(batch), batch).shape == ()


def test_several_outputs_come_in_order() -> None:
    nodes = {
        "x": kind("Input", shape=[3]), "a": kind("Linear", out_features=2), "b": kind("Tanh"), "one": kind("Output"),
        "two": kind("Output"), "y": kind("Input", shape=[2]), "loss": kind("MSELoss"),
    }  # fmt: skip
    edges = ["x -> a", "a -> b", "a -> two", "b -> one", "a -> loss.input", "y -> loss.target"]
    network = built(project_of(nodes, edges))
    batch = {"x": torch.ones(4, 3), "y": torch.zeros(4, 2)}
    one, two = network.forward(batch)
    assert torch.equal(one, torch.tanh(two))
    assert network.source.trunk == ""
    torch.testing.assert_close(network.loss(network.handing(batch), batch), (two**2).mean())


@mark.parametrize("name", ["loss", "block", "range", "super", "print", "len", "input", "Network", "x2", "trunk", "F"])
def test_ids_that_are_names_of_something_else(name: str) -> None:
    """Builtins, our own methods and classes are allowed as ids of nodes with weights, and must not disturb."""
    block = {"graph": {"nodes": {"x": kind("Input"), name: kind("Linear", out_features=3), "y": kind("Output")},
                       "edges": [f"x -> {name}", f"{name} -> y"]}}  # fmt: skip
    nodes: dict[str, Any] = {
        "image": kind("Input", shape=[3]), name: kind("Linear", out_features=3), "lstm": {"block": "B", "repeat": 2},
        "minimized": kind("Loss"), "softmax": kind("Softmax"), "shown": kind("Output"),
    }  # fmt: skip
    edges = [f"image -> {name}", f"{name} -> lstm", "lstm -> minimized", "lstm -> softmax", "softmax -> shown"]
    network = built(project_of(nodes, edges, blocks={"B": block}))
    batch = {"image": torch.ones(2, 3)}
    loss = network.loss(network.handing(batch), batch)
    loss.backward()
    assert f"{name}.weight" in network.module.state_dict()
    assert f"lstm.1.{name}.weight" in network.module.state_dict()


def test_methods_of_ours_make_way_for_nodes() -> None:
    """`trunk` is only held for who shares it; `initialize` stands in a block whose parameters start otherwise."""
    starting = kind("Linear", out_features=4) | {"init": {"bias": 1}}
    block = {"graph": {"nodes": {"i": kind("Input"), "initialize": starting, "o": kind("Output")},
                       "edges": ["i -> initialize", "initialize -> o"]}}  # fmt: skip
    nodes = {"x": kind("Input", shape=[2]), "trunk": kind("Linear", out_features=2), "g": {"share": "trunk"},
             "u": {"block": "B"}, "e": kind("ReLU"), "l": kind("Loss"), "o": kind("Output")}  # fmt: skip
    edges = ["x -> trunk", "x -> g", "g -> u", "u -> e", "e -> o", "g -> l"]
    network = built(project_of(nodes, edges, blocks={"B": block}))
    assert torch.equal(network.module.get_parameter("u.initialize.bias").cpu(), torch.ones(4))
    batch = {"x": torch.ones(3, 2, device=DEVICE)}
    assert network.loss(network.handing(batch), batch).shape == ()
    assert network.forward(batch)[0].shape == (3, 4)


def test_an_input_that_is_an_output_may_be_minimized() -> None:
    nodes = {"p": kind("Input", shape=[2]), "fc": kind("Linear", out_features=2), "out": kind("Output"),
             "more": kind("Output"), "loss": kind("MSELoss")}  # fmt: skip
    network = built(project_of(nodes, ["p -> out", "p -> fc", "fc -> more", "fc -> loss.input", "out -> loss.target"]))
    batch = {"p": torch.ones(3, 2, device=DEVICE)}
    assert network.loss(network.handing(batch), batch).requires_grad


def test_helpers_of_what_is_not_built_are_not_printed() -> None:
    nodes = {"x": kind("Input", shape=[4, 6]), "place": kind("SinusoidalPositionalEncoding"), "t": kind("Tanh"),
             "y": kind("Output")}  # fmt: skip
    text = generate(Planner().plan(project_of(nodes, ["x -> place", "x -> t", "t -> y"]))).text
    assert "Sinusoidal" not in text


def test_what_starts_in_which_order_depends_on_the_layer_alone() -> None:
    def text(*names: str) -> str:
        init = {"init": dict.fromkeys(names, "normal_")}
        nodes = {"x": kind("Input", shape=[2]), "f": kind("Linear", out_features=2) | init, "y": kind("Output")}
        return generate(Planner().plan(project_of(nodes, ["x -> f", "f -> y"]))).text

    assert text("weight", "bias") == text("bias", "weight")


def test_a_hostile_name_becomes_a_class_name() -> None:
    names = {"import os; os.system('x')": "ImportOsOsSystemX", "": "Network", "2 moons": "Network2Moons",
             "torch": "Torch", "nn": "Nn", '\u2028"""': "Network"}  # fmt: skip
    for name, expected in names.items():
        project = Project(name=name, graph=DIGITS.graph, data=DIGITS.data)
        source = generate(Planner().plan(project))
        assert source.class_name == expected
        load_class(source)


def test_text_of_parameters_is_quoted() -> None:
    project = project_of(
        {"x": kind("Input", shape=[3]), "pad": kind("Pad", pad=[1, 1], mode="constant"), "y": kind("Output")},
        ["x -> pad", "pad -> y"],
    )
    ast.parse(generate(Planner().plan(project)).text)
    hostile = "constant'); import os; ('"
    project = edits.set_param(project, "", "pad", "mode", hostile).apply(project)
    with raises(ProblemError):  # a choice is one of its words, and nothing else is ever printed
        generate(Planner().plan(project))


def test_an_error_names_the_node_and_its_line() -> None:
    network = built(BLOCKS)
    batch = batch_of(BLOCKS)
    with raises(RuntimeError) as caught:
        network.handing({**batch, "image": batch["image"][:, :2]})
    place = network.place_of(caught.value)
    assert place is not None
    assert place.address == "stem"
    assert place.line.startswith("stem = self.stem(image)")
    with raises(RuntimeError) as inside:
        torch.nn.Module.__call__(network.module.body[1], torch.ones(2, 3, 8, 8))  # type: ignore[union-attr,index,operator]
    assert network.place_of(inside.value) is not None


def test_nothing_is_generated_from_what_is_wrong_or_empty() -> None:
    with raises(ProblemError):
        generate(Planner().plan(project_of({}, [])))
    with raises(ProblemError):
        generate(Planner().plan(project_of({"a": kind("Linear"), "y": kind("Output")}, ["a -> y"])))


def test_the_text_runs_with_torch_alone(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    source = generate(Planner().plan(BLOCKS))
    file.write_text(source.text)
    network = built(BLOCKS).module.eval()
    torch.save(network.state_dict(), tmp_path / "net.pt")
    image = torch.linspace(0, 1, 3 * 32 * 32).reshape(1, 3, 32, 32)
    script = (
        "import sys, torch\n"
        "from net import Sample\n"
        "assert not any(name.split('.')[0] in ('engine', 'app') for name in sys.modules)\n"
        "network = Sample()\n"
        "network.load_state_dict(torch.load('net.pt', weights_only=True))\n"
        "image = torch.linspace(0, 1, 3 * 32 * 32).reshape(1, 3, 32, 32)\n"
        "print(network.eval()(image).tolist())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == network(image).tolist()


def has_batch_first(example: Example) -> bool:
    """Whether Input nodes can bring what the example takes; masks and first states have no batch in front."""
    return all(tensor.shape[:1] == (BATCH,) for tensors in example.inputs.values() for tensor in tensors)


CALLED = [example for example in EXAMPLES if has_batch_first(example) and example.kind not in ("Input", "Output")]


@mark.parametrize("example", CALLED, ids=lambda example: example.id)
def test_what_a_kind_says_of_the_axes_of_its_weights_names_each(example: Example) -> None:
    step = Planner().plan(project_of_example(example, end="Output")[0]).by_id["layer"]
    assert step.layer is not None
    tensors = {**step.parameters, **step.buffers}
    for name, axes in step.layer.weight_axes.items():
        if name in tensors and not (name in ("weight", "bias") and step.kind in ("LayerNorm", "RMSNorm")):
            assert len(axes) == len(tensors[name].shape), name
            assert tensors[name].sized(1)[0] % step.layer.stacked == 0
            if "out" in axes:
                made = step.outputs["output"].sized(1)[step.layer.out_axis]
                stacked = step.layer.stacked if axes.index("out") == 0 else 1
                assert tensors[name].sized(1)[axes.index("out")] == stacked * made, name


@mark.parametrize("example", CALLED, ids=lambda example: example.id)
def test_every_kind_prints_text_that_gives_what_torch_says(example: Example) -> None:
    """The shapes of the plan are those of the network that the text makes."""
    project, batch = project_of_example(example, end="Output")
    plan = Planner().plan(project)
    network = build(plan, seed=0)
    for stop, outputs in run(walk(network), batch, lambda stop, reads, value: [value] * len(reads)):
        for port, value in zip(stop.ports, outputs, strict=True):
            if value is not None and stop.address == "layer":
                assert tuple(value.shape) == stop.leaf.step.outputs[port].sized(4)
                assert str(value.dtype) == f"torch.{stop.leaf.step.outputs[port].dtype}"
