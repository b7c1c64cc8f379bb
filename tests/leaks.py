"""Finds what a test leaves behind: threads, windows, running timers and animations, swallowed exceptions."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from types import TracebackType
from typing import Any

PATIENCE = 3.0  # seconds that a thread gets to end after its test
_FITTING = (Enum, timedelta)  # with whole numbers, all that `start` takes: a policy, a priority, an interval


class LeakDetector:
    """A context around one test; afterwards `found` holds one text for each thing that should not be there."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._exceptions: list[str] = []
        self._restore: list[Callable[[], None]] = []
        # What was started inside, by a weak reference, with the place; the test's own timers die with the test.
        self._started: list[tuple[weakref.ref[Any], str, Callable[[Any], bool], str]] = []

    def __enter__(self) -> None:
        self._threads = set(threading.enumerate())
        self._hook = sys.excepthook
        sys.excepthook = self._on_exception  # where PySide reports what was raised in a slot or an event handler
        if "PySide6.QtCore" in sys.modules:
            self._watch_qt()
        self._windows = set(_windows())

    def __exit__(self, *_: object) -> None:
        try:
            self._look()
        finally:
            sys.excepthook = self._hook
            for restore in self._restore:
                restore()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._exceptions.append("".join(traceback.format_exception(kind, error, trace)))

    def _forget_exceptions(self) -> None:
        """Python keeps the last one, whose traceback would hold the windows that it went through."""
        if self._exceptions:
            for name in ("last_type", "last_value", "last_traceback", "last_exc"):
                vars(sys).pop(name, None)

    def _watch_qt(self) -> None:
        from PySide6.QtCore import QAbstractAnimation, QThread, QTimer

        running = QAbstractAnimation.State.Running
        self._watch(QTimer, "timer", lambda timer: timer.isActive())
        self._watch(QThread, "Qt thread", lambda thread: thread.isRunning())
        self._watch(QAbstractAnimation, "animation", lambda animation: animation.state() == running)

    def _watch(self, kind: Any, word: str, is_running: Callable[[Any], bool]) -> None:
        start = kind.start

        def recorded(target: Any, *arguments: Any) -> Any:
            self._started.append((weakref.ref(target), word, is_running, _caller()))
            # A signal that is connected to `start` hands over whatever it carries; Qt's own slot would drop it.
            return start(target, *(given for given in arguments if type(given) is int or isinstance(given, _FITTING)))

        kind.start = recorded
        self._restore.append(lambda: setattr(kind, "start", start))

    def _look(self) -> None:
        _let_qt_finish()
        end = time.monotonic() + PATIENCE
        while any(word == "Qt thread" for _, word, _, _ in self._running()) and time.monotonic() < end:
            _let_qt_finish()
            time.sleep(0.005)
        self._forget_exceptions()
        if self._running() or self._new_windows():  # only a cycle may hold them: then they are nobody's
            gc.collect()
            _let_qt_finish()
        self.found += [f"an exception was raised in a slot or an event handler:\n{text}" for text in self._exceptions]
        self.found += self._left_threads()
        for target, word, _, place in self._running():
            self.found.append(f"a {word} is still running: {_describe(target)}\nstarted at {place}")
            (target.quit if word == "Qt thread" else target.stop)()
        for window in self._new_windows():
            if window.parentWidget() is not None:
                continue  # goes with its parent
            self.found.append(f"a window was not closed and deleted: {_describe(window)}")
            window.close()
            window.deleteLater()
        _let_qt_finish()

    def _left_threads(self) -> list[str]:
        end = time.monotonic() + PATIENCE
        left = []
        for thread in threading.enumerate():
            # A dummy stands for a thread that Qt made, which is looked at as a QThread.
            if thread in self._threads or isinstance(thread, threading._DummyThread):
                continue
            while thread.is_alive() and time.monotonic() < end:
                thread.join(0.02)
                _let_qt_finish()  # it may wait for an answer from here
            if thread.is_alive():
                left.append(f"a thread is still running: {thread!r}\n{_where(thread)}")
        return left

    def _running(self) -> list[tuple[Any, str, Callable[[Any], bool], str]]:
        alive = {}
        for reference, word, is_running, place in self._started:
            target = reference()
            if target is not None and _is_valid(target) and is_running(target):
                alive[id(target)] = (target, word, is_running, place)
        return list(alive.values())

    def _new_windows(self) -> list[Any]:
        return [window for window in _windows() if window not in self._windows and not _is_tooltip(window)]


def _application() -> Any:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets is not None else None


def _windows() -> list[Any]:
    application = _application()
    return application.topLevelWidgets() if hasattr(application, "topLevelWidgets") else []


def _let_qt_finish() -> None:
    """Delivers what is queued in this thread, deletions included."""
    application = _application()
    if application is not None:
        from PySide6.QtCore import QEvent

        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _is_tooltip(window: Any) -> bool:
    return bool(window.inherits("QTipLabel"))  # Qt keeps one for all windows


def _is_valid(target: Any) -> bool:
    from shiboken6 import isValid

    return bool(isValid(target))


def _describe(target: Any) -> str:
    name = target.objectName()
    title = target.windowTitle() if hasattr(target, "windowTitle") else ""
    words = [type(target).__name__, repr(name) if name else "", f"titled {title!r}" if title else ""]
    parent = target.parent()
    return " ".join(filter(None, words)) + (f", in {_describe(parent)}" if parent is not None else "")


def _caller() -> str:
    frame = sys._getframe(2)
    return f"{frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_name}"


def _where(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame, limit=None)[-6:]) if frame is not None else ""
