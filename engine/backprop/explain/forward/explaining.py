"""Where a number came from that a node computed in a recorded step."""

from __future__ import annotations

import math

from engine.backprop.explain.forward.again import explain_again
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.rules import RULES
from engine.backprop.explanation import Explanation, Place
from engine.backprop.places import read_at
from engine.backprop.recording import Recording

TOLERATED = 1e-3  # of the terms' sizes: what rounding never leaves; then the rule has not told the truth
INSIDE = 1e-5  # of the largest number of the output


def explain_value(recording: Recording, place: Place, most: int = 6) -> Explanation:
    """The terms of which an output is the sum, the `most` largest of them by name.

    An input is explained where it came from: as the output of the node before, whose place the answer bears.
    The compute thread alone may call it; weights, buffers and random state stay. Raises LookupError where the
    recording has no such number.
    """
    one = recording.computed.get(place.address)
    if one is None:
        raise LookupError(f"nothing was computed at {place.address}")
    if place.quantity == "input":
        read = read_at(one.stop, place.name)
        if read is None:
            raise LookupError(f"no input at {place.address}.{place.name}")
        address, port = read.value
        return explain_value(recording, Place("output", address, port, place.index), most)
    if place.quantity == "inside":
        return _inside(Asked(recording, one, place.name, place.index, most, "inside"))
    if place.quantity != "output":
        raise LookupError(f"{place.quantity} is not computed going forward")
    return explain(Asked(recording, one, place.name, place.index, most))


def explain(asked: Asked) -> Explanation:
    """By the rule of the kind; by running the node once more where it has none, or its rule does not apply."""
    if len(asked.index) != asked.output.tensor.dim():
        raise LookupError(f"expected {asked.output.tensor.dim()} indices at {asked.address}.{asked.port}")
    rule = RULES.get(asked.layer.kind())
    told = rule(asked) if rule is not None else None
    return told if told is not None and _adds_up(asked, told) else explain_again(asked)


def _inside(asked: Asked) -> Explanation:
    """By the rule of the kind, which knows its own parts."""
    shape = asked.output.shape
    if len(asked.index) != len(shape) or not all(0 <= n < size for n, size in zip(asked.index, shape, strict=True)):
        raise LookupError(f"no number {list(asked.index)} in {asked.address}.{asked.port}")
    told = RULES[asked.layer.kind()](asked)
    assert told is not None  # parts are there, and their rule with them
    return told


def _adds_up(asked: Asked, told: Explanation) -> bool:
    """Whether what is left over is rounding: of the terms, or of what happened inside a function near 0."""
    sizes = [abs(told.value), abs(told.rest), *(abs(term.value) for term in told.terms)]
    if not all(map(math.isfinite, sizes)):
        return True  # nothing to measure by
    if abs(told.rounding) <= TOLERATED * sum(sizes):
        return True
    return abs(told.rounding) <= INSIDE * float(asked.output.tensor.abs().amax())
