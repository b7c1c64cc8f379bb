"""Looks at single steps of a training: as often as a display shows it, for no more than a share of the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from engine.backprop.probe import Probe, Seen
from engine.compiler.network import Network
from engine.training.events import Histogram, Look
from engine.training.feed import Batch

SHARE = 0.05  # of the time may go into looking
HIGHEST_RATE = 12.0  # looks a second: more cost the training beside a window more than eyes gain
LEAST_COST = 0.02  # of a step: measuring noise must not make looking seem free
SMOOTHING = 0.1


class Looker:
    """Takes the place of forward and backward in the steps that are looked at.

    The next look comes no sooner than what this one cost beyond a plain step, divided by the share, so that any
    network, whatever its size, is slowed down by no more than that share.
    """

    def __init__(
        self, network: Network, watched: Callable[[], frozenset[str]], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._probe, self._watched, self._clock = Probe(network), watched, clock
        self._plain: float | None = None  # seconds of forward and backward without looking, smoothed
        self._due = 0.0
        self._ended: float | None = None
        self._cost: float | None = None  # of a look, beyond a plain step, smoothed; None before there was a plain step
        self._between = 0.0  # from one look to the next, smoothed

    def is_due(self) -> bool:
        return self._clock() >= self._due

    def plain_step_took(self, seconds: float) -> None:
        """To be told of every step that was not looked at."""
        self._plain = _smoothed(self._plain, seconds)

    def step(self, batch: Batch, number: int) -> tuple[Tensor, tuple[Tensor, ...], Look]:
        """Forward and backward of a batch, with `.grad` set as backward sets it; the loss, what is handed over, and
        what was seen."""
        began = self._clock()
        seen = self._probe.step(batch)
        look = look_of(self._probe, seen, number, seen.loss.item(), self._watched())
        now = self._clock()
        took = now - began
        cost = max(took - self._plain if self._plain is not None else 0.0, LEAST_COST * took)
        if self._plain is not None:
            self._cost = _smoothed(self._cost, cost)
        pause = max(1 / HIGHEST_RATE, (self._cost or 0.0) / SHARE)
        self._between = _smoothed(self._between or None, now - self._ended if self._ended is not None else pause)
        self._ended = now
        self._due = now + pause
        share = min(1.0, (self._cost or cost) / self._between) if self._between else 1.0
        return seen.loss, seen.handed, replace(look, seconds=cost, share=share)


def _smoothed(before: float | None, value: float) -> float:
    """A mean in which what is long past counts less and less."""
    return value if before is None else before + SMOOTHING * (value - before)


def look_of(probe: Probe, seen: Seen, step: int, loss: float, watched: frozenset[str]) -> Look:
    """What is shown of a step that the probe saw."""
    norms = probe.norms(seen)
    histograms = {}
    for name in watched:
        found = probe.histogram(seen, name)
        if found is not None:
            histograms[name] = Histogram(*found)
    return Look(step, loss, norms.nodes, norms.edges, norms.parameters, norms.weights, histograms)
