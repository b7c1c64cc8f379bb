"""The settings panel: every optimizer and schedule has a form, and a choice becomes a change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.panels.settings import SettingsPanel
from app.session.document import Document
from app.theme import LIGHT
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
