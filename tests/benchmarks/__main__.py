"""`make bench`: runs every measurement, or those named on the command line, and prints a table for each."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SECTIONS = {
    "start": ("From start to the first painted window", "tests.benchmarks.start_speed"),
    "planning": ("Checking a large graph", "tests.benchmarks.planning_speed"),
    "canvas": ("Painting a large graph", "tests.benchmarks.canvas_speed"),
    "design": ("Designing", "tests.benchmarks.design_speed"),
    "beside": ("Chainrule beside koode-taskgraph, the same graph", "tests.benchmarks.beside_speed"),
    "stage": ("Stepping through backpropagation", "tests.benchmarks.stage_speed"),
    "training": ("Training against hand-written PyTorch", "tests.benchmarks.training_speed"),
    "travel": ("Keeping states, and going back to them", "tests.benchmarks.travel_speed"),
    "window": ("Training beside the open window", "tests.benchmarks.window_speed"),
}


def main() -> int:
    from tests.benchmarks.table import show

    wanted = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        print(f"bench: expected some of {', '.join(SECTIONS)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}", flush=True)
    for name in wanted:
        title, module = SECTIONS[name]
        show(title, import_module(module).rows())
    return 0


if __name__ == "__main__":
    sys.exit(main())
