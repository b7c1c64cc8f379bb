"""How far a training is, how fast it goes, and how long it will take."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from engine.training.events import Started, StepDone

WINDOW = 3.0  # seconds over which the speed is measured


@dataclass(frozen=True)
class Progress:
    """How far a training is; numbers of zero before it begins.

    `batch` counts within the epoch. `loading` is the part of the data that is there, while it is being loaded.
    """

    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    fraction: float = 0.0
    samples_per_second: float | None = None
    seconds_left: float | None = None
    loading: float | None = None


class Pace:
    """Steps a second, from the times at which steps were counted."""

    def __init__(self) -> None:
        self._counted: deque[tuple[float, int]] = deque()

    def count(self, now: float, steps: int) -> None:
        """At `now`, in seconds, so many steps were done."""
        self._counted.append((now, steps))
        while len(self._counted) > 2 and self._counted[1][0] <= now - WINDOW:
            self._counted.popleft()

    def pause(self) -> None:
        """What comes next is measured anew."""
        self._counted.clear()

    @property
    def steps_per_second(self) -> float | None:
        """None until two times are known."""
        if len(self._counted) < 2:
            return None
        (first_time, first_steps), (last_time, last_steps) = self._counted[0], self._counted[-1]
        return (last_steps - first_steps) / (last_time - first_time) if last_time > first_time else None


class ProgressMeter:
    """Follows one training."""

    def __init__(self, begun: Started) -> None:
        self._begun = begun
        self._done = begun.done
        self._epoch = min(begun.epochs, 1 + begun.done // max(1, begun.steps_per_epoch))
        self._pace = Pace()

    def take(self, event: StepDone) -> None:
        """One step more."""
        self._done = self._begun.done + event.step - self._begun.step
        self._epoch = event.epoch

    def measure(self, now: float) -> None:
        """Measures the speed; to be called now and then while it goes on."""
        self._pace.count(now, self._done)

    def pause(self) -> None:
        self._pace.pause()

    @property
    def progress(self) -> Progress:
        """Where it stands now."""
        begun, speed = self._begun, self._pace.steps_per_second
        total = max(1, begun.epochs * begun.steps_per_epoch)
        return Progress(
            epoch=self._epoch,
            epochs=begun.epochs,
            batch=self._done - (self._epoch - 1) * begun.steps_per_epoch,
            batches=begun.steps_per_epoch,
            fraction=min(1.0, self._done / total),
            samples_per_second=speed * begun.batch_size if speed is not None else None,
            seconds_left=(total - self._done) / speed if speed else None,
        )
