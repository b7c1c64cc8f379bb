"""One class for a block: arguments where its uses differ, named as on its page, and the very same network."""

from __future__ import annotations

import ast
import itertools
from typing import Any

import torch

from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.compiler.source import Source, generate
from engine.project.project import Project
from tests.engine.projects import kind, project_of

Json = Any
X, Y = kind("Input"), kind("Output")


def block(nodes: dict[str, Json], *edges: str, **defaults: int) -> Json:
    parameters = {name: {"type": "int", "default": value} for name, value in defaults.items()}
    return {"parameters": parameters, "graph": {"nodes": {"x": X, **nodes, "y": Y}, "edges": list(edges)}}


def in_a_row(blocks: dict[str, Json], *uses: Json, shape: tuple[int, ...] = (3, 16, 16)) -> Project:
    """A network of these uses of blocks, one behind the other."""
    nodes = {"image": kind("Input", shape=list(shape)), **{f"u{n}": use for n, use in enumerate(uses)}, "out": Y}
    names = list(nodes)
    edges = [f"{one} -> {other}" for one, other in itertools.pairwise(names)]
    return project_of(nodes, edges, blocks=blocks)


def use(name: str, **params: int) -> Json:
    return {"block": name, "params": params}


def source_of(project: Project) -> Source:
    return generate(Planner().plan(project))


def heads(source: Source) -> dict[str, list[str]]:
    """The arguments of every class's constructor."""
    found = {}
    for node in ast.parse(source.text).body:
        if isinstance(node, ast.ClassDef):
            constructor = next(item for item in node.body if isinstance(item, ast.FunctionDef))
            found[node.name] = [argument.arg for argument in constructor.args.args[1:]]
    return found


CONV = block(
    {"conv": kind("Conv2d", out_channels="=channels", kernel_size=3, stride="=stride", padding=1),
     "wide": kind("Conv2d", out_channels="=channels * 4", kernel_size=1), "norm": kind("BatchNorm2d")},
    "x -> conv", "conv -> wide", "wide -> norm", "norm -> y", channels=4, stride=1,
)  # fmt: skip


def test_what_differs_is_an_argument_with_the_name_of_the_blocks_parameter_or_torchs() -> None:
    source = source_of(in_a_row({"Stage": CONV}, use("Stage"), use("Stage", channels=8, stride=2)))
    assert heads(source) == {"Stage": ["in_channels", "channels", "stride"], "Sample": []}
    assert "self.conv = nn.Conv2d(in_channels, channels, 3, stride=stride, padding=1)" in source.text
    assert "self.wide = nn.Conv2d(channels, channels * 4, 1)" in source.text
    assert "self.norm = nn.BatchNorm2d(channels * 4)" in source.text
    assert "self.u1 = Stage(in_channels=16, channels=8, stride=2)" in source.text


def test_a_block_of_one_use_or_of_equal_ones_has_its_numbers_and_shapes_in_it() -> None:
    once = source_of(in_a_row({"Stage": CONV}, use("Stage")))
    assert heads(once) == {"Stage": [], "Sample": []}
    assert "conv = self.conv(x)  # B x 4 x 16 x 16" in once.text
    same = block({"fc": kind("Linear", out_features="=size")}, "x -> fc", "fc -> y", size=6)
    twice = source_of(in_a_row({"Same": same}, use("Same"), use("Same"), {**use("Same"), "repeat": 3}, shape=(6,)))
    assert heads(twice) == {"Same": [], "Sample": []}
    assert "fc = self.fc(x)  # B x 6" in twice.text


def test_a_shape_is_said_where_it_is_that_of_every_use() -> None:
    mixed = block(
        {"wide": kind("Linear", out_features="=size"), "narrow": kind("Linear", out_features=5)},
        "x -> wide", "wide -> narrow", "narrow -> y", size=6,
    )  # fmt: skip
    text = source_of(in_a_row({"Mixed": mixed}, use("Mixed"), use("Mixed", size=7), shape=(5,))).text
    assert "wide = self.wide(x)\n" in text and "narrow = self.narrow(wide)  # B x 5\n" in text


def test_copies_in_a_row_of_which_only_the_first_takes_something_else() -> None:
    fc = block({"fc": kind("Linear", out_features=7)}, "x -> fc", "fc -> y")
    source = source_of(in_a_row({"Body": fc}, {"block": "Body", "repeat": 3}, shape=(2,)))
    assert heads(source) == {"Body": ["in_features"], "Sample": []}
    assert "nn.ModuleList([Body(in_features=2), Body(in_features=7), Body(in_features=7)])" in source.text


def test_arguments_go_through_blocks_inside_blocks() -> None:
    inner = block({"fc": kind("Linear", out_features="=size")}, "x -> fc", "fc -> y", size=6)
    outer = block({"a": {"block": "Inner", "params": {"size": "=width"}}, "relu": kind("ReLU")}, "x -> a", "a -> relu",
                  "relu -> y", width=6)  # fmt: skip
    source = source_of(in_a_row({"Inner": inner, "Outer": outer}, use("Outer"), use("Outer", width=9), shape=(2,)))
    assert heads(source) == {"Inner": ["in_features", "size"], "Outer": ["in_features", "width"], "Sample": []}
    assert "self.a = Inner(in_features=in_features, size=width)" in source.text


def test_what_forward_needs_is_kept() -> None:
    cut = block({"crop": kind("Pad", pad=["=-border", "=-border"]), "fc": kind("Linear", out_features=9)},
                "x -> crop", "crop -> fc", "fc -> y", border=1)  # fmt: skip
    source = source_of(in_a_row({"Cut": cut}, use("Cut"), use("Cut", border=2), shape=(9,)))
    assert heads(source)["Cut"] == ["in_features", "border"]
    assert "self.border = border" in source.text
    assert "nn.functional.pad(x, (-self.border, -self.border))" in source.text


def test_a_name_that_a_node_has_is_not_taken_for_what_is_kept() -> None:
    cut = block({"border": kind("Linear", out_features=9), "crop": kind("Pad", pad=["=-border", "=-border"])},
                "x -> border", "border -> crop", "crop -> y", border=1)  # fmt: skip
    source = source_of(in_a_row({"Cut": cut}, use("Cut"), use("Cut", border=2), shape=(9,)))
    network = build(Planner().plan(in_a_row({"Cut": cut}, use("Cut"), use("Cut", border=2), shape=(9,))), seed=0)
    image = torch.ones(2, 9, device=next(network.module.parameters()).device)
    assert network.forward({"image": image})[0].shape == (2, 5)
    assert "self.border_value = " in source.text or "border" not in heads(source)["Cut"]


def test_names_that_python_or_the_text_needs_are_no_arguments() -> None:
    nodes = {"fc": kind("Linear", out_features="=torch"), "gc": kind("Linear", out_features="=Other")}
    odd = block(nodes, "x -> fc", "fc -> gc", "gc -> y", torch=4, Other=5)
    other = block({"fc": kind("Linear", out_features=3)}, "x -> fc", "fc -> y")
    project = in_a_row({"Odd": odd, "Other": other}, use("Other"), use("Odd"), use("Odd", torch=6, Other=7), shape=(2,))
    source = source_of(project)
    assert not {"torch", "Other"} & set(heads(source)["Odd"])
    image = torch.ones(2, 2)
    assert build(Planner().plan(project), seed=0).module.cpu()(image).shape == (2, 7)


def test_other_shapes_alone_make_no_other_class() -> None:
    norm = block({"fc": kind("Linear", out_features=4), "norm": kind("LayerNorm")}, "x -> fc", "fc -> norm",
                 "norm -> y")  # fmt: skip
    nodes = {"a": kind("Input", shape=[4]), "b": kind("Input", shape=[6, 4]), "u": use("N"), "v": use("N"), "o": Y,
             "p": Y}  # fmt: skip
    source = source_of(project_of(nodes, ["a -> u", "b -> v", "u -> o", "v -> p"], blocks={"N": norm}))
    assert heads(source) == {"N": [], "Sample": []}


def test_uses_that_differ_in_more_than_numbers_are_classes_of_their_own() -> None:
    soft = block({"soft": kind("Softmax", dim="=dim")}, "x -> soft", "soft -> y", dim=1)
    source = source_of(in_a_row({"Soft": soft}, use("Soft"), use("Soft", dim=-1), use("Soft", dim=2), shape=(3, 4)))
    assert heads(source) == {"Soft": ["dim"], "Soft2": [], "Sample": []}  # a sign is no part of a number


def test_the_weights_are_those_that_the_numbers_alone_would_give() -> None:
    """The same seed starts the same weights, whether a block is a class with arguments or layers on the main page."""
    project = in_a_row({"Stage": CONV}, use("Stage"), use("Stage", channels=8, stride=2))
    network = build(Planner().plan(project), seed=3)
    torch.manual_seed(3)
    layers = [torch.nn.Conv2d(3, 4, 3, 1, 1), torch.nn.Conv2d(4, 16, 1), torch.nn.BatchNorm2d(16),
              torch.nn.Conv2d(16, 8, 3, 2, 1), torch.nn.Conv2d(8, 32, 1), torch.nn.BatchNorm2d(32)]  # fmt: skip
    theirs = [parameter for layer in layers for parameter in layer.parameters()]
    for (name, ours), other in zip(network.module.named_parameters(), theirs, strict=True):
        assert torch.equal(ours.cpu(), other), name
    assert list(network.module.state_dict())[:2] == ["u0.conv.weight", "u0.conv.bias"]
