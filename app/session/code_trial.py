"""Asks beside the window what the project's own code does: the window never waits for it."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:  # they import torch
    from engine.compiler.own.question import Answer, Question
    from engine.compiler.planner import Planner

POLL = 20  # milliseconds


class CodeTrial(QObject):
    """Answers a planner at once where it can, else later: `answered` says that there is something new to ask for."""

    answered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Question] = deque()
        self._asked: set[Question] = set()
        self._answers: dict[Question, Answer] = {}  # handed out once: the workshop remembers what is worth it
        self._thread: threading.Thread | None = None
        self._closing = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._look)

    def planner(self) -> Planner:
        """A planner that asks here."""
        from engine.compiler.planner import Planner

        return Planner(ask_own=self.ask)

    def ask(self, question: Question) -> Answer | None:
        """The answer, or None while it is looked for."""
        from engine.compiler.own.workshop import workshop

        answer = self._answers.pop(question, None) or workshop().known(question)
        if answer is None and question not in self._asked and not self._closing:
            self._asked.add(question)
            self._waiting.append(question)
            self._work_on()
        return answer

    def close(self) -> None:
        """Ends what is being tried."""
        self._closing = True
        self._waiting.clear()
        self._timer.stop()
        while self._thread is not None and self._thread.is_alive():
            from engine.compiler.own.workshop import workshop

            workshop().close()
            self._thread.join(0.2)

    def _work_on(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._answer_all, name="code trial", daemon=True)
            self._thread.start()
            self._timer.start()

    def _answer_all(self) -> None:
        from engine.compiler.own.workshop import workshop

        while self._waiting:
            question = self._waiting[-1]  # the newest first: the text that is there now
            self._answers[question] = workshop().answer(question)
            self._asked.discard(question)
            if question in self._waiting:
                self._waiting.remove(question)

    def _look(self) -> None:
        news = list(self._answers)
        if self._thread is not None and not self._thread.is_alive():
            self._thread = None
            self._timer.stop()
            if self._waiting:  # asked for just as it ended
                self._work_on()
        if news:
            self.answered.emit()
            for question in news:  # nobody asks for them any more
                self._answers.pop(question, None)
