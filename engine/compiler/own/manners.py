"""Manners for own code that runs beside us: its prints go to the log, and a call to exit is an error like others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, TypeVar

from engine.texts.phrase import Phrase

T = TypeVar("T")

LOG = logging.getLogger("chainrule.own_code")


class ExitCalledError(RuntimeError):
    """Raised in the place of SystemExit, so that the code of one layer cannot end the program."""


def logged_print(*values: object, **options: Any) -> None:
    """What `print` is for own code: standard output belongs to the command line's JSON."""
    if options.get("file") is None:
        text = StringIO()
        print(*values, sep=options.get("sep", " "), end="", file=text)
        LOG.info("%s", text.getvalue())
    else:
        print(*values, **options)


@contextmanager
def exits_told() -> Iterator[None]:
    """Turns SystemExit into an error that training, stepping and the window tell on the node."""
    try:
        yield
    except SystemExit as error:
        raise ExitCalledError(Phrase("code_exit")).with_traceback(error.__traceback__) from None


def told(function: Callable[..., T]) -> Callable[..., T]:
    """The function, with its exits told."""

    def guarded(*arguments: Any) -> T:
        with exits_told():
            return function(*arguments)

    return guarded
