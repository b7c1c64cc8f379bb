"""Time travel in the window: the slider of the history dock leads the stage, and trainings go on from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.frame.modes import mode_named
from app.main_window import MainWindow
from app.session.trainer import RunState
from engine.problem import Problem, ProblemError
from engine.project import edits
from engine.project.project import MAIN
from engine.settings.training import Chosen
from engine.training.rehearsal import Samples
from tests.app.conftest import Answers
from tests.app.session.travelling import LONG, POINTS, STEPS, every_state  # noqa: F401
from tests.app.theatre.on_stage import Stage

Make = Callable[[], MainWindow]


class Past(Stage):
    """A window whose training has left its states, with its stage lit."""

    @property
    def panel(self):  # type: ignore[no-untyped-def]
        return self.window.panels.history

    def train(self, project=POINTS) -> Past:  # type: ignore[no-untyped-def]
        self.window.history_display.set_ready()
        self.window.document.new(project)
        self.window.checker.check()
        self.window.theatre.set_samples(Samples(count=4))
        self.window.trainer.train()
        self.finish()
        self.enter()
        return self

    def finish(self) -> None:
        trainer = self.window.trainer
        self.wait_until(lambda: trainer.state is RunState.IDLE and not trainer._compute.taken_by, timeout=60)
        self.settle()

    def go_to(self, step: int | None) -> None:
        """As a person does with the slider, until the stage shows it."""
        steps = [int(one) for one in self.panel._kept.steps]
        self.panel.slider.setSliderDown(True)
        self.panel.slider.setSliderPosition(len(steps) if step is None else steps.index(step))
        self.panel.slider.setSliderDown(False)
        self.wait_until(lambda: not self.panel._rest.isActive())
        self.settle()

    def weights(self, node: str, name: str = "weight") -> np.ndarray:
        """That the stage shows before the update."""
        assert self.theatre.step is not None, self.problem
        return self.theatre.step.nodes[node].parameters[name]

    @property
    def curve_mark(self) -> float | None:
        plot = self.window.panels.curves._loss
        assert plot is not None
        return plot._mark.value() if plot._mark.isVisible() else None

    @property
    def message(self) -> str:
        messages = self.window.messages
        return "" if messages.isHidden() else messages._text.text()


@pytest.fixture
def past(every_state: None, stage: Stage) -> Past:  # noqa: F811
    return Past(stage.window, stage.wait_until)


# ------------------------------------------------------------------ looking


def test_the_stage_shows_the_state_at_which_the_slider_rests(past: Past) -> None:
    past.train()
    now = past.weights("fc1")
    past.player.go_to(4)
    for step in (3, 0, STEPS - 1):
        past.go_to(step)
        kept = past.window.time_travel._states.at(step)
        assert kept is not None
        np.testing.assert_array_equal(past.weights("fc1"), kept.state.parameters["fc1.weight"])
        assert past.curve_mark == step and past.player.position == 4, "it stands where it stood"
    past.panel._now.click()
    past.wait_until(lambda: past.curve_mark is None)
    past.settle()
    np.testing.assert_array_equal(past.weights("fc1"), now)
    np.testing.assert_array_equal(now, past.window.document.weights["fc1.weight"])


def test_a_question_that_is_open_is_asked_of_each_state(past: Past) -> None:
    from engine.backprop.explanation import Place

    past.train()
    past.theatre.questions.ask(Place("after", "fc2", "bias", (0,)))
    past.settle()
    values = set()
    for step in (None, 2, 7):
        past.go_to(step)
        explanation = past.theatre.card.explanation
        assert explanation is not None and past.theatre.step is not None
        assert explanation.value == past.theatre.step.nodes["fc2"].after["bias"][0]
        values.add(explanation.value)
    assert len(values) == 3


def test_leaving_the_stage_leads_back_to_now(past: Past) -> None:
    past.train().go_to(3)
    past.window.set_mode(mode_named("train"))
    past.wait_until(lambda: past.curve_mark is None)
    assert past.panel.step is None
    past.enter()
    past.settle()
    np.testing.assert_array_equal(past.weights("fc1"), past.window.document.weights["fc1.weight"])


def test_a_state_that_is_chosen_elsewhere_lights_the_stage(past: Past) -> None:
    past.train()
    past.window.set_mode(mode_named("train"))
    assert past.theatre.step is None
    past.go_to(2)
    past.wait_for_step()
    assert past.window._mode.id == "backprop" and not past.panel.visibleRegion().isEmpty() and past.curve_mark == 2
    kept = past.window.time_travel._states.at(2)
    assert kept is not None
    np.testing.assert_array_equal(past.weights("fc1"), kept.state.parameters["fc1.weight"])
    past.window.set_mode(mode_named("present"))
    past.go_to(5)
    assert past.window._mode.id == "present" and past.curve_mark == 5


def test_an_edited_graph_says_on_the_stage_why_the_state_cannot_be_shown(past: Past) -> None:
    past.train().go_to(3)
    past.apply(edits.set_param(past.project, MAIN, "fc1", "out_features", 5))
    past.settle()
    assert past.theatre.step is None
    assert past.problem.startswith("expected a state of this network and its optimizer")
    past.panel._go_on.click()
    assert past.message.startswith("expected a state of this network") and past.window.trainer.state is RunState.IDLE
    assert past.panel.step == 3, "nothing went on, so nothing is left"
    past.panel._now.click()
    past.wait_until(lambda: past.theatre.step is not None)
    assert past.problem == ""


def test_another_project_forgets_all_of_it(past: Past) -> None:
    past.train().go_to(3)
    past.window.document.new(replace(POINTS, name="Other"))
    past.window.checker.check()
    past.wait_until(lambda: past.curve_mark is None)
    past.settle()
    assert past.panel._empty.isVisibleTo(past.panel) and past.panel.step is None and past.theatre._at_step is None


def test_the_dock_follows_the_settings_of_the_training_alone(past: Past) -> None:
    past.train()
    panel = past.panel
    assert (panel._optimizer.currentText(), panel._lr.text()) == ("Adam", "0.01")
    panel._optimizer.setCurrentText("SGD")
    past.apply(edits.set_title(past.project, MAIN, "fc1", "first"))
    assert panel._optimizer.currentText() == "SGD", "what a person has chosen stays"
    settings = replace(past.project.training, optimizer=Chosen("RMSprop", {}))
    past.apply(edits.set_training(past.project, settings))
    assert (panel._optimizer.currentText(), panel._lr.text()) == ("RMSprop", "0.01"), "its default"


# ------------------------------------------------------------------ going on, branching off


def test_a_press_goes_on_from_the_state_and_leads_to_now(past: Past) -> None:
    past.train()
    losses = past.window.trainer.history.loss_curve
    past.go_to(4)
    past.panel._go_on.click()
    assert past.panel.step is None
    past.finish()
    again = past.window.trainer.history.loss_curve
    np.testing.assert_array_equal(again.steps, losses.steps)
    np.testing.assert_array_equal(again.low, losses.low)
    assert past.theatre._at_step is None and past.curve_mark is None


def test_the_axis_of_the_curves_ends_where_the_training_will(past: Past) -> None:
    past.train().go_to(4)
    past.panel._go_on.click()
    past.finish()
    assert past.window.panels.curves._run == (0, STEPS)


def test_a_branch_is_drawn_beside_the_run_it_left_and_both_are_listed(
    past: Past, answers: Answers, tmp_path: Path
) -> None:
    past.train()
    answers.path = tmp_path / "net.chainrule"
    assert past.window.files.save()
    left = past.window.trainer.history.loss_curve.line()
    past.go_to(4)
    count = past.window.document.undo_stack.count()
    past.panel._lr.setText("0.5")
    past.panel._branch.click()
    past.finish()
    assert past.panel._runs.text().splitlines() == [
        f"Run 2: {STEPS} steps, branched off run 1 at step 4",
        f"Run 1: {STEPS} steps",
    ]
    assert past.window.document.undo_stack.count() == count + 1
    assert past.panel._lr.text() == "0.5" and past.project.training.optimizer.params["lr"] == 0.5
    plot = past.window.panels.curves._loss
    assert plot is not None
    np.testing.assert_array_equal(plot._data["left"][1], left[1])
    past.window.document.reset_weights()
    past.window.trainer.train()
    past.finish()
    assert len(plot._data["left"][0]) == 0, "what trains now has left nothing"


def test_runs_that_lie_beside_a_file_are_listed_when_it_is_opened(past: Past, answers: Answers, tmp_path: Path) -> None:
    past.train()
    answers.path = tmp_path / "net.chainrule"
    assert past.window.files.save()
    past.go_to(4)
    past.panel._branch.click()
    past.finish()
    listed = past.panel._runs.text()
    answers.unsaved = "discard"
    past.window.files.open_example("chain-rule-by-hand")
    assert past.panel._runs.text() != listed
    past.window.files.open(tmp_path / "net.chainrule")
    assert past.panel._runs.text() == listed and past.panel._runs.isVisibleTo(past.panel)
    (tmp_path / "net.runs" / "7").mkdir()
    (tmp_path / "net.runs" / "notes.txt").write_text("mine", encoding="utf-8")
    past.window.history_display.set_ready()
    assert past.panel._runs.text() == listed, "what is no run is passed over"


def test_without_a_file_only_the_runs_of_the_present_project_are_listed(past: Past, answers: Answers) -> None:
    answers.unsaved = "discard"
    past.train()
    past.go_to(4)
    past.panel._branch.click()
    past.finish()
    first = past.panel._runs.text().splitlines()
    assert len(first) == 2 and first[0].endswith("at step 4")
    past.window.files.open_example("chain-rule-by-hand")
    assert past.panel._runs.text() == "", "they lie in the same folder, but are another project's"
    past.train()
    past.go_to(6)
    past.panel._branch.click()
    past.finish()
    second = past.panel._runs.text().splitlines()
    assert len(second) == 2 and second[0].endswith("at step 6") and not set(first) & set(second)


def test_nothing_beside_the_file_is_read_before_the_engine_is_there(make_window: Make, tmp_path: Path) -> None:
    window = make_window()
    (tmp_path / "net.runs" / "1").mkdir(parents=True)
    window.document.new(POINTS)
    window.document.save(tmp_path / "net.chainrule")
    assert window.panels.history._runs.text() == ""


def test_a_folder_that_cannot_be_written_is_told_and_the_window_lives_on(
    past: Past, answers: Answers, tmp_path: Path
) -> None:
    past.train()
    answers.path = tmp_path / "net.chainrule"
    assert past.window.files.save()
    (tmp_path / "net.runs").write_text("in the way", encoding="utf-8")
    past.go_to(4)
    past.panel._branch.click()
    assert past.message.startswith("could not write") and past.panel.step == 4
    assert past.window.trainer.state is RunState.IDLE
    past.panel._go_on.click()
    past.finish()
    assert past.window.trainer.history.step == STEPS


def test_a_disk_that_is_full_in_the_midst_is_told_too(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.training.runs import RunFolder

    def full(self: object, *_: object) -> None:
        raise ProblemError(Problem("file_not_writable", {"received": "no space left"}))

    past.train().go_to(4)
    monkeypatch.setattr(RunFolder, "save", full)
    past.panel._branch.click()
    past.finish()
    assert past.message == "could not write: no space left"


def test_while_two_networks_are_compared_no_training_goes_on(past: Past) -> None:
    past.train()
    past.window.comparison.start(LONG, LONG, "nothing")
    past.go_to(4)
    project = past.project
    for button in (past.panel._go_on, past.panel._branch):
        button.click()
        assert "Stop the comparison first" in past.window.status.currentMessage()
        past.window.status.clearMessage()
    assert past.project is project and past.window.trainer.state is RunState.IDLE
    past.window.comparison.stop()
    past.wait_until(lambda: not past.window.comparison.is_running, timeout=60)


# ------------------------------------------------------------------ while it trains


def test_a_running_training_is_looked_back_at_and_left(past: Past) -> None:
    past.train()
    past.window.document.new(LONG)
    past.window.checker.check()
    past.window.theatre.set_samples(Samples(count=4))
    past.window.trainer.train()
    past.wait_until(lambda: past.window.trainer.history.step > 40, timeout=60)
    past.window.trainer.pause()
    past.wait_until(lambda: past.window.trainer.state is RunState.PAUSED)
    past.settle()
    past.wait_until(lambda: past.panel._kept is not None and 30 in past.panel._kept.steps)
    past.go_to(10)
    np.testing.assert_array_equal(
        past.weights("fc2"),
        past.window.time_travel._states.at(10).state.parameters["fc2.weight"],  # type: ignore[union-attr]
    )
    losses = past.window.trainer.history.loss_curve
    past.panel._go_on.click()
    trainer = past.window.trainer
    past.wait_until(lambda: trainer.state is RunState.RUNNING and trainer.history.step > 40, timeout=60)
    trainer.stop()
    past.finish()
    again = trainer.history.loss_curve
    np.testing.assert_array_equal(again.low[:40], losses.low[:40])


# ------------------------------------------------------------------ the memory


def test_the_memory_is_kept_from_one_start_to_the_next(make_window: Make, every_state: None) -> None:  # noqa: F811
    first = make_window()
    assert first.panels.history._memory.value() == 256
    first.panels.history._memory.setValue(0)
    first.panels.history._memory.editingFinished.emit()
    assert first.time_travel._states.megabytes == 0
    second = make_window()
    assert second.panels.history._memory.value() == 0 and second.time_travel._states.megabytes == 0
    assert second.panels.history._empty.text() == "No states are kept: there is no memory for them."
