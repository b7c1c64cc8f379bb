"""One problem as a card: what was expected and what came, what to do, and the repairs that can be had by a click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.canvas.repairs import repair_text
from app.translation import problem_hint, problem_message
from engine.problem import Problem, Remedy


class ProblemCard(QFrame):
    """`wanted` carries the remedy that was chosen."""

    wanted = Signal(object)

    def __init__(self, problem: Problem, remedies: Sequence[Remedy], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        message = QLabel(problem_message(problem))
        message.setWordWrap(True)
        message.setProperty("state", "error" if problem.severity == "error" else "warning")
        layout.addWidget(message)
        hint = problem_hint(problem)
        if hint:
            advice = QLabel(hint)
            advice.setWordWrap(True)
            advice.setProperty("soft", True)
            layout.addWidget(advice)
        if remedies:
            buttons = QHBoxLayout()
            for remedy in remedies:
                button = QPushButton(repair_text(remedy))
                button.clicked.connect(lambda _=False, chosen=remedy: self.wanted.emit(chosen))
                buttons.addWidget(button)
            buttons.addStretch(1)
            layout.addLayout(buttons)
