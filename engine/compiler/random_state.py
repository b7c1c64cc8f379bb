"""The random state of torch, which belongs to the whole process: saved before a look, put back after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class RandomState:
    """The state on the CPU, and on the accelerator if one was used in this process."""

    on_cpu: Tensor
    on_accelerator: Tensor | None = None

    @classmethod
    def now(cls) -> RandomState:
        """A copy of the present state. It is kept by the host, so no device is waited for."""
        accelerator = _used_accelerator()
        return cls(torch.get_rng_state(), accelerator.get_rng_state() if accelerator is not None else None)

    def restore(self) -> None:
        """Makes it the present state again.

        Setting CUDA's state, even to what it is, starts the dropout inside cuDNN's recurrent layers anew: it is set
        only where something was drawn.
        """
        torch.set_rng_state(self.on_cpu)
        accelerator = _used_accelerator()
        if accelerator is None or self.on_accelerator is None:
            return
        if not torch.equal(accelerator.get_rng_state(), self.on_accelerator):
            accelerator.set_rng_state(self.on_accelerator)


@contextmanager
def random_state_kept() -> Iterator[None]:
    """What is drawn within changes nothing for those who draw after it."""
    state = RandomState.now()
    try:
        yield
    finally:
        state.restore()


def _used_accelerator() -> Any | None:
    """torch's module for the accelerator; None where nothing was computed on it yet, for asking would start it."""
    accelerator = _accelerator()
    if accelerator is None:
        return None
    is_used = getattr(accelerator, "is_initialized", None)  # that of Apple's chips is always there
    return accelerator if is_used is None or is_used() else None


@cache
def _accelerator() -> Any | None:
    return torch.get_device_module() if torch.accelerator.is_available() else None
