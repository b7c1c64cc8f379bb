from __future__ import annotations

import numpy as np
from pytest import mark, raises

from engine.compiler.planner import Planner
from engine.graph.graph import BlockParameter
from engine.problem import ProblemError
from engine.project import block_edits
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.grouping import group
from engine.project.project import MAIN, Project
from tests.engine.projects import BLOCKS, DIGITS

WEIGHTS = {"body.0.conv.weight": np.zeros(1), "last.conv.weight": np.ones(1), "fc.bias": np.ones(2)}


def assert_reversible(change: Change, project: Project = BLOCKS) -> Project:
    after = change.apply(project)
    assert change.inverse().apply(after) == project
    kept, dropped = carry(dict(WEIGHTS), project, after, change)
    assert sorted(kept) == sorted(WEIGHTS) and not dropped
    return after


def test_uses_are_found_on_every_page() -> None:
    change, use = group(BLOCKS, MAIN, ["body", "drop"], "Outer", {})
    nested = change.apply(BLOCKS)
    assert block_edits.uses_of(nested, "Residual") == [(MAIN, "last"), ("Outer", "body")]
    assert block_edits.uses_of(nested, "Outer") == [(MAIN, use)]
    assert block_edits.contains(nested, "Outer", "Residual") and not block_edits.contains(nested, "Residual", "Outer")


def test_a_renamed_block_keeps_its_uses_and_their_weights() -> None:
    after = assert_reversible(block_edits.rename_block(BLOCKS, "Residual", "Basic"))
    assert {after.graph.nodes[node].of for node in ("body", "last")} == {"Basic"} and list(after.blocks) == ["Basic"]
    assert Planner().plan(after).is_right
    assert not block_edits.rename_block(BLOCKS, "Residual", "Residual")


@mark.parametrize(("name", "code"), [("1st", "block_name"), ("class", "block_name"), ("a b", "block_name")])
def test_a_name_that_is_no_class_is_refused(name: str, code: str) -> None:
    with raises(ProblemError) as raised:
        block_edits.rename_block(BLOCKS, "Residual", name)
    assert raised.value.problem.code == code


def test_one_use_gets_a_block_of_its_own() -> None:
    change, name = block_edits.make_own(BLOCKS, MAIN, "last")
    after = assert_reversible(change)
    assert name == "Residual2" and after.graph.nodes["last"].of == name and after.graph.nodes["body"].of == "Residual"
    with raises(ProblemError, match="got Residual2"):
        block_edits.rename_block(after, "Residual", "Residual2")


def test_a_block_is_used_once_more_and_brings_what_a_project_lacks() -> None:
    change, use = block_edits.add_use(DIGITS, MAIN, "Residual", (5, 6), BLOCKS.blocks)
    after = change.apply(DIGITS)
    assert (use, after.graph.nodes[use].of, after.positions()[use]) == ("residual", "Residual", (5, 6))
    assert change.inverse().apply(after) == DIGITS
    again, second = block_edits.add_use(after, MAIN, "Residual", (0, 0), BLOCKS.blocks)
    assert second == "residual2" and len(again.patches) == 2


def test_a_block_cannot_be_used_within_itself() -> None:
    nested = group(BLOCKS, MAIN, ["body"], "Outer", {})[0].apply(BLOCKS)
    for page, block in (("Residual", "Residual"), ("Residual", "Outer")):
        with raises(ProblemError, match="does not contain itself"):
            block_edits.add_use(nested, page, block, (0, 0))


def test_only_a_block_that_nobody_uses_goes() -> None:
    with raises(ProblemError, match="used by body, last"):
        block_edits.remove_block(BLOCKS, "Residual")
    change, name = block_edits.make_own(BLOCKS, MAIN, "last")
    spare = change.inverse().apply(change.apply(BLOCKS))
    assert name not in spare.blocks
    unused = Change("x", change.patches[:1]).apply(BLOCKS)
    assert block_edits.remove_block(unused, name).apply(unused) == BLOCKS


def test_a_parameter_comes_changes_and_goes() -> None:
    after = assert_reversible(block_edits.add_parameter(BLOCKS, "Residual", "rate", BlockParameter("float", 0.5)))
    assert list(after.blocks["Residual"].parameters) == ["channels", "rate"]
    changed = block_edits.set_parameter(after, "Residual", "rate", BlockParameter("int", 3)).apply(after)
    assert changed.blocks["Residual"].parameters["rate"] == BlockParameter("int", 3)
    assert block_edits.remove_parameter(after, "Residual", "rate").apply(after) == BLOCKS


def test_a_renamed_parameter_is_renamed_in_expressions_and_uses() -> None:
    after = assert_reversible(block_edits.rename_parameter(BLOCKS, "Residual", "channels", "width"))
    block = after.blocks["Residual"]
    assert block.graph.nodes["conv"].params["out_channels"] == "=width" and list(block.parameters) == ["width"]
    assert after.graph.nodes["body"].params == {"width": 4}
    assert Planner().plan(after).is_right


def test_what_an_expression_needs_stays() -> None:
    with raises(ProblemError, match="used by conv"):
        block_edits.remove_parameter(BLOCKS, "Residual", "channels")


@mark.parametrize("name", ["", "2x", "class", "channels", "a b"])
def test_a_parameter_needs_a_name_that_is_free(name: str) -> None:
    with raises(ProblemError, match="that is free"):
        block_edits.add_parameter(BLOCKS, "Residual", name, BlockParameter("int", 1))


@mark.parametrize(
    ("text", "type_", "value"),
    [("3", "int", 3), ("0.5", "float", 0.5), ("True", "bool", True), ("gelu", "text", "gelu")],
)
def test_defaults_are_read_as_their_type(text: str, type_: str, value: object) -> None:
    assert block_edits.typed(text, type_) == value
    for wrong in ("int", "float", "bool"):
        with raises(ValueError, match="x"):
            block_edits.typed("x", wrong)


def test_a_free_name_is_a_class_name() -> None:
    names = [block_edits.free_block_name(BLOCKS, wanted) for wanted in ("Residual", "3 x 3", "", "class", "Übergang")]
    assert names[0] == "Residual2" and names[2] == "Block" and all(name.isidentifier() for name in names)
