"""The docks: each has a panel and a place, each mode its own, and an arrangement of an earlier version does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar, QWidget

from app.frame import docks as docks_
from app.frame.docks import DOCKS, Docks
from app.frame.modes import MODES, mode_named
from app.main_window import MainWindow

NEW = ("comparison", "diagnosis", "help", "history", "update")


def make(window: QMainWindow) -> Docks:
    made = Docks(window)
    made.fill({spec.id: QWidget() for spec in docks_.DOCKS})
    return made


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[Callable[[], QMainWindow]]:
    made: list[QMainWindow] = []

    def factory() -> QMainWindow:
        made.append(QMainWindow())
        made[-1].resize(1400, 900)
        made[-1].setCentralWidget(QWidget())
        return made[-1]

    yield factory
    for window in made:
        window.close()
        window.deleteLater()


def opened(docks: Docks) -> set[str]:
    return {spec.id for spec in docks_.DOCKS if not docks[spec.id].isHidden()}


def test_every_dock_has_its_panel(window: MainWindow) -> None:
    assert {spec.id for spec in DOCKS} == set(window.panels.by_dock)
    for name, panel in window.panels.by_dock.items():
        assert window.docks[name].widget() is panel and window.docks[name].windowTitle()


def test_each_mode_opens_its_own_and_brings_one_to_the_front(window: MainWindow) -> None:
    window.show()
    for mode in MODES:
        window.set_mode(mode)
        QApplication.processEvents()
        assert opened(window.docks) == mode.docks, mode.id
        if mode.front:
            assert not window.docks[mode.front].visibleRegion().isEmpty(), mode.id
    for name in ("diagnosis", "update", "history"):
        window.set_mode(mode_named("backprop"))
        window.docks.open(name)
        QApplication.processEvents()
        assert not window.panels.by_dock[name].visibleRegion().isEmpty()


def test_an_arrangement_of_before_there_were_these_docks(
    windows: Callable[[], QMainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved by a version without them: they are where the mode wants them, or can be opened."""
    with monkeypatch.context() as patched:
        patched.setattr(docks_, "DOCKS", tuple(spec for spec in DOCKS if spec.id not in NEW))
        before = windows()
        old = make(before)
        old_modes = {mode.id: mode.docks - set(NEW) for mode in MODES}
        for mode in MODES[:2]:
            patched.setattr(Docks, "reset", lambda self, wanted=old_modes[mode.id]: _arrange(self, wanted))
            old.set_mode(mode)
        saved = old.saved()
    docks = make(windows())
    docks.restore(saved)
    for mode in (*MODES, *MODES):
        docks.set_mode(mode)
        QApplication.processEvents()
        assert opened(docks) >= old_modes[mode.id], mode.id
        assert opened(docks) <= mode.docks, mode.id
    docks.set_mode(mode_named("design"))
    docks.open("history")
    assert "history" in opened(docks)


@pytest.mark.parametrize("saved", [b"", b"nonsense", b"[1, 2]", b'{"train": 5}', b'{"train": "bm9uc2Vuc2U="}'])
def test_an_arrangement_that_makes_no_sense_is_passed_over(windows: Callable[[], QMainWindow], saved: bytes) -> None:
    docks = make(windows())
    docks.restore(QByteArray(saved))
    for mode in MODES:
        docks.set_mode(mode)
        assert opened(docks) == mode.docks


def test_what_a_person_arranged_comes_back_in_each_mode(windows: Callable[[], QMainWindow]) -> None:
    first = make(windows())
    for mode in MODES:
        first.set_mode(mode)
    first.set_mode(mode_named("backprop"))
    first["update"].hide()
    first.open("comparison")
    second = make(windows())
    second.restore(first.saved())
    second.set_mode(mode_named("backprop"))
    assert opened(second) == (mode_named("backprop").docks - {"update"}) | {"comparison"}
    second.set_mode(mode_named("train"))
    assert opened(second) == mode_named("train").docks
    second.reset()
    assert opened(second) == mode_named("train").docks


def _arrange(docks: Docks, wanted: frozenset[str]) -> None:
    for spec in docks_.DOCKS:
        docks._window.addDockWidget(spec.area, docks[spec.id])
        docks[spec.id].setVisible(spec.id in wanted)


def tabs_of(window: QMainWindow) -> list[list[str]]:
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [[bar.tabText(place) for place in range(bar.count())] for bar in bars if bar.count() and bar.isVisible()]


def test_no_tabs_of_another_arrangement_lie_beneath_those_that_count(window: MainWindow) -> None:
    window.resize(1390, 880)
    window.show()
    window.set_mode(mode_named("design"))
    window.docks.open("own_code")
    QApplication.processEvents()
    for name in ("train", "backprop", "design", "backprop"):
        window.set_mode(mode_named(name))
        QApplication.processEvents()
        window.docks._look()
        present = {window.docks[one].windowTitle() for one in opened(window.docks)}
        assert tabs_of(window) and all(set(tabs) <= present for tabs in tabs_of(window)), name
    window.docks["history"].setFloating(True)
    QApplication.processEvents()
    window.docks._look()
    assert all("History" not in tabs for tabs in tabs_of(window)) and tabs_of(window)
    window.docks["history"].setFloating(False)
    QApplication.processEvents()
    window.docks._look()
    assert any("History" in tabs for tabs in tabs_of(window))
