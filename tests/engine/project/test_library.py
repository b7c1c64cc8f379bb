from __future__ import annotations

from pathlib import Path

from pytest import mark, raises

from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.problem import ProblemError
from engine.project import library
from engine.project.block_edits import add_use
from engine.project.project import MAIN
from engine.project.writer import project_text
from tests.engine.projects import BLOCKS, DIGITS, kind, project_of

IMAGE, SEQUENCE = [64, 16, 16], [10, 128]
# what enters each port, and what leaves
FITTING = {
    "BasicBlock": ({"x": IMAGE}, IMAGE), "BasicProjection": ({"x": IMAGE}, [128, 8, 8]),
    "Bottleneck": ({"x": [256, 16, 16]}, [256, 16, 16]), "BottleneckProjection": ({"x": IMAGE}, [256, 8, 8]),
    "InvertedResidual": ({"x": [24, 16, 16]}, [24, 16, 16]), "SqueezeExcitation": ({"x": IMAGE}, IMAGE),
    "DenseLayer": ({"x": IMAGE}, [96, 16, 16]), "Inception": ({"x": [192, 16, 16]}, [256, 16, 16]),
    "UNetDown": ({"x": [64, 32, 32]}, [128, 12, 12]), "UNetUp": ({"x": [1024, 8, 8], "skip": [512, 24, 24]}, None),
    "TransformerEncoderBlock": ({"x": SEQUENCE}, SEQUENCE),
    "TransformerDecoderBlock": ({"x": SEQUENCE, "memory": [7, 128]}, SEQUENCE),
}  # fmt: skip


def test_every_block_that_comes_along_is_tried() -> None:
    assert set(library.shipped()) == set(FITTING)


@mark.parametrize("name", FITTING)
def test_a_block_that_comes_along_computes(name: str) -> None:
    entering, leaving = FITTING[name]
    one = library.shipped()[name]
    inputs = sorted(node.id for node in one.blocks[name].graph.nodes.values() if node.of == "Input")
    assert len(inputs) == len(entering) and one.description.endswith(".")
    nodes = {port: kind("Input", shape=entering[port]) for port in inputs}
    project = project_of(nodes | {"end": kind("Output")}, [])
    change, use = add_use(project, MAIN, name, (0, 0), one.blocks)
    text = project_text(change.apply(project))
    edges = [f'"{port} -> {use}.{port}"' for port in inputs] + [f'"{use} -> end"']
    drawn = project_of_text(text.replace('"edges": []', f'"edges": [{", ".join(edges)}]', 1))
    plan = Planner().plan(drawn)
    assert plan.is_right, plan.all_problems
    if leaving is not None:
        assert next(iter(plan.by_id[use].outputs.values())).shape[1:] == tuple(leaving)
    assert build(plan, seed=0).module is not None


def project_of_text(text: str):  # type: ignore[no-untyped-def]
    from engine.project.reader import read_text

    result = read_text(text)
    assert result.project is not None and not result.problems
    return result.project


def test_a_block_is_kept_with_what_it_uses_and_found_again(tmp_path: Path) -> None:
    path = library.keep(tmp_path / "new", BLOCKS, "Residual", "Mine.")
    (tmp_path / "new" / "rubbish.chainrule").write_text("{", encoding="utf-8")
    found = library.read_folder(tmp_path / "new")
    assert list(found) == ["Residual"] and path.name == "Residual.chainrule"
    assert found["Residual"].description == "Mine."
    assert found["Residual"].blocks["Residual"].graph == BLOCKS.blocks["Residual"].graph
    assert library.find("Residual", [{}, found]) == found["Residual"]
    assert library.find("Nothing", [found, library.shipped()]) is None
    assert library.read_folder(tmp_path / "nowhere") == {}


def test_where_it_cannot_be_written_it_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with raises(ProblemError, match="could not write"):
        library.keep(blocked, BLOCKS, "Residual")


def test_a_block_of_the_library_is_placed_in_a_project_without_it() -> None:
    one = library.shipped()["TransformerEncoderBlock"]
    change, _ = add_use(DIGITS, MAIN, one.name, (0, 0), one.blocks)
    assert {"TransformerEncoderBlock", "MLP"} <= set(change.apply(DIGITS).blocks)
    assert change.inverse().apply(change.apply(DIGITS)) == DIGITS
