"""The training dock: the one primary button, how far it is, how fast it goes, what looking costs."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.parts.labels import ElidedLabel
from app.pictures.as_text import format_count, format_duration, format_fixed, format_percent, format_value
from app.session.document import Document
from app.session.progress import Progress
from app.session.trainer import RunState, Trainer
from app.theme import Theme, icon
from app.translation import metric_name
from engine.project.change import Change
from engine.training.events import Failed, Finished, Look, Scores

INTERVAL = 125  # milliseconds between two readings: numbers that change faster cannot be read
STEPS = 1000  # of the progress bar


class TrainingPanel(QWidget):
    """Shows where the trainer stands. Presses are wishes, which the window carries out as it does those of its menus:
    `train_wanted`, `step_wanted`, and `settings_wanted` for the settings dock."""

    settings_wanted = Signal()
    train_wanted = Signal()
    step_wanted = Signal()

    def __init__(self, document: Document, trainer: Trainer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._trainer, self._theme = document, trainer, theme
        self._is_ready = False  # the engine is loaded
        self._is_wanted = False  # it was asked to train before that
        self._look_share: float | None = None
        self._look_seconds = self._run_seconds = 0.0
        self._ended: Finished | Failed | None = None
        self._outcome = ""
        self._results = ("", "", "")
        self._train = QPushButton()
        self._train.setProperty("primary", True)
        self._train.clicked.connect(self.train_wanted)
        self._step = QPushButton(self.tr("Step"))
        self._step.setToolTip(self.tr("Makes one update of the weights, then pauses"))
        self._step.clicked.connect(self.step_wanted)
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setToolTip(self.tr("Ends the training and keeps the weights"))
        self._stop.clicked.connect(trainer.stop)
        self._epoch = ElidedLabel()
        self._epoch.setProperty("strong", True)
        self._left = ElidedLabel()
        self._left.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left.setProperty("soft", True)
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._lines = [ElidedLabel() for _ in range(3)]
        self._settings = QPushButton()
        self._settings.setProperty("link", True)
        self._settings.setToolTip(self.tr("Change the training settings"))
        self._settings.clicked.connect(self.settings_wanted)
        self._reset = QToolButton()
        self._reset.setProperty("flat", True)
        self._reset.setToolTip(self.tr("Reset the weights: the training starts from the seed again"))
        self._reset.setAccessibleName(self.tr("Reset the weights"))
        self._reset.clicked.connect(document.reset_weights)
        document.weights_changed.connect(self._show_reset)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._read)
        self._arrange()
        trainer.state_changed.connect(self._show_state)
        trainer.look.connect(self._take_look)
        trainer.finished.connect(self._show_finished)
        trainer.failed.connect(self._show_failed)
        document.changed.connect(self._follow)
        document.replaced.connect(self._replaced)
        document.weights_reset.connect(self._replaced)
        self.set_theme(theme)
        self._show_settings()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self._train.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._train.setMinimumWidth(self._widest())
        self._train.setMaximumWidth(2 * self._widest())
        buttons.addWidget(self._train, 1)
        for button in (self._step, self._stop):
            buttons.addWidget(button)
        buttons.addStretch()
        top = QHBoxLayout()
        top.addWidget(self._epoch, 1)
        top.addWidget(self._left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 6, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(buttons)
        layout.addSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        for line in self._lines:
            line.setProperty("soft", True)
            layout.addWidget(line)
        layout.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._settings, 1)
        bottom.addWidget(self._reset)
        layout.addLayout(bottom)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show_state(self._trainer.state)

    def set_ready(self) -> None:
        """The engine is loaded: begins what was asked for before."""
        self._is_ready = True
        if self._is_wanted:
            self._is_wanted = False
            self._trainer.train()
        self._show_state(self._trainer.state)

    def take_over(self, former: TrainingPanel) -> None:
        """Stands where another one stood, whose window was made anew."""
        self._is_wanted = former._is_wanted
        self._look_share, self._look_seconds = former._look_share, former._look_seconds
        self._run_seconds = former._run_seconds
        if isinstance(former._ended, Finished):
            self._show_finished(former._ended)
        elif former._ended is not None:
            self._show_failed(former._ended)
        if former._is_ready:
            self.set_ready()

    def train_or_pause(self) -> None:
        """What the primary button does now: begins, pauses or goes on."""
        if not self._is_ready:
            self._is_wanted = not self._is_wanted
            self._show_state(self._trainer.state)
        elif self._trainer.state in (RunState.STARTING, RunState.RUNNING):
            self._trainer.pause()
        else:
            self._trainer.train()

    @property
    def train_text(self) -> str:
        """What the primary button says now."""
        if self._is_wanted or self._trainer.state in (RunState.STARTING, RunState.RUNNING):
            return self.tr("Pause")
        if self._trainer.state is RunState.PAUSED:
            return self.tr("Resume")
        return self.tr("Train")

    def _widest(self) -> int:
        """The width of the primary button whatever it says, so that nothing jumps when it says something else."""
        widths = []
        for text in (self.tr("Train"), self.tr("Pause"), self.tr("Resume")):
            self._train.setText(text)
            widths.append(self._train.sizeHint().width())
        return max(widths) + 22  # the icon

    def _show_state(self, state: RunState) -> None:
        is_going = self._is_wanted or state in (RunState.STARTING, RunState.RUNNING)
        self._train.setText(self.train_text)
        self._train.setIcon(icon("pause" if is_going else "train", self._theme, self._theme.on_accent))
        self._train.setEnabled(state is not RunState.STOPPING)
        self._step.setEnabled(self._is_ready and state in (RunState.IDLE, RunState.PAUSED, RunState.RUNNING))
        self._step.setIcon(icon("step", self._theme))
        self._stop.setEnabled(state not in (RunState.IDLE, RunState.STOPPING))
        self._stop.setIcon(icon("stop", self._theme))
        self._reset.setIcon(icon("reset", self._theme, self._theme.soft_text))
        self._show_reset()
        if state is RunState.STARTING:
            self._ended, self._outcome, self._look_share = None, "", None
            self._look_seconds = self._run_seconds = 0.0
        if state is RunState.IDLE:
            self._timer.stop()
        else:
            self._timer.start()
        self._read()

    def _read(self) -> None:
        """Shows the progress of this moment."""
        state, progress = self._trainer.state, self._trainer.progress
        fraction = progress.loading if progress.loading is not None else progress.fraction
        has_run = state is not RunState.IDLE or bool(self._outcome)  # in this project, since it was opened
        self._bar.setValue(round(STEPS * fraction) if has_run else 0)
        self._epoch.setText(self._headline(state, progress))
        is_timed = state in (RunState.RUNNING, RunState.PAUSED) and progress.seconds_left is not None
        seconds = math.ceil(progress.seconds_left or 0.0)
        self._left.setText(self.tr("{time} left").format(time=format_duration(seconds)) if is_timed else "")
        for label, text in zip(self._lines, self._details(state, progress), strict=True):
            label.setText(text)

    def _headline(self, state: RunState, progress: Progress) -> str:
        if self._is_wanted:
            return self.tr("Waiting for the engine")
        if progress.loading is not None:
            return self.tr("Loading the data")
        match state:
            case RunState.IDLE:
                return self._outcome or (self.tr("Not trained yet") if not self._document.step else self._trained())
            case RunState.STARTING:
                return self.tr("Starting")
            case RunState.STOPPING:
                return self.tr("Stopping when the step has ended")
        epoch = self.tr("Epoch {epoch} of {epochs}").format(epoch=progress.epoch, epochs=progress.epochs)
        return self.tr("{epoch}, paused").format(epoch=epoch) if state is RunState.PAUSED else epoch

    def _trained(self) -> str:
        return self.tr("Trained for {steps} steps").format(steps=f"{self._document.step:,}")

    def _details(self, state: RunState, progress: Progress) -> tuple[str, str, str]:
        if state is RunState.IDLE:
            return self._results
        if not progress.batches:
            return "", "", ""
        batch = self.tr("batch {batch} of {batches}").format(batch=progress.batch, batches=progress.batches)
        speed = cost = ""
        if progress.samples_per_second is not None:
            speed = self.tr("{count} samples/s").format(count=format_count(progress.samples_per_second))
        if self._look_share is not None:
            cost = self.tr("looking costs {share}").format(share=format_percent(self._look_share))
        return batch, speed, cost

    def _show_finished(self, event: Finished) -> None:
        self._ended = event
        self._outcome = self.tr("Stopped") if event.stopped else self.tr("Finished")
        self._results = (
            _scores_text(self.tr("train"), event.train),
            _scores_text(self.tr("validation"), event.validation),
            _scores_text(self.tr("test"), event.test),
        )
        self._read()

    def _show_failed(self, event: Failed) -> None:
        self._ended = event
        self._outcome = self.tr("Failed at step {step}").format(step=event.step) if event.step else self.tr("Failed")
        self._results = ("", "", "")
        self._read()

    def _take_look(self, look: Look) -> None:
        if look.share:  # over the whole run: what a single look costs depends on what else the machine does
            self._look_seconds += look.seconds
            self._run_seconds += look.seconds / look.share
            self._look_share = self._look_seconds / self._run_seconds

    def _follow(self, change: Change, origin: object) -> None:
        if change.touches("training"):
            self._show_settings()

    def _replaced(self) -> None:
        self._ended, self._outcome, self._results = None, "", ("", "", "")
        self._show_settings()
        self._show_reset()
        self._read()

    def _show_reset(self) -> None:
        self._reset.setVisible(bool(self._document.weights))

    def _show_settings(self) -> None:
        """The settings in one line: `Adam · lr 0.001 · batch 64 · seed 0`."""
        settings = self._document.project.training
        rate = settings.optimizer.params.get("lr")
        parts = [settings.optimizer.kind]
        parts += [f"lr {rate:g}"] if isinstance(rate, (int, float)) else []
        parts.append(self.tr("batch {size}").format(size=settings.batch_size))
        parts.append(self.tr("seed {seed}").format(seed=settings.seed))
        self._settings.setText(" · ".join(parts))


def _scores_text(part: str, scores: Scores | None) -> str:
    if scores is None:
        return ""
    numbers = "  ".join(f"{metric_name(name)} {_score(name, value)}" for name, value in scores.items())
    return f"{part}: {numbers}"


def _score(name: str, value: float) -> str:
    """A loss by its size, a metric with the same decimals each time."""
    return format_value(value, 3) if name == "loss" else format_fixed(value, 3)
