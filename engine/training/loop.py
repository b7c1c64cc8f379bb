"""The training loop, on one page.

`train` is a generator: it does a step whenever it is asked for the next event. To pause, stop asking; to stop, close
it (`stopping` first, for scores of the final weights). It belongs on the one thread that computes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator

import torch

from engine.training.events import EpochDone, Event, Failed, Finished, Scores, Started, StepDone
from engine.training.failure import Diverged, StepState, explain
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
) -> Generator[Event, None, None]:
    """Trains for the epochs of the project's settings and yields what happens.

    With `watched`, steps are looked at as often as the budget allows, and the last one; it names the nodes and
    parameters of which histograms are wanted. Weights are bit-identical with and without. `first_step` is where
    counting begins.
    """
    network, settings = prepared.network, prepared.project.training
    module, optimizer, schedule = network.module, prepared.optimizer, prepared.schedule
    looker = Looker(network, watched) if watched is not None else None
    reader = LossReader(prepared.device)
    state = StepState(prepared)
    began = time.perf_counter()
    step, scores, stopped = first_step, None, False
    last_step = first_step + settings.epochs * prepared.steps_per_epoch
    yield _started(prepared, first_step)
    module.train()
    for epoch in range(1, settings.epochs + 1):
        epoch_began = time.perf_counter()
        scoring = prepared.scorer.start()
        for batch in prepared.train.shuffled(settings.batch_size, prepared.order, prepared.least_batch):
            look = None
            state.remember(batch)
            try:
                if looker is not None and (looker.is_due() or step + 1 == last_step):
                    loss, handed, look = looker.step(batch, step + 1)
                    value: float | None = look.loss
                else:
                    step_began = time.perf_counter()
                    handed = network.handing(batch)
                    loss = network.loss(handed, batch)
                    value = reader.read(loss)
                    if value is None or math.isfinite(value):
                        optimizer.zero_grad(set_to_none=True)
                        loss.backward()
                    if looker is not None:
                        looker.plain_step_took(time.perf_counter() - step_began)
                if value is not None and not math.isfinite(value):
                    raise Diverged(value)
                optimizer.step()
            except Exception as error:  # whatever a layer raises belongs on its node, and the window lives on
                problem, line = explain(error, state)
                yield Failed(problem, step, line, state.weights_before())
                return
            if schedule is not None:
                schedule.after_step()
            step += 1
            scoring.update(loss, handed, batch)
            if look is not None:
                yield look  # first, so that whoever asks for a single step has seen it, too
            yield StepDone(epoch, step, value)
            if stopping():
                stopped = True
                break
        scores = scoring.scores()
        if not math.isfinite(scores["loss"]):  # on an accelerator, since the loss was last read
            problem, line = explain(Diverged(scores["loss"]), state)
            yield Failed(problem, step, line, state.weights_before())
            return
        if stopped:
            break
        try:
            validation = evaluate(network, prepared.scorer, prepared.validation, EVALUATION_BATCH)
        except Exception as error:  # a sample that training never sees
            yield _failed(error, state, step)
            return
        if schedule is not None:
            schedule.after_epoch((validation or scores)["loss"])
        yield EpochDone(epoch, step, scores, validation, time.perf_counter() - epoch_began)
        if stopping():
            stopped = True
            break
    try:
        finished = _finished(prepared, step, stopped, scores, time.perf_counter() - began)
    except Exception as error:
        yield _failed(error, state, step)
        return
    yield finished


def _started(prepared: Prepared, step: int) -> Started:
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
        step=step,
    )


def _failed(error: Exception, state: StepState, step: int) -> Failed:
    """What went wrong between two steps; the weights are as the last one left them."""
    problem, line = explain(error, state)
    return Failed(problem, step, line, read_weights(state.prepared.network))


def _finished(prepared: Prepared, step: int, stopped: bool, train: Scores | None, seconds: float) -> Finished:
    parts = [
        evaluate(prepared.network, prepared.scorer, feed, EVALUATION_BATCH)
        for feed in (prepared.validation, prepared.test)
    ]
    return Finished(step, stopped, train, parts[0], parts[1], read_weights(prepared.network), seconds)
