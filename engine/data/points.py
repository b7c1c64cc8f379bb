"""Points in the plane, generated: five to be classified, two surfaces to be fitted.

All lie within about -3..3 with a spread near 1 on both axes, so that a network learns them as they come.
"""

from __future__ import annotations

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, check_cancelled
from engine.layers.parameters import Float, Int


class PointSource(GeneratedSource):
    """Points of two coordinates and what belongs to each; subclasses say where they lie."""

    noise = Float(0.1, minimum=0, maximum=10, help="The standard deviation of the noise.")

    def draw(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """The points [N,2] and what belongs to each, in float64 or int64, with noise."""
        raise NotImplementedError

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        check_cancelled(cancelled)
        arrays = zip(self.declared_columns(), self.draw(self.generator()), strict=True)
        if progress is not None:
            progress(1.0)
        return Loaded({column.name: array.astype(column.dtype) for column, array in arrays})

    def jittered(self, points: Array, generator: np.random.Generator) -> Array:
        """The points, each moved by normal noise."""
        return points + self.noise * generator.standard_normal(points.shape)


class ClassifiedPoints(PointSource):
    """Points with a class number each; every class holds as many points as the others."""

    def class_count(self) -> int:
        return 2

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("point", "float32", (2,)), Column("label", "int64", (), self.class_count())

    def draw(self, generator: np.random.Generator) -> tuple[Array, Array]:
        labels = self.balanced_labels(self.class_count(), generator)
        return self.jittered(self.place(labels, generator), generator), labels

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        """A point without noise for each label, [N,2]."""
        raise NotImplementedError


class Circles(ClassifiedPoints):
    """Points on two circles, one inside the other: the classes cannot be told apart by a straight line."""

    name = "circles"
    factor = Float(0.5, above=0, below=1, help="The radius of the inner circle, as a part of the outer one.")

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        angle = generator.uniform(0, 2 * np.pi, len(labels))
        radius = 1.5 * np.where(labels == 1, self.factor, 1.0)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


class Moons(ClassifiedPoints):
    """Points on two half circles that reach into each other."""

    name = "moons"

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        angle = generator.uniform(0, np.pi, len(labels))
        upper = labels == 0
        x = np.where(upper, np.cos(angle), 1 - np.cos(angle)) - 0.5
        y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
        return 1.5 * np.stack([x, y], axis=1)


class Spirals(ClassifiedPoints):
    """Points on spiral arms that wind around each other, one class an arm."""

    name = "spirals"
    classes = Int(2, minimum=2, maximum=10, help="The number of arms.")
    turns = Float(1.5, above=0, maximum=5, help="How often an arm winds around the centre.")

    def class_count(self) -> int:
        return self.classes

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        along = np.sqrt(generator.uniform(0.01, 1, len(labels)))  # the root spreads the points evenly over the arm
        angle = 2 * np.pi * (self.turns * along + labels / self.classes)
        return np.stack([2.5 * along * np.cos(angle), 2.5 * along * np.sin(angle)], axis=1)


class Xor(ClassifiedPoints):
    """Points in four quarters of a square; opposite quarters are of the same class."""

    name = "xor"

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        x, y = generator.uniform(0.1, 2, (2, len(labels)))  # a gap between the quarters, which noise may close
        sign = generator.choice([-1.0, 1.0], len(labels))
        return np.stack([sign * x, np.where(labels == 1, -sign, sign) * y], axis=1)


class Gaussians(ClassifiedPoints):
    """Points in round clouds, one class a cloud, whose centres lie on a circle."""

    name = "gaussians"
    classes = Int(2, minimum=2, maximum=20, help="The number of clouds.")
    noise = Float(0.5, minimum=0, maximum=10, help="The standard deviation of a cloud.")

    def class_count(self) -> int:
        return self.classes

    def place(self, labels: Array, generator: np.random.Generator) -> Array:
        angle = 2 * np.pi * labels / self.classes + np.pi / 4
        return 1.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


class FittedPoints(PointSource):
    """Points with a number each, which is a fixed function of the point plus noise."""

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("point", "float32", (2,)), Column("target", "float32", (1,))

    def draw(self, generator: np.random.Generator) -> tuple[Array, Array]:
        points = generator.uniform(-2, 2, (self.samples, 2))
        return points, self.jittered(self.surface(points[:, 0], points[:, 1])[:, None], generator)

    def surface(self, x: Array, y: Array) -> Array:
        """The target without noise."""
        raise NotImplementedError


class Plane(FittedPoints):
    """Points with the height of a tilted plane, (x + y) / 2: what a single linear layer can fit."""

    name = "plane"

    def surface(self, x: Array, y: Array) -> Array:
        return (x + y) / 2


class Wave(FittedPoints):
    """Points with the height of a wavy surface, sin(f x) cos(f y): what takes a hidden layer."""

    name = "wave"
    frequency = Float(1.5, above=0, maximum=20, help="How often the surface goes up and down: f, in radians.")

    def surface(self, x: Array, y: Array) -> Array:
        return np.sin(self.frequency * x) * np.cos(self.frequency * y)
