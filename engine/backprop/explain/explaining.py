"""The door to "ask why": where any number of a recorded step came from."""

from __future__ import annotations

from engine.backprop.explain.backward.gradient import explain_gradient
from engine.backprop.explain.clipped import explain_clipped
from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from engine.backprop.optimizer_stages import explain_after
from engine.backprop.recording import Recording


def explain(recording: Recording, place: Place) -> Explanation:
    """Why the number at a place is what it is.

    Raises LookupError where there is no such number, or nothing made it: a weight before the update.
    """
    if place.quantity in ("output", "input", "inside"):
        return explain_value(recording, place)
    if place.quantity == "clipped":
        return explain_clipped(recording, place)
    if place.quantity == "after":
        return explain_after(recording, place)
    return explain_gradient(recording, place)
