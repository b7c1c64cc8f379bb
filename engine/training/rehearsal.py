"""Prepares one step to be looked at: the network as it is, some samples, the project's optimizer and clipping.

Unlike a training it needs no loss, nothing that learns, and no data where a sample is typed in: what is missing is
told by the recording, where the step ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.backprop.probe import trained_parameters
from engine.backprop.recording import Recording, rehearse
from engine.compiler.checking import clip_problems
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.data.dataset import Dataset, sample_count
from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.settings import optimizers
from engine.settings.clipping import clipper_for
from engine.training.feed import make_feed
from engine.training.setup import Arrays, make_network


@dataclass(frozen=True)
class Samples:
    """Which samples are stepped through: `count` of a part of the data, from the one at `index`, in source order.

    `typed` are arrays by column, with the batch in front, that take the place of the data.
    """

    part: str = "train"
    index: int = 0
    count: int = 1
    typed: Mapping[str, np.ndarray] = field(default_factory=dict)


def rehearse_project(
    project: Project, weights: Arrays | None, dataset: Dataset | None, samples: Samples, plan: Plan | None = None
) -> Recording:
    """One step of a project's network in training mode, with the random state as after initialization.

    Raises ProblemError where the graph, the settings or the samples are wrong.
    """
    plan = plan or Planner().plan(project)
    chosen, problems = optimizers.check(project.training.optimizer)
    problems += clip_problems(project.training.clip or {}, plan)
    if problems or chosen is None:
        raise ProblemError(*problems)
    network, device, floating = make_network(project, plan, weights)
    arrays = samples.typed or (dataset.part(samples.part) if dataset is not None else None)
    available = sample_count(arrays) if arrays else 0
    if arrays is None or not available:
        raise ProblemError(Problem("samples_none", {"name": samples.part}))
    first = 0 if samples.typed else samples.index
    count = available if samples.typed else samples.count
    if first + count > available:
        arguments = {"last": available - 1, "name": samples.part, "first": first, "received": first + count - 1}
        raise ProblemError(Problem("samples_outside", arguments))
    feed = make_feed(plan, {name: array[first : first + count] for name, array in arrays.items()}, device, floating)
    assert feed is not None  # there are arrays
    network.module.train()
    trained = trained_parameters(network.module)
    optimizer: Any = chosen.build(trained) if trained else None
    clipper = clipper_for(project.training.clip, trained.values())
    return rehearse(network, next(iter(feed.in_order(count))), optimizer, clipper)
