"""Values by step within a budget of bytes, spread over all steps that were seen. No torch.

Where there is no room, the value is given up whose loss leaves the smallest gap. With n values, n - 2 of them stand
between the first and the newest; their gaps, from the one before to the one after, add up to less than 2 T, T being the
steps from the first to the newest, so the smallest is at most 2 T / (n - 2). However unevenly values come, no gap grows
beyond that by giving up. The first and the newest stay, and what is pinned goes only after all others.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")


class Spread(Generic[T]):
    """No two values are of one step."""

    def __init__(self, budget: int, most: int) -> None:
        """At most so many bytes, and so many values (at least two)."""
        self.budget, self.most = budget, max(2, most)
        self.nbytes = 0
        self._steps = array("q")  # ascending; the others stand beside it
        self._values: list[T] = []
        self._sizes = array("q")
        self._pinned = array("b")

    def __len__(self) -> int:
        return len(self._values)

    @property
    def values(self) -> tuple[T, ...]:
        """In order of their steps."""
        return tuple(self._values)

    def at_or_before(self, step: int) -> T | None:
        """The value of this step, or the last one before it."""
        place = bisect_right(self._steps, step)
        return self._values[place - 1] if place else None

    def make_room(self, step: int, nbytes: int) -> list[T]:
        """Gives up values until one of so many bytes may be put at this step; returns them.

        Nothing is given up for what is larger than the budget: then there is no room (`has_room`).
        """
        if nbytes > self.budget:
            return []
        place = bisect_left(self._steps, step)
        given_up = []
        if place < len(self._steps) and self._steps[place] == step:
            given_up.append(self._remove(place))
        while not self.has_room(nbytes):
            given_up.append(self._remove(self._superfluous(step)))
        return given_up

    def has_room(self, nbytes: int) -> bool:
        return self.nbytes + nbytes <= self.budget and len(self) < self.most

    def put(self, step: int, value: T, nbytes: int, pinned: bool = False) -> None:
        """To be called after `make_room`."""
        assert self.has_room(nbytes)
        place = bisect_left(self._steps, step)
        self._steps.insert(place, step)
        self._values.insert(place, value)
        self._sizes.insert(place, nbytes)
        self._pinned.insert(place, pinned)
        self.nbytes += nbytes

    def give_up_after(self, step: int) -> None:
        """Gives up all of later steps."""
        while self._steps and self._steps[-1] > step:
            self._remove(len(self) - 1)

    def _superfluous(self, step: int) -> int:
        """The place of the one to give up, so that another may come at `step`."""
        own = bisect_left(self._steps, step)
        steps = np.insert(np.array(self._steps), own, step)
        places = np.arange(1, len(steps) - 1)
        places = places[places != own]
        if not len(places):
            return len(self) - 1
        gaps = steps[places + 1] - steps[places - 1]
        pinned = np.insert(np.array(self._pinned), own, 0)[places] != 0
        gaps[pinned] += steps[-1] - steps[0]
        victim = int(places[gaps.argmin()])
        return victim - (victim > own)

    def _remove(self, place: int) -> T:
        self.nbytes -= self._sizes.pop(place)
        self._steps.pop(place)
        self._pinned.pop(place)
        return self._values.pop(place)
