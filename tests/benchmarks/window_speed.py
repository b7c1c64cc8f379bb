"""Training beside the open window, plotting and showing gradients, against the same training without a window.

The two take turns, in processes of their own and with the same number of threads.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from engine.project.project import Project
from engine.project.writer import project_text
from tests.benchmarks.networks import CNN, MLP, TINY
from tests.benchmarks.rounds import Measured
from tests.benchmarks.table import Row, at_most_row, ratio_row

ROUNDS = 5
SECONDS = 6.0


def rows() -> list[Row]:
    found: list[Row] = []
    for name, project, least in (("784-128-64-10", MLP, 0.8), ("small CNN", CNN, 0.9), ("2-16-16-1", TINY, None)):
        found += _compared(name, _long(project), least)
    return found


def _long(project: Project) -> Project:
    """The same training, without an end, on the threads that the window leaves to it."""
    threads = max(1, (os.cpu_count() or 2) - 1)
    return replace(project, training=replace(project.training, epochs=10_000, threads=threads))


def _compared(name: str, project: Project, least: float | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "measured.chainrule"
        file.write_text(project_text(project), encoding="utf-8")
        pairs = [(_run("alone", file), _run("train", file)) for _ in range(ROUNDS)]
    beside = Measured(tuple(window["steps_per_second"] for _, window in pairs))
    alone = Measured(tuple(without["steps_per_second"] for without, _ in pairs))
    p99 = [window["frame_p99"] for _, window in pairs]
    return [
        ratio_row(f"{name}: steps beside the window, against without", beside.ratio_to(alone), least),
        at_most_row(f"{name}: frame interval, 99th percentile", statistics.median(p99), "ms", 40,
                    f"{min(p99):.0f} to {max(p99):.0f}"),
    ]  # fmt: skip


def _run(command: str, file: Path) -> dict[str, float]:
    module = "tests.benchmarks.window_child" if command == "train" else "tests.benchmarks.training_child"
    arguments = [command, str(file), str(SECONDS)] if command == "train" else [str(file), str(SECONDS)]
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
