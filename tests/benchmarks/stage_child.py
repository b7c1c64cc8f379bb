"""A window whose stage is played, in a process of its own, for measurements: prints one line of JSON.

python -m tests.benchmarks.stage_child FILE      opening the stage, steps, cards
python -m tests.benchmarks.stage_child play FILE  frames while a pulse travels
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.launch import set_process_up
from tests.benchmarks.window_child import wait, window_with

CARDS = 12  # numbers that are asked about
CLASSES = 10  # rows that every weight has
FRAMES = 300


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = folder
        set_process_up()
        *command, file = sys.argv[1:]
        result = _play(Path(file)) if command else _step(Path(file))
    print(json.dumps(result), flush=True)
    os._exit(0)


def _opened(file: Path) -> tuple[Any, float]:
    """The window with its stage lit, and the seconds that this took."""
    from app.frame.modes import mode_named

    window = window_with(file)
    window.theatre.player.has_motion = False
    began = time.perf_counter()
    window.set_mode(mode_named("backprop"))
    wait(lambda: bool(window.theatre.player.moments), 0.001)
    window.canvas.viewport().repaint()
    return window, time.perf_counter() - began


def _step(file: Path) -> dict[str, float]:
    window, opened = _opened(file)
    player, canvas = window.theatre.player, window.canvas
    steps = []
    while not player.is_at_end:
        began = time.perf_counter()
        player.step_forward()
        canvas.viewport().repaint()
        steps.append(1000 * (time.perf_counter() - began))
    cards = [1000 * _asked(window, number) for number in range(CARDS)]
    return {
        "opened": opened,
        "step_median": statistics.median(steps),
        "step_worst": max(steps),
        "card_median": statistics.median(cards[1:]),  # the first loads what sets formulas
        "card_worst": max(cards[1:]),
        "card_first": cards[0],
    }


def _asked(window: Any, number: int) -> float:
    """Asks about a weight's gradient, another one each time, until its card is painted."""
    from engine.backprop.explanation import Place

    layers = [moment.address for moment in window.theatre.player.moments if moment.phase == "update"]
    place = Place("grad_parameter", layers[number % len(layers)], "weight", (number % CLASSES, number + 1))
    began = time.perf_counter()
    window.theatre.questions.ask(place)
    card = window.theatre.card
    wait(lambda: card.explanation is not None and card.explanation.place == place, 0.001)
    card.repaint()
    return time.perf_counter() - began


def _play(file: Path) -> dict[str, float]:
    """Whole frames, painted anew, while pulses travel: with everything in view, and at the real size."""
    window, _ = _opened(file)
    player, canvas = window.theatre.player, window.canvas
    player.has_motion = True
    window.theatre.set_speed(4.0)
    found = {}
    for name, look in (("all", canvas.fit), ("real", canvas.zoom_reset)):
        player.go_to(0)
        look()
        player.play()
        frames: list[float] = []
        while len(frames) < FRAMES and not player.is_at_end:
            began = time.perf_counter()
            window.application.processEvents()
            canvas.viewport().repaint()
            frames.append(1000 * (time.perf_counter() - began))
            time.sleep(0.004)
        ordered = sorted(frames)
        found |= {f"{name}_median": statistics.median(ordered), f"{name}_p99": ordered[int(0.99 * (len(ordered) - 1))]}
    return found


if __name__ == "__main__":
    sys.exit(main())
