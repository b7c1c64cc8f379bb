"""Beside the stage: the update of the weight that is asked about, and gradients that are checked."""

from __future__ import annotations

from dataclasses import replace

from app.frame.modes import mode_named
from engine.backprop.explanation import Place
from engine.layers import remedies
from engine.project import edits
from engine.project.project import MAIN
from engine.settings.training import Chosen
from tests.app.frame.beside import Beside


def open_update(beside: Beside) -> None:
    beside.window.docks.open("update")
    beside.settle()


def test_the_update_of_what_is_selected_or_clicked(beside: Beside) -> None:
    beside.enter()
    open_update(beside)
    panel = beside.window.panels.update
    assert panel._empty.isVisible()
    beside.window.canvas.select(["hidden"])
    beside.settle()
    assert panel._title.text() == "weight of h" and "(L2 norm)" in panel._summary.text()
    beside.theatre.questions.ask(Place("after", "hidden", "weight", (1, 0)))
    beside.settle()
    assert panel._title.text() == "weight[1, 0] of h"
    assert panel._summary.text() == "SGD changed it from 3 to 3.0240, by 0.024000."
    clipped = replace(beside.project.training, clip={"norm": 1.0})
    beside.apply(edits.set_training(beside.project, clipped))
    beside.settle()
    beside.theatre.questions.ask(Place("clipped", "hidden", "weight", (0, 0)))
    beside.settle()
    assert panel._title.text() == "weight[0, 0] of h" and panel._work.clipped is not None  # type: ignore[union-attr]
    beside.theatre.questions.ask(Place("output", "hidden", "output", (0, 0)))
    beside.settle()
    assert panel._title.text() == "weight of h", "a value is no weight: the selected layer counts"
    beside.window.canvas.select(["relu1"])
    beside.settle()
    assert panel._empty.isVisible() and panel._work is None
    beside.theatre.questions.ask(Place("gradient", "output", "weight", (0, 1)))
    beside.settle()
    assert panel._work is not None and panel._work.index == (0, 1)
    beside.theatre.questions.close()
    beside.settle()
    assert panel._work is None


def test_the_update_follows_the_step(beside: Beside) -> None:
    beside.enter()
    beside.window.canvas.select(["hidden"])
    open_update(beside)
    panel = beside.window.panels.update
    settings = replace(beside.project.training, optimizer=Chosen("Adam", {"lr": 0.1}))
    beside.apply(edits.set_training(beside.project, settings))
    beside.settle()
    assert panel._work is not None and panel._work.kind == "Adam" and len(panel._work.stages) > 5
    beside.apply(edits.set_frozen(beside.project, MAIN, "hidden", True))
    beside.settle()
    assert panel._work is not None and "No optimizer has it" in panel._summary.text()
    beside.apply(edits.remove(beside.project, MAIN, ["loss"]))
    beside.settle()
    assert panel._empty.isVisible(), "without a loss there is no update"
    beside.window.set_mode(mode_named("train"))
    assert panel._work is None


def test_what_nobody_sees_is_told_when_it_is_seen(beside: Beside) -> None:
    beside.enter()
    beside.window.canvas.select(["hidden"])
    beside.settle()
    panel = beside.window.panels.update
    assert panel._work is None
    open_update(beside)
    beside.wait_until(lambda: panel._work is not None)


# ------------------------------------------------------------------ checking gradients


def test_the_gradients_are_checked_at_the_selected_layers_or_at_all(beside: Beside) -> None:
    beside.enter()
    beside.diagnose()
    panel = beside.window.panels.diagnosis
    panel._check.click()
    assert panel._checked.isVisibleTo(panel) and panel._checked.text() == "Comparing…"
    beside.settle()
    whole = panel._checked.text()
    assert whole not in ("", "Comparing…") and panel._checked.property("state") == "good"
    beside.window.canvas.select(["hidden"])
    panel._check.click()
    beside.settle()
    assert panel._checked.text() not in ("", "Comparing…", whole)
    panel._check.click()
    beside.theatre.rehearse()
    beside.settle()
    assert panel._checked.text() == "", "what was asked of the step before is answered no more"


def test_a_remedy_of_no_node_changes_the_settings(beside: Beside) -> None:
    beside.enter()
    beside.window.stage_display.remedy("", remedies.training("optimizer.params.lr", 0.5))
    assert beside.project.training.optimizer.params["lr"] == 0.5
