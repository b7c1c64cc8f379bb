"""The history dock: the states of the training that are kept, to look at, to go on from, to branch from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.parts.labels import note, section, soft
from app.pictures.as_text import format_bytes, format_percent, format_value
from app.theme import Theme

if TYPE_CHECKING:
    from engine.training.history.keeper import Kept

SETTLE = 60  # milliseconds that the slider rests before a state is looked at
MOST_MEGABYTES = 64_000


@dataclass(frozen=True)
class ShownRun:
    """A run on disk as a line of text: its name, how far it came, and where it left another."""

    name: str
    text: str


class HistoryPanel(QWidget):
    """A slider over the states that are kept. `time_wanted` carries a step, or None for now."""

    time_wanted = Signal(object)
    go_on_wanted = Signal(int)
    branch_wanted = Signal(int, object)  # the step, and the settings of the optimizer: kind and parameters
    memory_changed = Signal(int)  # megabytes

    def __init__(self, optimizers: Sequence[str], megabytes: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: Kept | None = None
        self._seconds = 0.0  # of the training, to compare with
        self._empty = note("")
        self._where = QLabel()
        self._where.setProperty("strong", True)
        self._where.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("State of the training"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLE)
        self._rest.timeout.connect(self._tell_time)
        self.slider.actionTriggered.connect(lambda _: self._rest.start())  # by a person, with mouse or keys
        self.slider.valueChanged.connect(lambda _: self._write())
        self._now = QPushButton(self.tr("Back to Now"))
        self._now.clicked.connect(self.go_to_now)
        self._go_on = QPushButton(self.tr("Go On from Here"))
        self._go_on.setToolTip(self.tr("Train on from this state exactly as it went"))
        self._go_on.clicked.connect(lambda: self._with_step(self.go_on_wanted.emit))
        self._optimizer = QComboBox()
        self._optimizer.addItems(list(optimizers))
        self._lr = QLineEdit()
        self._lr_problem = QLabel()
        self._lr_problem.setProperty("state", "error")
        self._lr_problem.hide()
        self._branch = QPushButton(self.tr("Branch Off from Here"))
        self._branch.setToolTip(self.tr("Train on from this state with another optimizer or learning rate, as a run "
                                        "of its own beside this one"))  # fmt: skip
        self._branch.clicked.connect(self._want_branch)
        self._memory = QSpinBox()
        self._memory.setRange(0, MOST_MEGABYTES)
        self._memory.setSingleStep(64)
        self._memory.setSuffix(" MB")
        self._memory.setValue(megabytes)
        self._memory.setSpecialValueText(self.tr("keep none"))
        self._memory.valueChanged.connect(self._write_empty)
        self._memory.editingFinished.connect(lambda: self.memory_changed.emit(self._memory.value()))
        self._cost = soft(wrap=True)
        self._runs = soft(wrap=True)
        self._runs_heading = section(self.tr("Runs beside the file"))
        self._content = QWidget()
        self._lay_out()
        self.show_kept(None, 0.0)
        self.show_runs(())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._now)
        buttons.addWidget(self._go_on)
        card = QFrame()
        card.setProperty("card", True)
        form = QFormLayout(card)
        form.addRow(self.tr("Optimizer"), self._optimizer)
        form.addRow(self.tr("Learning rate"), self._lr)
        form.addRow(self._lr_problem)
        form.addRow(self._branch)
        memory = QFormLayout()
        memory.addRow(self.tr("Memory for states"), self._memory)
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        for part in (self._where, self.slider):
            inside.addWidget(part)
        inside.addLayout(buttons)
        inside.addWidget(card)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self._empty)
        layout.addWidget(self._content)
        layout.addLayout(memory)
        layout.addWidget(self._cost)
        layout.addWidget(self._runs_heading)
        layout.addWidget(self._runs)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def sizeHint(self) -> QSize:
        return QSize(336, 400)

    def set_theme(self, theme: Theme) -> None:
        """Its colours come from the stylesheet."""

    # ------------------------------------------------------------------ what it shows

    @property
    def step(self) -> int | None:
        """The step that is looked at; None for now."""
        kept = self._kept
        if kept is None or not len(kept.steps) or self.slider.value() >= len(kept.steps):
            return None
        return int(kept.steps[self.slider.value()])

    def show_kept(self, kept: Kept | None, seconds: float) -> None:
        """Shows what is kept of a training that has taken so many seconds; the slider stays at its step."""
        step = self.step
        self._kept, self._seconds = kept, seconds
        count = len(kept.steps) if kept is not None else 0
        self._empty.setVisible(not count)
        self._content.setVisible(bool(count))
        self._write_empty()
        self.slider.setRange(0, count)  # the last place is now
        place = count
        if step is not None and kept is not None and step in kept.steps:
            place = int(np.searchsorted(kept.steps, step))
        self.slider.setValue(place)
        if step is not None and place == count:
            self._rest.start()  # the state that was looked at was given up
        self._write()

    def look_at(self, step: int) -> None:
        """Stands at a kept state that somebody shows already."""
        if self._kept is not None and step in self._kept.steps:
            self.slider.setValue(int(np.searchsorted(self._kept.steps, step)))

    def show_settings(self, optimizer: str, params: Mapping[str, Any], default_lr: float | None) -> None:
        """What the project is trained with now: a branch begins with the same."""
        self._optimizer.setCurrentText(optimizer)
        lr = params.get("lr", default_lr)
        if not self._lr.hasFocus():
            self._lr.setText("" if lr is None else str(lr))

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        """The runs that lie beside the file."""
        self._runs.setText("\n".join(run.text for run in runs))
        self._runs.setVisible(bool(runs))
        self._runs_heading.setVisible(bool(runs))

    def go_to_now(self) -> None:
        """Looks at the network as it is."""
        self.slider.setValue(self.slider.maximum())
        self._rest.start()

    # ------------------------------------------------------------------ inside

    def _tell_time(self) -> None:
        self._write()
        self.time_wanted.emit(self.step)

    def _write_empty(self) -> None:
        """Why there is no state."""
        kept = self._kept
        if not self._memory.value():
            text = self.tr("No states are kept: there is no memory for them.")
        elif kept is not None and kept.largest > kept.budget:
            text = self.tr("No states are kept: one takes {one}, more than the memory for them.")
            text = text.format(one=format_bytes(kept.largest))
        else:
            text = self.tr("While the network trains, its states are kept here: go back to any of them, look at it, "
                           "go on from it or branch off.")  # fmt: skip
        self._empty.setText(text)

    def _write(self) -> None:
        kept, step = self._kept, self.step
        for button in (self._now, self._go_on, self._branch):
            button.setEnabled(step is not None)
        if kept is None:
            self._cost.clear()
            return
        if step is None:
            self._where.setText(self.tr("Now"))
        else:
            place = self.slider.value()
            loss = float(kept.losses[place])
            text = self.tr("After step {step}, in epoch {epoch}").format(
                step=f"{step:,}", epoch=int(kept.epochs[place])
            )
            if not math.isnan(loss):
                text += self.tr(", loss {loss}").format(loss=format_value(loss))
            self._where.setText(text)
        share = kept.seconds / self._seconds if self._seconds else 0.0
        text = self.tr("{count} states are kept in {used} of {budget}; one takes {one}. "
                       "Keeping them took {share} of the time.")  # fmt: skip
        self._cost.setText(
            text.format(
                count=len(kept.steps),
                used=format_bytes(kept.nbytes),
                budget=format_bytes(kept.budget),
                one=format_bytes(kept.largest),
                share=format_percent(share),
            )
        )

    def _with_step(self, emit: Any) -> None:
        step = self.step
        if step is not None:
            emit(step)

    def _want_branch(self) -> None:
        step = self.step
        if step is None:
            return
        try:
            lr = float(self._lr.text()) if self._lr.text().strip() else None
            if lr is not None and not (math.isfinite(lr) and lr >= 0):
                raise ValueError
        except ValueError:
            self._lr_problem.setText(self.tr("expected a number of 0 or more"))
            self._lr_problem.show()
            return
        self._lr_problem.hide()
        self.branch_wanted.emit(step, (self._optimizer.currentText(), lr))
