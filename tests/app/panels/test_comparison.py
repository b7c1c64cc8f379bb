"""The comparison dock draws both losses and says the scores of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.panels.comparison import ComparisonPanel
from app.session.comparison import Comparison
from app.session.compute import ComputeThread
from app.session.run import LoadedData
from app.theme import DARK, LIGHT
from engine.problem import Problem
from engine.training.events import Failed, Finished, StepDone
from tests.app.session.test_comparison import LONG, SICK, WELL


@pytest.fixture
def comparison(qapp: QApplication) -> Iterator[Comparison]:
    compute = ComputeThread()
    made = Comparison(compute, LoadedData())
    yield made
    compute.close()
    made._timer.stop()


@pytest.fixture
def panel(comparison: Comparison) -> Iterator[ComparisonPanel]:
    made = ComparisonPanel(comparison, LIGHT)
    made.create_plots()
    made.resize(520, 260)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_before_there_is_one_it_says_how_to_begin(panel: ComparisonPanel) -> None:
    assert panel._empty.isVisible() and not panel._content.isVisible() and "Train Both" in panel._empty.text()


def test_both_losses_are_drawn_as_they_come(
    panel: ComparisonPanel, comparison: Comparison, wait_until: Callable[..., None]
) -> None:
    comparison.start(SICK, WELL, "Use ReLU")
    assert panel._content.isVisible() and panel._stop.isVisible() and panel._words.text() == "Use ReLU"
    wait_until(lambda: not comparison.is_running, timeout=60)
    assert not panel._stop.isVisible() and panel._plot is not None
    for name, history in comparison.histories.items():
        assert panel._plot._data[name][1].tolist() == history.loss_curve.line()[1].tolist() and history.step == 3
    panel.set_theme(DARK)
    panel.grab()
    comparison.start(SICK, WELL, "Another")
    assert panel._words.text() == "Another" and not panel._scores.isVisible()
    assert all(len(xs) == 0 for xs, _ in panel._plot._data.values()), "nothing of the one before"
    wait_until(lambda: not comparison.is_running, timeout=60)


def test_a_press_ends_both(panel: ComparisonPanel, comparison: Comparison, wait_until: Callable[..., None]) -> None:
    comparison.start(LONG, LONG, "nothing")
    wait_until(lambda: comparison.steps > 1, timeout=60)
    panel._stop.click()
    wait_until(lambda: not comparison.is_running, timeout=60)
    assert not panel._stop.isVisible() and len(panel._scores.text().splitlines()) == 2


def test_the_scores_in_words(panel: ComparisonPanel, comparison: Comparison) -> None:
    train, validation = {"loss": 0.25, "accuracy": 0.5}, {"loss": 0.5, "accuracy": 0.75}
    comparison.results = {
        "original": Finished(3, False, train, validation, None, {}, 1.0),
        "remedied": Finished(3, False, train, None, None, {}, 1.0),
    }
    panel._show()
    assert panel._scores.text().splitlines() == [
        "as it is: loss 0.5000, Accuracy 0.750 (validation)",
        "changed: loss 0.2500, Accuracy 0.500 (train)",
    ]
    comparison.results = {
        "original": Failed(Problem("no_loss"), 0),
        "remedied": Finished(0, True, None, None, None, {}, 0),
    }
    panel._show()
    first, second = panel._scores.text().splitlines()
    assert first.startswith("as it is: expected a loss") and second.startswith("changed:")


def test_without_plots_it_says_the_words_all_the_same(comparison: Comparison) -> None:
    """The plots are made after the first picture of the window."""
    panel = ComparisonPanel(comparison, LIGHT)
    comparison.histories["original"].add([StepDone(1, 1, 0.5)])
    comparison.words = "Use ReLU"
    comparison.changed.emit()
    assert panel._words.text() == "Use ReLU"
    panel.set_theme(DARK)
    panel.create_plots()
    panel.deleteLater()
