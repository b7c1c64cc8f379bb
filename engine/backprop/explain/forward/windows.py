"""Which places of an axis a window sees: the arithmetic that convolution and pooling share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Pairs = tuple[list[int], list[int]]  # places in the window, and the places of the input that they see


def per_axis(value: Any, axes: int) -> tuple[Any, ...]:
    """One number for each axis, as torch's modules take either."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes


def padded_place(place: int, size: int, mode: str) -> int | None:
    """The place of the input that a place of the padded axis shows; None where it holds a constant.

    See torch.nn.functional.pad.
    """
    if 0 <= place < size:
        return place
    match mode:
        case "reflect":
            return -place if place < 0 else 2 * (size - 1) - place
        case "replicate":
            return 0 if place < 0 else size - 1
        case "circular":
            return place % size
    return None


def seen(start: int, count: int, dilation: int, size: int, mode: str = "zeros") -> Pairs:
    """What a window sees that starts at `start` (before the first place: below 0)."""
    pairs = [(k, padded_place(start + k * dilation, size, mode)) for k in range(count)]
    kept = [(k, place) for k, place in pairs if place is not None]
    return [k for k, _ in kept], [place for _, place in kept]


def sent(at: int, count: int, stride: int, padding: int, dilation: int, size: int) -> Pairs:
    """What reaches place `at` of a transposed convolution: place q of the input sends to q·stride + k·dilation."""
    pairs = [(k, divmod(at + padding - k * dilation, stride)) for k in range(count)]
    kept = [(k, q) for k, (q, rest) in pairs if rest == 0 and 0 <= q < size]
    return [k for k, _ in kept], [q for _, q in kept]


def compact(places: Sequence[int]) -> Sequence[int]:
    """Evenly spaced places as a range, which is cut out without a copy."""
    if len(places) > 1:
        step = places[1] - places[0]
        if step > 0 and all(b - a == step for a, b in pairwise(places)):
            return range(places[0], places[-1] + 1, step)
    return range(places[0], places[0] + 1) if len(places) == 1 else places


def moving(start: int, dilation: int, letter: str) -> str:
    """The place that a window sees, in symbols: `i-1`, `4+2i`."""
    step = letter if dilation == 1 else f"{dilation}{letter}"
    if start == 0:
        return step
    return f"{step}{start}" if start < 0 else f"{start}+{step}"
