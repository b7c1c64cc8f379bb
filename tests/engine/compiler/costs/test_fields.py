"""Receptive fields of whole networks, against autograd: which places of the data have a gradient."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import torch

from engine.compiler.costs.fields import WHOLE, Field, fields
from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.project.project import Project
from tests.engine.projects import ALL, kind, project_of

Layers = list[tuple[str, dict[str, Any]]]


def conv(kernel: Any = 3, **params: Any) -> tuple[str, dict[str, Any]]:
    return "Conv2d", {"out_channels": 2, "kernel_size": kernel, **params}


POOL_TO_ONE = ("AdaptiveAvgPool2d", {"output_size": 1})
POOL = ("AvgPool2d", {"kernel_size": 2})
DOUBLE = ("Upsample", {"scale_factor": 2.0})
# Names of chains, and size, stride and offset worked out by hand from the recurrence.
CHAINS: dict[str, tuple[Layers, int, Any, int]] = {
    "one window": ([conv()], 3, 1, 0),
    "padding": ([conv(padding=1), conv(padding=1)], 5, 1, -2),
    "stride": ([conv(5, stride=2, padding=2), conv(padding=1)], 9, 2, -4),
    "dilation": ([conv(dilation=2), conv(dilation=3)], 11, 1, 0),
    "pooling": ([conv(), POOL, conv(), POOL, conv()], 18, 4, 0),
    "transposed": ([POOL, ("ConvTranspose2d", {"out_channels": 2, "kernel_size": 2, "stride": 2}), conv()], 4, 1, 0),
    "larger": ([POOL, DOUBLE, conv(padding=1)], 4, 1, -2),
    "larger than the data": ([DOUBLE, conv(padding=1)], 2, Fraction(1, 2), -1),
    "smooth": ([("Upsample", {"scale_factor": 2.0, "mode": "bilinear"})], 2, Fraction(1, 2), -1),
    "borders": ([("Pad", {"pad": [1, 1, 1, 1]}), conv()], 3, 1, -1),
    "cut": ([("Slice", {"dim": 2, "start": 3}), ("Slice", {"dim": 3, "start": 3}), conv()], 3, 1, 3),
    "parts": ([("AdaptiveAvgPool2d", {"output_size": 8})], 3, 3, 0),
    "turned": ([conv(), ("Permute", {"dims": [0, 1, 3, 2]}), conv()], 5, 1, 0),
    "places apart": ([conv(), ("LeakyReLU", {}), ("BatchNorm2d", {}), ("Dropout", {"p": 0.0})], 3, 1, 0),
}


def chain(layers: Layers, size: int = 24) -> Project:
    nodes = {"x": kind("Input", shape=[1, size, size])}
    nodes |= {f"n{number}": kind(name, **params) for number, (name, params) in enumerate(layers)}
    nodes["y"] = kind("Output")
    names = list(nodes)
    return project_of(nodes, [f"{a} -> {b}" for a, b in pairwise(names)])


def touched(project: Project, output: int = 0) -> dict[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """For each place of the first channel of an output: from where to where the picture has a gradient, by axis."""
    plan = Planner().plan(project)
    network = build(plan, seed=0)
    network.module.double().eval()
    picture = torch.rand(1, *plan.by_id["x"].outputs["output"].sized(1)[1:], dtype=torch.float64, requires_grad=True)
    value = network.forward({"x": picture})[output][0, 0]
    found = {}
    for place in torch.cartesian_prod(*(torch.arange(size) for size in value.shape)).tolist():
        (gradient,) = torch.autograd.grad(value[tuple(place)], picture, retain_graph=True)
        seen = gradient[0, 0].nonzero()
        ends = ((seen[:, axis].min().item(), seen[:, axis].max().item()) for axis in range(2))
        found[tuple(place)] = tuple((int(first), int(last)) for first, last in ends)
    return found


def field_of(project: Project, node: str = "y") -> Field:
    return fields(Planner().plan(project))[node, "output"]


def agrees(field: Field, project: Project) -> None:
    """Every place sees exactly what autograd says, as far as it lies inside the picture."""
    size = Planner().plan(project).by_id["x"].outputs["output"].sized(1)[-1]
    largest = 0
    for place, ends in touched(project).items():
        for axis, reach in field.reaches.items():
            first, last = reach.at(place[axis - 2])
            seen = ends[reach.axis - 2]
            assert seen == (max(0, first), min(size - 1, last)), (place, axis)
            largest = max(largest, seen[1] - seen[0] + 1)
    assert largest == max(field.size)


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_sees_what_the_recurrence_says_and_autograd_finds(name: str) -> None:
    layers, size, stride, offset = CHAINS[name]
    project = chain(layers)
    field = field_of(project)
    assert (field.axes, field.size) == ((2, 3), (size, size))
    assert (field.stride, field.offset) == ((stride, stride), (offset, offset))
    agrees(field, project)


def test_the_axes_differ() -> None:
    project = chain([conv([3, 5], stride=[2, 1]), conv([1, 2])])
    field = field_of(project)
    assert (field.size, field.stride) == ((3, 6), (2, 1))
    agrees(field, project)


def merging(**params: Any) -> Project:
    nodes = {
        "x": kind("Input", shape=[2, 14, 14]), "wide": kind("Conv2d", out_channels=2, kernel_size=5, padding=2),
        "wider": kind("Conv2d", out_channels=2, kernel_size=5, padding=2, **params), "sum": kind("Add"),
        "join": kind("Concatenate"), "y": kind("Output"),
    }  # fmt: skip
    return project_of(nodes, ["x -> wide", "wide -> wider", "wider -> sum", "x -> sum", "sum -> join", "wide -> join",
                              "join -> y"])  # fmt: skip


def test_where_ways_meet_the_largest_counts() -> None:
    project = merging()
    field = field_of(project)
    assert (field.size, field.offset) == ((9, 9), (-4, -4))
    agrees(field, project)


def test_a_u_net_comes_back_to_the_stride_of_the_picture() -> None:
    nodes = {
        "x": kind("Input", shape=[1, 16, 16]), "down": kind("Conv2d", out_channels=2, kernel_size=3, padding=1),
        "pool": kind("AvgPool2d", kernel_size=2), "deep": kind("Conv2d", out_channels=2, kernel_size=3, padding=1),
        "up": kind("ConvTranspose2d", out_channels=2, kernel_size=2, stride=2), "join": kind("Concatenate"),
        "last": kind("Conv2d", out_channels=1, kernel_size=3, padding=1), "y": kind("Output"),
    }  # fmt: skip
    project = project_of(nodes, ["x -> down", "down -> pool", "pool -> deep", "deep -> up", "down -> join",
                                 "up -> join", "join -> last", "last -> y"])  # fmt: skip
    field = field_of(project)
    assert field.stride == (1, 1)
    agrees(field, project)


@pytest.mark.parametrize(
    "last",
    [("Flatten", {}), ("GlobalAvgPool", {}), ("Reshape", {"shape": [-1]}), ("Mean", {"dim": [2, 3]})],
)
def test_what_puts_all_places_together_sees_the_whole(last: tuple[str, dict[str, Any]]) -> None:
    assert field_of(chain([conv(), last])) == WHOLE


def test_one_window_of_all_places_sees_them_all() -> None:
    project = chain([conv(padding=1), POOL_TO_ONE])
    assert field_of(project).size == (26, 26)  # with what was padded
    exact = chain([conv(), POOL_TO_ONE])
    agrees(field_of(exact), exact)


def test_means_over_channels_and_over_one_axis_keep_places() -> None:
    assert field_of(chain([conv(), ("Mean", {"dim": [1], "keepdim": True})])).size == (3, 3)
    assert field_of(chain([conv(), ("Mean", {"dim": [3]})])).axes == (2,)


def test_a_gate_that_sees_all_makes_all_seen() -> None:
    nodes = {
        "x": kind("Input", shape=[2, 8, 8]), "mean": kind("Mean", dim=[2, 3], keepdim=True), "gate": kind("Sigmoid"),
        "scaled": kind("Multiply"), "y": kind("Output"),
    }  # fmt: skip
    edges = ["x -> mean", "mean -> gate", "x -> scaled", "gate -> scaled", "scaled -> y"]
    assert field_of(project_of(nodes, edges)).is_whole


def test_a_sequence_is_seen_step_by_step_until_attention_looks_everywhere() -> None:
    nodes = {
        "x": kind("Input", shape=[20, 6]), "embed": kind("Linear", out_features=8),
        "turn": kind("Transpose", dim0=1, dim1=2),
        "conv": kind("Conv1d", out_channels=8, kernel_size=3, padding=1), "back": kind("Transpose", dim0=1, dim1=2),
        "attention": kind("MultiheadAttention", num_heads=2), "y": kind("Output"),
    }  # fmt: skip
    names = list(nodes)
    found = fields(Planner().plan(project_of(nodes, [f"{a} -> {b}" for a, b in pairwise(names)])))
    sizes = {node: found[node, "output"].size for node in nodes}
    assert sizes == {"x": (1, 1), "embed": (1,), "turn": (1,), "conv": (3,), "back": (3,), "attention": (), "y": ()}
    assert found["back", "output"].reaches.keys() == {1}


def test_blocks_go_on_from_what_enters_them() -> None:
    found = fields(Planner().plan(ALL["blocks"]))
    sizes = [found[f"body.{number}.add", "output"].size[0] for number in range(3)]
    assert (found["stem", "output"].size[0], sizes) == (3, [5, 7, 9])
    assert found["last.add", "output"].size == (11, 11)
    assert found["flat", "output"].is_whole


def test_what_comes_from_no_data_has_no_field() -> None:
    nodes = {"x": kind("Input", shape=[3, 8, 8]), "scale": kind("Parameter", value=1.0), "product": kind("Multiply"),
             "y": kind("Output"), "label": kind("Input", shape=[], dtype="int64")}  # fmt: skip
    found = fields(Planner().plan(project_of(nodes, ["x -> product", "scale -> product", "product -> y"])))
    assert ("scale", "output") not in found and ("label", "output") not in found
    assert found["y", "output"].size == (1, 1)
