"""What a training has told so far, kept for the plots in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.session.loss_curve import Curve, LossCurve
from app.session.norm_table import NormTable
from engine.training.events import EpochDone, Event, Look, StepDone

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

    def add(self, events: Iterable[Event]) -> None:
        """Takes events in the order in which they came."""
        for event in events:
            if type(event) is StepDone:
                self.step = event.step
                if event.loss is not None:
                    self._loss.add(event.step, event.loss)
            elif isinstance(event, Look):
                self.look = event
                self._gradients.add(event.step, event.nodes)
                self._parameters.add(event.step, event.parameters)
                self._weights.add(event.step, event.weights)
            elif isinstance(event, EpochDone):
                self._add_epoch(event)

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
