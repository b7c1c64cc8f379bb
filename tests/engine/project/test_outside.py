"""What is renamed, grouped or taken apart on a block's page is found by the other pages as it was before."""

from __future__ import annotations

from pytest import mark

from engine.compiler.planner import Planner
from engine.project.change import Change
from engine.project.edits import rename
from engine.project.grouping import group, ungroup
from engine.project.project import Project
from tests.engine.projects import BLOCKS, kind, project_of


def done(project: Project, change: Change) -> Project:
    """The project after a change that can be taken back, in which nothing is wrong."""
    after = change.apply(project)
    assert change.inverse().apply(after) == project
    assert Planner().plan(after).is_right
    return after


@mark.parametrize(("port", "edges"), [("x", 2), ("y", 2)])
def test_a_port_of_a_block_that_is_renamed_keeps_its_edges(port: str, edges: int) -> None:
    after = done(BLOCKS, rename(BLOCKS, "Residual", port, "renamed"))
    ports = [ref.port for target, source in after.graph.sources.items() for ref in (target, source)]
    assert ports.count("renamed") == edges and port not in ports
    assert len(after.graph.sources) == len(BLOCKS.graph.sources)


def test_a_layer_that_is_a_block_again_has_its_renamed_ports() -> None:
    nodes = {"image": kind("Input", shape=[4]), "part": {"block": "Part"}, "again": {"share": "part"},
             "end": kind("Output")}  # fmt: skip
    inside = {"x": kind("Input"), "fc": kind("Linear", out_features=4), "y": kind("Output")}
    blocks = {"Part": {"graph": {"nodes": inside, "edges": ["x -> fc", "fc -> y"]}}}
    project = project_of(nodes, ["image -> part", "part -> again", "again -> end"], blocks=blocks)
    for port in ("x", "y"):
        project = done(project, rename(project, "Part", port, f"{port}_new"))
    assert len(project.graph.sources) == 3


def tied(repeat: int, target: str) -> Project:
    """A head that is tied to a layer in a block in a block."""
    nodes = {"words": kind("Input", shape=[5], dtype="int64"), "outer": {"block": "Outer"},
             "head": {**kind("Linear", out_features=8), "tie": {"weight": target}}, "end": kind("Output")}  # fmt: skip
    inner = {"x": kind("Input"), "fc": kind("Linear", out_features=8), "act": kind("ReLU"), "y": kind("Output")}
    outer = {"x": kind("Input"), "token": kind("Embedding", num_embeddings=9, embedding_dim=8),
             "inner": {"block": "Inner", "repeat": repeat}, "y": kind("Output")}  # fmt: skip
    blocks = {
        "Inner": {"graph": {"nodes": inner, "edges": ["x -> fc", "fc -> act", "act -> y"]}},
        "Outer": {"graph": {"nodes": outer, "edges": ["x -> token", "token -> inner", "inner -> y"]}},
    }
    return project_of(nodes, ["words -> outer", "outer -> head", "head -> end"], blocks=blocks)


@mark.parametrize(("repeat", "way"), [(1, "inner"), (3, "inner.1")])
def test_a_tie_follows_a_name_behind_walls(repeat: int, way: str) -> None:
    project = tied(repeat, f"outer.{way}.fc.weight")
    after = done(project, rename(project, "Inner", "fc", "dense"))
    assert after.graph.nodes["head"].tie == {"weight": f"outer.{way}.dense.weight"}
    after = done(project, rename(project, "Outer", "inner", "mlp"))
    assert after.graph.nodes["head"].tie == {"weight": f"outer.{way.replace('inner', 'mlp')}.fc.weight"}


@mark.parametrize(
    ("repeat", "target", "fc"), [(1, "outer.inner.fc.weight", "fc"), (3, "outer.inner.1.fc.weight", "fc2")]
)
def test_a_tie_follows_into_new_walls_and_out_of_those_that_go(repeat: int, target: str, fc: str) -> None:
    project = tied(repeat, target)
    change, use = group(project, "Inner", ["fc"], "Deep", {"fc": (0.0, 0.0)})
    after = done(project, change)
    assert after.graph.nodes["head"].tie == {"weight": target.replace(".fc.", f".{use}.fc.")}
    assert done(after, ungroup(after, "Inner", use)).graph.nodes["head"].tie == {"weight": target}
    after = done(project, ungroup(project, "Outer", "inner"))
    assert after.graph.nodes["head"].tie == {"weight": f"outer.{fc}.weight"}
