"""Prepares one step to be looked at: the network as it is, some samples, the project's optimizer and clipping.

Unlike a training it needs no loss, nothing that learns, and no data where a sample is typed in: what is missing is
told by the recording, where the step ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from engine.backprop.probe import trained_parameters
from engine.backprop.recording import Recording, rehearse
from engine.compiler.checking import clip_problems
from engine.compiler.network import Network
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.compiler.random_state import random_state_kept
from engine.data.dataset import Dataset, sample_count
from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.settings import optimizers
from engine.settings.clipping import Clipper, clipper_for
from engine.training.feed import Batch, make_feed
from engine.training.history.snapshots import Snapshot
from engine.training.history.travel import travel
from engine.training.setup import Arrays, floating_type, make_network, prepare


@dataclass(frozen=True)
class Samples:
    """Which samples are stepped through: `count` of a part of the data, from the one at `index`, in source order.

    `typed` are arrays by column, with the batch in front, that take the place of the data.
    """

    part: str = "train"
    index: int = 0
    count: int = 1
    typed: Mapping[str, np.ndarray] = field(default_factory=dict)


@random_state_kept()
def rehearse_project(
    project: Project,
    weights: Arrays | None,
    dataset: Dataset | None,
    samples: Samples,
    plan: Plan | None = None,
    state: Snapshot | None = None,
) -> Recording:
    """One step of a project's network in training mode, with the random state as after initialization.

    With `state`, one that was kept of a training, it is that of its step: weights, what the optimizer remembers, and
    the random state are those of then. The random state of the process ends as it began. Raises ProblemError where the
    graph, the settings or the samples are wrong, or the state is that of another network.
    """
    plan = plan or Planner().plan(project)
    ready = _as_it_was(project, dataset, plan, state) if state is not None else _as_it_is(project, weights, plan)
    batch = batch_of(plan, dataset, samples, ready.device, ready.floating)
    ready.network.module.train()
    return rehearse(ready.network, batch, ready.optimizer, ready.clipper)


@dataclass(frozen=True)
class _Ready:
    """A network that can do a step."""

    network: Network
    device: torch.device
    floating: torch.dtype
    optimizer: Any | None
    clipper: Clipper | None


def _as_it_is(project: Project, weights: Arrays | None, plan: Plan) -> _Ready:
    chosen, problems = optimizers.check(project.training.optimizer)
    problems += clip_problems(project.training.clip or {}, plan)
    if problems or chosen is None:
        raise ProblemError(*problems)
    network, device, floating = make_network(project, plan, weights)
    trained = trained_parameters(network.module)
    clipper = clipper_for(project.training.clip, trained.values())
    return _Ready(network, device, floating, chosen.build(trained) if trained else None, clipper)


def _as_it_was(project: Project, dataset: Dataset | None, plan: Plan, state: Snapshot) -> _Ready:
    settings = replace(state.project.training, threads=None)  # a training may go on beside it, at its own number
    trained_with = replace(project, training=settings)
    prepared = prepare(trained_with, None, dataset, plan, updates=False)
    travel(state, prepared)
    floating = floating_type(state.project.training.precision)
    return _Ready(prepared.network, prepared.device, floating, prepared.optimizer, prepared.clipper)


def batch_of(
    plan: Plan, dataset: Dataset | None, samples: Samples, device: torch.device, floating: torch.dtype
) -> Batch:
    """The samples as the Inputs of a plan take them. Raises ProblemError where there are none such."""
    arrays = samples.typed or (dataset.part(samples.part) if dataset is not None else None)
    available = sample_count(arrays) if arrays else 0
    if arrays is None or not available:
        raise ProblemError(Problem("samples_none", {"name": samples.part}))
    lengths = {name: len(array) for name, array in samples.typed.items()}
    if len(set(lengths.values())) > 1:  # torch may broadcast them, and then the numbers would be others
        received = [f"{name}: {length}" for name, length in lengths.items()]
        raise ProblemError(Problem("data_lengths_differ", {"received": received}))
    first = 0 if samples.typed else samples.index
    count = available if samples.typed else samples.count
    if first < 0 or first + count > available:
        arguments = {"last": available - 1, "name": samples.part, "first": first, "received": first + count - 1}
        raise ProblemError(Problem("samples_outside", arguments))
    feed = make_feed(plan, {name: array[first : first + count] for name, array in arrays.items()}, device, floating)
    assert feed is not None  # there are arrays
    return next(iter(feed.in_order(count)))
