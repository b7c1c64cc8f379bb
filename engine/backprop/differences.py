"""One entry of a gradient against finite differences: right, at a kink, or wrong.

A gradient is compared with the central difference (f(x + h) - f(x - h)) / 2h. Where they differ, the question is whose
fault it is: rounding (larger steps tell), a bend within the step (smaller steps tell), a kink at the very point (the
two sides tell), or autograd's.

Sources: Press et al., Numerical Recipes, 3rd edition, section 5.7 (the step); Stanford's CS231n notes, "Gradient
checks" (the relative error, and what a kink does to it); Moré and Wild, "Estimating computational noise", SIAM
Journal on Scientific Computing 33 (2011) (noise from the differences of a row of values).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

EPSILON = float(np.finfo(np.float64).eps)
# The error of a central difference, about h² |f'''| / 6 of its formula and EPSILON |f| / h of rounding, is least at
# the cube root: Numerical Recipes, equation 5.7.8. For an entry x it is times max(1, |x|).
STEP = EPSILON ** (1 / 3)
# CS231n calls a relative error of 1e-7 one to be happy with, and 1e-4 too high where nothing kinks.
TOLERANCE = 1e-5
# The same notes: 1e-4 is usually okay where there are kinks. For the slopes on the two sides of one.
TOLERANCE_BESIDE_KINKS = 1e-4
LARGER, SMALLER = (8.0, 64.0), (1 / 8, 1 / 64, 1 / 512, 1 / 4096)  # further steps, as parts of the first
# A value is taken to be off by so many units in its last place, and by a few of the number 1: sums inside a layer
# hold numbers of that order, however small its result.
ROUNDINGS, ROUNDINGS_OF_ONE = 64, 4
# Noise is estimated from the fourth differences of a row of values. A kink in it spoils four of ten.
NOISE_POINTS, NOISE_SPACING = 14, 1 / 64
NOISE_SHARE = 8  # how many standard deviations of it are let pass
GROWTH = 4.0  # by which a difference grows when the step falls to 1/64, where a slope is infinite: sqrt has 8

Finding = Literal["right", "kink", "wrong", "not_finite"]


@dataclass(frozen=True)
class Line:
    """What a network computes while one entry of one tensor moves.

    `at(t)` gives the outputs with the entry displaced by t, flat; NaN where they cannot be computed. `slope(t)` is
    autograd's derivative of their sum, weighted by `weights`, at that place, and `autograd` that at the place itself.
    """

    at: Callable[[float], np.ndarray]
    slope: Callable[[float], float]
    weights: np.ndarray
    autograd: float
    entry: float


@dataclass(frozen=True)
class Compared:
    """What was found: the relative error as in CS231n, |a - n| / max(|a|, |n|), of a difference `numeric`."""

    finding: Finding
    error: float
    numeric: float


@dataclass(frozen=True)
class _Slope:
    """A difference quotient and how far rounding may have moved it."""

    value: float
    noise: float

    @property
    def is_finite(self) -> bool:
        return math.isfinite(self.value)

    def error_of(self, autograd: float) -> float:
        """The relative error of a gradient, for which it counts as at least so large that the noise is tolerated."""
        if not (self.is_finite and math.isfinite(autograd)):
            return math.inf
        scale = max(abs(autograd), abs(self.value), self.noise / TOLERANCE)
        return abs(autograd - self.value) / scale if scale else 0.0


def compare(line: Line) -> Compared:
    """Compares autograd's derivative with differences along the line."""
    measured = _Measured(line)
    step, autograd = STEP * max(1.0, abs(line.entry)), line.autograd
    first = measured.around(0.0, step)
    if first.error_of(autograd) <= TOLERANCE:
        return Compared("right", first.error_of(autograd), first.value)
    measured.estimate_noise(step)
    tried = []
    for slope in _slopes(measured, step):
        error = slope.error_of(autograd)
        if error <= TOLERANCE:
            return Compared("right", error, slope.value)
        tried += [slope] if slope.is_finite else []
    if not tried or measured.is_spoiled:
        return Compared("not_finite", math.nan, math.nan)
    is_kink = _sides_differ(measured, step, autograd) or _is_right_beside(measured, step, autograd)
    return Compared("kink" if is_kink else "wrong", tried[0].error_of(autograd), tried[0].value)


def _slopes(measured: _Measured, step: float) -> Iterator[_Slope]:
    """What the derivative may be, the most trustworthy first."""
    first = measured.around(0.0, step)
    for factor in (1.0, *LARGER):  # rounding weighs less
        yield measured.around(0.0, factor * step)
    for factor in SMALLER:  # a bend or a kink nearby is left behind
        found = measured.around(0.0, factor * step)
        is_new = not first.is_finite or abs(found.value - first.value) > found.noise
        yield found if is_new else _Slope(found.value, first.noise)  # more noise excuses nothing that it has not moved
    for factor in (1.0, *SMALLER):
        left, right = measured.sides(factor * step)
        if left.is_finite != right.is_finite:  # at the edge of what a layer takes: one side, to second order
            near, far = (measured.sides(length)[right.is_finite] for length in (factor * step, 2 * factor * step))
            yield _Slope(2 * near.value - far.value, 3 * near.noise)


class _Measured:
    """Differences along a line; each place is computed once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[float, np.ndarray] = {}
        self._noise = 0.0
        here = line.weights != 0
        self._counts = here & np.isfinite(self._at(0.0))
        # what autograd makes of an output that is not finite from the start, no difference tells
        self.is_spoiled = bool((here & ~self._counts).any())

    def around(self, middle: float, step: float) -> _Slope:
        """The central difference."""
        return self._between(middle - step, middle + step)

    def sides(self, step: float) -> tuple[_Slope, _Slope]:
        """The differences to the left and to the right."""
        return self._between(-step, 0.0), self._between(0.0, step)

    def slope(self, place: float) -> float:
        return self._line.slope(place)

    def estimate_noise(self, step: float) -> None:
        """The standard deviation of the noise in the weighted sum, from the fourth differences of a row of values.

        A smooth function leaves next to nothing in them. Noise of deviation 1 gives one of sqrt((2k)!) / k!, which is
        sqrt(70): Moré and Wild, section 3. The median of the sizes is 0.6745 deviations.
        """
        row = [self._at(step * (0.5 + place * NOISE_SPACING)) for place in range(NOISE_POINTS)]
        changes = np.array([self._change(one, other)[0] for one, other in pairwise(row)])
        fourth = np.diff(changes, n=3)
        if np.isfinite(fourth).all():
            self._noise = float(np.median(np.abs(fourth))) / (math.sqrt(70) * 0.6745)

    def _between(self, left: float, right: float) -> _Slope:
        change, size = self._change(self._at(left), self._at(right))
        off = EPSILON * (ROUNDINGS * size + ROUNDINGS_OF_ONE) + NOISE_SHARE * self._noise
        return _Slope(change / (right - left), off / (right - left))

    def _change(self, before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
        """How much the weighted sum changes, and how large what changes is. What stays the same adds no rounding."""
        before, after, weights = before[self._counts], after[self._counts], self._line.weights[self._counts]
        if not (np.isfinite(before).all() and np.isfinite(after).all()):
            return math.nan, math.nan
        moves = before != after
        before, after, weights = before[moves], after[moves], weights[moves]
        size = np.abs(weights) @ np.maximum(np.abs(before), np.abs(after))
        return float(weights @ (after - before)), float(size)

    def _at(self, place: float) -> np.ndarray:
        if place not in self._known:
            self._known[place] = self._line.at(place)
        return self._known[place]


def _sides_differ(measured: _Measured, step: float, autograd: float) -> bool:
    """Whether the differences to the left and right keep apart as the step falls, with autograd's value one of them
    or between. In a smooth function they draw together as the step does. An infinite gradient is compared with how
    they grow."""
    whole = measured.sides(step)
    if math.isinf(autograd):
        sides = zip(measured.sides(SMALLER[1] * step), whole, strict=True)
        finite = [(near.value, far.value) for near, far in sides if near.is_finite and far.is_finite]
        return bool(finite) and all(abs(near) > GROWTH * abs(far) > 0 for near, far in finite)
    before = abs(whole[0].value - whole[1].value)
    for factor in SMALLER[:-1]:
        left, right = measured.sides(factor * step)
        jump, noise = abs(left.value - right.value), max(left.noise, right.noise)
        slack = noise + TOLERANCE * max(abs(left.value), abs(right.value))
        low, high = min(left.value, right.value) - slack, max(left.value, right.value) + slack
        if jump > 2 * noise and jump >= before / 2 and low <= autograd <= high:
            return True
        before = jump
    return False


def _is_right_beside(measured: _Measured, step: float, autograd: float) -> bool:
    """Whether autograd agrees with the differences on both sides of the point, though not at it.

    Two kinks that meet in one point may give a gradient that is none of the slopes: that of relu(x) - relu(-x), which
    is x, is 0 at 0. Asked again, it must say the same, or it is not the point that is to blame.
    """
    if not math.isclose(measured.slope(0.0), autograd, rel_tol=TOLERANCE, abs_tol=measured.around(0.0, step).noise):
        return False
    gap = abs(autograd - measured.around(0.0, step).value)
    for size in (step, step * SMALLER[1]):
        beside = [(measured.around(place, size / 2), place) for place in (-size, size)]
        if all(
            slope.noise < gap / 4 < math.inf and slope.error_of(measured.slope(place)) <= TOLERANCE_BESIDE_KINKS
            for slope, place in beside
        ):
            return True
    return False
