"""From the start of the process to the first painted window, and the memory then and with torch."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

from tests.benchmarks.table import Row, at_most_row

TIMES = 5


def rows() -> list[Row]:
    found = [_started() for _ in range(TIMES + 1)][1:]  # the first one warms the disk

    def row(what: str, key: str, unit: str, most: float) -> Row:
        values = sorted(one[key] for one in found)
        return at_most_row(what, statistics.median(values), unit, most, f"{values[0]:.3g} to {values[-1]:.3g}")

    torch_first = sum(one["torch_imported"] for one in found)
    return [
        row("first painted window", "seconds", "s", 1.2),
        Row("torch imported before it", "yes" if torch_first else "no", "", "no", not torch_first),
        row("memory at the first paint", "megabytes", "MB", 200),
        row("memory with torch and the example", "loaded_megabytes", "MB", 600),
    ]


def _started() -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.window_child", "start", str(time.monotonic())]
    # a program that is installed has its bytecode beside it
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
