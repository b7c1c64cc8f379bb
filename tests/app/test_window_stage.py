"""The stage in the whole window, with the engine itself: entered, played, edited under, and left without a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.frame.modes import MODES, mode_named
from app.main_window import MainWindow
from app.session.trainer import RunState
from app.theatre.theatre import HALL_ZOOM
from app.theme.tokens import DARK
from engine.backprop.moments import Moment
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.settings.training import Chosen
from engine.training.rehearsal import Samples
from tests.app.canvas.conftest import Hand
from tests.app.conftest import Answers
from tests.app.session.test_rehearser import MOONS, ROOT
from tests.engine.projects import BLOCKS

Wait = Callable[..., None]
Make = Callable[[], MainWindow]
BY_HAND = "chain-rule-by-hand"
MOMENTS = 16


class Stage:
    """A window on whose stage the chain rule is played by hand."""

    def __init__(self, window: MainWindow, wait_until: Wait) -> None:
        self.window, self.wait_until = window, wait_until
        self.theatre, self.player, self.bar = window.theatre, window.theatre.player, window.stage_bar
        self.scene = window.canvas.graph_scene

    def enter(self, mode: str = "backprop") -> Stage:
        self.window.set_mode(mode_named(mode))
        self.wait_for_step()
        return self

    def wait_for_step(self) -> None:
        self.wait_until(lambda: self.theatre.step is not None and self.is_quiet)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is checked, asked for or computed."""
        theatre = self.theatre
        return not (theatre._soon.isActive() or theatre._rehearser.is_busy or self.window.checker._timer.isActive())

    def settle(self) -> None:
        QApplication.processEvents()
        self.wait_until(lambda: self.is_quiet)
        QApplication.processEvents()

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.sendEvent(self.window.canvas, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))

    @property
    def words(self) -> str:
        return self.bar._sentence.text()

    @property
    def problem(self) -> str:
        return self.bar._problem.text() if not self.bar._problem.isHidden() else ""

    def states(self, node: str) -> list[str]:
        stage = self.scene.item_for_node[node].stage
        return [row.state for row in stage.rows] if stage is not None else []

    def apply(self, change: edits.Change) -> None:
        self.window.document.apply(change)

    @property
    def project(self) -> Project:
        return self.window.document.project


@pytest.fixture
def stage(window: MainWindow, answers: Answers, wait_until: Wait) -> Stage:
    """Not entered yet, without motion: each step is there at once."""
    answers.unsaved = "discard"
    window.files.open_example(BY_HAND)
    window.checker.check()
    window.theatre.player.has_motion = False
    window.show()
    return Stage(window, wait_until)


# ------------------------------------------------------------------ entering and leaving


def test_the_mode_bar_leads_to_the_stage_and_away(stage: Stage) -> None:
    buttons = {button.text(): button for button in stage.window.top_bar.modes.findChildren(QPushButton)}
    assert list(buttons) == [mode.text for mode in MODES]
    buttons["Backprop"].click()
    stage.wait_for_step()
    assert stage.bar.isVisible() and stage.scene.is_staged and buttons["Backprop"].isChecked()
    assert stage.window.canvas.hasFocus()
    assert not stage.window.docks["inspector"].isVisible()
    buttons["Train"].click()
    assert stage.bar.isHidden() and not stage.scene.is_staged and stage.window.docks["inspector"].isVisible()
    assert all(item.stage is None for item in stage.scene.item_for_node.values())
    assert stage.theatre.step is None
    assert stage.scene.places == stage.scene.settled_places


def test_its_keys_lead_to_each_mode(stage: Stage) -> None:
    stage.window.activateWindow()
    QTest.qWaitForWindowActive(stage.window)
    for key, mode in ((Qt.Key.Key_3, "backprop"), (Qt.Key.Key_4, "present"), (Qt.Key.Key_1, "design")):
        QTest.keyClick(stage.window.canvas, key, Qt.KeyboardModifier.AltModifier)
        stage.wait_until(lambda: stage.window._mode.id == mode)  # noqa: B023
        assert stage.bar.isVisible() == (mode != "design")


def test_the_step_stands_where_it_stood_in_the_other_stage(stage: Stage) -> None:
    stage.enter()
    stage.player.go_to(9)
    shown = stage.theatre.step
    stage.window.set_mode(mode_named("present"))
    assert stage.theatre.step is shown and stage.player.position == 9
    assert stage.window.canvas.camera.zoom >= HALL_ZOOM - 1e-6
    card = stage.scene.item_for_node["target"].scene_body
    canvas = stage.window.canvas
    assert canvas.mapToScene(canvas.viewport().rect()).boundingRect().contains(card), "where the step stands"
    large = stage.bar._sentence.font().pixelSize()
    stage.window.set_mode(mode_named("backprop"))
    assert stage.player.position == 9 and stage.bar._sentence.font().pixelSize() < large


def test_leaving_while_it_plays_stops_it(stage: Stage) -> None:
    stage.player.has_motion = True
    stage.enter()
    stage.key(Qt.Key.Key_Space)
    stage.wait_until(lambda: stage.scene.pulse.isVisible())
    assert stage.player.is_playing and stage.bar._play.text() == "Pause"
    stage.window.set_mode(mode_named("design"))
    assert not stage.player.is_playing and not stage.scene.pulse.isVisible()
    assert not stage.player._frames.isActive() and not stage.player._dwell.isActive()
    stage.enter()
    assert (stage.player.position, stage.bar._play.text()) == (0, "Play")


def test_a_window_may_be_closed_while_it_plays(make_window: Make, wait_until: Wait) -> None:
    window = make_window()
    window.files.open_at_start(None)
    window.checker.start()
    stage = Stage(window, wait_until).enter("present")
    window.show()
    stage.key(Qt.Key.Key_Space)
    stage.apply(edits.set_param(stage.project, MAIN, "fc1", "out_features", 32))
    window.checker.check()


def test_it_opens_on_the_stage_where_it_was_closed_there(make_window: Make, answers: Answers, wait_until: Wait) -> None:
    answers.unsaved = "discard"
    first = make_window()
    first.set_mode(mode_named("present"))
    first.close()
    second = make_window()
    second.files.open_at_start(None)
    assert second._mode.id == "present" and second.stage_bar.isVisibleTo(second)
    assert second.stage_bar._sentence.text() == "Taking a step apart…", "the engine is not there yet"
    second.checker.start()
    Stage(second, wait_until).wait_for_step()
    first.shutdown()


# ------------------------------------------------------------------ keys


def test_the_keys_play_the_step(stage: Stage) -> None:
    stage.enter()
    assert stage.words == "The beginning: nothing has been computed yet"
    stage.key(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert stage.words == "Forward, step 2 of 6: h computes 4 and 6"
    stage.key(Qt.Key.Key_Left)
    assert stage.words == "Forward, step 1 of 6: x brings 2"
    stage.key(Qt.Key.Key_Down)
    assert stage.words == "Loss, step 1 of 1: loss measures 4"
    stage.key(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert stage.words == "Backward, step 1 of 7: loss receives 1, hands -4 to p and 4 to y"
    stage.key(Qt.Key.Key_End)
    assert (stage.player.position, stage.bar.timeline._position) == (MOMENTS, MOMENTS)
    assert set(stage.states("hidden")) == {"shown"}
    stage.key(Qt.Key.Key_Home)
    assert stage.player.position == 0
    stage.key(Qt.Key.Key_Space)
    assert stage.player.is_playing and stage.player.position == 1
    stage.key(Qt.Key.Key_Space)
    assert not stage.player.is_playing
    assert stage.project.positions()["x"] == (0, 0), "no arrow moved a card"


def test_the_buttons_and_the_line_do_the_same(stage: Stage) -> None:
    stage.enter()
    stage.bar._forward.click()
    stage.bar._forward.click()
    stage.bar._back.click()
    assert stage.player.position == 1
    stage.bar._play.click()
    assert stage.player.is_playing
    stage.bar.timeline.position_wanted.emit(5)
    assert (stage.player.position, stage.player.is_playing) == (5, False)
    stage.bar.timeline.phase_wanted.emit("update")
    assert stage.player.present == Moment("update", "hidden")
    stage.bar._speed.setCurrentIndex(stage.bar._speed.count() - 1)
    stage.bar._speed.activated.emit(stage.bar._speed.count() - 1)
    assert stage.player.speed == 4.0
    stage.window.canvas.run_to_wanted.emit("relu1")
    assert stage.player.present == Moment("forward", "relu1"), "round from the end"


def test_a_pulse_that_is_called_back_is_taken_off_the_canvas(stage: Stage) -> None:
    stage.player.has_motion = True
    stage.enter()
    stage.player.go_to(1)
    stage.key(Qt.Key.Key_Right)
    stage.wait_until(lambda: stage.scene.pulse.isVisible())
    stage.bar.timeline.position_wanted.emit(1)
    assert stage.player.position == 1 and not stage.scene.pulse.isVisible()


# ------------------------------------------------------------------ predicting


def test_what_comes_is_covered_until_it_is_uncovered(stage: Stage) -> None:
    stage.enter()
    stage.key(Qt.Key.Key_C)
    assert stage.bar._predict.isChecked()
    stage.key(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert stage.states("x")[0] == "shown", "only the newest is covered"
    assert stage.states("hidden")[0] == "covered"
    assert stage.words == "Forward, step 2 of 6: what will h show?"
    stage.key(Qt.Key.Key_R)
    assert stage.states("hidden")[0] == "shown" and stage.words.endswith("h computes 4 and 6")
    stage.key(Qt.Key.Key_Left, Qt.Key.Key_Right)
    assert stage.states("hidden")[0] == "covered"
    stage.key(Qt.Key.Key_C)
    assert stage.states("hidden")[0] == "shown" and not stage.bar._predict.isChecked()


def test_a_jump_covers_all_that_it_passes_and_a_click_uncovers_a_card(stage: Stage) -> None:
    stage.enter()
    stage.bar._predict.click()
    stage.key(Qt.Key.Key_Right)
    stage.player.go_to(4)
    assert [stage.states(node)[0] for node in ("x", "hidden", "relu1", "output")] == ["shown", *["covered"] * 3]
    hand = Hand(stage.window.canvas)
    hand.click(stage.scene.item_for_node["relu1"].pos() + QPointF(60, 20))
    assert [stage.states(node)[0] for node in ("hidden", "relu1", "output")] == ["covered", "shown", "covered"]


def test_a_pulse_that_is_called_back_uncovers_nothing(stage: Stage) -> None:
    stage.player.has_motion = True
    stage.enter()
    stage.key(Qt.Key.Key_C)
    stage.player.go_to(2)
    stage.key(Qt.Key.Key_Right)
    stage.player.go_to(2)
    assert stage.states("hidden")[0] == "covered"


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
    from tests.app.session.test_rehearser import Setting

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


# ------------------------------------------------------------------ the mouse


def test_dragging_on_the_stage_edits_nothing(stage: Stage) -> None:
    stage.enter()
    places, count = stage.scene.places, stage.window.document.undo_stack.count()
    canvas = stage.window.canvas
    hand = Hand(canvas)
    for node in ("x", "hidden", "loss"):
        start = stage.scene.item_for_node[node].scene_body.center()
        hand.drag(start, start + QPointF(120, 90))
        canvas.fit()
    assert stage.scene.places == places and stage.window.document.undo_stack.count() == count
    assert stage.project.positions()["hidden"] == (216, 0)


# ------------------------------------------------------------------ samples


def test_the_samples_are_chosen_in_the_popup(stage: Stage) -> None:
    stage.window.files.open_example("digits-mlp")
    stage.window.checker.check()
    stage.enter()
    stage.bar._samples.click()
    picker = stage.theatre._picker
    assert picker.isVisible()
    picker._part.setCurrentIndex(1)
    picker._index.setValue(7)
    picker._count.setValue(3)
    picker._shown.setValue(2)
    before = stage.theatre.step
    picker.accept()
    stage.wait_until(lambda: stage.theatre.step is not before)
    assert stage.theatre.step is not None and stage.theatre.step.samples == 3
    assert stage.bar._samples.text() == "Batch 7 to 9 of validation, sample 9 shown"
    stage.bar._samples.click()
    assert (picker._part.currentData(), picker._index.value(), picker._count.value(), picker._shown.value()) == (
        "validation", 7, 3, 2,
    )  # fmt: skip
    picker._index.setValue(10**6)
    picker.accept()
    stage.settle()
    assert stage.theatre.step is None and "1000000" in stage.problem


def test_a_sample_is_typed_and_stays_in_the_popup(stage: Stage) -> None:
    stage.enter()
    stage.bar._samples.click()
    picker = stage.theatre._picker
    picker._from.setCurrentIndex(1)
    assert [field.text() for field in picker._fields.values()] == ["[2.0]", "[28.0]"]
    picker._fields["x"].setText("[[1], [3]]")
    picker._fields["target"].setText("[[0], [39]]")
    before = stage.theatre.step
    picker.accept()
    stage.wait_until(lambda: stage.theatre.step is not before)
    assert stage.bar._samples.text() == "Typed sample"
    stage.player.go_to(5)
    assert stage.words == "Forward, step 5 of 6: p computes 13"
    stage.bar._samples.click()
    assert [field.text() for field in picker._fields.values()] == ["[[1.0], [3.0]]", "[[0.0], [39.0]]"]
    picker.close()


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
