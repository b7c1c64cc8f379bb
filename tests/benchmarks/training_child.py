"""The training that a window would do, in a process without one.

python -m tests.benchmarks.training_child FILE SECONDS
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from engine.project.reader import read_file
from engine.training.events import Failed, StepDone
from engine.training.loop import train
from engine.training.memory import keep_freed_memory
from engine.training.setup import prepare

WARM_SECONDS = 1.0


def main() -> int:
    file, seconds = Path(sys.argv[1]), float(sys.argv[2])
    project = read_file(file).project
    assert project is not None
    keep_freed_memory()
    steps, began, counting = 0, time.perf_counter(), False
    for event in train(prepare(project)):
        assert not isinstance(event, Failed), event.problem
        steps += isinstance(event, StepDone)
        now = time.perf_counter()
        if not counting and now - began > WARM_SECONDS:
            steps, began, counting = 0, now, True
        elif counting and now - began > seconds:
            break
    print(json.dumps({"steps_per_second": steps / (time.perf_counter() - began)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
