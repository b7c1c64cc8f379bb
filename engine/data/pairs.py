"""Pairs of pictures, alike or not: data for networks that compare."""

from __future__ import annotations

import numpy as np

from engine.data.columns import Column
from engine.data.shapes import FORMS, FormPictures
from engine.data.source import Array, Cancelled, Loaded, Progress
from engine.layers.parameters import Int

SAME, FIRST, OTHER = range(10, 13)  # streams of random numbers, beside those of the pictures


class Pairs(FormPictures):
    """Two pictures of simple forms in colour, and 1 where they show the same form, 0 where they do not.

    The forms are those of `shapes`. Half of the pairs are alike; position, size, colour and rotation never are.
    """

    name = "pairs"
    samples = Int(2000, minimum=1, maximum=1_000_000, help="How many pairs are generated.")

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("first", "float32", self.shape), Column("second", "float32", self.shape), Column("same")

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        same: Array = self.balanced_labels(2, self.generator(SAME))
        first: Array = self.balanced_labels(len(FORMS), self.generator(FIRST))
        other = self.generator(OTHER).integers(1, len(FORMS), self.samples)
        second = np.where(same == 1, first, (first + other) % len(FORMS))
        both = self.drawn(np.stack([first, second], axis=1).reshape(-1), progress, cancelled)
        pictures = both.reshape(self.samples, 2, *self.shape)
        columns = {"first": pictures[:, 0].copy(), "second": pictures[:, 1].copy(), "same": same.astype(np.float32)}
        return Loaded(columns)
