"""Leaves the random state of the process as it was, whatever a visitor of the compute thread draws."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext


@contextmanager
def same_random_state() -> Iterator[None]:
    """Saves and restores the random states of Python and, where it is loaded, of torch and its accelerator."""
    python = random.getstate()
    try:
        with _torch_state_kept():
            yield
    finally:
        random.setstate(python)


def _torch_state_kept() -> AbstractContextManager[None]:
    if not hasattr(sys.modules.get("torch"), "get_rng_state"):  # not there, or still being imported: none was drawn
        return nullcontext()
    from engine.compiler.random_state import random_state_kept

    return random_state_kept()
