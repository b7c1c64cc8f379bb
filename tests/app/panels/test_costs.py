"""The costs dock: rows, blocks that unfold, sorting, sums, and the selection both ways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.panels.costs import CostsPanel
from app.panels.costs.rows import ADDRESS_ROLE, FAINT_ROLE, SHARE_ROLE, CostRows
from app.parts.cost_texts import cost_text, seen_in_full, seen_text
from app.theme import DARK, LIGHT
from engine.compiler.costs.costs import Costs, costs_of, put_together
from engine.compiler.costs.fields import WHOLE
from engine.compiler.planner import Planner
from engine.project.project import Project
from tests.engine.projects import BLOCKS, SIAMESE, kind, project_of

PARAMETERS, ADDS, MEMORY, SEES = 3, 4, 5, 6


def costs_for(project: Project) -> Costs:
    return costs_of(Planner().plan(project), project)


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[CostsPanel]:
    made = CostsPanel(LIGHT)
    made.resize(900, 300)
    yield made
    made.deleteLater()


def texts(panel: CostsPanel, column: int = 0, parent: QModelIndex | None = None) -> list[str]:
    table = panel.table.model()
    over = parent or QModelIndex()
    return [str(table.index(row, column, over).data()) for row in range(table.rowCount(over))]


def test_every_node_has_a_row_and_the_sums_stand_below(panel: CostsPanel) -> None:
    costs = costs_for(BLOCKS)
    panel.show_costs(costs)
    assert texts(panel) == ["image", "stem", "body", "drop", "last", "pool", "flat", "fc", "label", "loss"]
    assert texts(panel, 1)[2] == "Residual ×3"
    assert texts(panel, 2)[1] == "B × 4 × 30 × 30"
    assert texts(panel, PARAMETERS)[1] == "112" and texts(panel, PARAMETERS)[5] == ""
    assert texts(panel, SEES)[1:3] == ["3 × 3", "9 × 9"]
    assert panel._rows.sums[PARAMETERS] == f"{costs.parameters:,}"
    assert set(panel._rows.sums) == {0, PARAMETERS, ADDS, MEMORY}
    assert "64" in str(panel._rows.headerData(MEMORY, Qt.Orientation.Horizontal))


def test_blocks_unfold_into_copies_and_copies_into_layers(panel: CostsPanel) -> None:
    panel.show_costs(costs_for(BLOCKS))
    table = panel.table.model()
    body = table.index(2, 0)
    assert texts(panel, 0, body) == ["copy 1", "copy 2", "copy 3"]
    second = table.index(1, 0, body)
    assert texts(panel, 0, second) == ["x", "conv", "norm", "relu", "add", "y"]
    assert table.index(1, 0, second).data(ADDRESS_ROLE) == "body.1.conv"
    assert table.parent(second) == body and table.parent(table.index(0, 0, second)) == second


def test_it_sorts_by_the_numbers_and_back_into_the_order_of_the_network(panel: CostsPanel) -> None:
    costs = costs_for(BLOCKS)
    panel.show_costs(costs)
    plain = texts(panel)
    panel.table.sortByColumn(MEMORY, Qt.SortOrder.DescendingOrder)
    memory = [costs.by_address[name].memory or 0 for name in texts(panel)]
    assert memory == sorted(memory, reverse=True) and texts(panel) != plain
    panel.table.sortByColumn(SEES, Qt.SortOrder.DescendingOrder)
    assert set(texts(panel, SEES)[:2]) == {"whole"}
    assert texts(panel, SEES)[-1] == ""
    panel.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert texts(panel) == sorted(plain)
    panel.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert texts(panel) == plain


def test_a_click_says_where_and_the_selection_moves_the_row(panel: CostsPanel) -> None:
    panel.show_costs(costs_for(BLOCKS))
    chosen: list[str] = []
    panel.node_chosen.connect(chosen.append)
    table = panel.table.model()
    inner = table.index(0, 1, table.index(2, 0))
    panel.table.setCurrentIndex(inner)
    panel.table.clicked.emit(inner)
    assert chosen == ["body.0"]
    panel.show_selection(["body"])  # what stands in it may stay
    assert panel.table.currentIndex().data(ADDRESS_ROLE) == "body.0"
    panel.show_selection(["fc"])
    assert panel.table.currentIndex().data() == "fc" and chosen == ["body.0"]
    panel.show_selection(["fc", "stem"])
    assert not panel.table.selectionModel().hasSelection()


def test_what_was_unfolded_stays_so(panel: CostsPanel) -> None:
    panel.show_costs(costs_for(BLOCKS))
    panel.table.expand(panel.table.model().index(2, 0))
    panel.show_costs(put_together(Planner().plan(BLOCKS), BLOCKS))  # the same nodes, other numbers
    assert texts(panel, MEMORY)[1] == "–"
    assert panel.table.isExpanded(panel.table.model().index(2, 0))
    panel.show_costs(costs_for(SIAMESE))
    assert "encode" in texts(panel)
    panel.show_costs(costs_for(BLOCKS))
    assert panel.table.isExpanded(panel.table.model().index(2, 0))


def test_shares_are_parts_of_the_whole(qapp: QApplication) -> None:
    rows, costs = CostRows(), costs_for(BLOCKS)
    rows.show_costs(costs)
    shares = [rows.index(row, MEMORY).data(SHARE_ROLE) for row in range(rows.rowCount())]
    assert sum(share for share in shares if share) == pytest.approx(1.0)
    assert rows.index(1, SEES).data(SHARE_ROLE) == pytest.approx(3 / 32)
    assert rows.index(7, SEES).data(SHARE_ROLE) == 1.0
    assert rows.index(0, 0).data(SHARE_ROLE) is None


def test_what_is_not_computed_is_faint(qapp: QApplication) -> None:
    nodes = {"x": kind("Input", shape=[5]), "fc": kind("Linear", out_features=3), "y": kind("Output"),
             "spare": kind("Linear", out_features=7)}  # fmt: skip
    rows = CostRows()
    rows.show_costs(costs_for(project_of(nodes, ["x -> fc", "fc -> y", "x -> spare"])))
    spare = rows.index_of("spare")
    assert spare.data(FAINT_ROLE) is True and rows.index_of("fc").data(FAINT_ROLE) is False
    assert "not part of the sums" in str(spare.data(Qt.ItemDataRole.ToolTipRole))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_are_painted(panel: CostsPanel, theme: object) -> None:
    panel.set_theme(theme)  # type: ignore[arg-type]
    panel.show_costs(costs_for(BLOCKS))
    image = QImage(900, 300, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    panel.render(painter, QPoint())
    painter.end()
    colours = {image.pixelColor(x, y).name() for x in range(0, 900, 2) for y in range(300)}
    from app.canvas.cost_heat import share_colour

    rows = panel._rows
    share = rows.index(2, MEMORY).data(SHARE_ROLE)
    assert share_colour(share).name() in colours


def test_without_costs_the_panel_says_what_it_is_for(panel: CostsPanel) -> None:
    panel.show_costs(None)
    assert panel._layout.currentIndex() == 0
    panel.show_costs(costs_for(BLOCKS))
    assert panel._layout.currentIndex() == 1


def test_texts() -> None:
    costs = costs_for(BLOCKS)
    stem = costs.by_address["stem"]
    assert cost_text(stem, "multiply_adds") == "97.2 k"
    assert cost_text(stem, "memory") == "922 kB"
    assert cost_text(costs.by_address["flat"], "memory") == ""
    assert (seen_text(None), seen_text(WHOLE), seen_in_full(WHOLE)) == ("", "whole", "")
    inner = costs.by_address["body.0.conv"].field
    assert seen_in_full(inner) == "sees 5 × 5, moves by 1 × 1, begins at −1 × −1"
