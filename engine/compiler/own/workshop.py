"""Where own code is tried: keeps the process for it, asks it, and remembers what it answered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from engine.compiler.own.question import Answer, Question, answer_from
from engine.compiler.own.worker import READY
from engine.problem import Problem
from engine.texts.phrase import Phrase, said

SECONDS = 10.0  # for one question: tiny tensors, so it is plenty
START_SECONDS = 120.0  # importing torch, on a slow disk
REMEMBERED = 2000


class Workshop:
    """One process at a time, one question at a time. May be asked from any thread; `answer` waits.

    The process begins with the first question, and again after one that it did not survive.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._answers: dict[Question, Answer] = {}
        self._asking = threading.Lock()
        self._worker: _Worker | None = None

    def known(self, question: Question) -> Answer | None:
        """The answer, if the question was asked before."""
        return self._answers.get(question)

    def answer(self, question: Question) -> Answer:
        """The answer; that it took too long, ended the process or could not be asked is one as well."""
        with self._asking:
            answer = self._answers.get(question)
            if answer is None:
                answer = self._asked(question)
                if len(self._answers) >= REMEMBERED:
                    self._answers.clear()
                if not isinstance(answer, tuple) or answer[0].code != "code_not_tried":
                    self._answers[question] = answer
            return answer

    def close(self) -> None:
        """Ends the process, if one is there."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _asked(self, question: Question) -> Answer:
        name = question.name
        try:
            worker = self._worker = self._worker or _Worker()
            answer = answer_from(worker.answer(question.line(), self._seconds))
        except TimeoutError:
            self.close()
            return Problem("code_too_slow", {"kind": name, "seconds": f"{self._seconds:g}"}), {}
        except EOFError:
            self.close()
            return Problem("code_exits", {"kind": name}), {}
        except (OSError, ValueError) as error:
            self.close()
            return Problem("code_not_tried", {"kind": name, "reason": said(error)}), {}
        return answer


@cache
def workshop() -> Workshop:
    """The workshop of this process."""
    return Workshop()


class _Worker:
    """The process. Raises OSError where it does not start."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine.compiler.own.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
            encoding="utf-8",
            start_new_session=True,  # an interrupt in the terminal is for us, and what it starts ends with it
        )
        self._asked = 0
        self._reader: threading.Thread | None = None
        try:
            began = self._next_line(START_SECONDS) == READY
        except (TimeoutError, EOFError):
            began = False
        if not began:
            self.end()
            raise OSError(Phrase("code_no_process"))

    def answer(self, question: str, seconds: float) -> str:
        """What comes back. Raises TimeoutError, EOFError where the process has ended, ValueError where it is none."""
        assert self._process.stdin is not None
        self._asked += 1
        try:
            self._process.stdin.write(f"{self._asked} {question}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise EOFError from None
        number, _, answer = self._next_line(seconds).partition(" ")
        if number != str(self._asked):
            raise ValueError(Phrase("code_writes_answers"))
        return answer

    def _next_line(self, seconds: float) -> str:
        lines: list[str] = []
        self._reader = threading.Thread(target=self._read, args=[lines], name="own code", daemon=True)
        self._reader.start()
        self._reader.join(seconds)
        if self._reader.is_alive():
            raise TimeoutError
        if not lines or not lines[0]:
            raise EOFError
        return lines[0].rstrip("\n")

    def end(self) -> None:
        """Kills it with everything that it started."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        if self._reader is not None:
            self._reader.join(1.0)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _read(self, lines: list[str]) -> None:
        assert self._process.stdout is not None
        with suppress(ValueError, OSError):  # no text, or closed under our hands
            lines.append(self._process.stdout.readline())
