"""Which histogram of a look belongs to a node."""

from __future__ import annotations

from typing import NamedTuple

from engine.training.events import Histogram, Look


class Spread(NamedTuple):
    """A histogram, the name of what it shows, and the norm of that."""

    name: str
    histogram: Histogram
    norm: float


def spread_of(look: Look | None, address: str) -> Spread | None:
    """The histogram of a node's weight, of its output where it has none; None where nothing was watched.

    A weight is the first parameter that is no bias.
    """
    if look is None:
        return None
    own = [name for name in look.parameters if name.startswith(f"{address}.") and "bias" not in name]
    for name in (*own, address):
        if name in look.histograms:
            norm = look.parameters.get(name, look.nodes.get(name, 0.0))
            return Spread(name.removeprefix(f"{address}.") if name != address else "", look.histograms[name], norm)
    return None
