"""Codes that several tests use, and those that misbehave."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from engine.project.project import Project
from engine.project.reader import read_text

SCALE = '''class Scale(nn.Module):
    """Scales each number by a learned factor."""

    def __init__(self, size: int, start: float = 1.0):
        super().__init__()
        self.factor = nn.Parameter(torch.full((size,), start))

    def forward(self, x):
        return x * self.factor
'''


def project_with(codes: dict[str, str], trusted: bool = True, **nodes: dict[str, Any]) -> Project:
    """Points through a Linear, then one node after another, then a Linear and a loss."""
    chain = {"fc": {"kind": "Linear", "params": {"out_features": 4}}, **nodes}
    chain["last"] = {"kind": "Linear", "params": {"out_features": 2}}
    ids = list(chain)
    every = {
        "point": {"kind": "Input", "params": {"column": "point"}},
        **chain,
        "label": {"kind": "Input", "params": {"column": "label"}},
        "loss": {"kind": "CrossEntropyLoss"},
    }
    edges = ["point -> fc", *(f"{one} -> {other}" for one, other in pairwise(ids))]
    edges += ["last -> loss.input", "label -> loss.target"]
    value = {
        "format": "chainrule", "version": 1, "name": "Own", "graph": {"nodes": every, "edges": edges}, "codes": codes,
        "data": {"source": "moons", "params": {"samples": 40}}, "training": {"epochs": 1, "batch_size": 8},
    }  # fmt: skip
    read = read_text(json.dumps(value))
    assert read.project is not None and not read.problems, read.problems
    return read.project.trusting() if trusted else read.project
