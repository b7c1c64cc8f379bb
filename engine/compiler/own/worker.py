"""The process in which own code is tried: one question a line comes in, one answer a line goes out,
with its number.

What the code prints goes nowhere, it reads nothing, its memory is bounded. Whoever asked stops the process where it
takes too long; should he be gone, it stops itself.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import IO

READY = "ready"
MOST_MEMORY = 4 * 2**30  # beyond what torch itself has mapped
LONGEST_SECONDS = 60.0  # then nobody waits any more


def main() -> None:
    """Answers until the questions end."""
    questions, answers = _channels()
    from engine.compiler.own.question import Question, answer_line
    from engine.compiler.own.trying import try_out
    from engine.layers.tensor_type import BATCH, TensorType

    first = Question("First", "x @ x.T", "{}", (("x", (TensorType((BATCH, 1)),)),), frozenset({"output"}))
    try_out(first)  # what torch imports on use shall not count as the time of anybody's code
    _bound_memory()
    _say(answers, READY)
    for line in questions:
        watchdog = threading.Timer(LONGEST_SECONDS, os._exit, [1])
        watchdog.daemon = True
        watchdog.start()
        number, _, question = line.partition(" ")
        answer = answer_line(try_out(Question.from_line(question)))
        watchdog.cancel()
        _say(answers, f"{number} {answer}")
    os._exit(0)  # threads that the code began are not waited for


def _channels() -> tuple[IO[str], IO[str]]:
    """The two pipes, out of the reach of whatever prints or reads."""
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    return questions, answers  # sys.stdin and its like stand on 0, 1 and 2


def _say(answers: IO[str], line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


def _bound_memory() -> None:
    """Bounds what the code may allocate, where the system can: else the whole machine would suffer."""
    with contextlib.suppress(ImportError, OSError, ValueError, IndexError):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
