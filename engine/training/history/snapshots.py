"""A snapshot: everything that is needed to go on with a training from a step, exactly as it went.

It holds tensors and stays in the thread that computes. To take one changes nothing and draws nothing; it waits for no
device. What a layer keeps elsewhere than in parameters and buffers is not in it.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from engine.compiler.random_state import RandomState
from engine.project.project import Project
from engine.training.history.moment import Moment
from engine.training.history.state import TENSOR_BYTES, State, first_state, numbers_of, optimizer_parts, parameters_of
from engine.training.setup import Prepared

BATCH_BYTES = 8  # of an epoch's scores, for each of its batches: a loss and a size


@dataclass(eq=False)
class Snapshot:
    """A training after a step, or before its first.

    `project` is the one that was trained: its settings are those to go on with exactly. `loss` is that of the step,
    where it was read.
    """

    project: Project
    moment: Moment
    loss: float | None
    steps_per_epoch: int
    numbers: tuple[tuple[dict[str, Any], ...], ...]  # of the optimizer: by part, by group
    schedule: dict[str, Any] | None
    order: Tensor  # the state of the generator of the order of samples, as the epoch began
    random: RandomState
    _state: State | None

    @classmethod
    def of(cls, prepared: Prepared, moment: Moment, loss: float | None, order: Tensor) -> Snapshot:
        """The training as it is now; its tensors live on until they are copied by `keep`."""
        return cls(
            project=prepared.project,
            moment=moment,
            loss=loss,
            steps_per_epoch=prepared.steps_per_epoch,
            numbers=tuple(numbers_of(part) for part in optimizer_parts(prepared)),
            schedule=deepcopy(prepared.schedule.state_dict()) if prepared.schedule is not None else None,
            order=order,
            random=RandomState.now(),
            _state=State.of(prepared),
        )

    def keep(self, spare: State | None = None) -> None:
        """Copies the tensors, into the memory of `spare` where that is of the same form."""
        self._state = self.state.copied(spare)

    @property
    def step(self) -> int:
        return self.moment.step

    @property
    def nbytes(self) -> int:
        """What it takes of the memory."""
        scores = self.moment.scores.nbytes if self.moment.scores is not None else 0
        return self.state.nbytes + scores + _bytes_of_random(self.order, self.random)

    @property
    def state(self) -> State:
        """The tensors. Raises RuntimeError where the keeper has taken their memory for a newer snapshot."""
        if self._state is None:
            raise RuntimeError(f"the snapshot of step {self.step} was given up")
        return self._state

    def give_up(self) -> State:
        """Its tensors, so that another snapshot may use their memory; this one is of no use afterwards."""
        state, self._state = self.state, None
        return state


def snapshot_bytes(prepared: Prepared) -> int:
    """What a snapshot will take of the memory, told before the training begins.

    What the optimizer remembers is found by a step with a parameter of each shape. The scores are those of a whole
    epoch; what a metric may set aside for a while comes on top.
    """
    live = State.of(prepared)
    total = live.nbytes + _bytes_of_random(prepared.order.get_state(), RandomState.now())
    total += BATCH_BYTES * prepared.steps_per_epoch
    known: dict[tuple[object, ...], int] = {}
    for part, remembered in zip(optimizer_parts(prepared), live.optimizer, strict=True):
        for name, parameter in parameters_of(part).items():
            if remembered[name]:
                continue  # counted with what lives
            form = (parameter.shape, parameter.dtype, parameter.stride())
            if form not in known:
                first = first_state(prepared.project.training.optimizer, parameter).values()
                known[form] = sum(value.nbytes + TENSOR_BYTES for value in first if isinstance(value, Tensor))
            total += known[form]
    return total


def _bytes_of_random(order: Tensor, random: RandomState) -> int:
    held = (order, random.on_cpu, random.on_accelerator)
    return sum(tensor.nbytes + TENSOR_BYTES for tensor in held if tensor is not None)
