"""Pictures of ten simple forms in colour, drawn as they are needed: image data without a download.

Each form is a distance function: the signed distance of a point to its outline, in radii, negative inside. One
function draws any number of pictures at once, and the distance in pixels gives smooth edges.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from engine.data.columns import Column
from engine.data.source import Array, Cancelled, GeneratedSource, Loaded, Progress, steps
from engine.layers.parameters import Float, Int

SIZE = 32  # pixels on each side, unless it is said otherwise
CHUNK = 500  # pictures of this size that are drawn at once
LABELS, PLACES, PIXELS = range(3)  # streams of random numbers

Distance = Callable[[Array, Array], Array]


class FormPictures(GeneratedSource):
    """Draws pictures of the ten forms; what sources of such pictures share."""

    samples = Int(5000, minimum=1, maximum=1_000_000, help="How many pictures are generated.")
    shift = Float(0.5, minimum=0, maximum=1, help="How far from the middle a form may lie; 1 takes it to the edge.")
    rotation = Float(20.0, minimum=0, maximum=180, help="A form is turned by up to so many degrees either way.")
    noise = Float(0.05, minimum=0, maximum=1, help="The standard deviation of the noise on every pixel.")
    size = Int(SIZE, minimum=16, maximum=1024, help="The height and width of a picture; the forms grow with it.")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a picture."""
        return (3, self.size, self.size)

    def drawn(self, labels: Array, progress: Progress | None, cancelled: Cancelled | None) -> Array:
        """A picture [3, size, size] of the form of each label."""
        places, pixels = self.generator(PLACES), self.generator(PIXELS)
        images: Array = np.empty((len(labels), *self.shape), dtype=np.float32)
        chunk_size = max(1, CHUNK * SIZE**2 // self.size**2)
        for part in steps(len(labels), chunk_size, progress, cancelled):
            chunk = images[part]
            pixels.standard_normal(dtype=np.float32, out=chunk)
            chunk *= np.float32(self.noise)
            ground = places.uniform(0, 0.25, (len(chunk), 3, 1, 1)).astype(np.float32)
            colour = _bright_colours(places, len(chunk))[:, :, None, None]
            covered = self._coverage(labels[part], places).reshape(-1, 1, self.size, self.size)
            chunk += ground + covered * (colour - ground)
            np.clip(chunk, 0, 1, out=chunk)
        return images

    def _coverage(self, labels: Array, places: np.random.Generator) -> Array:
        """How much of each pixel [N, size * size] the form covers, 0..1."""
        count, size = len(labels), self.size
        radius = (places.uniform(8, 13, (count, 1)) * (size / SIZE)).astype(np.float32)
        room = self.shift * (size / 2 - 1 - radius)
        middle = (size / 2 + room * places.uniform(-1, 1, (2, count, 1))).astype(np.float32)
        turn = np.deg2rad(places.uniform(-self.rotation, self.rotation, (count, 1))).astype(np.float32)
        row, column = np.divmod(np.arange(size * size, dtype=np.float32), np.float32(size))
        x = (column + np.float32(0.5) - middle[0]) / radius
        y = (middle[1] - row - np.float32(0.5)) / radius  # upwards, as in mathematics
        cos, sin = np.cos(turn), np.sin(turn)
        x, y = cos * x + sin * y, cos * y - sin * x
        distance: Array = np.empty_like(x)
        for label, form in enumerate(FORMS.values()):
            here = labels == label
            distance[here] = form(x[here], y[here])
        return np.asarray(np.clip(np.float32(0.5) - distance * radius, 0, 1))


class Shapes(FormPictures):
    """Ten simple forms in colour on a dark, noisy ground.

    0 circle, 1 ring, 2 square, 3 triangle, 4 star, 5 cross, 6 bar, 7 crescent, 8 corner, 9 pair of discs; position,
    size, colour and rotation are random.
    """

    name = "shapes"

    def declared_columns(self) -> tuple[Column, ...]:
        return Column("image", "float32", self.shape), Column("label", "int64", (), len(FORMS))

    def load(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Loaded:
        labels = self.balanced_labels(len(FORMS), self.generator(LABELS))
        return Loaded({"image": self.drawn(labels, progress, cancelled), "label": labels})


def _bright_colours(generator: np.random.Generator, count: int) -> Array:
    """Colours [N,3] of any hue, in every channel brighter than the ground."""
    hue = generator.uniform(0, 6, (count, 1))
    wheel = np.clip(np.abs((hue + np.array([0, 4, 2])) % 6 - 3) - 1, 0, 1)
    saturation = generator.uniform(0.2, 0.6, (count, 1))
    brightness = generator.uniform(0.75, 1, (count, 1))
    return np.asarray(brightness * (1 - saturation * (1 - wheel)), dtype=np.float32)


def _circle(x: Array, y: Array) -> Array:
    return np.hypot(x, y) - 0.85


def _ring(x: Array, y: Array) -> Array:
    return np.abs(np.hypot(x, y) - 0.72) - 0.2


def _box(x: Array, y: Array, width: float, height: float) -> Array:
    """A rectangle around the origin, from its centre `width` to the side and `height` up."""
    return np.maximum(np.abs(x) - width, np.abs(y) - height)


def _square(x: Array, y: Array) -> Array:
    return _box(x, y, 0.7, 0.7)


def _triangle(x: Array, y: Array) -> Array:
    return np.maximum(-y, 0.866 * np.abs(x) + 0.5 * y) - 0.475


def _star(x: Array, y: Array) -> Array:
    sector = 2 * np.pi / 5
    angle = np.abs((np.arctan2(x, y) + sector / 2) % sector - sector / 2)  # from the nearest tip, 0 to 36 degrees
    radius = np.hypot(x, y)
    slope = np.float32(np.deg2rad(20))  # half the angle of a tip
    return np.asarray(radius * np.sin(angle + slope) - np.sin(slope))


def _cross(x: Array, y: Array) -> Array:
    return np.minimum(_box(x, y, 0.9, 0.25), _box(x, y, 0.25, 0.9))


def _bar(x: Array, y: Array) -> Array:
    return _box(x, y, 0.95, 0.25)


def _crescent(x: Array, y: Array) -> Array:
    return np.maximum(np.hypot(x, y) - 0.9, 0.75 - np.hypot(x - 0.5, y))


def _corner(x: Array, y: Array) -> Array:
    return np.minimum(_box(x + 0.45, y, 0.23, 0.7), _box(x, y + 0.47, 0.68, 0.23))


def _pair(x: Array, y: Array) -> Array:
    return np.hypot(np.abs(x) - 0.52, y) - 0.4


FORMS: MappingProxyType[str, Distance] = MappingProxyType(
    {
        "circle": _circle,
        "ring": _ring,
        "square": _square,
        "triangle": _triangle,
        "star": _star,
        "cross": _cross,
        "bar": _bar,
        "crescent": _crescent,
        "corner": _corner,
        "pair": _pair,
    }
)
