"""What a gradient check finds, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.backprop.differences import STEP, Finding

Verdict = Literal["right", "kink", "wrong", "skipped"]
Reason = Literal["", "integer", "no_derivative", "frozen", "unreached", "by_design", "not_finite", "not_deterministic"]
What = Literal["input", "parameter"]


@dataclass(frozen=True)
class Entry:
    """One number of a gradient, by autograd and by finite differences, and their relative error.

    `numeric` is NaN where no finite difference could be computed, and then it counts for nothing.
    """

    place: tuple[int, ...]
    autograd: float
    numeric: float
    error: float
    finding: Finding


@dataclass(frozen=True)
class Checked:
    """A gradient that was compared with finite differences, or why it could not be.

    `name` is that of an input port or a parameter of the node at `address`. Of `of` numbers, `entries` were compared,
    those in `compared`, and `kinks` of these lie at a kink. `worst` is the place of the entry that decides the verdict,
    with what autograd and the finite difference say there and their relative error, |a - n| / max(|a|, |n|).
    `arrives` is False where no gradient arrives at the node: then that of a fixed random sum of its outputs is checked.

    Reasons to skip: `integer`, the values are whole numbers or flags; `no_derivative`, torch has none, or nothing
    depends on them; `frozen`, it is not trained; `unreached`, no loss depends on it; `by_design`, torch changes the
    gradient on purpose; `not_finite`, no finite value to compare; `not_deterministic`, the node computes something
    else each time.
    """

    address: str
    name: str
    what: What
    entries: int = 0
    of: int = 0
    kinks: int = 0
    largest_error: float = 0.0
    worst: tuple[int, ...] | None = None
    autograd: float | None = None
    numeric: float | None = None
    verdict: Verdict = "skipped"
    reason: Reason = ""
    arrives: bool = True
    compared: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class GradientCheck:
    """What was found: of each node by itself, by address, and of the total loss from end to end.

    `step` is how far an entry of size 1 or less is moved; larger ones are moved in proportion.
    """

    nodes: Mapping[str, tuple[Checked, ...]] = field(default_factory=dict)
    loss: tuple[Checked, ...] = ()
    step: float = STEP

    @property
    def all(self) -> tuple[Checked, ...]:
        return (*(one for found in self.nodes.values() for one in found), *self.loss)

    @property
    def verdict(self) -> Verdict:
        """The gravest of all: wrong, then kink, then right; skipped where nothing could be compared."""
        found = {one.verdict for one in self.all}
        gravest: tuple[Verdict, ...] = ("wrong", "kink", "right")
        return next((verdict for verdict in gravest if verdict in found), "skipped")

    @property
    def largest_error(self) -> float:
        """The largest relative error of what does not lie at a kink."""
        return max((one.largest_error for one in self.all if one.verdict in ("right", "wrong")), default=0.0)
