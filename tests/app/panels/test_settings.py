"""The settings panel: every optimizer and schedule has a form, and a choice becomes a change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.panels.settings import SettingsPanel
from app.session.document import Document
from app.theme import LIGHT
from engine.project import edits
from engine.settings.optimizers import optimizers
from engine.settings.schedules import schedules


@pytest.fixture
def panel(document: Document) -> Iterator[SettingsPanel]:
    made = SettingsPanel(document, LIGHT)
    yield made
    made.deleteLater()


@pytest.mark.parametrize("name", list(optimizers()))
def test_every_optimizer_gets_a_form(panel: SettingsPanel, document: Document, name: str) -> None:
    panel._optimizer._choose("optimizer", name)
    assert document.project.training.optimizer.kind == name
    assert set(panel._optimizer._form.rows) == set(optimizers()[name].parameters)


@pytest.mark.parametrize("name", list(schedules()))
def test_every_schedule_gets_a_form_and_can_be_left_out(panel: SettingsPanel, document: Document, name: str) -> None:
    panel._schedule._choose("schedule", name)
    assert document.project.training.schedule is not None
    assert document.project.training.schedule.kind == name
    assert set(panel._schedule._form.rows) == set(schedules()[name].parameters)
    panel._schedule._choose("schedule", None)
    assert document.project.training.schedule is None


def test_a_parameter_of_the_optimizer_is_set_reset_and_undone(panel: SettingsPanel, document: Document) -> None:
    before = document.project.training
    panel._optimizer._set_param("lr", 0.5)
    assert document.project.training.optimizer.params["lr"] == 0.5
    panel._optimizer._reset_param("lr")
    assert "lr" not in document.project.training.optimizer.params
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project.training == before


def test_options_become_settings(panel: SettingsPanel, document: Document) -> None:
    panel._options.committed.emit("epochs", 3)
    panel._options.committed.emit("threads", 2)
    assert (document.project.training.epochs, document.project.training.threads) == (3, 2)
    panel._options.reset.emit("threads")
    assert document.project.training.threads is None


def test_values_that_do_not_go_together_are_marked(panel: SettingsPanel) -> None:
    panel._optimizer._choose("optimizer", "SGD")
    panel._optimizer._set_param("nesterov", True)  # needs momentum
    marked = [row for row in panel._optimizer._form.rows.values() if row.field.problem]
    assert marked or panel._optimizer._problem.text()


def test_clipping_is_switched_on_changed_and_off_and_each_step_is_undone(
    panel: SettingsPanel, document: Document
) -> None:
    form, choice = panel._clip, panel._clip._choice
    assert choice.value() is None and not form._form.rows
    choice.committed.emit("clip", "norm")
    assert document.project.training.clip == {"norm": 1.0}
    assert choice.value() == "norm" and list(form._form.rows) == ["norm", "norm_type"]
    form._form.committed.emit("norm", 0.25)
    choice.committed.emit("clip", "value, norm")
    assert document.project.training.clip == {"value": 0.5, "norm": 0.25}
    assert list(form._form.rows) == ["value", "norm", "norm_type"]
    choice.committed.emit("clip", "value")
    assert document.project.training.clip == {"value": 0.5} and list(form._form.rows) == ["value"]
    choice.committed.emit("clip", None)
    assert document.project.training.clip is None and not form._form.rows
    for expected in ({"value": 0.5}, {"value": 0.5, "norm": 0.25}, {"norm": 0.25}, {"norm": 1.0}, None):
        document.undo_stack.undo()
        assert document.project.training.clip == expected
    assert choice.value() is None


def test_a_limit_that_is_emptied_is_none(panel: SettingsPanel, document: Document) -> None:
    panel._clip._choice.committed.emit("clip", "value, norm")
    panel._clip._form.committed.emit("norm_type", 1.0)
    panel._clip._form.committed.emit("value", None)
    assert document.project.training.clip == {"norm": 1.0, "norm_type": 1.0}
    panel._clip._form.reset.emit("norm_type")
    panel._clip._form.reset.emit("norm")
    assert document.project.training.clip is None


def test_clipping_of_a_file_is_shown_with_what_is_wrong_and_what_is_not_known_stays(
    panel: SettingsPanel, document: Document
) -> None:
    training = replace(document.project.training, clip={"norm": -1, "later": True})
    document.apply(edits.set_training(document.project, training), None)
    assert panel._clip._choice.value() == "norm"
    assert panel._clip._form.rows["norm"].field.problem
    assert "later" in panel._clip._problem.text()
    panel._clip._form.committed.emit("norm", 2.0)
    assert document.project.training.clip == {"norm": 2.0, "later": True}
