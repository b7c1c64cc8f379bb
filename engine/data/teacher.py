"""Random inputs with targets from a random network: data of any size for trying out shapes and speed."""

from __future__ import annotations

from math import prod

import numpy as np

from engine.data.columns import Column, Columns
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, steps, too_large
from engine.layers.parameters import Choice, Float, Int, Ints
from engine.problem import Problem

HIDDEN = 32
ACTIVITY = 0.63  # the standard deviation of tanh of a standard normal number
CHUNK_NUMBERS = 2**21
INPUTS, TEACHER, NOISE = range(3)  # streams of random numbers: more samples leave the teacher as it was


class Random(GeneratedSource):
    """Standard normal inputs of any shape, with numbers or classes that a fixed random network gives them.

    The network (32 tanh units without bias) follows from the seed and the shapes alone. Its outputs have a spread
    near 1; a class is the place of the largest of them.
    """

    name = "random"
    samples = Int(5000, minimum=1, maximum=10_000_000, help="How many samples are generated.")
    features = Ints([1000], minimum=1, help="The shape of an input.")
    task = Choice("regression", choices=("regression", "classification"), help="Numbers to fit, or classes.")
    outputs = Int(10, minimum=1, maximum=100_000, help="How many numbers a target has, or how many classes there are.")
    target_shape = Ints(None, minimum=1, optional=True, help="Regression: the shape of a target, if not one list.")
    noise = Float(0.1, minimum=0, maximum=100, help="The standard deviation of what is added to the outputs.")

    def declared_columns(self) -> tuple[Column, ...]:
        features = Column("features", "float32", self.features)
        if self.task == "classification":
            return features, Column("label", "int64", (), self.outputs)
        return features, Column("target", "float32", self._target_shape())

    def problems(self) -> list[Problem]:
        width = max(prod(self.features), self._output_count())
        too_much = too_large(Columns([Column("teacher", "float32", (HIDDEN, width))]), 1)
        return [too_much] if too_much else []

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        width, count = prod(self.features), self._output_count()
        teacher = self.generator(TEACHER)
        first = teacher.standard_normal((width, HIDDEN), dtype=np.float32) / np.float32(np.sqrt(width))
        second = teacher.standard_normal((HIDDEN, count), dtype=np.float32) / np.float32(np.sqrt(HIDDEN) * ACTIVITY)
        inputs, noise = self.generator(INPUTS), self.generator(NOISE)
        features: Array = np.empty((self.samples, width), dtype=np.float32)
        classes = self.task == "classification"
        answers: Array = np.empty(self.samples, np.int64) if classes else np.empty((self.samples, count), np.float32)
        for part in steps(self.samples, max(1, CHUNK_NUMBERS // max(width, count)), progress, cancelled):
            chunk = features[part]
            inputs.standard_normal(dtype=np.float32, out=chunk)
            values = np.tanh(chunk @ first) @ second
            values += np.float32(self.noise) * noise.standard_normal(values.shape, dtype=np.float32)
            answers[part] = values.argmax(axis=1) if classes else values
        shaped = zip(self.declared_columns(), (features, answers), strict=True)
        return Loaded({column.name: array.reshape(self.samples, *column.shape) for column, array in shaped})

    def _target_shape(self) -> tuple[int, ...]:
        return (self.outputs,) if self.target_shape is None else self.target_shape

    def _output_count(self) -> int:
        return self.outputs if self.task == "classification" else prod(self._target_shape())
