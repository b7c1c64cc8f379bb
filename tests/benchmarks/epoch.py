"""One epoch of our training, timed."""

from __future__ import annotations

import time
from collections.abc import Iterator

from engine.training.events import EpochDone, Event, Failed
from engine.training.setup import Prepared


def samples_a_second(prepared: Prepared, training: Iterator[Event]) -> float:
    """The speed of the first epoch, from the event that tells of its start; the training is left after it."""
    next(training)
    began = time.perf_counter()
    for event in training:
        if isinstance(event, EpochDone):
            break
        assert not isinstance(event, Failed), event.problem
    return prepared.train.samples / (time.perf_counter() - began)
