"""A recorded step as a window plays it: its moments in order, and its numbers as plain arrays, by node.

These values hold no tensor, and this module needs no torch: the window has them before torch is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from engine.problem import Problem

Phase = Literal["forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")


Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Moment:
    """A place in a step: a node computes its values, sends its gradients back, or has its weights updated."""

    phase: Phase
    address: str


@dataclass(frozen=True)
class ShownNode:
    """The numbers of one node, by port or by parameter; what there is not is left out.

    `outputs` and `grad_outputs` have the batch as their first axis where `batched` names the port. `parameters` are
    those before the update, `gradients` what this use of them contributes, `after` those after the update;
    `clipped` the whole gradients as the optimizer took them, where training clips.
    """

    kind: str
    outputs: Arrays = field(default_factory=dict)
    batched: frozenset[str] = frozenset()
    grad_outputs: Arrays = field(default_factory=dict)
    grad_inputs: Arrays = field(default_factory=dict)
    parameters: Arrays = field(default_factory=dict)
    gradients: Arrays = field(default_factory=dict)
    after: Arrays = field(default_factory=dict)
    clipped: Arrays = field(default_factory=dict)


@dataclass(frozen=True)
class ShownStep:
    """A step from its first moment to its last. `problem` says why it ended early, if it did."""

    moments: tuple[Moment, ...]
    nodes: Mapping[str, ShownNode]
    samples: int
    loss: float | None = None
    problem: Problem | None = None
