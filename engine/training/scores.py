"""Scores: the loss and the metrics beside it, over an epoch or over a whole part of the data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.backprop.walk import Read, Stop, Value, run, value_of, walk
from engine.compiler.checking import scored_loss
from engine.compiler.network import Network
from engine.problem import ProblemError
from engine.settings import metrics
from engine.settings.metrics import Metric, MetricState
from engine.training.feed import Batch, Feed

TOGETHER = 64  # losses are joined; it costs no more than at the end, and what is kept of an epoch is there at once


@dataclass(frozen=True)
class _Compared:
    """The two values that the metrics compare, and the stops that compute them from what is at hand."""

    prediction: Value
    target: Value
    between: tuple[Stop, ...]


class Scorer:
    """Knows which metrics a network has, and where their prediction and target are.

    Both are the inputs of the first loss that has metrics. What stands between them and the values that forward hands
    over (a Cast of the labels) is computed again for the metrics, unless it holds weights or draws random numbers:
    then there is none.
    """

    def __init__(self, network: Network, names: tuple[str, ...] | None) -> None:
        loss = network.plan.by_id[scored_loss(network.plan)]
        self._loss_kind = loss.kind
        ignored = loss.layer.values.get("ignore_index") if loss.layer is not None else None
        self._ignored = ignored if isinstance(ignored, int) else None
        self._compared = _find_compared(network)
        suited, problems = metrics.check(names, loss.kind)
        if problems:
            raise ProblemError(*problems)
        self._metrics: tuple[Metric, ...] = suited if self._compared is not None else ()
        self._crossing = [value_of(network, ref) for ref in network.source.crossing]

    def start(self, kept: KeptScores | None = None) -> Scoring:
        """A new measurement, or one that goes on from what was kept of another."""
        states = {metric.kind(): metric.start(self._loss_kind, self._ignored) for metric in self._metrics}
        if kept is None:
            return Scoring(self, states)
        for name, state in kept.states.items():
            if type(state) is type(states.get(name)):  # a branch may ask for other metrics
                states[name] = state.copy()
        return Scoring(self, states, [kept.losses], kept.sizes.tolist())

    def compared(self, handed: tuple[Tensor, ...], batch: Batch) -> tuple[Tensor, Tensor] | None:
        """Prediction and target of a batch."""
        if self._compared is None:
            return None
        values: dict[Value, Tensor] = {(node, "output"): tensor for node, tensor in batch.items()}
        values.update(zip(self._crossing, (tensor.detach() for tensor in handed), strict=True))
        with torch.no_grad():
            for stop in self._compared.between:
                outputs = stop.apply(stop.module, *(values[read.value] for read in stop.reads))
                values.update({(stop.address, port): out for port, out in zip(stop.ports, outputs, strict=True)})
        return values[self._compared.prediction], values[self._compared.target]


@dataclass(frozen=True)
class KeptScores:
    """A measurement in the midst of an epoch, to go on from with the same bits."""

    losses: Tensor  # (batches,)
    sizes: np.ndarray  # of the batches
    states: Mapping[str, MetricState]  # by metric; nothing updates them any more

    @property
    def nbytes(self) -> int:
        return self.losses.nbytes + self.sizes.nbytes + sum(state.nbytes for state in self.states.values())


class Scoring:
    """The loss and metrics of the batches shown to it; nothing is read from the device before the end."""

    def __init__(
        self,
        scorer: Scorer,
        states: Mapping[str, MetricState],
        joined: list[Tensor] | None = None,
        sizes: list[int] | None = None,
    ) -> None:
        self._scorer, self._states = scorer, states
        self._joined: list[Tensor] = joined or []  # losses of many batches each, then those of single ones
        self._losses: list[Tensor] = []
        self._sizes: list[int] = sizes or []

    def update(self, loss: Tensor, handed: tuple[Tensor, ...], batch: Batch) -> None:
        self._losses.append(loss.detach())
        if len(self._losses) >= TOGETHER:
            self._joined, self._losses = [*self._joined, torch.stack(self._losses)], []
        self._sizes.append(len(next(iter(batch.values()))))
        if self._states:
            compared = self._scorer.compared(handed, batch)
            if compared is not None:
                for state in self._states.values():
                    state.update(*compared)

    def kept(self) -> KeptScores | None:
        """All that was measured so far; None where that is nothing. No device is waited for."""
        losses = self._all_losses()
        if losses is None:
            return None
        states = {name: state.copy() for name, state in self._states.items()}
        return KeptScores(losses, np.array(self._sizes, np.int32), states)

    def scores(self) -> dict[str, float]:
        """The mean loss over samples, then the metrics; a loss of NaN where nothing was shown."""
        samples = sum(self._sizes)
        losses = self._all_losses()
        values = losses.double().tolist() if losses is not None else []
        loss = (
            sum(value * size for value, size in zip(values, self._sizes, strict=True)) / samples
            if samples
            else math.nan
        )
        return {"loss": loss, **{name: state.value() for name, state in self._states.items()}}

    def _all_losses(self) -> Tensor | None:
        """The loss of each batch, shape (batches,); None before the first."""
        parts = [*self._joined, *([torch.stack(self._losses)] if self._losses else [])]
        return torch.cat(parts) if parts else None


def evaluate(network: Network, scorer: Scorer, feed: Feed | None, batch_size: int) -> dict[str, float] | None:
    """The scores of the present weights on a part of the data, in evaluation mode; None for an empty part.

    The random state stays as it was, so that looking changes nothing.
    """
    if feed is None:
        return None
    scoring = scorer.start()
    network.module.eval()
    try:
        with torch.no_grad():
            for batch in feed.in_order(batch_size):
                handed = network.handing(batch)
                scoring.update(network.loss(handed, batch), handed, batch)
    finally:
        network.module.train()
    return scoring.scores()


def _find_compared(network: Network) -> _Compared | None:
    stops = {stop.address: stop for stop in walk(network)}
    loss = stops.get(scored_loss(network.plan))
    if loss is None or not {"input", "target"} <= {read.port for read in loss.reads}:
        return None
    ends = {read.port: read.value for read in loss.reads}
    at_hand: set[Value] = {value_of(network, ref) for ref in network.source.crossing}
    at_hand |= {(address, "output") for address, stop in stops.items() if stop.is_input}
    between: dict[str, Stop] = {}
    if not all(_collect(ends[port], stops, at_hand, between) for port in ("input", "target")):
        return None
    return _Compared(ends["input"], ends["target"], tuple(between.values()))


def _collect(value: Value, stops: Mapping[str, Stop], at_hand: set[Value], between: dict[str, Stop]) -> bool:
    """Gathers, in order, what must be computed for a value; False where that cannot be done again."""
    stop = stops.get(value[0])
    if value in at_hand or value[0] in between:
        return True
    if stop is None or stop.module is not None or (stop.leaf.step.layer and stop.leaf.step.layer.draws_random):
        return False
    if not all(_collect(read.value, stops, at_hand, between) for read in stop.reads):
        return False
    between[stop.address] = stop
    return True


def _unchanged(stop: Stop, reads: tuple[Read, ...], value: Tensor) -> list[Tensor]:
    return [value] * len(reads)


def outputs_of(network: Network, inputs: Mapping[str, Tensor]) -> Iterable[tuple[Stop, tuple[Tensor | None, ...]]]:
    """Every node's outputs on a batch, one after another."""
    return run(walk(network), inputs, _unchanged)
