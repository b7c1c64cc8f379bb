"""Sequences to be told apart by what happens in them over time, not by any single step."""

from __future__ import annotations

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, steps
from engine.layers.parameters import Float, Int
from engine.problem import Problem
from engine.texts.phrase import Phrase

CHUNK_NUMBERS = 2**20
LABELS, WAVES = range(2)  # streams of random numbers


class Sequences(GeneratedSource):
    """Noisy waves of a few frequencies; the class is how often the wave goes up and down.

    A sequence of class k swings k + 1 times over its length, with a random start and strength. Feature j shows the
    same wave a quarter of a period later than feature j - 1. Since the start is random, every single value has the
    same distribution in all classes: only a network that puts several steps into relation can tell them apart.
    """

    name = "sequences"
    samples = Int(2000, minimum=1, maximum=10_000_000, help="How many sequences are generated.")
    length = Int(32, minimum=4, maximum=10_000, help="The number of steps, T.")
    features = Int(2, minimum=1, maximum=10_000, help="The number of values at each step, F.")
    classes = Int(4, minimum=2, maximum=1000, help="The number of frequencies; at most a third of the length.")
    noise = Float(0.2, minimum=0, maximum=10, help="The standard deviation of the noise; the waves have 0.7 to 1.3.")

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("sequence", "float32", (self.length, self.features)), Column("label", "int64", (), self.classes)

    def problems(self) -> list[Problem]:
        if self.classes <= max(2, self.length // 3):  # three steps a period: below that, waves look alike
            return []
        expected = Phrase("third_of_length", count=max(2, self.length // 3))
        arguments = {"name": "classes", "expected": expected, "received": self.classes}
        return [Problem("parameter_range", arguments, parameter="classes")]

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        labels = self.balanced_labels(self.classes, self.generator(LABELS))
        generator = self.generator(WAVES)
        sequences: Array = np.empty((self.samples, self.length, self.features), dtype=np.float32)
        time = np.arange(self.length, dtype=np.float32) / self.length
        lag = np.arange(self.features, dtype=np.float32) * np.float32(np.pi / 2)
        for part in steps(self.samples, max(1, CHUNK_NUMBERS // (self.length * self.features)), progress, cancelled):
            chunk = sequences[part]
            start = generator.uniform(0, 2 * np.pi, len(chunk)).astype(np.float32)
            strength = generator.uniform(0.7, 1.3, len(chunk)).astype(np.float32)
            swing = np.float32(2 * np.pi) * (labels[part, None] + 1).astype(np.float32) * time
            angle = (start[:, None] + swing)[:, :, None] - lag
            generator.standard_normal(dtype=np.float32, out=chunk)
            chunk *= np.float32(self.noise)
            chunk += strength[:, None, None] * np.sin(angle)
        return Loaded({"sequence": sequences, "label": labels})
