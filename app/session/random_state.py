"""Leaves the random state of the process as it was, whatever a visitor of the compute thread draws."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def same_random_state() -> Iterator[None]:
    """Saves and restores the random states of Python and, where it is loaded, of torch and its accelerators."""
    python = random.getstate()
    torch: Any = sys.modules.get("torch")
    if not hasattr(torch, "get_rng_state"):  # not there, or still being imported: then nothing was drawn from it
        torch = None
    state = torch.get_rng_state() if torch is not None else None
    on_cuda = torch is not None and torch.cuda.is_initialized()
    cuda = torch.cuda.get_rng_state_all() if on_cuda else None
    try:
        yield
    finally:
        random.setstate(python)
        if torch is not None:
            torch.set_rng_state(state)
        if cuda is not None:
            torch.cuda.set_rng_state_all(cuda)
