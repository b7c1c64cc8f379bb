"""The bar below the stage: back, play and forward, the line of the step, and what is happening in one sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.parts.labels import ElidedLabel
from app.theatre.player import SPEEDS
from app.theatre.timeline import Timeline
from app.theme import Theme, icon
from app.theme.fonts import DOCK, STAGE, ui_font

SENTENCE = 17


class StageBar(QFrame):
    """Controls of the stage; it shows what it is told and asks through its signals."""

    back_wanted = Signal()
    play_wanted = Signal()
    forward_wanted = Signal()
    speed_chosen = Signal(float)
    samples_wanted = Signal(object)  # QPoint: the upper right corner of the button, on the screen
    predict_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage-bar")
        self._theme, self._is_playing = theme, False
        self.timeline = Timeline(theme)
        self._back = self._button(self.tr("Back"), self.tr("One moment back (Left)"), self.back_wanted)
        self._play = self._button(self.tr("Play"), self.tr("Play or pause (Space)"), self.play_wanted)
        self._forward = self._button(self.tr("Step"), self.tr("One moment on (Right)"), self.forward_wanted)
        self._forward.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._sentence = ElidedLabel()
        self._problem = ElidedLabel()
        self._problem.setProperty("state", "error")
        self._hint = ElidedLabel()
        self._hint.setProperty("soft", True)
        self._samples = QPushButton()
        self._samples.setToolTip(self.tr("Choose the sample or the batch that is stepped through"))
        self._samples.clicked.connect(self._want_samples)
        self._speed = QComboBox()
        self._speed.setToolTip(self.tr("Speed"))
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g}×", speed)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self._speed.activated.connect(lambda _: self.speed_chosen.emit(float(self._speed.currentData())))
        self._predict = QToolButton()
        self._predict.setText(self.tr("Predict first"))
        self._predict.setToolTip(self.tr("Cover the numbers of each next moment until R uncovers them (C)"))
        self._predict.setCheckable(True)
        self._predict.toggled.connect(self.predict_toggled)
        for widget in (self._samples, self._speed, self._predict):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self.set_scale(1.0)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._back, self._play, self._forward):
            buttons.addWidget(button)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for widget in (self._samples, self._speed, self._predict):
            choices.addWidget(widget)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._problem, self._hint):
            words.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addLayout(buttons)
        top.addWidget(self.timeline, 1)
        below = QHBoxLayout()
        below.setSpacing(20)
        below.addLayout(words, 1)
        below.addLayout(choices)
        below.setAlignment(choices, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(5)
        layout.addLayout(top)
        layout.addWidget(self._sentence)
        layout.addLayout(below)

    def _button(self, text: str, tip: str, signal: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(signal)
        return button

    def _want_samples(self) -> None:
        self.samples_wanted.emit(self._samples.mapToGlobal(self._samples.rect().topRight()))

    # ------------------------------------------------------------------ what it shows

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.timeline.set_theme(theme)
        self._back.setIcon(icon("step-back", theme))
        self._forward.setIcon(icon("step", theme))
        self._show_play()
        self.setStyleSheet(
            f"#stage-bar {{ background: {theme.panel.name()}; border-top: 1px solid {theme.line.name()}; }}"
        )

    def set_scale(self, scale: float) -> None:
        """Letters for a desk at 1; for a hall larger ones, none below the size of the stage."""
        is_large = scale > 1
        self._sentence.setFont(ui_font(SENTENCE, QFont.Weight.Medium, scale=scale))
        for label in (self._problem, self._hint):
            label.setFont(ui_font(STAGE if is_large else DOCK))
        for widget in (self._back, self._play, self._forward, self._samples, self._speed, self._predict):
            size = STAGE if is_large else DOCK
            widget.setStyleSheet(f"font-size: {size}px;" if is_large else "")
            if isinstance(widget, QPushButton):
                widget.setIconSize(QSize(size + 3, size + 3))
        self.timeline.set_scale(STAGE / 12 if is_large else 1.0)

    def show_playing(self, is_playing: bool) -> None:
        self._is_playing = is_playing
        self._show_play()

    def _show_play(self) -> None:
        self._play.setText(self.tr("Pause") if self._is_playing else self.tr("Play"))
        self._play.setIcon(icon("pause" if self._is_playing else "train", self._theme))

    def show_words(self, heading: str, sentence: str) -> None:
        """What is happening: `Backward, step 4 of 5: h receives -8 and -12, hands -52 to x`."""
        both = self.tr("{heading}: {sentence}").format(heading=heading, sentence=sentence)
        self._sentence.setText(both if sentence else heading)

    def show_hint(self, text: str) -> None:
        self._hint.setText(text)

    def show_problem(self, text: str) -> None:
        """Why the step ends before its end; empty where it does not."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def show_samples(self, text: str) -> None:
        self._samples.setText(text)

    def show_predict(self, is_on: bool) -> None:
        self._predict.setChecked(is_on)

    def show_speed(self, speed: float) -> None:
        self._speed.setCurrentIndex(SPEEDS.index(speed))

    def enable(self, is_enabled: bool) -> None:
        """Whether there is a step to play."""
        for widget in (self._back, self._play, self._forward, self.timeline, self._predict):
            widget.setEnabled(is_enabled)
