"""Ends from outside what a thread does: own code that loops for ever would keep the one thread that computes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Interrupted(BaseException):
    """Raised in the midst of a call that was interrupted. No Exception, since own code may catch every one of those."""


class InterruptibleCalls:
    """Calls functions for one thread, so that any other may interrupt a call, and nothing else of that thread.

    Python raises in a thread between two steps of its interpreter: what waits in C, as `time.sleep` does, hears of it
    only when it is back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None  # that is in a call now
        self._is_asked = False
        self._count = 0

    @property
    def present(self) -> int | None:
        """The number of the call that is going on; None between two."""
        with self._lock:
            return self._count if self._thread is not None else None

    def call(self, function: Callable[[], T]) -> T:
        """What the function gives. Raises Interrupted, besides what the function raises."""
        try:
            with self._lock:
                self._thread = threading.get_ident()
                self._count += 1
            return function()
        finally:
            with self._lock:  # from here on nobody interrupts
                self._thread = None
            if self._is_asked:
                self._is_asked = False
                _raise_in(threading.get_ident(), None)  # what came too late for the call is not for what follows

    def interrupt(self, number: int) -> bool:
        """Raises Interrupted in the call of this number; False where that is over."""
        with self._lock:
            if self._thread is None or self._count != number:
                return False
            self._is_asked = True
            return _raise_in(self._thread, Interrupted)


def _raise_in(thread: int, error: type[BaseException] | None) -> bool:
    """Has a thread raise an error as soon as it can; None takes back what it has not raised yet."""
    raised = ctypes.py_object(error) if error is not None else None
    return bool(ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised))
