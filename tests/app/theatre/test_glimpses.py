"""A sample in Design: it flows up to what is wrong, after every edit anew, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtWidgets import QApplication

from app.canvas.stage import RowContent
from app.frame.modes import mode_named
from app.pictures.as_cells import Numbers, Picture
from app.theatre.glimpses import TALLEST
from app.theme import DARK
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.writer import project_text
from tests.engine.projects import BLOCKS, kind, project_of

if TYPE_CHECKING:
    from app.main_window import MainWindow

Wait = Callable[..., None]


def rows(window: MainWindow) -> dict[str, RowContent]:
    """What stands on the cards, by node."""
    found = {}
    for node, item in window.canvas.graph_scene.item_for_node.items():
        if item.stage is not None:
            (row,) = item.stage.rows
            assert row.state == "shown"
            found[node] = row.content
    return found


@pytest.fixture
def lit(window: MainWindow, wait_until: Wait) -> MainWindow:
    """The first example with a sample on its cards."""
    window.set_mode(mode_named("design"))
    assert not rows(window)
    window.actions_["show_sample"].trigger()
    wait_until(lambda: rows(window))
    return window


def opened(window: MainWindow, project: Project, folder: Path) -> None:
    path = folder / "other.chainrule"
    path.write_text(project_text(project), encoding="utf-8")
    assert not window.document.open(path)


def settled(window: MainWindow) -> bool:
    glimpses = window.design_display.glimpses
    return not glimpses._soon.isActive() and not glimpses._rehearser.is_busy and not window.checker._timer.isActive()


def test_every_card_shows_its_value(lit: MainWindow) -> None:
    found = rows(lit)
    assert set(found) == set(lit.document.project.graph.nodes)
    assert {content.quantity for content in found.values()} == {"output"}
    kinds = {type(content.cells) for content in found.values()}
    assert kinds == {Numbers, Picture}
    heights = [item.stage.rows[0].picture.height() for item in lit.canvas.graph_scene.item_for_node.values()
               if item.stage is not None and item.stage.rows[0].picture is not None]  # fmt: skip
    assert max(heights) <= TALLEST


def test_it_is_off_at_first_and_remembered(lit: MainWindow) -> None:
    assert lit.actions_["show_sample"].isChecked() and lit.preferences.sample == "on"
    lit.actions_["show_sample"].trigger()
    assert not rows(lit) and not lit.actions_["show_sample"].isChecked()
    assert lit.preferences.sample == "off"
    assert not lit.design_display.glimpses._button.isVisibleTo(lit.canvas)


def test_up_to_the_node_that_is_wrong(lit: MainWindow, wait_until: Wait) -> None:
    document = lit.document
    nodes = list(document.project.graph.nodes)
    order = [step.id for step in lit.checker.plan.steps]  # type: ignore[union-attr]
    assert nodes and order
    linear = next(step.id for step in lit.checker.plan.steps if step.kind == "Linear")  # type: ignore[union-attr]
    document.apply(edits.set_param(document.project, MAIN, linear, "out_features", 0), None)
    wait_until(lambda: linear not in rows(lit))
    wait_until(lambda: settled(lit))
    known = {step.id for step in lit.checker.plan.steps if step.is_known}  # type: ignore[union-attr]
    assert set(rows(lit)) == known and 0 < len(known) < len(nodes)
    document.undo_stack.undo()
    wait_until(lambda: set(rows(lit)) == set(nodes))


def test_it_leaves_no_trace(lit: MainWindow, wait_until: Wait) -> None:
    project, weights, state = lit.document.project, dict(lit.document.weights), torch.get_rng_state()
    lit.design_display.glimpses._ask()
    wait_until(lambda: settled(lit))
    assert lit.document.project is project and dict(lit.document.weights) == weights
    assert not lit.document.is_modified and torch.equal(torch.get_rng_state(), state)


def test_other_modes_have_their_own_numbers(lit: MainWindow, wait_until: Wait) -> None:
    lit.set_mode(mode_named("train"))
    assert not rows(lit)
    lit.set_mode(mode_named("design"))
    wait_until(lambda: rows(lit))


def test_another_sample_and_another_theme(lit: MainWindow, wait_until: Wait) -> None:
    from engine.training.rehearsal import Samples

    glimpses = lit.design_display.glimpses
    before = rows(lit)
    glimpses._choice.set(Samples("train", 3, 1))
    wait_until(lambda: settled(lit))
    after = rows(lit)
    assert any(after[node] is not before[node] for node in after)
    assert "3" in glimpses._button.text()
    glimpses.set_theme(DARK)
    assert set(rows(lit)) == set(after)


def test_the_button_leaves_the_map_free(lit: MainWindow) -> None:
    lit.show()
    button, canvas = lit.design_display.glimpses._button, lit.canvas
    for _ in range(8):
        canvas.zoom_in()
    assert not canvas.mini_map.isHidden() and not button.geometry().intersects(canvas.mini_map.geometry())
    canvas.fit()
    assert canvas.mini_map.isHidden()
    assert canvas.height() - button.geometry().bottom() < 20


def test_a_block_shows_what_leaves_its_last_copy(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    opened(lit, BLOCKS, tmp_path)
    wait_until(lambda: "body" in rows(lit))
    assert rows(lit)["body"].address == "body.2.y"


def test_inside_a_block_stands_what_goes_through_the_copy_that_is_open(
    lit: MainWindow, wait_until: Wait, tmp_path: Path
) -> None:
    opened(lit, BLOCKS, tmp_path)
    wait_until(lambda: "body" in rows(lit))
    leaving = rows(lit)["body"].cells
    step = lit.design_display.glimpses._step
    lit.pages.open("body")
    inside = set(BLOCKS.blocks["Residual"].graph.nodes)
    for copy in range(3):
        lit.pages.show_copy(copy)
        QApplication.processEvents()
        assert {node: content.address for node, content in rows(lit).items()} == {
            node: f"body.{copy}.{node}" for node in inside
        }
    entering = rows(lit)["x"].cells
    cells = rows(lit)["y"].cells
    assert isinstance(leaving, Picture) and isinstance(entering, Picture) and isinstance(cells, Picture)
    assert cells.image == leaving.image != entering.image
    first = lit.design_display.glimpses._step
    assert first is step  # the sample went through once, for all pages
    lit.pages.leave()
    QApplication.processEvents()
    assert rows(lit)["body"].address == "body.2.y"
    lit.pages.open("last")
    QApplication.processEvents()
    assert rows(lit)["y"].address == "last.y"
    button = lit.design_display.glimpses._button
    assert button.isEnabled() and button.text() == "Sample 0 of train"
    lit.document.apply(edits.set_param(lit.document.project, "Residual", "norm", "eps", 0.5))
    wait_until(lambda: lit.design_display.glimpses._step is not first)  # an edit inside is followed there
    assert rows(lit)["y"].address == "last.y"


def test_a_block_in_a_block_too(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    inner = {"graph": {"nodes": {"x": kind("Input"), "fc": kind("Linear", out_features=3), "y": kind("Output")},
                       "edges": ["x -> fc", "fc -> y"]}}  # fmt: skip
    outer = {"graph": {"nodes": {"x": kind("Input"), "mid": {"block": "Inner", "repeat": 2}, "y": kind("Output")},
                       "edges": ["x -> mid", "mid -> y"]}}  # fmt: skip
    nodes = {"x": kind("Input", column="x"), "out": {"block": "Outer"}, "end": kind("Output")}
    project = project_of(
        nodes, ["x -> out", "out -> end"], blocks={"Inner": inner, "Outer": outer},
        data={"source": "inline", "params": {"columns": {"x": [[1.0, 2.0], [3.0, 4.0]]}}},
    )  # fmt: skip
    opened(lit, project, tmp_path)
    wait_until(lambda: "out" in rows(lit))
    lit.pages.open("out")
    QApplication.processEvents()
    assert {node: content.address for node, content in rows(lit).items()} == {
        "x": "out.x", "mid": "out.mid.1.y", "y": "out.y"
    }  # fmt: skip
    lit.pages.open("mid")
    lit.pages.show_copy(1)
    QApplication.processEvents()
    assert rows(lit)["fc"].address == "out.mid.1.fc"


def test_a_page_that_the_network_does_not_use_says_so(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    lone = {"graph": {"nodes": {"x": kind("Input"), "y": kind("Output")}, "edges": ["x -> y"]}}
    nodes = {"x": kind("Input", column="x"), "end": kind("Output")}
    data = {"source": "inline", "params": {"columns": {"x": [[1.0], [2.0]]}}}
    opened(lit, project_of(nodes, ["x -> end"], blocks={"Lone": lone}, data=data), tmp_path)
    wait_until(lambda: "x" in rows(lit))
    button = lit.design_display.glimpses._button
    lit.pages.show("Lone")
    QApplication.processEvents()
    assert not rows(lit) and not button.isEnabled()
    assert button.text() == "No sample: the network does not use this block"
    lit.pages.leave()
    QApplication.processEvents()
    assert rows(lit) and button.isEnabled() and button.text() == "Sample 0 of train"


def test_inside_a_block_it_comes_up_to_what_is_wrong(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    opened(lit, BLOCKS, tmp_path)
    wait_until(lambda: "body" in rows(lit))
    lit.pages.open("body")
    lit.document.apply(edits.set_param(lit.document.project, "Residual", "norm", "momentum", 7.0))
    wait_until(lambda: "relu" not in rows(lit))
    wait_until(lambda: settled(lit))
    assert {node: content.address for node, content in rows(lit).items()} == {"x": "body.0.x", "conv": "body.0.conv"}
    button = lit.design_display.glimpses._button
    assert button.isEnabled() and button.text() == "Sample 0 of train"
    lit.document.undo_stack.undo()
    wait_until(lambda: set(rows(lit)) == set(BLOCKS.blocks["Residual"].graph.nodes))


def test_a_block_that_nothing_right_leads_to_says_so(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    opened(lit, BLOCKS, tmp_path)
    wait_until(lambda: "body" in rows(lit))
    lit.pages.open("body")
    QApplication.processEvents()
    assert rows(lit)
    lit.document.apply(edits.set_param(lit.document.project, MAIN, "stem", "kernel_size", 0))
    wait_until(lambda: not rows(lit))
    assert lit.design_display.glimpses._button.text() == "No sample comes here: something is wrong on its way"
    lit.document.undo_stack.undo()
    wait_until(lambda: rows(lit))


def test_without_data_it_says_why(lit: MainWindow, wait_until: Wait, tmp_path: Path) -> None:
    told: list[str] = []
    lit.design_display.said.connect(told.append)
    opened(lit, project_of({"x": kind("Input", shape=[3]), "y": kind("Output")}, ["x -> y"]), tmp_path)
    wait_until(lambda: told)
    wait_until(lambda: settled(lit))
    assert len(told) == 1 and not rows(lit)


def test_a_card_that_was_pushed_down_is_dragged_to_its_own_place(lit: MainWindow, wait_until: Wait) -> None:
    scene, document = lit.canvas.graph_scene, lit.document
    above, below = list(document.project.graph.nodes)[:2]
    document.apply(edits.move(document.project, MAIN, {above: (0.0, 0.0), below: (0.0, 70.0)}), None)
    wait_until(lambda: scene.places[below][1] > 70.0)
    shown = scene.places[below]
    assert scene.unshifted({below: shown}) == {below: (0.0, 70.0)}
    assert scene.settled_places[below] == (0.0, 70.0)
    lit.actions_["show_sample"].trigger()
    assert scene.places[below] == (0.0, 70.0) and scene.unshifted({below: (0.0, 70.0)}) == {below: (0.0, 70.0)}
