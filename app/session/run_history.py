"""What a training has told so far, kept for the plots in bounded memory."""

from __future__ import annotations

import math
from array import array
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
        self.started: Started | None = None  # the first training of it
        self._losses = array("d")  # of every step, NaN where it was not read

    def add(self, events: Iterable[Event]) -> None:
        """Takes events in the order in which they came."""
        for event in events:
            if type(event) is StepDone:
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
            elif isinstance(event, Started) and self.started is None:
                self.started = event

    def until(self, step: int) -> RunHistory:
        """The same history up to a step: what came later is left out."""
        made = RunHistory()
        made.add(event for event in self.events() if isinstance(event, Started) or event.step <= step)
        made._gradients = self._gradients.until(step)
        made._parameters, made._weights = self._parameters.until(step), self._weights.until(step)
        return made

    def events(self) -> Iterator[Started | StepDone | EpochDone]:
        """What was told, as far as it is kept: how it began, the loss of every step, the scores of epochs."""
        if self.started is None:
            return
        yield self.started
        first, epoch, epochs = self.step - len(self._losses) + 1, 1, list(self._epochs)
        for place, loss in enumerate(self._losses):
            yield StepDone(epoch, first + place, None if math.isnan(loss) else loss)
            while epochs and epochs[0].step <= first + place:
                epoch = epochs[0].epoch + 1
                yield epochs.pop(0)

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
        if self._epochs and (self._epochs_seen - 1) % self._keep_every:
            self._epochs.pop()  # it was there only as the newest
        self._epochs.append(event)
        self._epochs_seen += 1
        if len(self._epochs) > MOST_EPOCHS:
            self._epochs = self._epochs[::2]
            self._keep_every *= 2
