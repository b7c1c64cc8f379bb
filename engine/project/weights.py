"""Saved weights: a file of tensors by their `state_dict` keys, named by the SHA-256 of its content.

They are NumPy arrays here; no torch is needed to save, open, rename or check them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as safetensors_numpy

from engine.layers.tensor_type import TensorType
from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase, Words, said

Weights = Mapping[str, np.ndarray]
Expected = Mapping[str, Mapping[str, TensorType]]  # by a node's address, then by the parameter's name


class Part(NamedTuple):
    """What weights of another size keep: of each matrix that lies on others along the first axis, the first `sizes`."""

    sizes: tuple[int, ...]
    stacked: int = 1

    def of(self, tensor: Any) -> Any:
        """That part of an array, or of a tensor of torch, as a view of it."""
        matrices = tensor.reshape(self.stacked, tensor.shape[0] // self.stacked, *tensor.shape[1:])
        return matrices[(slice(None), *map(slice, self.sizes))]

    @property
    def told(self) -> Words:
        return TensorType(self.sizes if self.stacked == 1 else (self.stacked, *self.sizes)).told


SUFFIX = ".safetensors"
HASHED_NAME = re.compile(r"[0-9a-f]{64}\.safetensors")


def weights_bytes(weights: Weights) -> bytes:
    """The content of a weights file: equal weights give equal bytes, whatever their order in memory."""
    tensors = {name: _dense(weights[name]) for name in sorted(weights)}
    return safetensors_numpy.save(tensors, metadata={"format": "pt"})


def hashed_name(content: bytes) -> str:
    """The name under which this content is kept."""
    return hashlib.sha256(content).hexdigest() + SUFFIX


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """Reads a weights file; the arrays cannot be written to. Raises ProblemError where it is missing or damaged."""
    try:
        if not path.is_file():
            raise FileNotFoundError(Phrase("no_such_file"))
        content = path.read_bytes()
    except (OSError, ValueError, MemoryError) as error:
        nothing = Phrase("too_little_memory")  # a MemoryError says nothing
        received = getattr(error, "strerror", None) or (said(error) if str(error) else nothing)
        raise _unread("weights_missing", path, received) from error
    if HASHED_NAME.fullmatch(path.name) and hashed_name(content) != path.name:
        raise _unread("weights_damaged", path, Phrase("another_checksum"))
    try:
        weights = safetensors_numpy.load(content)
    except (SafetensorError, KeyError, ValueError, MemoryError) as error:  # KeyError: a type that NumPy lacks
        raise _unread("weights_damaged", path, str(error)) from error
    for array in weights.values():
        array.setflags(write=False)
    return weights


def is_finite(weights: Weights) -> bool:
    """Whether all of them are numbers: a training that diverges can spoil them."""
    return all(bool(np.isfinite(array).all()) for array in weights.values())


def fitting(weights: Weights, expected: Expected) -> dict[str, np.ndarray]:
    """Those weights that the network has a place for, of the right shape."""
    shapes = {f"{node}.{name}": tensor.shape for node, tensors in expected.items() for name, tensor in tensors.items()}
    return {key: array for key, array in weights.items() if shapes.get(key) == array.shape}


def weights_problems(
    weights: Weights, expected: Expected, complete: bool = True, parts: Mapping[str, Part] | None = None
) -> list[Problem]:
    """A warning for each node whose saved weights do not fit or, where they should be `complete`, are missing.

    `parts` are what those that do not fit keep, by their keys.
    """
    problems = []
    for node, tensors in expected.items():
        missing = [name for name in tensors if f"{node}.{name}" not in weights]
        if missing and complete:
            problems.append(Problem("weights_lack_node", {"names": missing}, severity="warning", node=node))
        for name, tensor in tensors.items():
            array = weights.get(f"{node}.{name}")
            if array is not None and array.shape != tensor.shape:
                part = (parts or {}).get(f"{node}.{name}")
                outcome = Phrase("kept_in_part", lasting=part.told) if part is not None else Phrase("starts_anew")
                arguments = {
                    "name": name, "expected": tensor.told, "received": TensorType(array.shape).told, "outcome": outcome
                }  # fmt: skip
                problems.append(Problem("weights_unfit", arguments, severity="warning", node=node, parameter=name))
    return problems


def _dense(array: np.ndarray) -> np.ndarray:
    """The array in one stretch of memory; unlike ascontiguousarray this leaves a scalar its shape."""
    return np.require(array, requirements="C")


def _unread(code: str, path: Path, received: Words) -> ProblemError:
    return ProblemError(Problem(code, {"file": path.name, "received": received}, severity="warning"))
