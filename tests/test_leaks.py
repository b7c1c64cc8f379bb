"""The guard of every other test: does it see what a test leaves behind, and nothing else?"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEasingCurve, QObject, QThread, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests import leaks
from tests.leaks import LeakDetector

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE", 0.05)


def found_after(action: Callable[[], object]) -> list[str]:
    """What the detector says of an action; what the action returns lives until it has looked."""
    detector = LeakDetector()
    with detector:
        kept = action()
    del kept
    return detector.found


def test_a_running_thread_is_named_with_the_place_where_it_waits() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten", daemon=True)
    found = found_after(thread.start)
    end.set()
    thread.join()
    assert len(found) == 1
    assert "forgotten" in found[0]
    assert "in wait" in found[0]


def test_a_thread_that_ends_soon_is_no_leak() -> None:
    assert found_after(lambda: threading.Thread(target=lambda: None).start()) == []


def test_a_running_timer_is_named_stopped_and_placed() -> None:
    timer = QTimer(objectName="heartbeat")
    found = found_after(lambda: timer.start(1000))
    assert len(found) == 1
    assert "QTimer 'heartbeat'" in found[0]
    assert "test_leaks.py" in found[0]
    assert not timer.isActive()


def test_a_stopped_or_deleted_timer_is_no_leak() -> None:
    def start_and_forget() -> None:
        QTimer().start(1000)
        timer = QTimer()
        timer.start(1000)
        timer.stop()

    assert found_after(start_and_forget) == []


def test_a_timer_started_by_a_signal_that_carries_something() -> None:
    class Source(QObject):
        changed = Signal(object)

    source, timer = Source(), QTimer(interval=1000)

    def emit() -> None:
        source.changed.connect(timer.start)
        source.changed.emit({"what": "anything"})

    found = found_after(emit)
    assert [text.partition(":")[0] for text in found] == ["a timer is still running"]


def test_a_running_animation_is_named() -> None:
    animation = QVariantAnimation(startValue=0.0, endValue=1.0, duration=10_000, easingCurve=QEasingCurve.Type.Linear)
    assert "QVariantAnimation" in found_after(lambda: animation.start())[0]
    assert animation.state() == QVariantAnimation.State.Stopped


def test_a_running_qt_thread_is_named_and_asked_to_quit() -> None:
    thread = QThread(objectName="worker")
    found = found_after(lambda: thread.start())
    assert thread.wait(5000)
    assert "a Qt thread is still running: QThread 'worker'" in found[0]


def test_a_window_left_open_is_named_once_and_deleted() -> None:
    def open_window() -> QWidget:
        window = QWidget(windowTitle="Chainrule")
        window.show()
        QDialog(window).show()
        return window

    found = found_after(open_window)
    assert found == ["a window was not closed and deleted: QWidget titled 'Chainrule'"]
    assert not [window for window in QApplication.topLevelWidgets() if window.windowTitle() == "Chainrule"]


def test_a_window_that_only_a_cycle_holds_is_no_leak() -> None:
    def forget() -> None:
        window = QWidget()
        window.itself = window
        window.show()

    assert found_after(forget) == []


def test_exceptions_that_qt_would_swallow_are_told() -> None:
    class Broken(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            raise ValueError("while painting")

    def raise_both() -> None:
        QTimer.singleShot(0, lambda: {}["in a slot"])
        widget = Broken()
        widget.show()
        QApplication.processEvents()

    found = found_after(raise_both)
    assert len(found) == 2
    assert "KeyError: 'in a slot'" in "".join(found)
    assert "ValueError: while painting" in "".join(found)
