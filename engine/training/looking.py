"""How often a training may be looked at: as often as a display shows it, for no more than a share of the time."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType

from engine.backprop.probe import Probe, Seen
from engine.training.events import Histogram, Look

SHARE = 0.05  # of the time may go into looking
HIGHEST_RATE = 30.0  # looks a second; no display shows more


class LookBudget(AbstractContextManager[None]):
    """Measures what looking costs, and says when the next look is due.

    The next look comes no sooner than its cost divided by the share after the end of the last one, so that any
    network, whatever its size, is slowed down by no more than that share.
    """

    def __init__(self, share: float = SHARE, highest_rate: float = HIGHEST_RATE) -> None:
        self._share, self._shortest = share, 1 / highest_rate
        self._due = 0.0
        self._began = 0.0
        self._ended = 0.0
        self.seconds = 0.0
        self.measured_share = 0.0

    def is_due(self) -> bool:
        return time.perf_counter() >= self._due

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        now = time.perf_counter()
        self.seconds = now - self._began
        pause = max(self._shortest, self.seconds / self._share)
        between = now - self._ended if self._ended else pause
        self.measured_share = min(1.0, self.seconds / between) if between > 0 else 0.0
        self._ended = now
        self._due = now + pause

    def stamped(self, look: Look) -> Look:
        """The look with what it cost."""
        return replace(look, seconds=self.seconds, share=self.measured_share)


def look_of(probe: Probe, seen: Seen, step: int, loss: float, watched: frozenset[str]) -> Look:
    """What is shown of a step that the probe saw."""
    norms = probe.norms(seen)
    histograms = {}
    for name in watched:
        found = probe.histogram(seen, name)
        if found is not None:
            histograms[name] = Histogram(*found)
    return Look(step, loss, norms.nodes, norms.edges, norms.parameters, norms.weights, histograms)
