"""A window in a process of its own, for measurements: started by the benches, prints one line of JSON.

python -m tests.benchmarks.window_child start BEGAN       first paint, memory, then with torch and the example
python -m tests.benchmarks.window_child train FILE SECONDS   frames and steps while a network trains flat out
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.launch import set_process_up

FRAME_MS = 16
PATIENCE = 60.0  # seconds


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = folder
        set_process_up()
        command, *arguments = sys.argv[1:]
        result = _start(float(arguments[0])) if command == "start" else _train(Path(arguments[0]), float(arguments[1]))
    print(json.dumps(result), flush=True)
    os._exit(0)  # what is measured is over; the exit of the interpreter is not


def _start(began: float) -> dict[str, float]:
    """`began` is the monotonic time at which the parent started this process."""
    window = _window()
    found: dict[str, float] = {}

    def painted() -> None:
        found["seconds"] = time.monotonic() - began
        found["megabytes"] = resident_megabytes()
        found["torch_imported"] = float("torch" in sys.modules)
        window.start_engine()

    window.first_painted.connect(painted)
    window.show()
    window.files.open_at_start(None)
    wait(lambda: bool(found) and window.checker.plan is not None)
    _run(2.0)
    found["loaded_megabytes"] = resident_megabytes()
    return found


def _train(file: Path, seconds: float) -> dict[str, float]:
    from PySide6.QtCore import QTimer

    window = window_with(file)
    window.train_or_pause()

    def steps_done() -> int:
        progress = window.trainer.progress
        return max(0, progress.epoch - 1) * progress.batches + progress.batch

    wait(lambda: steps_done() > 20)
    _run(1.0)
    intervals: list[float] = []
    last = time.perf_counter()

    def frame() -> None:
        """Asks for a frame as a display would, and measures when the window gets round to it."""
        nonlocal last
        now = time.perf_counter()
        intervals.append(1000 * (now - last))
        last = now

    timer = QTimer(interval=FRAME_MS)
    timer.timeout.connect(frame)
    before, began = steps_done(), time.perf_counter()
    timer.start()
    _run(seconds)
    steps = steps_done() - before
    took = time.perf_counter() - began
    timer.stop()
    ordered = sorted(intervals)
    return {
        "steps_per_second": steps / took,
        "frame_median": statistics.median(ordered),
        "frame_p99": ordered[int(0.99 * (len(ordered) - 1))],
        "frame_worst": ordered[-1],
        "frames": len(ordered),
    }


def window_with(file: Path):  # type: ignore[no-untyped-def]
    """A window on a file, whose engine is ready; `application` is Qt's."""
    window = _window()
    window.resize(1600, 1000)
    window.first_painted.connect(window.start_engine)
    window.show()
    window.files.open_at_start(file)
    wait(lambda: window.checker.plan is not None)
    return window


def _window():  # type: ignore[no-untyped-def]
    from PySide6.QtWidgets import QApplication

    from app.main_window import MainWindow

    application = QApplication(["chainrule"])
    window = MainWindow(application)
    window.application = application
    return window


def wait(condition: Callable[[], bool], pause: float = 0.02) -> None:
    """Runs the event loop until the condition holds. Raises TimeoutError after a minute."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get that far")
        _run(pause)


def _run(seconds: float) -> None:
    """Runs the event loop for so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def resident_megabytes() -> float:
    """The memory of this process that is in use, in units of 10^6 bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
