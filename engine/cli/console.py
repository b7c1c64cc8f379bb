"""How commands speak: JSON and tables to stdout, one line for each problem to stderr, and exit codes."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NoReturn

import typer

from engine.data.source import DataUnavailable
from engine.problem import Problem, ProblemError

if TYPE_CHECKING:
    from rich.console import RenderableType

NAME = "chainrule"
OK, PROJECT_WRONG, CALL_WRONG, NOT_DONE, INTERRUPTED = 0, 1, 2, 3, 130

# What stands in the way without being wrong in the project; codes that begin with call_ are about the call.
NOT_DONE_CODES = frozenset(
    ("data_out_of_memory", "device_missing", "out_of_memory", "weights_too_large", "file_not_writable",
     "network_raised", "step_raised", "diverged", "diverged_at", "diverged_weights", "nothing_to_continue",
     "run_damaged", "film_package_missing", "film_not_encoded", "unforeseen")
)  # fmt: skip
CALL_CODES = frozenset(("file_not_readable",))
WIDTH_WITHOUT_TERMINAL = 160


class CallError(ProblemError):
    """Raised where the call is wrong, whatever its problems say of themselves."""


def exit_code(error: ProblemError) -> int:
    """The exit code that an error ends a command with."""
    codes = {problem.code for problem in error.problems}
    if isinstance(error, CallError) or any(code.startswith("call_") or code in CALL_CODES for code in codes):
        return CALL_WRONG
    if isinstance(error, DataUnavailable) or codes & NOT_DONE_CODES:
        return NOT_DONE
    return PROJECT_WRONG


def end(code: int) -> NoReturn:
    """Ends the command; whatever had to be said was said."""
    raise typer.Exit(code)


@contextmanager
def speaking_of(file: str, failing: Callable[[Sequence[Problem]], None] | None = None) -> Iterator[None]:
    """Turns a ProblemError into its lines and its exit code; `failing` may print it as JSON as well."""
    try:
        yield
    except ProblemError as error:
        if failing is not None:
            failing(error.problems)
        tell(error.problems, file)
        end(exit_code(error))


def tell(problems: Iterable[Problem], file: str = "") -> None:
    """One line to stderr for each problem: `chainrule: FILE: node fc1: expected ..., got ... (hint)`."""
    for problem in problems:
        warning = "warning: " if problem.severity == "warning" else ""
        place = f"{file}: " if file else ""
        write(f"{NAME}: {place}{warning}{problem}", sys.stderr)


def emit_json(value: object) -> None:
    """One line of JSON to stdout, at once."""
    write(json.dumps(value, allow_nan=False), sys.stdout)


def emit(renderable: RenderableType) -> None:
    """A table or text to stdout, in colours where there is a terminal."""
    from rich.console import Console

    terminal = sys.stdout is not None and sys.stdout.isatty()
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=terminal,
        width=None if terminal else WIDTH_WITHOUT_TERMINAL,
        highlight=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(renderable)
    write("\n".join(line.rstrip() for line in page.getvalue().splitlines()), sys.stdout, multiline=True)


def write(text: str, stream: IO[str] | None, multiline: bool = False) -> None:
    """Writes a line and sends it off. A reader that has gone away, or a full disk, ends the command."""
    if stream is None:  # it was closed before we began
        return
    try:
        stream.write((text if multiline else one_line(text)) + "\n")
        stream.flush()
    except BrokenPipeError:
        silence(stream)
        end(NOT_DONE)
    except OSError as error:
        silence(stream)
        if stream is not sys.stderr:
            tell([Problem("output_not_written", {"received": error.strerror or str(error)})])
        end(NOT_DONE)


def silence(stream: IO[str]) -> None:
    """Lets what is still in a broken pipe go nowhere, so that Python does not complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def one_line(text: str) -> str:
    """The text without anything that would break a line or steer a terminal; names come from strangers' files."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
