"""How fast a training goes: over the last seconds, pauses left out."""

from __future__ import annotations

from collections import deque

WINDOW = 3.0  # seconds


class Pace:
    """Steps a second, from the times at which steps were counted."""

    def __init__(self) -> None:
        self._counted: deque[tuple[float, int]] = deque()

    def count(self, now: float, step: int) -> None:
        """At `now`, in seconds, `step` steps were done."""
        self._counted.append((now, step))
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
        (first_time, first_step), (last_time, last_step) = self._counted[0], self._counted[-1]
        return (last_step - first_step) / (last_time - first_time) if last_time > first_time else None
