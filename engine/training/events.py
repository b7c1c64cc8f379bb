"""What a training tells: frozen events of plain numbers and NumPy arrays, which may cross to any thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.problem import Problem

Scores = Mapping[str, float]  # `loss`, then the metrics by name


@dataclass(frozen=True)
class Started:
    """Training begins; `step` counts updates, and goes on where an earlier training stopped.

    `done` is how many of its own steps, of `epochs` times `steps_per_epoch`, are done where it goes on from a snapshot.
    """

    epochs: int
    steps_per_epoch: int
    batch_size: int
    samples: Mapping[str, int]  # of train, validation, test
    parameters: int
    device: str
    threads: int
    step: int = 0
    done: int = 0


class StepDone(NamedTuple):
    """One update was made. A tuple, since there are thousands a second; `loss` is None where it was not read."""

    epoch: int
    step: int
    loss: float | None


@dataclass(frozen=True)
class Histogram:
    """How the values of one tensor are spread, over a strided sample of them."""

    counts: np.ndarray
    edges: np.ndarray


@dataclass(frozen=True)
class Look:
    """The gradients of one step: of the loss that is minimized, before clipping.

    `nodes` holds the L2 norm at the outputs of each node, all consumers summed, by address; `edges` the share of one
    consumer, by (address, port, index) of where the edge ends; `parameters` by state_dict key. `seconds` is what
    looking cost beyond a plain step, and `share` its part of the time since the look before.
    """

    step: int
    loss: float
    nodes: Mapping[str, float]
    edges: Mapping[tuple[str, str, int], float]
    parameters: Mapping[str, float]
    weights: Mapping[str, float]  # L2 norm of each parameter, for update-to-weight ratios
    histograms: Mapping[str, Histogram] = field(default_factory=dict)  # of the nodes and parameters that are watched
    seconds: float = 0.0
    share: float = 0.0


@dataclass(frozen=True)
class EpochDone:
    """An epoch is over; `train` is the mean over it, `validation` was measured after it."""

    epoch: int
    step: int
    train: Scores
    validation: Scores | None
    seconds: float


@dataclass(frozen=True)
class Failed:
    """Training cannot go on: an exception in the network, or a loss that is no number.

    `line` is the line of the generated source, where one raised; `weights` are those before the failing step, if
    they are numbers.
    """

    problem: Problem
    step: int
    line: str = ""
    weights: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Finished:
    """Training is over, by itself or because it was stopped; scores of the final weights."""

    step: int
    stopped: bool
    train: Scores | None
    validation: Scores | None
    test: Scores | None
    weights: Mapping[str, np.ndarray]
    seconds: float


Event = Started | StepDone | Look | EpochDone | Failed | Finished
