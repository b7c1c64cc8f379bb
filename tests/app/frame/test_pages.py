"""Blocks in the whole window: made, opened, looked at copy by copy, changed, kept, and taken apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from app.frame.modes import mode_named
from app.frame.page_bar import PageBar
from app.main_window import MainWindow
from app.panels.inspector.block_page import BlockPage
from app.parts.kinds import LIBRARY, OWN_BLOCKS
from engine.backprop.moments import Moment
from engine.graph.graph import BlockParameter
from engine.project import block_edits
from engine.project.change import Change
from engine.project.project import MAIN
from tests.app.conftest import Answers
from tests.app.theatre.on_stage import Stage, Wait
from tests.engine.projects import BLOCKS


@pytest.fixture
def blocks(window: MainWindow, answers: Answers) -> MainWindow:
    """A window that shows a network with a repeated block."""
    answers.unsaved = "discard"
    window.document.new(BLOCKS)
    window.checker.check()
    window.show()
    return window


def texts(bar: PageBar) -> list[str]:
    """The names of the pages behind the present one."""
    return [button.text() for button in bar.findChildren(QPushButton) if button.isVisibleTo(bar)]


def listed(window: MainWindow, category: str) -> list[str]:
    rows = window.panels.layers.list.model()
    found = [rows.row(rows.index(number)) for number in range(rows.rowCount())]
    return [row.kind.kind() for row in found if row.kind is not None and row.category == category]


def block_page(window: MainWindow) -> BlockPage:
    return window.panels.inspector.findChild(BlockPage)


# ------------------------------------------------------------------ from page to page


def test_a_block_is_opened_and_left(blocks: MainWindow) -> None:
    assert blocks.page_bar.isHidden() and not blocks.actions_["leave_block"].isEnabled()
    blocks.canvas.node_activated.emit("stem")
    assert blocks.canvas.page == MAIN, "a layer that is no block shows its page in the inspector"
    blocks.canvas.select(["body"])
    QApplication.processEvents()
    assert blocks.actions_["open_block"].isEnabled()
    blocks.actions_["open_block"].trigger()
    assert blocks.canvas.page == "Residual" and blocks.page_bar.isVisible() and texts(blocks.page_bar) == ["Sample"]
    assert blocks.canvas.graph_scene.prefix == "body.0."
    assert blocks.canvas.graph_scene.item_for_node["conv"].card.shape == "B × 4 × 30 × 30", "as it really enters there"
    blocks.actions_["leave_block"].trigger()
    assert blocks.canvas.page == MAIN and blocks.canvas.selected_nodes == ["body"] and blocks.page_bar.isHidden()


def test_the_way_leads_back_to_any_page_and_each_is_seen_as_it_was_left(blocks: MainWindow) -> None:
    blocks.canvas.select(["body", "drop"])
    blocks.canvas.make_block()
    blocks.canvas.zoom_by(0.5)
    zoom = blocks.canvas.camera.zoom
    outer = blocks.canvas.selected_nodes[0]
    blocks.checker.check()
    assert blocks.pages.open(outer) and blocks.pages.open("body")
    assert blocks.canvas.graph_scene.prefix == f"{outer}.body.0." and len(texts(blocks.page_bar)) == 2
    buttons = [one for one in blocks.page_bar.findChildren(QPushButton) if one.isVisibleTo(blocks.page_bar)]
    buttons[0].click()
    assert blocks.canvas.page == MAIN and blocks.canvas.camera.zoom == pytest.approx(zoom)


def test_an_address_leads_to_its_page(blocks: MainWindow) -> None:
    blocks.blocks.go_to("body.2.conv")
    assert (blocks.canvas.page, blocks.canvas.selected_nodes) == ("Residual", ["conv"])
    assert blocks.canvas.graph_scene.prefix == "body.2."
    blocks.blocks.go_to("fc")
    assert (blocks.canvas.page, blocks.canvas.selected_nodes) == (MAIN, ["fc"])


def test_each_copy_can_be_looked_at(blocks: MainWindow) -> None:
    blocks.pages.open("body")
    copies = blocks.page_bar.findChild(QComboBox)
    assert copies.isVisible() and copies.count() == 3
    copies.setCurrentIndex(1)
    copies.activated.emit(1)
    assert blocks.canvas.graph_scene.prefix == "body.1." and blocks.canvas.page == "Residual"
    blocks.pages.leave()
    blocks.pages.open("last")
    assert copies.isHidden()


def test_the_way_follows_the_project(blocks: MainWindow) -> None:
    blocks.pages.open("body")
    blocks.document.apply(block_edits.rename_block(blocks.document.project, "Residual", "Basic"))
    assert blocks.canvas.page == "Basic" == blocks.pages.page
    blocks.document.undo_stack.undo()
    assert blocks.canvas.page == "Residual"
    blocks.pages.leave()
    blocks.canvas.select(["body"])
    blocks.canvas.take_apart()
    assert blocks.canvas.page == MAIN and "conv3" in blocks.canvas.graph_scene.item_for_node
    blocks.document.undo_stack.undo()
    blocks.checker.check()
    blocks.pages.show("Residual")
    assert blocks.canvas.graph_scene.prefix in ("body.0.", "last."), "by a way that leads there"
    blocks.pages.show(MAIN)
    spare = block_edits.make_own(blocks.document.project, MAIN, "last")[0]
    blocks.document.apply(Change("x", spare.patches[:1]))
    blocks.pages.show("Residual2")
    assert blocks.canvas.graph_scene.prefix is None, "nobody uses it, so it is no part of the network"
    blocks.document.new(BLOCKS)
    assert blocks.canvas.page == MAIN and len(blocks.pages.stops) == 1


# ------------------------------------------------------------------ making and taking apart


def test_selected_layers_become_a_block_in_one_step_of_undo(blocks: MainWindow) -> None:
    before = blocks.document.project
    blocks.canvas.select(["pool", "flat", "fc"])
    QApplication.processEvents()
    blocks.actions_["make_block"].trigger()
    (use,) = blocks.canvas.selected_nodes
    assert blocks.document.project.graph.nodes[use].of == "Block"
    assert blocks.document.undo_stack.undoText() == "Make the block Block"
    QApplication.processEvents()
    blocks.actions_["take_apart"].trigger()
    assert sorted(blocks.canvas.selected_nodes) == ["fc", "flat", "pool"]
    blocks.document.undo_stack.undo()
    blocks.document.undo_stack.undo()
    assert blocks.document.project == before


def test_what_cannot_be_a_block_is_said(blocks: MainWindow) -> None:
    said: list[str] = []
    blocks.canvas.refused.connect(said.append)
    blocks.canvas.select(["stem", "drop"])
    blocks.canvas.make_block()
    assert "got body" in said[0] and blocks.document.undo_stack.count() == 0
    assert blocks.messages.isVisible()


# ------------------------------------------------------------------ the stage and the training inside


def test_a_step_is_played_inside_a_block(blocks: MainWindow, wait_until: Wait) -> None:
    stage = Stage(blocks, wait_until).enter()
    blocks.theatre.player.has_motion = False
    blocks.pages.open("body")
    wait_until(lambda: blocks.theatre._board is not None and stage.is_quiet)
    blocks.theatre.player.go_to(len(blocks.theatre.player.moments))
    item = blocks.canvas.graph_scene.item_for_node["conv"]
    assert item.stage is not None and item.stage.rows
    contents = {row.content.address for row in blocks.theatre._board.rows_at("conv")}
    assert contents == {"body.0.conv"}
    place = blocks.theatre.player.moments.index(Moment("backward", "body.0.relu"))
    blocks.theatre.player.go_to(place + 1)
    assert blocks.canvas.graph_scene.item_for_node["relu"].stage.tone == "backward"
    blocks.pages.show_copy(2)
    wait_until(lambda: blocks.theatre._board is not None and stage.is_quiet)
    assert {row.content.address for row in blocks.theatre._board.rows_at("conv")} == {"body.2.conv"}
    blocks.set_mode(mode_named("design"))
    assert blocks.canvas.page == "Residual" and blocks.canvas.graph_scene.item_for_node["conv"].stage is None


# ------------------------------------------------------------------ what belongs to a block


def test_parameters_are_added_renamed_retyped_and_removed(blocks: MainWindow) -> None:
    blocks.pages.open("body")
    page = block_page(blocks)
    assert page.isVisible() and [row.line.text() for row in page.parameters.rows] == ["channels"]
    page.parameters.add.click()
    assert [row.line.text() for row in page.parameters.rows] == ["channels", "channels2"]
    row = page.parameters.rows[1]
    row.line.setText("rate")
    row.line.editingFinished.emit()
    row = page.parameters.rows[1]
    row.kind.setCurrentText("float")
    row.default.setText("half")
    row.default.editingFinished.emit()
    assert row.default.property("problem") and "float" in row.default.toolTip()
    row.default.setText("0.5")
    row.default.editingFinished.emit()
    assert blocks.document.project.blocks["Residual"].parameters["rate"] == BlockParameter("float", 0.5)
    page.parameters.rows[0].removed.emit()
    assert "used by conv" in page.parameters.rows[0].line.toolTip(), "an expression needs it"
    page.parameters.rows[1].removed.emit()
    assert blocks.document.project.blocks["Residual"] == BLOCKS.blocks["Residual"]


def test_a_block_is_renamed_where_it_is_open(blocks: MainWindow) -> None:
    blocks.pages.open("body")
    page = block_page(blocks)
    page.name.committed.emit("name", "class")
    assert "Residual" in blocks.document.project.blocks
    page.name.committed.emit("name", "Basic")
    assert blocks.canvas.page == "Basic" and page.name.value() == "Basic"


def test_a_use_gets_a_block_of_its_own(blocks: MainWindow) -> None:
    blocks.canvas.select(["last"])
    QApplication.processEvents()
    node_page = blocks.panels.inspector._node_page
    assert node_page.own_block.isVisible()
    node_page.own_block.click()
    assert blocks.document.project.graph.nodes["last"].of == "Residual2" and node_page.own_block.isHidden()
    node_page.open_block.click()
    assert blocks.canvas.page == "Residual2"


# ------------------------------------------------------------------ the list of layers


def test_blocks_stand_among_the_layers_and_are_placed_like_them(blocks: MainWindow) -> None:
    blocks.blocks.read_library()
    assert listed(blocks, OWN_BLOCKS) == ["Residual"] and "Inception" in listed(blocks, LIBRARY)
    blocks.canvas.select(["drop"])
    node = blocks.canvas.place("block:Inception")
    project = blocks.document.project
    assert project.graph.nodes[node].of == "Inception" and str(project.graph.into(node)[0].source) == "drop.output"
    assert listed(blocks, OWN_BLOCKS) == ["Residual", "Inception"] and "Inception" not in listed(blocks, LIBRARY)
    blocks.document.undo_stack.undo()
    assert blocks.document.project == BLOCKS
    blocks.pages.open("body")
    assert listed(blocks, OWN_BLOCKS) == [], "a block does not contain itself"


def test_a_block_goes_into_an_edge(blocks: MainWindow) -> None:
    target = next(edge.target for edge in BLOCKS.graph.into("drop"))
    node = blocks.canvas.editor.insert("block:Residual", target)
    assert node == "residual"
    assert str(blocks.document.project.graph.into("drop")[0].source) == "residual.y"


def test_a_block_is_kept_for_other_projects(blocks: MainWindow, tmp_path: Path) -> None:
    blocks.document.library_folder = tmp_path / "mine"
    blocks.blocks.read_library()
    blocks.pages.open("body")
    block_page(blocks).keep.click()
    blocks.files.new()
    assert "Residual" in listed(blocks, LIBRARY)
    node = blocks.canvas.place("block:Residual")
    assert blocks.document.project.blocks["Residual"].graph == BLOCKS.blocks["Residual"].graph and node


def test_other_files_are_opened_from_the_page_of_a_block(window: MainWindow) -> None:
    """The page may change before the cards do: for a moment they are those of the project before."""
    window.show()
    for name in ("resnet-18", "chain-rule-by-hand", "resnet-18"):
        window.files.open_example(name)
        window.checker.check()
        QApplication.processEvents()
        project = window.document.project
        assert window.canvas.page == MAIN
        assert set(window.canvas.graph_scene.item_for_node) == set(project.graph.nodes)
        window.pages.show(next(iter(project.blocks), MAIN))
        QApplication.processEvents()
        assert (window.canvas.page == MAIN) == (not project.blocks)
