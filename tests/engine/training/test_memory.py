"""Freed memory stays in the process while a network trains, and goes back to the system when it is told to."""

from __future__ import annotations

import subprocess
import sys

# Blocks as large as a convolution's activations, more of them than glibc ever keeps by itself.
PROGRAM = """
import ctypes, resource, sys
from engine.training.memory import give_freed_memory_back, keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.memset.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t)
libc.free.argtypes = (ctypes.c_void_p,)
size = 8 << 20
def step():
    blocks = [libc.malloc(size) for _ in range(12)]
    for block in blocks:
        libc.memset(block, 1, size)
    for block in blocks:
        libc.free(block)
def resident():
    return int(open("/proc/self/statm").read().split()[1])
step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
held = resident()
give_freed_memory_back()
print(held - resident())
"""


def numbers(way: str) -> tuple[int, int]:
    """Pages that ten steps asked the system for, and pages that it got back at the end."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, check=True)
    asked_for, returned = done.stdout.split()
    return int(asked_for), int(returned)


def test_memory_is_not_asked_for_again_at_each_step() -> None:
    left, _ = numbers("left")
    kept, returned = numbers("kept")
    assert left > 1_000
    assert kept < left / 20
    assert returned > 20_000  # of the 24,000 pages of 4 kB
