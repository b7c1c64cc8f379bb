"""The stage: opening it on a network of 5 million parameters, stepping, asking why, and the animation."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.graphs import large_graph_text
from tests.benchmarks.table import Row, at_most_row

ROUNDS = 3
WIDTH, FEATURES, CLASSES = 1024, 784, 10


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        deep, many = Path(folder) / "deep.chainrule", Path(folder) / "many.chainrule"
        deep.write_text(deep_network_text(), encoding="utf-8")
        many.write_text(_with_data(large_graph_text(200, 300)), encoding="utf-8")
        stepped = [_run(str(deep)) for _ in range(ROUNDS)]
        played = [_run("play", str(many)) for _ in range(ROUNDS)]

    def row(what: str, found: list[dict[str, float]], key: str, unit: str, most: float | None) -> Row:
        values = sorted(one[key] for one in found)
        return at_most_row(what, statistics.median(values), unit, most, f"{values[0]:.3g} to {values[-1]:.3g}")

    return [
        row("12 layers, 5 million parameters: opening the stage", stepped, "opened", "s", 1.0),
        row("one step, median", stepped, "step_median", "ms", 50),
        row("one step, the slowest", stepped, "step_worst", "ms", None),
        row("a card, median", stepped, "card_median", "ms", 100),
        row("a card, the slowest", stepped, "card_worst", "ms", None),
        row("the first card, which loads the typesetting", stepped, "card_first", "ms", None),
        row("200 nodes, all in view: frame of the animation, median", played, "all_median", "ms", 20),
        row("the same, 99th percentile", played, "all_p99", "ms", None),
        row("200 nodes at 1:1: frame of the animation, median", played, "real_median", "ms", 20),
        row("the same, 99th percentile", played, "real_p99", "ms", None),
    ]


def deep_network_text() -> str:
    """Six Linear layers with five ReLUs between them and a loss: 12 layers, 5,012,490 parameters."""
    nodes: dict[str, Any] = {"x": {"kind": "Input", "params": {"column": "features"}}}
    edges, before = [], "x"
    for number in range(1, 6):
        nodes[f"fc{number}"] = {"kind": "Linear", "params": {"out_features": WIDTH}}
        nodes[f"relu{number}"] = {"kind": "ReLU"}
        edges += [f"{before} -> fc{number}", f"fc{number} -> relu{number}"]
        before = f"relu{number}"
    nodes |= {
        "scores": {"kind": "Linear", "params": {"out_features": CLASSES}},
        "label": {"kind": "Input", "params": {"column": "label"}},
        "loss": {"kind": "CrossEntropyLoss"},
    }
    edges += [f"{before} -> scores", "scores -> loss.input", "label -> loss.target"]
    data = {"features": [FEATURES], "task": "classification", "outputs": CLASSES, "samples": 1000}
    return _text({"nodes": nodes, "edges": edges}, {"source": "random", "params": data})


def _with_data(text: str) -> str:
    """The same graph, whose Input reads a column of random numbers."""
    value = json.loads(text)
    value["graph"]["nodes"]["x"] = {"kind": "Input", "params": {"column": "features"}}
    value["data"] = {"source": "random", "params": {"features": [64], "samples": 100}}
    return json.dumps(value)


def _text(graph: dict[str, Any], data: dict[str, Any]) -> str:
    return json.dumps({"format": "chainrule", "version": 1, "name": "Deep", "graph": graph, "data": data})


def _run(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.stage_child", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
