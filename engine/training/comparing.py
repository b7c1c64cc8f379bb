"""Trains several projects side by side, step by step in turns, as if each were alone.

torch's random state belongs to the process, and so does Python's. Each run has its own, which is put in place for
its turn and kept after it: dropout draws what it would draw alone, and the losses are the same to the bit. Runs of one
seed and one data set see the same batches. (A run with batch normalization may not take a batch of one sample: where
the last batch would be one, it joins the batch before it.)

On an accelerator, cuDNN's recurrent layers begin their dropout anew whenever the random state is set; there the runs
differ from lone ones in what is dropped inside an LSTM.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import torch

from engine.compiler.random_state import RandomState
from engine.data import dataset as data
from engine.data.dataset import Dataset
from engine.data.settings import DataSettings
from engine.project.project import Project
from engine.training.events import Event, StepDone
from engine.training.loop import train
from engine.training.setup import prepare

Watched = Callable[[], frozenset[str]]


class Told(NamedTuple):
    """What happened, and in which of the runs."""

    run: str
    event: Event


@dataclass
class _Randomness:
    """The random states of one run, in place while it has its turn."""

    own: RandomState = field(default_factory=RandomState.now)
    of_python: Any = field(default_factory=random.getstate)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Within, draws are this run's; outside nothing is seen of them."""
        outside, outside_python = RandomState.now(), random.getstate()
        self.own.restore()
        random.setstate(self.of_python)
        try:
            yield
        finally:
            self.own, self.of_python = RandomState.now(), random.getstate()
            outside.restore()
            random.setstate(outside_python)


@dataclass
class _Run:
    name: str
    randomness: _Randomness
    threads: int
    events: Generator[Event, None, None]

    def turn(self) -> Iterator[Event]:
        """The events up to the next step that is done; none when the run is over."""
        while True:
            with self.randomness.in_place():
                if torch.get_num_threads() != self.threads:
                    torch.set_num_threads(self.threads)
                event = next(self.events, None)
            if event is None:
                return
            yield event
            if isinstance(event, StepDone):
                return


def train_together(
    projects: Mapping[str, Project],
    dataset: Dataset | None = None,
    watched: Watched | None = None,
    stopping: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Generator[Told, None, None]:
    """Trains the projects from their seeds, a step of each in turn, and yields what happens with the run's name.

    One that ends or fails leaves the others to go on. `dataset` is that of every project whose data is set as in the
    first; without it, data are loaded once. The options are those of `train` and `prepare`. To stop, set `stopping`,
    or close it. Raises ProblemError where a project cannot be trained at all. It belongs on the compute thread.
    """
    runs: list[_Run] = []
    try:
        runs += _begun(projects, dataset, watched, stopping, threads)
        waiting = list(runs)
        while waiting:
            for run in tuple(waiting):
                is_over = True
                for event in run.turn():
                    yield Told(run.name, event)
                    is_over = not isinstance(event, StepDone)
                if is_over:
                    waiting.remove(run)
    finally:
        for run in runs:
            run.events.close()


def _begun(
    projects: Mapping[str, Project],
    dataset: Dataset | None,
    watched: Watched | None,
    stopping: Callable[[], bool],
    threads: int | None,
) -> Iterator[_Run]:
    """Every run, made ready under a random state of its own."""
    wished = threads or torch.get_num_threads()
    loaded: list[tuple[DataSettings, Dataset]] = []
    if dataset is not None:
        loaded.append((next(iter(projects.values())).data, dataset))
    for name, project in projects.items():
        shared = next((one for settings, one in loaded if settings == project.data), None)
        if shared is None:
            shared = data.load(project.data)
            loaded.append((project.data, shared))
        randomness = _Randomness()
        with randomness.in_place():
            prepared = prepare(project, dataset=shared, threads=wished)
        yield _Run(name, randomness, torch.get_num_threads(), train(prepared, watched, stopping))


def train_both(
    original: Project,
    remedied: Project,
    dataset: Dataset | None = None,
    watched: Watched | None = None,
    stopping: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Generator[Told, None, None]:
    """The original and what a remedy made of it, from the seed of the original and on its batches."""
    ours, theirs = original.training, remedied.training
    same = replace(theirs, seed=ours.seed, batch_size=ours.batch_size, epochs=ours.epochs, threads=ours.threads)
    projects = {"original": original, "remedied": replace(remedied, training=same)}
    return train_together(projects, dataset, watched, stopping, threads)
