"""The command: what opens the window, what goes to the command line, and what is there at the first paint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import launch

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["net.chainrule"], True),
        (["some/folder/net"], True),
        (["check"], False),
        (["check", "net.chainrule"], False),
        (["--help"], False),
        (["train", "net.chainrule", "--epochs", "1"], False),
        (["nonsense"], False),
    ],
)
def test_what_opens_the_window(arguments: list[str], window: bool) -> None:
    assert launch.wants_window(arguments) is window


@pytest.mark.parametrize(
    ("qt", "python", "bad"),
    [("6.12.0", (3, 11), True), ("6.12.1", (3, 10), True), ("6.12.0", (3, 12), False), ("6.11.3", (3, 11), False)],
)
def test_the_pair_that_aborts_is_refused(qt: str, python: tuple[int, int], bad: bool) -> None:
    assert launch.is_bad_pair(qt, python) is bad


def test_without_a_display_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert launch.main([]) == launch.EXIT_IMPOSSIBLE
    error = capsys.readouterr().err
    assert error.startswith("chainrule: ")
    assert len(error.strip().splitlines()) == 1


FIRST_PAINT = """
import sys
from app import launch, main_window

def look(window):
    heavy = [name for name in ("torch", "pyqtgraph", "sklearn", "networkx.drawing") if name in sys.modules]
    print("loaded at the first paint:", heavy)
    window.loader.ready.connect(lambda: (print("engine ready"), window.close()))

class Watched(main_window.MainWindow):
    def start_engine(self):
        look(self)
        super().start_engine()

main_window.MainWindow = Watched
sys.exit(launch.main([]))
"""


def test_the_first_paint_comes_before_torch_and_the_plots(tmp_path: Path) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert "loaded at the first paint: []" in run.stdout
    assert "engine ready" in run.stdout
    assert "Traceback" not in run.stderr
