"""A branch: another training that begins at a snapshot, with other settings."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from engine.compiler.plan import Plan
from engine.data.dataset import Dataset
from engine.project.project import Project
from engine.training.history.moment import Moment
from engine.training.history.snapshots import Snapshot
from engine.training.history.state import State, first_state, optimizer_parts, own_copy, parameters_of, put_tensors
from engine.training.history.travel import put_numbers
from engine.training.setup import Prepared, prepare


def branch(
    snapshot: Snapshot,
    project: Project,
    dataset: Dataset | None = None,
    plan: Plan | None = None,
    threads: int | None = None,
) -> tuple[Prepared, Moment]:
    """A training of a changed project from the step of the snapshot, and the moment to start it at.

    Weights are kept by name where they fit. What the optimizer remembers of a parameter is kept where the optimizer is
    of the same kind and would remember the same things; else it begins afresh. The learning rate and its like are the
    project's, and its schedule stands where it would stand if it had been there from the beginning. With the same
    data, seed and batch size the branch goes through the same batches; else it begins the epoch anew. A project that
    is not changed goes on as it went, to the bit.

    Raises ProblemError as `prepare` does.
    """
    prepared = prepare(project, dataset=dataset, plan=plan, threads=threads)
    _put_weights(snapshot.state, prepared)
    _put_optimizer(snapshot, prepared)
    _put_numbers(snapshot, prepared)
    before, now = snapshot.project, project
    if before.training.seed != now.training.seed:
        return prepared, Moment(snapshot.step, snapshot.moment.epoch)
    prepared.order.set_state(snapshot.order)
    snapshot.random.restore()
    same_batches = before.data == now.data and before.training.batch_size == now.training.batch_size
    if same_batches and snapshot.steps_per_epoch == prepared.steps_per_epoch:
        return prepared, snapshot.moment
    return prepared, Moment(snapshot.step, snapshot.moment.epoch)


def _put_weights(kept: State, prepared: Prepared) -> None:
    live = State.of(prepared)
    for targets, sources in ((live.parameters, kept.parameters), (live.buffers, kept.buffers)):
        fitting = {
            name: tensor for name, tensor in targets.items() if name in sources and sources[name].shape == tensor.shape
        }
        put_tensors(fitting, sources)


def _put_optimizer(snapshot: Snapshot, prepared: Prepared) -> None:
    chosen = prepared.project.training.optimizer
    if chosen.kind != snapshot.project.training.optimizer.kind:
        return
    remembered = {name: one for part in snapshot.state.optimizer for name, one in part.items()}
    forms: dict[object, dict[str, object]] = {}
    for part in optimizer_parts(prepared):
        for name, parameter in parameters_of(part).items():
            one = remembered.get(name)
            if not one:
                continue
            key = (parameter.shape, parameter.dtype)
            if key not in forms:
                forms[key] = _form(first_state(chosen, parameter))
            if _form(one) == forms[key]:
                part.state[parameter] = own_copy(one, snapshot.state.parameters[name].device, parameter.device)


def _put_numbers(snapshot: Snapshot, prepared: Prepared) -> None:
    """As they were where nothing that decides them was changed; else as the new settings would have led them."""
    before, now = snapshot.project.training, prepared.project.training
    same_length = (before.epochs, snapshot.steps_per_epoch) == (now.epochs, prepared.steps_per_epoch)
    unchanged = (
        before.optimizer == now.optimizer
        and before.schedule == now.schedule
        and (same_length or now.schedule is None)
        and len(snapshot.numbers) == len(optimizer_parts(prepared))  # Muon and AdamW, unless one has no parameters
    )
    if unchanged:
        put_numbers(snapshot, prepared)
    elif prepared.schedule is not None:
        epochs = snapshot.moment.epoch - 1
        prepared.schedule.catch_up(epochs, epochs * prepared.steps_per_epoch + snapshot.moment.batches)


def _form(remembered: Any) -> dict[str, object]:
    """What is remembered, without its values."""
    return {
        key: (value.shape, value.dtype) if isinstance(value, Tensor) else type(value)
        for key, value in remembered.items()
    }
