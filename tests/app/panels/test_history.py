"""The history dock: a slider over the kept states, from which a person goes on or branches off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.history import SETTLE, HistoryPanel, ShownRun
from app.theme import LIGHT
from tests.app.panels.kept import kept_of

Wait = Callable[..., None]


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[HistoryPanel]:
    made = HistoryPanel(["Adam", "SGD"], 256, LIGHT)
    made.show_settings("Adam", {"lr": 0.01}, 0.001)
    made.resize(336, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()


class Told:
    """Every wish of the panel."""

    def __init__(self, panel: HistoryPanel) -> None:
        self.times: list[Any] = []
        self.on: list[int] = []
        self.branches: list[Any] = []
        self.memory: list[int] = []
        panel.time_wanted.connect(self.times.append)
        panel.go_on_wanted.connect(self.on.append)
        panel.branch_wanted.connect(lambda step, settings: self.branches.append((step, *settings)))
        panel.memory_changed.connect(self.memory.append)


@pytest.fixture
def told(panel: HistoryPanel) -> Told:
    return Told(panel)


def go_to(panel: HistoryPanel, place: int) -> None:
    """As with the mouse."""
    panel.slider.setSliderDown(True)
    panel.slider.setSliderPosition(place)
    panel.slider.setSliderDown(False)


# ------------------------------------------------------------------ what it shows


def test_before_a_training_it_says_what_will_be_here(panel: HistoryPanel) -> None:
    assert panel._empty.isVisible() and not panel._content.isVisible() and panel.step is None
    assert "While the network trains" in panel._empty.text() and panel._cost.text() == ""
    assert not panel._runs.isVisible() and not panel._runs_heading.isVisible()


def test_where_none_are_kept_it_says_why(panel: HistoryPanel) -> None:
    panel._memory.setValue(0)
    assert (
        panel._empty.text() == "No states are kept: there is no memory for them."
        and panel._memory.text() == "keep none"
    )
    panel._memory.setValue(1)
    assert "While the network trains" in panel._empty.text()
    panel.show_kept(kept_of(largest=5_000_000), 1.0)
    assert panel._empty.isVisible() and "one takes 5.0 MB" in panel._empty.text()
    assert panel._cost.text().startswith("0 states are kept in 0 B of 1.0 MB")


def test_the_states_and_what_they_cost(panel: HistoryPanel) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    assert not panel._empty.isVisible() and panel._content.isVisible()
    assert (panel.slider.minimum(), panel.slider.maximum(), panel.slider.value()) == (0, 3, 3)
    assert panel.step is None and panel._where.text() == "Now"
    assert panel._cost.text() == (
        "3 states are kept in 3.0 kB of 1.0 MB; one takes 1.0 kB. Keeping them took 5.0 % of the time."
    )
    assert not any(button.isEnabled() for button in (panel._now, panel._go_on, panel._branch))
    panel.show_kept(kept_of(0, 5, 12), 0.0)
    assert "0 %" in panel._cost.text(), "nothing is divided by no time"


def test_the_place_of_the_slider_in_words(panel: HistoryPanel) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    assert panel.step == 5 and panel._where.text() == "After step 5, in epoch 1, loss 0.2000"
    assert all(button.isEnabled() for button in (panel._now, panel._go_on, panel._branch))
    go_to(panel, 0)
    assert panel._where.text() == "After step 0, in epoch 1", "no loss was read there"


def test_runs_are_listed_below(panel: HistoryPanel) -> None:
    panel.show_runs([ShownRun("2", "Run 2: 90 steps, branched off run 1 at step 40"), ShownRun("1", "Run 1: 50 steps")])
    assert panel._runs.isVisible() and panel._runs_heading.isVisible()
    assert panel._runs.text().splitlines() == ["Run 2: 90 steps, branched off run 1 at step 40", "Run 1: 50 steps"]
    panel.show_runs(())
    assert not panel._runs.isVisible()


# ------------------------------------------------------------------ the slider


def test_only_where_the_slider_rests_is_looked_at(panel: HistoryPanel, told: Told, wait_until: Wait) -> None:
    panel.show_kept(kept_of(*range(20)), 10.0)
    for place in range(15, 3, -1):
        go_to(panel, place)
    assert told.times == [] and panel._rest.interval() == SETTLE
    wait_until(lambda: told.times)
    assert told.times == [4]


def test_the_keys_go_from_state_to_state(panel: HistoryPanel, told: Told, wait_until: Wait) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    for key, step in ((Qt.Key.Key_Left, 12), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Right, 5), (Qt.Key.Key_End, None)):
        QTest.keyClick(panel.slider, key)
        count = len(told.times)
        wait_until(lambda: len(told.times) > count)  # noqa: B023
        assert told.times[-1] == step == panel.step
        assert panel._where.text().startswith("Now" if step is None else f"After step {step},")


def test_the_slider_stays_at_its_step_while_states_come_and_go(
    panel: HistoryPanel, told: Told, wait_until: Wait
) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    wait_until(lambda: told.times)
    panel.show_kept(kept_of(0, 2, 5, 12, 20), 11.0)
    assert panel.step == 5 and panel.slider.value() == 2
    panel.show_kept(kept_of(5, 20), 12.0)
    assert panel.step == 5 and panel.slider.value() == 0
    assert not panel._rest.isActive() and told.times == [5], "nothing else is looked at"


def test_at_now_it_stays_at_now(panel: HistoryPanel, told: Told) -> None:
    panel.show_kept(kept_of(0, 5), 10.0)
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    assert panel.step is None and panel.slider.value() == 3 and not panel._rest.isActive()


@pytest.mark.parametrize("left", [(0, 12), ()])
def test_a_state_that_is_given_up_under_the_slider_leads_to_now(
    panel: HistoryPanel, told: Told, wait_until: Wait, left: tuple[int, ...]
) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    wait_until(lambda: told.times == [5])
    panel.show_kept(kept_of(*left), 10.0)
    assert panel.step is None and panel._where.text() == "Now"
    wait_until(lambda: told.times == [5, None])


def test_another_project_leads_to_now_too(panel: HistoryPanel, told: Told, wait_until: Wait) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    panel.show_kept(None, 0.0)
    assert panel.step is None and panel._empty.isVisible() and panel._cost.text() == ""
    wait_until(lambda: told.times)
    assert told.times == [None]


def test_back_to_now(panel: HistoryPanel, told: Told, wait_until: Wait) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    panel._now.click()
    assert panel.step is None and panel._where.text() == "Now" and not panel._now.isEnabled()
    wait_until(lambda: told.times)
    assert told.times == [None]


# ------------------------------------------------------------------ going on, branching off


def test_going_on_says_from_where(panel: HistoryPanel, told: Told) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    panel._go_on.click()
    go_to(panel, 0)
    panel._go_on.click()
    assert told.on == [0]
    panel._rest.stop()


def test_a_branch_begins_with_the_settings_of_the_project(panel: HistoryPanel, told: Told) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    assert panel._optimizer.currentText() == "Adam" and panel._lr.text() == "0.01"
    go_to(panel, 2)
    panel._branch.click()
    panel._optimizer.setCurrentText("SGD")
    panel._lr.setText(" 1e-3 ")
    panel._branch.click()
    panel._lr.clear()
    panel._branch.click()
    panel._lr.setText("0")
    panel._branch.click()
    assert told.branches == [(12, "Adam", 0.01), (12, "SGD", 0.001), (12, "SGD", None), (12, "SGD", 0.0)]
    panel._rest.stop()


@pytest.mark.parametrize("nonsense", ["abc", "-1", "nan", "inf", "0,1", "1e999", "1 2", "0.1x"])
def test_a_rate_that_is_none_is_refused_beside_its_field(panel: HistoryPanel, told: Told, nonsense: str) -> None:
    panel.show_kept(kept_of(0, 5, 12), 10.0)
    go_to(panel, 1)
    panel._lr.setText(nonsense)
    panel._branch.click()
    assert told.branches == [] and panel._lr_problem.isVisible()
    assert panel._lr_problem.text() == "expected a number of 0 or more" and panel._lr.text() == nonsense
    panel._lr.setText("0.5")
    panel._branch.click()
    assert told.branches == [(5, "Adam", 0.5)] and not panel._lr_problem.isVisible()
    panel._rest.stop()


def test_no_digit_of_a_rate_is_lost(panel: HistoryPanel, told: Told) -> None:
    panel.show_settings("SGD", {"lr": 0.0012345678901}, 0.1)
    assert float(panel._lr.text()) == 0.0012345678901 and panel._optimizer.currentText() == "SGD"
    panel.show_settings("SGD", {}, 0.1)
    assert panel._lr.text() == "0.1"
    panel.show_settings("Adam", {"lr": 1}, 0.1)
    assert panel._lr.text() == "1"
    panel.show_settings("Other", {}, None)
    assert panel._lr.text() == ""


def test_what_is_being_typed_is_left_alone(panel: HistoryPanel) -> None:
    panel.show_kept(kept_of(0, 5), 1.0)
    panel.activateWindow()
    QTest.qWaitForWindowActive(panel)
    panel._lr.setFocus()
    panel._lr.setText("0.0")
    panel.show_settings("Adam", {"lr": 0.5}, None)
    assert panel._lr.text() == "0.0"


def test_the_memory_is_told_when_it_was_typed(panel: HistoryPanel, told: Told) -> None:
    assert panel._memory.value() == 256
    panel._memory.setValue(128)
    assert told.memory == []
    panel._memory.editingFinished.emit()
    assert told.memory == [128]
