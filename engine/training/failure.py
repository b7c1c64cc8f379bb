"""Why a step failed, and on which node: the step is repeated node by node from the state in which it began."""

from __future__ import annotations

import linecache
import math
import traceback

import numpy as np
import torch
from torch import Tensor

from engine.compiler.network import Network, Place
from engine.compiler.random_state import RandomState
from engine.problem import Problem, ProblemError
from engine.project.weights import is_finite
from engine.texts.phrase import Phrase, said
from engine.training.feed import Batch
from engine.training.interruption import Interrupted
from engine.training.scores import outputs_of
from engine.training.setup import Prepared, read_weights


class Diverged(ArithmeticError):
    """Raised when a loss is no finite number, before it can spoil the weights."""

    def __init__(self, loss: float) -> None:
        super().__init__(f"loss {loss}")
        self.loss = loss


class StepState:
    """What a step began with, kept as cheaply as can be: the batch, the random state, the running statistics."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.batch: Batch = {}
        self._draws = prepared.draws_random
        self._random = RandomState.now()
        self._buffers = [buffer for buffer in prepared.network.module.buffers() if buffer.is_floating_point()]
        self._before = [buffer.clone() for buffer in self._buffers]

    def remember(self, batch: Batch) -> None:
        """To be called as a step begins."""
        self.batch = batch
        if self._draws:
            self._random = RandomState.now()
        if self._buffers:
            torch._foreach_copy_(self._before, self._buffers)

    def restore(self) -> None:
        """Puts random state and running statistics back to where the step began; weights that it updated stay so."""
        if self._draws:
            self._random.restore()
        self._restore_statistics()

    def _restore_statistics(self) -> None:
        if self._buffers:
            torch._foreach_copy_(self._buffers, self._before)

    def weights_before(self) -> dict[str, np.ndarray]:
        """The weights as they were before the step that failed; none where an earlier one had spoiled them.

        The random state stays: a step that comes back after it was given up must not touch that of another training.
        """
        self._restore_statistics()
        return self.weights_now()

    def weights_now(self) -> dict[str, np.ndarray]:
        """The weights as the last update left them; none where they are no numbers."""
        weights = read_weights(self.prepared.network)
        return weights if is_finite(weights) else {}


def explain(error: BaseException, state: StepState) -> tuple[Problem, str]:
    """The problem, on its node where one is to blame, and the line of the generated source that raised."""
    network = state.prepared.network
    if isinstance(error, ProblemError):
        return error.problem, ""
    if isinstance(error, Interrupted):
        return _given_up(error, network)
    if isinstance(error, Diverged):
        problem = _first_not_finite(error, state)
        return problem, network.source.line_of(problem.node or "")
    reason = said(error)
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "can't allocate memory" in str(reason):
        return Problem("out_of_memory", {"reason": reason}), ""
    place = network.place_of(error) or _raised_again(state)
    if place is None:
        return Problem("step_raised", {"reason": reason}), ""
    leaf = next((leaf for leaf in network.plan.leaves if leaf.address == place.address), None)
    kind = leaf.step.kind if leaf is not None else place.address
    if place.own_line:
        arguments = {"kind": kind, "line": place.own_line, "reason": reason}
        return Problem("code_raised", arguments, node=place.address), place.line
    return Problem("network_raised", {"kind": kind, "reason": reason}, node=place.address), place.line


def _given_up(error: Interrupted, network: Network) -> tuple[Problem, str]:
    """Names the own layer in which a step was interrupted: by its frames, for it must not be tried once more."""
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == network.source.file_name and number in network.source.own_lines
    ]
    layers = [frame.f_locals.get("self") for frame, _ in frames]
    for leaf in network.plan.leaves:
        module = network.submodule(leaf)
        if module is not None and any(module is layer for layer in layers):
            _, number = frames[-1]
            arguments = {"kind": leaf.step.kind, "line": network.source.own_lines[number]}
            line = linecache.getline(network.source.file_name, number).strip()
            return Problem("code_given_up", arguments, node=leaf.address), line
    return Problem("step_given_up"), ""


def _first_not_finite(error: Diverged, state: StepState) -> Problem:
    """Names the first node at which a number is not finite."""
    state.restore()
    shown = "NaN" if math.isnan(error.loss) else Phrase("infinite")
    if not state.batch:  # training went on from the end of an epoch: there is no step to repeat
        return Problem("diverged", {"loss": shown})
    with torch.no_grad():
        for stop, outputs in outputs_of(state.prepared.network, state.batch):
            bad = next((out for out in outputs if out is not None and not _is_finite(out)), None)
            if bad is None:
                continue
            weights = sorted(name for name, tensor in stop.own_parameters().items() if not _is_finite(tensor))
            if weights:
                return Problem("diverged_weights", {"loss": shown, "names": weights}, node=stop.address)
            return Problem("diverged_at", {"loss": shown, "kind": stop.leaf.step.kind}, node=stop.address)
    return Problem("diverged", {"loss": shown})


def _raised_again(state: StepState) -> Place | None:
    """Where the forward pass raises when it is repeated as printed: for a step that was looked at node by node."""
    state.restore()
    network = state.prepared.network
    try:
        with torch.no_grad():
            network.loss(network.handing(state.batch), state.batch)
    except Exception as again:  # the same error as before, now with the line that raised
        return network.place_of(again)
    return None


def _is_finite(tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())
