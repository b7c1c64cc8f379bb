"""The training loop, on one page.

`train` is a generator: it does a step whenever it is asked for the next event. To pause, stop asking; to stop, close
it (`stopping` first, for scores of the final weights). It belongs on the one thread that computes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from typing import NamedTuple

import torch
from torch import Tensor

from engine.problem import Problem
from engine.project.weights import is_finite
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Scores, Started, StepDone
from engine.training.failure import Diverged, StepState, explain
from engine.training.feed import Batch
from engine.training.history.keeper import SnapshotKeeper
from engine.training.history.moment import Moment
from engine.training.interruption import Interrupted
from engine.training.looking import Looker
from engine.training.reading import LossReader
from engine.training.scores import evaluate
from engine.training.setup import Prepared, read_weights

EVALUATION_BATCH = 1024


def train(
    prepared: Prepared,
    watched: Callable[[], frozenset[str]] | None = None,
    stopping: Callable[[], bool] = lambda: False,
    first_step: int = 0,
    keeper: SnapshotKeeper | None = None,
    start: Moment | None = None,
) -> Generator[Event, None, None]:
    """Trains for the epochs of the project's settings and yields what happens.

    With `watched`, steps are looked at as often as the budget allows, and the last one; it names the nodes and
    parameters of which histograms are wanted. With `keeper`, snapshots are taken within its budgets. Weights are
    bit-identical with and without either. `first_step` is where counting begins. With `start`, to which `prepared` was
    put (`travel`, `branch`), training goes on from there, also from the midst of an epoch.
    """
    network, settings = prepared.network, prepared.project.training
    looker = Looker(network, watched) if watched is not None else None
    reader = LossReader(prepared.device)
    state = StepState(prepared)
    began = time.perf_counter()
    start = start or Moment(first_step)
    step, scores, stopped = start.step, None, False
    last_step = step - start.batches + (settings.epochs - start.epoch + 1) * prepared.steps_per_epoch
    yield _started(prepared, start)
    network.module.train()
    if keeper is not None:
        keeper.begin(prepared)
    for epoch in range(start.epoch, settings.epochs + 1):
        epoch_began = time.perf_counter()
        moment = start if epoch == start.epoch else Moment(step, epoch)
        scoring = prepared.scorer.start(moment.scores)
        if keeper is not None:
            keeper.begin_epoch(moment, scoring)
        for batch in prepared.train.shuffled(settings.batch_size, prepared.order, prepared.least_batch, moment.batches):
            state.remember(batch)
            looks = looker is not None and (looker.is_due() or step + 1 == last_step)
            try:
                done = _update(prepared, batch, step + 1, looker, looks, reader)
            except (Exception, Interrupted) as error:  # it belongs on its node, and the window lives on
                yield Failed(*_told(error, state, step), state.weights_before())
                return
            step += 1
            scoring.update(done.loss, done.handed, batch)
            if keeper is not None:
                keeper.after_step(step, done.value, is_last=step == last_step)
            if done.look is not None:
                yield done.look  # first, so that whoever asks for a single step has seen it, too
            yield StepDone(epoch, step, done.value)
            if stopping():
                stopped = True
                break
        scores = scoring.scores()
        try:
            if not math.isfinite(scores["loss"]):  # on an accelerator, since the loss was last read
                raise Diverged(scores["loss"])
            if stopped:
                break
            validation = evaluate(network, prepared.scorer, prepared.validation, EVALUATION_BATCH)
        except (Exception, Interrupted) as error:  # a sample that training never sees
            yield Failed(*_told(error, state, step), state.weights_now())
            return
        if prepared.schedule is not None:
            prepared.schedule.after_epoch((validation or scores)["loss"])
        if keeper is not None:
            keeper.after_epoch()
        yield EpochDone(epoch, step, scores, validation, time.perf_counter() - epoch_began)
        if stopping():
            stopped = True
            break
    if keeper is not None and stopped:
        keeper.take()
    try:
        finished = _finished(prepared, step, stopped, scores, time.perf_counter() - began)
    except (Exception, Interrupted) as error:
        yield Failed(*_told(error, state, step), state.weights_now())
        return
    yield finished


class _Done(NamedTuple):
    """One update: the loss as a tensor and, where it was read, as a number; what forward handed over; a look."""

    loss: Tensor
    value: float | None
    handed: tuple[Tensor, ...]
    look: Look | None


def _update(
    prepared: Prepared, batch: Batch, number: int, looker: Looker | None, looks: bool, reader: LossReader
) -> _Done:
    """Forward, backward, update. Raises Diverged before a loss that is no number can spoil the weights."""
    network, optimizer = prepared.network, prepared.optimizer
    look = None
    optimizer.zero_grad(set_to_none=True)  # before forward, which then takes the memory of the gradients
    if looker is not None and looks:
        loss, handed, look = looker.step(batch, number)
        value: float | None = look.loss
    else:
        began = time.perf_counter()
        handed = network.handing(batch)
        loss = network.loss(handed, batch)
        value = reader.read(loss)
        if value is None or math.isfinite(value):
            loss.backward()
        if looker is not None:
            looker.plain_step_took(time.perf_counter() - began)
    if value is not None and not math.isfinite(value):
        raise Diverged(value)
    if prepared.clipper is not None:  # after what is shown, which is the gradient before clipping
        prepared.clipper.clip()
    optimizer.step()
    if prepared.schedule is not None:
        prepared.schedule.after_step()
    return _Done(loss, value, handed, look)


def _started(prepared: Prepared, start: Moment) -> Started:
    feeds = {"train": prepared.train, "validation": prepared.validation, "test": prepared.test}
    settings = prepared.project.training
    return Started(
        epochs=settings.epochs,
        steps_per_epoch=prepared.steps_per_epoch,
        batch_size=settings.batch_size,
        samples={name: feed.samples if feed is not None else 0 for name, feed in feeds.items()},
        parameters=sum(p.numel() for p in prepared.network.module.parameters() if p.requires_grad),
        device=str(prepared.device),
        threads=torch.get_num_threads(),
        step=start.step,
        done=(start.epoch - 1) * prepared.steps_per_epoch + start.batches,
    )


def _told(error: BaseException, state: StepState, step: int) -> tuple[Problem, int, str]:
    """What went wrong, after which step, and in which line of the generated source."""
    problem, line = explain(error, state)
    return problem, step, line


def _finished(prepared: Prepared, step: int, stopped: bool, train: Scores | None, seconds: float) -> Finished:
    """The scores of the final weights. Raises Diverged where the last update has spoiled them."""
    weights = read_weights(prepared.network)
    if not is_finite(weights):
        raise Diverged(math.nan)
    parts = [
        evaluate(prepared.network, prepared.scorer, feed, EVALUATION_BATCH)
        for feed in (prepared.validation, prepared.test)
    ]
    return Finished(step, stopped, train, parts[0], parts[1], weights, seconds)
