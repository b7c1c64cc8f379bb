"""Pictures of cells with a class for every pixel: data for segmentation without a download."""

from __future__ import annotations

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, steps
from engine.layers.parameters import Float, Int
from engine.problem import Problem
from engine.texts.phrase import Phrase

PLACES, PIXELS = range(2)  # streams of random numbers
WALL = 0.12  # the thickness of a cell's wall, in radii


class Cells(GeneratedSource):
    """Grey pictures of round cells with a bright wall on a noisy ground; the mask says which pixels are cell.

    0 is ground, 1 is cell. `margin` leaves out the borders of the mask, for networks without padding that see more
    than they answer.
    """

    name = "cells"
    samples = Int(200, minimum=1, maximum=1_000_000, help="How many pictures are generated.")
    size = Int(64, minimum=16, maximum=4096, help="The height and width of a picture.")
    margin = Int(0, minimum=0, maximum=2000, help="How many pixels at each border the mask leaves out.")
    cells = Int(12, minimum=1, maximum=1000, help="How many cells a picture has.")
    noise = Float(0.1, minimum=0, maximum=1, help="The standard deviation of the noise on every pixel.")

    def declared_columns(self) -> tuple[Column, ...]:
        inner = max(1, self.size - 2 * self.margin)
        return (
            Column("image", "float32", (1, self.size, self.size)),
            Column("mask", "int64", (inner, inner), 2),
        )

    def problems(self) -> list[Problem]:
        if self.size - 2 * self.margin >= 1:
            return []
        expected = Phrase("less_than_half", size=self.size)
        arguments = {"name": "margin", "expected": expected, "received": self.margin}
        return [Problem("parameter_range", arguments, parameter="margin")]

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        places, pixels = self.generator(PLACES), self.generator(PIXELS)
        columns: dict[str, Array] = {
            column.name: np.empty((self.samples, *column.shape), column.dtype) for column in self.declared_columns()
        }
        inner = slice(self.margin, self.size - self.margin)
        for part in steps(self.samples, 1, progress, cancelled):
            depth = self._depth(places)  # how far inside of a cell, in radii; negative outside
            bright = 0.25 + 0.25 * (depth > 0) + 0.4 * np.clip(1 - np.abs(depth) / WALL, 0, 1)
            noisy = bright + self.noise * pixels.standard_normal(depth.shape, dtype=np.float32)
            columns["image"][part] = np.clip(noisy, 0, 1)
            columns["mask"][part] = (depth > 0)[inner, inner]
        return Loaded(columns)

    def _depth(self, places: np.random.Generator) -> Array:
        """How far each pixel [size, size] lies inside of the cell that covers it most, in radii."""
        axis = np.arange(self.size, dtype=np.float32) + np.float32(0.5)
        depth: Array = np.full((self.size, self.size), -np.inf, np.float32)
        unit = self.size / np.sqrt(self.cells)
        for _ in range(self.cells):
            y, x = places.uniform(0, self.size, 2).astype(np.float32)
            high, wide = (places.uniform(0.2, 0.45, 2) * unit).astype(np.float32)
            radii = np.hypot((axis[:, None] - y) / high, (axis - x) / wide)
            np.maximum(depth, 1 - radii, out=depth)
        return depth
