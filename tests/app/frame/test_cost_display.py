"""Costs in the window: the dock, the colours of the cards, and the choice that is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from app.canvas.cost_heat import LEAST, Tint, share_colour, tints
from app.canvas.heat import LEVELS, level_colour
from app.canvas.node_painter import TINTED
from app.frame.modes import mode_named
from app.panels.costs.rows import ADDRESS_ROLE
from app.theme import DARK, LIGHT
from app.theme.tokens import contrast, mixed
from engine.compiler.costs.costs import costs_of
from engine.compiler.planner import Planner
from tests.engine.projects import BLOCKS

if TYPE_CHECKING:
    from app.main_window import MainWindow


def tinted(window: MainWindow) -> dict[str, Tint]:
    items = window.canvas.graph_scene.item_for_node.items()
    return {node: item.tint for node, item in items if item.tint is not None}


def test_cards_are_coloured_in_design_only(window: MainWindow, wait_until: Callable[..., None]) -> None:
    display = window.design_display.costs
    window.set_mode(mode_named("design"))
    assert not tinted(window)
    display.set_measure("parameters")
    wait_until(lambda: tinted(window))
    expected = {node for node, step in window.checker.plan.by_id.items() if step.parameter_count}  # type: ignore[union-attr]
    assert set(tinted(window)) == expected and expected
    assert window.canvas._overlays.cost_legend.title
    window.set_mode(mode_named("train"))
    assert not tinted(window) and not window.canvas._overlays.cost_legend.title
    window.set_mode(mode_named("design"))
    assert set(tinted(window)) == expected


def test_the_next_measure_comes_round_to_none(window: MainWindow) -> None:
    display = window.design_display.costs
    told: list[str] = []
    display.measure_changed.connect(told.append)
    for _ in range(5):
        window.actions_["cost_colours"].trigger()
    assert told == ["parameters", "multiply_adds", "memory", "field", ""]
    assert window.panels.costs.measures.currentData() == ""
    display.set_measure("memory")
    assert window.preferences.cost_measure == "memory"
    assert window.panels.costs.measures.currentData() == "memory"


def test_a_row_and_a_card_choose_each_other(window: MainWindow, wait_until: Callable[..., None]) -> None:
    window.set_mode(mode_named("design"))
    window.show()
    window.actions_["costs"].trigger()
    panel = window.panels.costs
    wait_until(lambda: panel.table.model().rowCount() > 0)
    nodes = list(window.document.project.graph.nodes)
    panel.node_chosen.emit(nodes[1])
    assert window.canvas.selected_nodes == [nodes[1]]
    window.canvas.select([nodes[2]])
    wait_until(lambda: panel.table.currentIndex().data(ADDRESS_ROLE) == nodes[2])


def test_nothing_is_counted_while_nothing_is_shown(window: MainWindow) -> None:
    window.set_mode(mode_named("design"))
    window.checker.check()
    assert window.design_display.costs._coster.costs is None


def test_the_scale_is_logarithmic() -> None:
    assert share_colour(1.0) == level_colour(LEVELS - 1)
    assert share_colour(LEAST) == share_colour(LEAST / 100) == level_colour(0)
    costs = costs_of(Planner().plan(BLOCKS), BLOCKS)
    found = tints(costs, costs.nodes, "field")
    assert found["stem"].text == "3 × 3" and found["fc"].level == LEVELS - 1 and "label" not in found
    inside = tints(costs, costs.of_page("Residual"), "memory")
    assert set(inside) == {"conv", "norm", "relu", "add"}
    assert not costs.of_page("Unused")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_letters_can_be_read_on_every_tint(theme: object) -> None:
    for level in range(LEVELS):
        ground = mixed(theme.card, level_colour(level), TINTED)  # type: ignore[attr-defined]
        assert contrast(theme.text, ground) >= 4.5  # type: ignore[attr-defined]
