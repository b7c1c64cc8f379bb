"""The stage follows what is edited, opened and trained under it, and leaves a training as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.frame.modes import mode_named
from app.session.trainer import RunState
from app.theme.tokens import DARK
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.settings.training import Chosen
from engine.training.rehearsal import Samples
from tests.app.session.test_rehearser import MOONS, ROOT, Setting
from tests.app.theatre.on_stage import MOMENTS, Stage
from tests.engine.projects import BLOCKS

# ------------------------------------------------------------------ edits under it


def test_another_learning_rate_makes_another_step_that_stands_where_it_stood(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(MOMENTS)
    before = stage.theatre.step
    training = replace(stage.project.training, optimizer=Chosen("SGD", {"lr": 0.01}))
    stage.apply(edits.set_training(stage.project, training))
    stage.wait_until(lambda: stage.theatre.step is not before)
    assert stage.player.position == MOMENTS
    texts = [cell.text for row in stage.scene.item_for_node["hidden"].stage.rows for cell in row.cells]  # type: ignore[union-attr]
    assert texts[-2:] == ["2.160", "3.240"]
    stage.window.actions_["undo"].trigger()
    stage.settle()
    texts = [cell.text for row in stage.scene.item_for_node["hidden"].stage.rows for cell in row.cells]  # type: ignore[union-attr]
    assert texts[-2:] == ["2.016", "3.024"]


def test_another_graph_makes_another_step_from_its_beginning(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(5)
    stage.window.canvas.editor.insert("Square", edits.PortRef.parse("loss.input"))
    stage.wait_until(lambda: len(stage.player.moments) == MOMENTS + 2)
    assert stage.player.position == 0
    assert stage.states("square") == ["to come", "to come"]
    assert stage.bar.timeline.stretches()[0][3] == 7


def test_a_card_that_is_deleted_is_gone_and_a_key_at_once_does_no_harm(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(3)
    stage.window.canvas.select(["relu1"])
    stage.window.actions_["delete"].setEnabled(True)
    stage.window.actions_["delete"].trigger()
    stage.key(Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Home)
    assert "relu1" not in stage.scene.item_for_node
    stage.settle()
    assert stage.theatre.step is None and stage.words == "There is no step to play"
    assert stage.problem.startswith("o: expected")
    stage.window.actions_["undo"].trigger()
    stage.wait_for_step()
    assert stage.states("relu1") and stage.problem == "" and stage.player.position == 0


def test_a_wrong_graph_says_why_and_shows_nothing_of_the_step_before(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(7)
    stage.apply(edits.disconnect(stage.project, MAIN, [edits.PortRef.parse("output.input")]))
    stage.settle()
    assert stage.words == "There is no step to play" and stage.problem.startswith("o: expected")
    assert all(item.stage is None for item in stage.scene.item_for_node.values())
    assert stage.bar.timeline.stretches() == [] and not stage.bar._play.isEnabled()
    stage.key(Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_C, Qt.Key.Key_R)
    assert not stage.player.is_playing
    stage.window.set_mode(mode_named("design"))
    stage.window.set_mode(mode_named("backprop"))
    assert stage.problem.startswith("o: expected")


def test_a_step_that_is_still_computed_when_the_graph_turns_wrong_is_not_shown(stage: Stage) -> None:
    stage.enter()
    gate = Setting.hold(stage.window)  # type: ignore[arg-type]
    stage.theatre.rehearse()
    stage.apply(edits.disconnect(stage.project, MAIN, [edits.PortRef.parse("output.input")]))
    stage.wait_until(lambda: stage.theatre.step is None)
    gate.set()
    stage.window.compute.visit(lambda: None).result(20)
    stage.settle()
    assert stage.theatre.step is None and stage.problem.startswith("o: expected")


def test_a_graph_without_a_loss_is_played_as_far_as_it_goes(stage: Stage) -> None:
    stage.enter()
    change = edits.remove(stage.project, MAIN, ["loss", "target"])
    stage.apply(change)
    added, node = edits.add_node(stage.project, MAIN, "Output", {}, (1080, 0))
    stage.apply(added)
    edge = edits.Edge(edits.PortRef.parse("relu2"), edits.PortRef.parse(f"{node}.input"))
    stage.apply(edits.connect(stage.project, MAIN, edge, stage.window.document.interfaces))
    stage.wait_until(lambda: stage.theatre.step is not None and len(stage.player.moments) == 6)
    assert stage.problem == ""
    stage.player.go_to(6)
    assert stage.problem.startswith("expected a loss to minimize")


def test_a_step_that_ends_early_says_so_at_its_end_and_on_its_card(stage: Stage) -> None:
    stage.window.document.new(ROOT)
    stage.window.checker.check()
    stage.enter()
    assert stage.problem == "" and len(stage.player.moments) == 3
    stage.player.go_to(3)
    assert stage.problem.startswith("root: expected numbers from Sqrt, got NaN")
    item = stage.scene.item_for_node["root"]
    assert item.stage is not None and item.stage.is_wrong
    stage.key(Qt.Key.Key_Left)
    assert stage.problem == "" and not stage.scene.item_for_node["root"].stage.is_wrong  # type: ignore[union-attr]


def test_another_project_begins_at_its_beginning(stage: Stage) -> None:
    stage.enter()
    stage.theatre.set_samples(Samples(typed={"x": np.ones((1, 1), np.float32), "target": np.ones((1, 1), np.float32)}))
    stage.settle()
    stage.player.go_to(5)
    before = stage.theatre.step
    stage.window.files.open_example("digits-mlp")
    stage.key(Qt.Key.Key_Right, Qt.Key.Key_End)
    stage.settle()
    assert stage.theatre.step is not before and stage.player.position == 0
    assert stage.scene.item_for_node.keys() == stage.project.graph.nodes.keys()
    assert stage.words.startswith("The beginning") and stage.bar._samples.text() == "Sample 0 of train"
    stage.window.files.new()
    assert stage.window._mode.id == "design" and stage.bar.isHidden()


def test_an_empty_project_on_the_stage_says_why(stage: Stage) -> None:
    stage.enter()
    stage.window.document.new(Project())
    stage.key(Qt.Key.Key_Right)
    stage.settle()
    assert stage.theatre.step is None and stage.problem and stage.words == "There is no step to play"


def test_weights_that_were_trained_make_another_step(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(4)
    stage.window.trainer.step_once()
    stage.wait_until(lambda: stage.window.trainer.state is RunState.PAUSED, 60)
    before = stage.theatre.step
    stage.window.trainer.store_weights()
    stage.wait_until(lambda: stage.theatre.step is not before)
    assert stage.player.position == 4
    texts = [cell.text for cell in stage.scene.item_for_node["hidden"].stage.rows[0].cells]  # type: ignore[union-attr]
    assert texts == ["4.03", "6.05"], "x = 2 times the weights after one step"


def test_the_theme_changes_under_it(stage: Stage) -> None:
    stage.enter()
    stage.key(Qt.Key.Key_C)
    stage.player.go_to(7)
    before, words = {node: stage.states(node) for node in stage.scene.item_for_node}, stage.words
    assert "covered" in before["loss"]
    stage.window.actions_["toggle_theme"].trigger()
    QApplication.processEvents()
    assert stage.scene.node_painter.theme is DARK or stage.scene.node_painter.theme.is_dark
    assert ({node: stage.states(node) for node in stage.scene.item_for_node}, stage.words) == (before, words)
    assert stage.player.position == 7
    stage.window.grab()


# ------------------------------------------------------------------ blocks and trainings


def test_the_page_of_a_block_has_no_step_and_the_main_page_has_it_again(stage: Stage) -> None:
    stage.window.document.new(BLOCKS)
    stage.window.checker.check()
    stage.theatre.set_samples(Samples(count=2))
    stage.enter()
    stage.player.go_to(4)
    assert stage.states("body")
    stage.window.canvas.set_page("Residual")
    stage.key(Qt.Key.Key_Right, Qt.Key.Key_End)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the scene before is gone now
    stage.key(Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End)
    stage.settle()
    stage.key(Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End)
    assert stage.window.canvas.graph_scene.is_staged
    stage.window.canvas.set_page(MAIN)
    stage.settle()
    stage.scene = stage.window.canvas.graph_scene
    assert stage.states("body")[0] == "shown", "it stands at the end"


def test_a_training_learns_the_same_under_a_stage_that_comes_and_goes(stage: Stage) -> None:
    window = stage.window
    weights = []
    for is_disturbed in (False, True):
        window.document.new(MOONS)
        window.checker.check()
        window.set_mode(mode_named("train"))
        window.trainer.train()
        for number in range(10 if is_disturbed else 0):
            window.set_mode(mode_named("present" if number % 2 else "backprop"))
            stage.theatre.set_samples(Samples(index=number, count=3))
            if number in (3, 7):
                stage.wait_for_step()
                window.trainer.pause()
            stage.player.go_to(number)
            window.set_mode(mode_named("train"))
            if number == 4:
                window.trainer.resume()
        window.trainer.resume()
        stage.wait_until(lambda: window.trainer.state is RunState.IDLE and bool(window.document.weights), 60)
        weights.append(dict(window.document.weights))
    assert weights[0].keys() == weights[1].keys() and "norm.running_var" in weights[0]
    for name, array in weights[0].items():
        np.testing.assert_array_equal(array, weights[1][name], err_msg=name)


def test_a_new_title_is_told_at_once(stage: Stage) -> None:
    """It makes no other step, and yet the sentence names it."""
    stage.enter()
    stage.player.go_to(2)
    stage.apply(edits.set_title(stage.project, MAIN, "hidden", "first layer"))
    assert stage.words == "Forward, step 2 of 6: first layer computes 4 and 6"
    stage.window.actions_["undo"].trigger()
    assert stage.words == "Forward, step 2 of 6: h computes 4 and 6"
