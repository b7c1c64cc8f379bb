"""A session that can go back in its training, with a keeper that has room and time for every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.kept_states import KeptStates
from app.session.rehearser import Rehearser
from app.session.run import EngineTraining, LoadedData
from app.session.time_travel import TimeTravel
from app.session.trainer import RunState, Trainer
from engine.backprop.moments import ShownStep
from engine.problem import Problem
from engine.project import edits
from engine.project.project import Project
from engine.training.events import Event, Finished, StepDone
from engine.training.rehearsal import Samples
from tests.app.session.test_rehearser import MOONS

Wait = Callable[..., None]
POINTS = replace(MOONS, data=replace(MOONS.data, params={"samples": 120}))
EPOCHS, PER_EPOCH = 3, 3  # of 96 samples, in batches of 32
STEPS = EPOCHS * PER_EPOCH
LONG = replace(POINTS, training=replace(POINTS.training, epochs=100_000))


@pytest.fixture
def every_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is kept, however little time a step takes."""
    from engine.training.history import keeper

    class Generous(keeper.SnapshotKeeper):
        def __init__(self, budget: int, **options: Any) -> None:
            super().__init__(budget, share=1e9, **options)

    monkeypatch.setattr(keeper, "SnapshotKeeper", Generous)


class Session:
    """A document with all that trains it and goes back, and everything that was told."""

    def __init__(self, project: Project, wait_until: Wait) -> None:
        self.wait_until = wait_until
        self.document = Document(project)
        self.compute, self.data, self.states = ComputeThread(), LoadedData(), KeptStates()
        self.trainer = Trainer(self.document, self.compute, EngineTraining(self.data, self.states))
        self.travel = TimeTravel(self.document, self.trainer, self.states)
        self.rehearser = Rehearser(self.document, self.compute, self.data, self.states)
        self.results: list[Any] = []
        self.events: list[Event] = []
        self.shown: list[ShownStep] = []
        self.failures: list[tuple[Problem, ...]] = []
        self.trainer.finished.connect(self.results.append)
        self.trainer.failed.connect(self.results.append)
        self.trainer.drained.connect(self.events.extend)
        self.rehearser.rehearsed.connect(self.shown.append)
        self.rehearser.failed.connect(self.failures.append)

    def train(self) -> Session:
        """To the end."""
        self.trainer.train()
        return self.finish()

    def finish(self) -> Session:
        before = len(self.results)
        self.wait_until(lambda: len(self.results) > before, timeout=60)
        assert isinstance(self.results[-1], Finished), self.results[-1]
        return self

    def train_to(self, step: int) -> Session:
        """Single steps; then it is paused."""
        while self.trainer.history.step < step:
            came = self.trainer.history.step
            self.trainer.step_once()
            self.wait_until(lambda: self.trainer.history.step > came, timeout=60)  # noqa: B023
        assert self.trainer.state is RunState.PAUSED and self.trainer.history.step == step
        return self

    def rehearse(self, samples: Samples, at_step: int | None = None) -> ShownStep:
        before = len(self.shown)
        self.rehearser.rehearse(samples, at_step)
        self.wait_until(lambda: len(self.shown) > before or self.failures, timeout=60)
        assert not self.failures, self.failures
        return self.shown[-1]

    def set_training(self, **changes: Any) -> None:
        project = self.document.project
        self.document.apply(edits.set_training(project, replace(project.training, **changes)))

    @property
    def losses(self) -> dict[int, float | None]:
        return {event.step: event.loss for event in self.trainer.history.events() if isinstance(event, StepDone)}

    @property
    def kept_steps(self) -> list[int]:
        kept = self.travel.kept
        return [int(step) for step in kept.steps] if kept is not None else []

    def close(self) -> None:
        self.rehearser.close()
        self.travel.close()
        self.trainer.close()


def same_weights(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> bool:
    """To the bit."""
    return one.keys() == other.keys() and all(one[name].tobytes() == other[name].tobytes() for name in one)


def numbers_of(step: ShownStep) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Every number that is shown of a step, by node, quantity and name."""
    for address, node in step.nodes.items():
        for quantity in ("outputs", "grad_outputs", "parameters", "gradients", "after"):
            for name, array in getattr(node, quantity).items():
                yield (address, quantity, name), array
