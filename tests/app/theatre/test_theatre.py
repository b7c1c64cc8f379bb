"""The stage in the whole window, with the engine itself: entered, played, asked, and left without a trace."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenuBar, QPushButton

from app.frame.modes import MODES, mode_named
from app.main_window import MainWindow
from app.theatre.theatre import HALL_ZOOM
from app.theme.fonts import STAGE
from engine.backprop.explanation import Place
from engine.backprop.moments import Moment
from engine.project import edits
from engine.project.project import MAIN
from tests.app.canvas.conftest import Hand
from tests.app.conftest import Answers
from tests.app.theatre.on_stage import MOMENTS, Stage, Wait

Make = Callable[[], MainWindow]


# ------------------------------------------------------------------ entering and leaving


def test_the_mode_bar_leads_to_the_stage_and_away(stage: Stage) -> None:
    buttons = {button.text(): button for button in stage.window.top_bar.modes.findChildren(QPushButton)}
    assert list(buttons) == [mode.text for mode in MODES]
    buttons["Backprop"].click()
    stage.wait_for_step()
    assert stage.bar.isVisible() and stage.scene.is_staged and buttons["Backprop"].isChecked()
    assert stage.window.canvas.hasFocus()
    assert not stage.window.docks["training"].isVisible()
    buttons["Train"].click()
    assert stage.bar.isHidden() and not stage.scene.is_staged and stage.window.docks["training"].isVisible()
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
    assert canvas.camera.zoom >= HALL_ZOOM - 1e-6
    large = stage.bar._sentence.font().pixelSize()
    stage.window.set_mode(mode_named("backprop"))
    QApplication.processEvents()
    assert canvas.camera.zoom <= 1 and stage.window._shows_all(), "at a desk the whole step is seen"
    assert stage.player.position == 9 and stage.bar._sentence.font().pixelSize() < large


def test_no_letter_is_too_small_for_a_hall(stage: Stage) -> None:
    stage.enter("present")
    stage.theatre.questions.ask(Place("gradient", "hidden", "weight", (0, 0)))
    stage.wait_until(lambda: stage.theatre.card.explanation is not None)
    QApplication.processEvents()
    written = [one for kind in (QLabel, QPushButton, QMenuBar, QComboBox) for one in stage.window.findChildren(kind)
               if one.isVisible() and (not hasattr(one, "text") or one.text())]  # fmt: skip
    small = [(one.font().pixelSize(), one) for one in written if one.fontInfo().pixelSize() < STAGE]
    assert len(written) > 20 and not small
    stage.window.set_mode(mode_named("backprop"))
    QApplication.processEvents()
    assert stage.window.top_bar.menu_bar.fontInfo().pixelSize() < STAGE, "at a desk they are as they were"


def test_before_the_step_has_begun_a_hall_sees_where_it_will(stage: Stage) -> None:
    stage.enter("present")
    canvas, first = stage.window.canvas, stage.player.moments[0]
    card = stage.scene.item_for_node[first.address].scene_body
    assert stage.player.position == 0
    assert canvas.mapToScene(canvas.viewport().rect()).boundingRect().contains(card)


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
    picker = stage.theatre._choice._picker
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
    picker = stage.theatre._choice._picker
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
