"""The canvas beside the quickest library of node editors from PyPI: the same graph, the same mouse, one run.

The two take turns, each time in a new process. A ratio tells how many times as long, or as much, the library takes.
Two rows compare unlike work: loading here leads every edge round the cards, there it draws a curve; a layout here
avoids crossings and keeps edges straight, there it fills columns.
"""

from __future__ import annotations

import json
import subprocess
import sys

from tests.benchmarks.beside_canvases import LIBRARY, has_library
from tests.benchmarks.rounds import Measured
from tests.benchmarks.table import Row, ratio_row

ROUNDS = 3


def rows() -> list[Row]:
    if not has_library():
        return [Row(f"{LIBRARY} is missing: `make bench` installs it", "")]
    pairs = [(_run("chainrule"), _run("library")) for _ in range(ROUNDS)]

    def row(what: str, key: str, unit: str = "ms", least: float | None = None) -> Row:
        ours, theirs = (Measured(tuple(found[key] for found in side)) for side in zip(*pairs, strict=True))
        both = f"{what}: {ours.median:.0f} {unit} beside {theirs.median:.0f} {unit}"
        return ratio_row(both, theirs.ratio_to(ours), least)

    return [
        row("1,000 nodes, 1,500 edges, read and painted", "loaded"),
        row("memory that they take", "megabytes", "MB"),
        row("at 1:1: panning, frame", "panned", least=1),
        row("at 1:1: dragging a card, frame", "dragged", least=1),
        row("all in view: painted anew", "painted_all", least=1),
        row("all in view: dragging a card, frame", "dragged_all", least=1),
        row("paste of 100 nodes", "pasted"),
        row("layout of 200 nodes, 300 edges", "arranged"),
    ]


def _run(canvas: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.beside_child", canvas]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
