"""Trainings that are made up, and a document with a trainer to watch them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.session.compute import ComputeThread
from app.session.document import Document
from app.session.run import Run
from app.session.trainer import RunState, Trainer
from engine.graph.graph import Node, make_graph
from engine.problem import Problem
from engine.project.project import Project
from engine.training.events import EpochDone, Event, Failed, Finished, Look, Started, StepDone

PER_EPOCH = 10


class MadeUp:
    """A training that counts its steps into the one weight of each node."""

    def __init__(self, epochs: int = 10**6, fails_at: int | None = None, looks: bool = False) -> None:
        self.epochs, self.fails_at, self.looks = epochs, fails_at, looks
        self.runs: list[Run] = []
        self.may_begin = threading.Event()
        self.may_begin.set()

    def __call__(self, run: Run) -> Iterator[Event]:
        self.runs.append(run)
        self.may_begin.wait(10)
        names = [f"{node}.weight" for node in run.project.graph.nodes]
        run.step = step = run.first_step

        def weights() -> dict[str, np.ndarray]:
            return {name: np.array([run.step], np.float32) for name in names}

        run.read_weights = weights
        yield Started(self.epochs, PER_EPOCH, 32, {"train": 320}, 1, "cpu", 1, step)
        for epoch in range(1, self.epochs + 1):
            for _ in range(PER_EPOCH):
                if step == self.fails_at:
                    yield Failed(Problem("step_raised", {"reason": "x"}), step, "", weights())
                    return
                step += 1
                run.step = step
                yield StepDone(epoch, step, 1 / step)
                if self.looks:
                    yield Look(step, 1 / step, {"fc1": 1.0}, {}, {}, {})
                if run.stopping:
                    yield Finished(step, True, {"loss": 1.0}, None, None, weights(), 1.0)
                    return
            yield EpochDone(epoch, step, {"loss": 1.0}, None, 0.1)
        yield Finished(step, False, {"loss": 1.0}, None, None, weights(), 1.0)


class Setting:
    """A document with a trainer, and everything that was told."""

    def __init__(self, training: Any = None) -> None:
        nodes = [Node("fc1", "kind", "Linear"), Node("fc2", "kind", "Linear")]
        self.document = Document(Project("Test", make_graph(nodes)))
        self.compute = ComputeThread()
        self.training = training or MadeUp()
        self.clock = 0.0
        self.trainer = Trainer(self.document, self.compute, self.training, lambda: self.clock)
        self.states: list[RunState] = []
        self.told: list[Any] = []
        self.trainer.state_changed.connect(self.states.append)
        self.trainer.drained.connect(self.told.extend)
        self.results: list[Any] = []
        self.trainer.finished.connect(self.results.append)
        self.trainer.failed.connect(self.results.append)

    @property
    def steps(self) -> list[int]:
        return [event.step for event in self.told if isinstance(event, StepDone)]

    @property
    def weights(self) -> dict[str, float]:
        return {key: float(array[0]) for key, array in self.document.weights.items()}
