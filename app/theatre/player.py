"""Plays the moments of a step: where it stands, which way it goes, how fast. It knows nothing of what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.backprop.moments import PHASES, Moment, Phase

TRAVEL, DWELL = 0.45, 0.65  # seconds that a pulse is on its way, and that a moment then stays, at speed 1
FRAME = 16  # milliseconds
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Player(QObject):
    """Stands between two moments: `position` of them are over. Playing stops at the end.

    `moved` carries the position before and after, the same where a pulse was called back; `travelled` the moment that
    is coming and how far its pulse is, 0..1.
    """

    moved = Signal(int, int)
    travelled = Signal(object, float)
    playing_changed = Signal(bool)

    def __init__(self, clock: Callable[[], float] = monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._moments: tuple[Moment, ...] = ()
        self._position = 0
        self._is_playing = False
        self._share: float | None = None  # how far the pulse has come that is on its way
        self._looked = 0.0  # when it had come so far
        self.speed = 1.0
        self.has_motion = True
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._frame)
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.timeout.connect(self._go_on)

    # ------------------------------------------------------------------ what is known

    @property
    def moments(self) -> tuple[Moment, ...]:
        return self._moments

    @property
    def position(self) -> int:
        """How many moments are over."""
        return self._position

    @property
    def present(self) -> Moment | None:
        """The moment that came last; None at the beginning."""
        return self._moments[self._position - 1] if self._position else None

    @property
    def is_playing(self) -> bool:
        return self._is_playing

    @property
    def is_at_end(self) -> bool:
        return self._position >= len(self._moments)

    def number(self) -> tuple[int, int]:
        """Which moment of its phase the present one is, from 1, and how many the phase has."""
        present = self.present
        if present is None:
            return 0, 0
        own = [place for place, moment in enumerate(self._moments) if moment.phase == present.phase]
        return own.index(self._position - 1) + 1, len(own)

    def start_of(self, phase: Phase) -> int | None:
        """The position at which a phase begins; None where the step has none."""
        found = (place for place, moment in enumerate(self._moments) if moment.phase == phase)
        return next(found, None)

    # ------------------------------------------------------------------ what is asked for

    def set_moments(self, moments: Sequence[Moment], position: int = 0) -> None:
        """Another step, from its beginning or from a position."""
        self.pause()
        self._land()
        before, self._moments = self._position, tuple(moments)
        self._position = max(0, min(position, len(self._moments)))
        self.moved.emit(before, self._position)

    def play(self) -> None:
        """Plays to the end; from the beginning where it stands there."""
        if not self._moments or self._is_playing:
            return
        if self.is_at_end:
            self.go_to(0)
        self._is_playing = True
        self.playing_changed.emit(True)
        if self._share is None:
            self._depart()

    def pause(self) -> None:
        """Stays where it is; a pulse on its way arrives."""
        self._dwell.stop()
        if self._is_playing:
            self._is_playing = False
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        if self._is_playing:
            self.pause()
        else:
            self.play()

    def step_forward(self) -> None:
        """One moment on; where a pulse is on its way, it arrives first."""
        self.pause()
        if self._share is not None:
            self._arrive()
        elif not self.is_at_end:
            self._depart()

    def step_back(self) -> None:
        self.go_to(self._position - 1)

    def go_to(self, position: int) -> None:
        """Jumps to a position; playing ends."""
        self.pause()
        is_called_back = self._share is not None
        self._land()
        before, self._position = self._position, max(0, min(position, len(self._moments)))
        if before != self._position or is_called_back:
            self.moved.emit(before, self._position)

    def go_to_phase(self, phase: Phase) -> None:
        """Jumps to where a phase has just begun: its first moment is shown."""
        start = self.start_of(phase)
        if start is not None:
            self.go_to(start + 1)

    def go_to_next_phase(self, backward: bool = False) -> None:
        """Jumps to the next phase that there is, or to the one before."""
        present = self.present.phase if self.present is not None else None
        place = PHASES.index(present) if present is not None else -1
        others = reversed(PHASES[: max(0, place)]) if backward else iter(PHASES[place + 1 :])
        for phase in others:
            if self.start_of(phase) is not None:
                self.go_to_phase(phase)
                return
        self.go_to(0 if backward else len(self._moments))

    def run_to(self, address: str) -> None:
        """Plays on, without pulses, to the next moment of a node, or of one inside a block; else from the beginning."""
        here = [
            place + 1
            for place, moment in enumerate(self._moments)
            if moment.address == address or moment.address.startswith(f"{address}.")
        ]
        following = [place for place in here if place > self._position]
        if here:
            self.go_to(following[0] if following else here[0])

    # ------------------------------------------------------------------ motion

    def _depart(self) -> None:
        """The pulse of the next moment sets out."""
        self._share, self._looked = 0.0, self._clock()
        if self.has_motion:
            self._frames.start()
            self._frame()
        else:
            self._arrive()

    def _frame(self) -> None:
        if self._share is None:
            self._frames.stop()
            return
        now = self._clock()
        self._share += (now - self._looked) * self.speed / TRAVEL  # the speed may have changed on the way
        self._looked = now
        if self._share >= 1:
            self._arrive()
        else:
            self.travelled.emit(self._moments[self._position], self._share)

    def _arrive(self) -> None:
        self._land()
        self._position += 1
        self.moved.emit(self._position - 1, self._position)
        if not self._is_playing:
            return
        if self.is_at_end:
            self.pause()
        else:
            self._dwell.start(round(1000 * DWELL / self.speed))

    def _land(self) -> None:
        """No pulse is on its way any more."""
        self._share = None
        self._frames.stop()

    def _go_on(self) -> None:
        if self._is_playing:
            self._depart()
