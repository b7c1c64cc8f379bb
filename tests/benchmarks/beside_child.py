"""One of two canvases in a process of its own, for measurements: prints one line of JSON, times in milliseconds.

python -m tests.benchmarks.beside_child chainrule|library
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.beside_canvases import CANVASES, Canvas
from tests.benchmarks.graphs import large_graph_text
from tests.benchmarks.window_child import resident_megabytes

FRAMES = 120
EDITS = 7
PASTED = 100


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = folder
        QApplication(["bench"])
        result = _measured(CANVASES[sys.argv[1]]())
    print(json.dumps(result), flush=True)
    os._exit(0)  # what is measured is over; the exit of the interpreter is not


def _measured(canvas: Canvas) -> dict[str, float]:
    text, small = large_graph_text(), large_graph_text(200, 300)
    names = list(json.loads(text)["graph"]["nodes"])
    card = names[len(names) // 2]
    canvas.view.show()
    QApplication.processEvents()
    memory = resident_megabytes()
    found = {"loaded": _frame(lambda: canvas.load(text), canvas)}
    found["megabytes"] = resident_megabytes() - memory
    canvas.show_real_size(card)
    found["panned"] = _panned(canvas)
    found["dragged"] = _dragged(canvas, card)
    found["pasted"] = _pasted(canvas, names[:PASTED])
    canvas.show_all()
    QApplication.processEvents()
    found["painted_all"] = statistics.median(_frame(canvas.view.viewport().update, canvas) for _ in range(FRAMES))
    found["dragged_all"] = _dragged(canvas, card)
    found["arranged"] = _arranged(canvas, small)
    return found


def _panned(canvas: Canvas) -> float:
    """From a change of the scroll bar to the painted frame."""
    bar = canvas.view.horizontalScrollBar()
    start = bar.value()
    frames = [_frame(lambda to=start + 7 * (number % 40): bar.setValue(to), canvas) for number in range(FRAMES)]  # type: ignore[misc]
    assert bar.value() > start, "the view did not follow its scroll bar"
    bar.setValue(start)
    return statistics.median(frames)


def _dragged(canvas: Canvas, card: str) -> float:
    """From a move of the mouse with a card in hand to the painted frame."""
    viewport, place = canvas.view.viewport(), canvas.middle_of(card)
    start = to = canvas.view.mapFromScene(place)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    frames = []
    for number in range(FRAMES):
        to = start + QPoint(10 + 3 * (number % 40), 10 + 2 * (number % 30))
        frames.append(_frame(lambda to=to: QTest.mouseMove(viewport, to), canvas))  # type: ignore[misc]
    moved = canvas.middle_of(card) - place
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=to)
    QApplication.processEvents()
    assert moved.x() > 10 and moved.y() > 10, f"the card did not follow the mouse: {moved}"
    return statistics.median(frames)


def _pasted(canvas: Canvas, nodes: list[str]) -> float:
    canvas.copy(nodes)
    before, frames = canvas.count(), []
    for _ in range(EDITS):
        frames.append(_frame(canvas.paste, canvas))
        assert canvas.count() == before + len(nodes), canvas.count()
        canvas.remove_pasted()
        assert canvas.count() == before, canvas.count()
        QApplication.processEvents()
    return statistics.median(frames)


def _arranged(canvas: Canvas, text: str) -> float:
    """Laid out from where its file has the nodes, each time anew."""
    node = list(json.loads(text)["graph"]["nodes"])[-1]
    frames = []
    for _ in range(EDITS):
        canvas.load(text)
        canvas.show_all()
        QApplication.processEvents()
        place = canvas.middle_of(node)
        frames.append(_frame(canvas.arrange, canvas))
        assert canvas.middle_of(node) != place, "nothing was laid out"
    return statistics.median(frames)


def _frame(act: Callable[[], object], canvas: Canvas) -> float:
    """An act until it was painted, and all that it brought about was done."""
    began = time.perf_counter()
    act()
    canvas.view.viewport().repaint()
    QApplication.processEvents()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
