from __future__ import annotations

from pytest import mark

from engine.compiler.planner import Planner
from engine.project.addresses import drawn_at
from engine.project.project import MAIN
from tests.engine.projects import ALL, BLOCKS, SHARED, SIAMESE


def test_a_node_on_the_main_page_is_drawn_there() -> None:
    assert drawn_at(BLOCKS, "stem") == (MAIN, "stem")
    assert drawn_at(SHARED, "again") == (MAIN, "again")


def test_a_node_in_a_block_is_drawn_on_the_block_s_page() -> None:
    assert drawn_at(BLOCKS, "body.2.conv") == ("Residual", "conv")
    assert drawn_at(BLOCKS, "last.conv") == ("Residual", "conv")
    assert drawn_at(BLOCKS, "body.2") == (MAIN, "body")


def test_a_block_that_is_used_again_is_one_page() -> None:
    assert drawn_at(SIAMESE, "again.1.fc") == ("Encoder", "fc")


def test_what_is_not_there_is_drawn_nowhere() -> None:
    for address in ("nothing", "stem.conv", "body.0.nothing", "body.0.conv.weight", ""):
        assert drawn_at(BLOCKS, address) is None


@mark.parametrize("project", ALL.values(), ids=ALL)
def test_every_leaf_of_a_plan_is_drawn_somewhere(project: object) -> None:
    for leaf in Planner().plan(project).leaves:  # type: ignore[arg-type]
        place = drawn_at(project, leaf.address)  # type: ignore[arg-type]
        assert place is not None and place[1] == leaf.step.id
