"""Writes a project as standalone PyTorch: the very text that trains, and beside it the weights."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import torch

from engine.compiler.network import build
from engine.compiler.plan import Plan
from engine.compiler.random_state import random_state_kept
from engine.compiler.source import generate
from engine.problem import Problem, ProblemError
from engine.project.store import SUFFIX, not_writable
from engine.project.weights import Weights
from engine.project.writer import write_atomically
from engine.training.setup import load_weights

WEIGHTS_SUFFIX = ".pt"


def export_python(plan: Plan, path: Path, weights: Weights | None = None, seed: int = 0) -> list[Path]:
    """Writes the source to `path` and, where there are weights, a state_dict with the suffix .pt beside it.

    A layer without saved weights gets those that it starts with from the seed. Returns what was written. Raises
    ProblemError where the graph is not right, or where a file cannot be written; each file is whole or as it was.
    """
    if path.suffix in (WEIGHTS_SUFFIX, SUFFIX):
        raise ProblemError(Problem("call_export_place", {"received": path.suffix}))
    if path.is_dir():
        raise not_writable(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    source = generate(plan).text.encode("utf-8")
    state = state_dict_bytes(plan, weights, seed) if weights else None
    beside = path.with_suffix(WEIGHTS_SUFFIX)
    try:
        if state is not None:
            write_atomically(beside, state)
        write_atomically(path, source)
    except OSError as error:
        raise not_writable(error) from error
    return [path] if state is None else [path, beside]


def state_dict_bytes(plan: Plan, weights: Weights, seed: int = 0) -> bytes:
    """A file for `torch.load(..., weights_only=True)` that fits the exported network."""
    with random_state_kept():
        network = build(plan, seed)
    load_weights(network, weights)
    buffer = io.BytesIO()
    torch.save(network.module.state_dict(), buffer)
    return buffer.getvalue()
