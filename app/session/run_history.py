"""What a training has told so far, kept for the plots in bounded memory; beside it the bare loss of every step."""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from app.session.loss_curve import Curve, LossCurve
from app.session.norm_table import NormTable
from engine.training.events import EpochDone, Event, Look, Started, StepDone

MOST_EPOCHS = 2000  # beyond that every second one goes


class RunHistory:
    """Gathers events: the loss of every step, the scores of the epochs, the norms of every node over time."""

    def __init__(self) -> None:
        self._loss = LossCurve()
        self._gradients = NormTable()  # at the outputs of nodes, by address
        self._parameters = NormTable()  # gradients of parameters, by state_dict key
        self._weights = NormTable()  # the parameters themselves
        self._epochs: list[EpochDone] = []
        self._keep_every, self._epochs_seen = 1, 0
        self.look: Look | None = None  # the newest
        self.step = 0
        self._starts: list[Started] = []  # of each training: one may go on where another ended
        self._losses = array("d")  # of every step, NaN where it was not read

    def add(self, events: Iterable[Event]) -> None:
        """Takes events in the order in which they came."""
        for event in events:
            if type(event) is StepDone:
                if self._losses and event.step > self.step + 1:  # it goes on from a state of an earlier training
                    self._losses.extend([math.nan] * (event.step - self.step - 1))
                self.step = event.step
                self._losses.append(math.nan if event.loss is None else event.loss)
                if event.loss is not None:
                    self._loss.add(event.step, event.loss)
            elif isinstance(event, Look):
                self.look = event
                self._gradients.add(event.step, event.nodes)
                self._parameters.add(event.step, event.parameters)
                self._weights.add(event.step, event.weights)
            elif isinstance(event, EpochDone):
                self._add_epoch(event)
            elif isinstance(event, Started):
                self._starts.append(event)

    def until(self, step: int) -> RunHistory:
        """The same history up to a step: what came later is left out."""
        made = RunHistory()
        made._starts = [start for place, start in enumerate(self._starts) if start.step < step or not place]
        made._losses = self._losses[: max(0, step - self._first_step + 1)]
        made.step = self._first_step + len(made._losses) - 1 if made._losses else 0
        losses = np.array(made._losses)
        read = ~np.isnan(losses)
        made._loss = LossCurve.of(np.flatnonzero(read) + self._first_step, losses[read])
        made._epochs = [epoch for epoch in self._epochs if epoch.step <= step]
        made._keep_every, made._epochs_seen = self._keep_every, max(0, (len(made._epochs) - 1) * self._keep_every + 1)
        made._gradients = self._gradients.until(step)
        made._parameters, made._weights = self._parameters.until(step), self._weights.until(step)
        return made

    def events(self) -> Iterator[Started | StepDone | EpochDone]:
        """What was told, as far as it is kept: how each training began, the loss of every step, scores of epochs.

        Once nothing is added any more, it may be gone through in another thread.
        """
        starts, epochs = deque(self._starts), deque(self._epochs)
        began: Started | None = None
        for step, loss in enumerate(self._losses, self._first_step):
            while starts and starts[0].step < step:
                began = starts.popleft()
                yield began
            yield StepDone(_epoch_of(step, began), step, None if math.isnan(loss) else loss)
            while epochs and epochs[0].step <= step:
                yield epochs.popleft()
        yield from starts

    @property
    def _first_step(self) -> int:
        return self.step - len(self._losses) + 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been told yet."""
        return not self._starts and not self._losses

    @property
    def last_loss(self) -> float | None:
        return self._loss.last

    @property
    def loss_curve(self) -> Curve:
        """Least and greatest loss by step."""
        return self._loss.curve()

    @property
    def epochs(self) -> tuple[EpochDone, ...]:
        """The epochs, the newest among them; of very many, evenly chosen ones."""
        return tuple(self._epochs)

    @property
    def gradient_steps(self) -> np.ndarray:
        """The steps at which the norms below were seen."""
        return self._gradients.steps

    def gradients_of(self, address: str) -> np.ndarray:
        """Norms of the gradient at a node's outputs, a value for each of `gradient_steps`."""
        return self._gradients.of(address)

    def parameter_gradients_of(self, key: str) -> np.ndarray:
        """Norms of a parameter's gradient, a value for each of `gradient_steps`."""
        return self._parameters.of(key)

    def weights_of(self, key: str) -> np.ndarray:
        """Norms of a parameter, a value for each of `gradient_steps`."""
        return self._weights.of(key)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The nodes whose gradients were seen."""
        return self._gradients.names

    def _add_epoch(self, event: EpochDone) -> None:
        last = self._epochs[-1] if self._epochs else None
        if last is not None and (last.epoch, last.step) == (event.epoch, event.step):
            self._epochs[-1] = event  # it went on from the last step of the epoch, which is told once more
            return
        if self._epochs and (self._epochs_seen - 1) % self._keep_every:
            self._epochs.pop()  # it was there only as the newest
        self._epochs.append(event)
        self._epochs_seen += 1
        if len(self._epochs) > MOST_EPOCHS:
            self._epochs = self._epochs[::2]
            self._keep_every *= 2


def _epoch_of(step: int, began: Started | None) -> int:
    """The epoch in which a step is, in the training that began last before it."""
    if began is None:
        return 1
    return 1 + (began.done + step - began.step - 1) // max(1, began.steps_per_epoch)
