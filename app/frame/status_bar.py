"""The line below everything: problems, sizes, where it computes, and the newest numbers of the training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QWidget

from app.parts.labels import ElidedLabel
from app.pictures.as_text import format_count, format_fixed, format_norm
from app.theme.fonts import STAGE
from app.theme.stylesheet import repolish
from app.translation import metric_name
from engine.problem import Problem

DOT = "●"
SMALL = 1e-3  # a loss below is told by its power of ten


class StatusBar(QStatusBar):
    """Shows what it is told. `problems_wanted` asks for the list of problems."""

    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 12, 0)
        self._problems = QPushButton()
        self._problems.setProperty("status", True)
        self._problems.setToolTip(self.tr("Show the list of problems"))
        self._problems.clicked.connect(self.problems_wanted)
        self._nodes, self._parameters, self._device = QLabel(), QLabel(), QLabel()
        self._scores = ElidedLabel()  # it changes all the time
        self._scores.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._scores.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(self._problems)
        for label in (self._nodes, self._parameters, self._device):
            label.setProperty("status", True)
            self.addWidget(label)
        self._scores.setProperty("status", True)
        self.addPermanentWidget(self._scores)
        self.show_engine(None)

    def set_hall(self, is_hall: bool) -> None:
        """Letters as large as a hall needs, or those of a desk."""
        self.setStyleSheet(f"QPushButton, QLabel {{ font-size: {STAGE}px; }}" if is_hall else "")

    def show_engine(self, text: str | None) -> None:
        """Where it computes; None while the engine is still loading."""
        self._device.setText(self.tr("loading the engine…") if text is None else text)

    def show_problems(self, problems: Sequence[Problem] | None) -> None:
        """How many are wrong; None while that is not known yet."""
        if problems is None:
            text, state = self.tr("checking…"), ""
        else:
            wrong = sum(problem.severity == "error" for problem in problems)
            doubtful = len(problems) - wrong
            if wrong:
                text = self.tr("1 problem") if wrong == 1 else self.tr("{count} problems").format(count=wrong)
                state = "error"
            elif doubtful:
                text = self.tr("1 warning") if doubtful == 1 else self.tr("{count} warnings").format(count=doubtful)
                state = "warning"
            else:
                text, state = self.tr("no problems"), "good"
        self._problems.setText(f"{DOT} {text}")
        if self._problems.property("state") != state:
            self._problems.setProperty("state", state)
            repolish(self._problems)

    def show_counts(self, nodes: int, parameters: int | None) -> None:
        self._nodes.setText(self.tr("{count} nodes").format(count=format_count(nodes)))
        known = parameters is not None
        self._parameters.setText(self.tr("{count} parameters").format(count=f"{parameters:,}") if known else "")

    def show_scores(self, loss: float | None, scores: Mapping[str, float], gradient: float | None) -> None:
        """The newest loss, the metrics of the last epoch, the norm of the whole gradient."""
        parts = []
        if loss is not None:
            text = format_fixed(loss) if abs(loss) >= SMALL else format_norm(loss)
            parts.append(f"{self.tr('batch loss')} {text}")
        parts += [f"{metric_name(name)} {format_fixed(value, 3)}" for name, value in scores.items() if name != "loss"]
        if gradient is not None:
            parts.append(f"‖∇‖ {format_norm(gradient)}")
        self._scores.setText("   ".join(parts))
