"""The training panel says what the trainer does, and its primary button begins, pauses and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.panels.training import TrainingPanel
from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.trainer import RunState, Trainer
from app.theme import LIGHT
from engine.project import edits

Wait = Callable[..., None]


@pytest.fixture
def trainer(document: Document) -> Iterator[Trainer]:
    made = Trainer(document, ComputeThread())
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def panel(document: Document, trainer: Trainer) -> Iterator[TrainingPanel]:
    made = TrainingPanel(document, trainer, LIGHT)
    made.set_ready()
    made.train_wanted.connect(made.train_or_pause)  # as the window does
    made.step_wanted.connect(trainer.step_once)
    yield made
    made._timer.stop()
    made.deleteLater()


def test_the_primary_button_trains_pauses_resumes(panel: TrainingPanel, trainer: Trainer, wait_until: Wait) -> None:
    texts = [panel.train_text]
    panel.train_or_pause()
    wait_until(lambda: trainer.state is RunState.RUNNING)
    texts.append(panel.train_text)
    panel.train_or_pause()
    wait_until(lambda: trainer.state is RunState.PAUSED)
    texts.append(panel.train_text)
    panel.train_or_pause()
    assert trainer.state is RunState.RUNNING
    trainer.stop()
    wait_until(lambda: trainer.state is RunState.IDLE)
    assert texts == ["Train", "Pause", "Resume"]
    assert panel._epoch.text() == "Stopped"
    assert "accuracy" in panel._lines[1].text()


def test_a_step_is_one_update(panel: TrainingPanel, trainer: Trainer, document: Document, wait_until: Wait) -> None:
    panel._step.click()
    wait_until(lambda: trainer.state is RunState.PAUSED and trainer.history.step == 1)
    panel._step.click()
    wait_until(lambda: trainer.history.step == 2)
    panel._read()
    assert panel._epoch.text() == "Epoch 1 of 100, paused"
    assert panel._lines[0].text() == "batch 2 of 45"
    panel._stop.click()
    wait_until(lambda: trainer.state is RunState.IDLE)
    assert document.step == 2


def test_nothing_moves_while_the_button_changes(panel: TrainingPanel, trainer: Trainer, wait_until: Wait) -> None:
    panel.resize(panel.minimumSizeHint().width(), 260)
    width = panel.minimumSizeHint().width()
    trainer.train()
    wait_until(lambda: trainer.state is RunState.RUNNING)
    assert panel.minimumSizeHint().width() == width
    trainer.pause()
    assert panel.minimumSizeHint().width() == width
    trainer.discard()
    wait_until(lambda: trainer.state is RunState.IDLE)


def test_the_settings_stand_below_in_one_line(panel: TrainingPanel, document: Document) -> None:
    training = document.project.training
    document.apply(edits.set_training(document.project, type(training)(batch_size=7, seed=3)))
    assert panel._settings.text() == "Adam · lr 0.001 · batch 7 · seed 3"
