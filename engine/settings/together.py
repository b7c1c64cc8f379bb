"""Several optimizers that act as one: each updates its own part of the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch.optim import Optimizer


class Together:
    """The part of torch's Optimizer that training uses, over several of them.

    It is no subclass of `torch.optim.Optimizer`: torch's schedulers keep one set of defaults for an optimizer (is it
    `momentum` or `betas` that cycles?), and these have several. `schedules` runs one scheduler for each part instead.
    """

    def __init__(self, optimizers: Sequence[Optimizer]) -> None:
        self.optimizers = tuple(optimizers)

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of all parts, in order; the same dictionaries, so that a change of `lr` takes effect."""
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    def step(self) -> None:
        for optimizer in self.optimizers:
            optimizer.step()

    def zero_grad(self, set_to_none: bool = True) -> None:
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none)

    def state_dict(self) -> dict[str, Any]:
        return {"optimizers": [optimizer.state_dict() for optimizer in self.optimizers]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Takes back what `state_dict` gave. Raises ValueError where the number of parts differs."""
        states = state_dict["optimizers"]
        if len(states) != len(self.optimizers):
            raise ValueError(f"expected the state of {len(self.optimizers)} optimizers, got {len(states)}")
        for optimizer, state in zip(self.optimizers, states, strict=True):
            optimizer.load_state_dict(state)


def parts(optimizer: Optimizer | Together) -> tuple[Optimizer, ...]:
    """The torch optimizers behind an optimizer; itself where it is one."""
    return optimizer.optimizers if isinstance(optimizer, Together) else (optimizer,)
