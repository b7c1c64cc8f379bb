"""Makes everything that a training needs from a project: network, data, optimizer, schedule, clipping, metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.backprop.probe import trained_parameters
from engine.compiler.checking import clip_problems, learns
from engine.compiler.kept_parts import kept_parts
from engine.compiler.network import Network, build, unique_state
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.data import dataset as data
from engine.data.dataset import Dataset
from engine.problem import Problem, ProblemError
from engine.project.project import Project
from engine.settings import optimizers, schedules
from engine.settings.clipping import Clipper, clipper_for
from engine.settings.schedules import Schedule
from engine.settings.training import PRECISIONS
from engine.training.feed import Feed, make_feed
from engine.training.scores import Scorer

Arrays = Mapping[str, np.ndarray]
LEAST_FOR_STATISTICS = 2  # batch normalization needs two values for each channel


@dataclass(frozen=True)
class Prepared:
    """A training that is ready to begin."""

    project: Project
    network: Network
    device: torch.device
    train: Feed
    validation: Feed | None
    test: Feed | None
    optimizer: Any  # torch's Optimizer, or several as one; None where there is nothing to update
    schedule: Schedule | None
    scorer: Scorer
    order: torch.Generator  # of the samples; apart from torch's own, which dropout uses
    clipper: Clipper | None = None  # of the gradient, where it is clipped

    @property
    def steps_per_epoch(self) -> int:
        size, samples = self.project.training.batch_size, self.train.samples
        full, rest = divmod(samples, size)
        return full + (1 if rest and not (full and rest < self.least_batch) else 0)

    @property
    def least_batch(self) -> int:
        """The smallest batch that the network can be trained on."""
        kinds = {leaf.step.kind for leaf in self.network.plan.leaves if leaf.needed}
        return LEAST_FOR_STATISTICS if any(kind.startswith("BatchNorm") for kind in kinds) else 1

    @property
    def draws_random(self) -> bool:
        """Whether a step draws from torch's random state, as dropout does."""
        leaves = (leaf for leaf in self.network.plan.leaves if leaf.needed)
        return any(leaf.step.layer is not None and leaf.step.layer.draws_random for leaf in leaves)


def prepare(
    project: Project,
    weights: Arrays | None = None,
    dataset: Dataset | None = None,
    plan: Plan | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    threads: int | None = None,
    updates: bool = True,
) -> Prepared:
    """Builds the network from the seed, then loads the weights that are given and fit.

    `threads` counts where the project leaves the number open. Without `updates` there may be nothing to train, and
    then there is no optimizer. Raises ProblemError with all that stands in the way.
    """
    settings = project.training
    plan = plan or Planner().plan(project)
    if not plan.losses:
        raise ProblemError(Problem("no_loss"))
    optimizer_kind, problems = optimizers.check(settings.optimizer)
    schedule_kind = None
    if settings.schedule is not None:
        schedule_kind, found = schedules.check(settings.schedule)
        problems += found
    problems += clip_problems(settings.clip or {}, plan)
    if problems or optimizer_kind is None:
        raise ProblemError(*problems)
    dataset = dataset or data.load(project.data, progress, cancelled)
    torch.set_num_threads(settings.threads or threads or torch.get_num_threads())
    network, device, floating = make_network(project, plan, weights)
    train = make_feed(plan, dataset.train, device, floating)
    if train is None or not train.samples:
        raise ProblemError(Problem("no_training_data"))
    trained = trained_parameters(network.module)
    if updates and not learns(plan):
        raise ProblemError(Problem("nothing_to_train"))
    optimizer = optimizer_kind.build(trained) if trained else None
    prepared = Prepared(
        project, network, device, train,
        make_feed(plan, dataset.validation, device, floating),
        make_feed(plan, dataset.test, device, floating),
        optimizer, None, Scorer(network, settings.metrics),
        torch.Generator().manual_seed(settings.seed),
        clipper_for(settings.clip, trained.values()),
    )  # fmt: skip
    if schedule_kind is None or optimizer is None:
        return prepared
    schedule = schedule_kind.build(optimizer, settings.epochs, prepared.steps_per_epoch)
    return Prepared(**{**vars(prepared), "schedule": schedule})


def make_network(project: Project, plan: Plan, weights: Arrays | None) -> tuple[Network, torch.device, torch.dtype]:
    """The network of a plan from the project's seed, with the weights that fit, on the device and in the number type
    of its settings. Raises ProblemError where the plan is wrong or the device is not there."""
    settings = project.training
    device, floating = choose_device(settings.device), floating_type(settings.precision)
    network = build(plan, settings.seed)
    if weights:
        load_weights(network, weights)
    network.module.to(device=device, dtype=floating)
    return network, device, floating


def load_weights(network: Network, weights: Arrays) -> list[str]:
    """Copies the weights whose key and shape fit into the network, and of others what they keep in another size.

    Returns the keys that did not fit.
    """
    unfit, parts = [], kept_parts(network.plan, weights)
    with torch.no_grad():
        for name, tensor in unique_state(network.module).items():
            given = weights.get(name)
            if given is None or tuple(given.shape) != tuple(tensor.shape):
                unfit.append(name)
                if name in parts:
                    parts[name].of(tensor).copy_(torch.from_numpy(np.array(parts[name].of(given))))
                continue
            tensor.copy_(torch.from_numpy(np.array(given)))
    return unfit


def read_weights(network: Network) -> dict[str, np.ndarray]:
    """A copy of the network's state, a shared tensor once; half-precision numbers as float32, which is exact."""
    return {name: _array(tensor.detach()) for name, tensor in unique_state(network.module).items()}


def choose_device(name: str) -> torch.device:
    """The device that the settings name; `auto` takes an accelerator where there is one.

    Raises ProblemError where the device is not there.
    """
    if name == "auto":
        found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
        return found or torch.device("cpu")
    there = name == "cpu" or (
        torch.accelerator.is_available() and torch.accelerator.current_accelerator() == torch.device(name)
    )
    if not there:
        raise ProblemError(Problem("device_missing", {"received": name}, parameter="training.device"))
    return torch.device(name)


def floating_type(precision: str) -> torch.dtype:
    assert precision in PRECISIONS
    found: torch.dtype = getattr(torch, precision)
    return found


def _array(tensor: Tensor) -> np.ndarray:
    moved = tensor.to("cpu")
    if moved.dtype in (torch.bfloat16, torch.float16):
        moved = moved.float()
    return moved.numpy().copy()
