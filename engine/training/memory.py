"""Freed memory is kept at hand for the next step, where the C library would give it back to the system each time.

A step of a convolutional network frees and takes tensors of some megabytes. glibc returns such memory at once, and the
system hands it out again page by page, filled with zeros: a third of the time of a small CNN, more of a larger one.
Results do not depend on it.
"""

from __future__ import annotations

import ctypes
from functools import cache

# From glibc's malloc.h; see mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
KEPT = 1 << 30  # bytes that may lie free at the end of the heap
LARGEST = 32 << 20  # bytes: glibc's limit for what is not asked of the system each time


def keep_freed_memory() -> bool:
    """Keeps up to a gigabyte of freed memory in the process; False where the C library is not glibc.

    Call it before the first thread starts: later ones then take their memory from the same heap.
    """
    libc = _glibc()
    if libc is None:
        return False
    libc.mallopt(_M_MMAP_THRESHOLD, LARGEST)
    libc.mallopt(_M_TRIM_THRESHOLD, KEPT)
    libc.mallopt(_M_ARENA_MAX, 1)
    return True


def give_freed_memory_back() -> None:
    """Returns to the system what lies free, as at the end of a run."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    try:
        libc = ctypes.CDLL(None)
    except (OSError, TypeError):  # TypeError: Windows
        return None
    return libc if hasattr(libc, "gnu_get_libc_version") else None
