"""Another window is another process, beside the one that asked for it, on the file that was chosen."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.frame.windows import BESIDE, ROOT, STEP, place_beside
from app.main_window import MainWindow
from tests.app.conftest import Answers

Wait = Callable[..., None]
NOTES = "import json, os, sys; json.dump([sys.argv[1:], dict(os.environ)], open(os.environ['NOTE'] + '.part', 'w'))"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program that stands in for Python: it notes with what it was started."""
    note, program = tmp_path / "note", tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{NOTES}\nos.rename(os.environ['NOTE'] + '.part', os.environ['NOTE'])\n")
    program.chmod(0o755)
    monkeypatch.setenv("NOTE", str(note))
    monkeypatch.setattr(sys, "executable", str(program))
    return note


def test_another_window_is_another_start_of_the_program(window: MainWindow, started: Path, wait_until: Wait) -> None:
    window.actions_["new_window"].trigger()
    wait_until(started.exists)
    arguments, surroundings = json.loads(started.read_text())
    assert arguments == ["-m", "app"]
    assert str(ROOT) in surroundings["PYTHONPATH"].split(os.pathsep)
    assert surroundings[BESIDE] == f"{window.pos().x()},{window.pos().y()}"


def test_a_chosen_project_opens_beside(
    window: MainWindow, answers: Answers, started: Path, tmp_path: Path, wait_until: Wait
) -> None:
    window.actions_["open_beside"].trigger()  # and nothing is chosen
    answers.path = tmp_path / "net.chainrule"
    window.actions_["open_beside"].trigger()
    wait_until(started.exists)
    assert json.loads(started.read_text())[0] == ["-m", "app", str(tmp_path / "net.chainrule")]
    assert answers.asked == [], "nothing is given up here"


def test_a_window_that_cannot_open_is_told(window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[str] = []
    window.windows.said.connect(told.append)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nobody"))
    window.windows.open_another()
    assert len(told) == 1 and told[0].startswith("Another window could not be opened")


def test_a_file_that_is_open_twice_is_told(
    make_window: Callable[[], MainWindow], answers: Answers, tmp_path: Path
) -> None:
    first, second = make_window(), make_window()
    answers.path = tmp_path / "net.chainrule"
    first.files.save_as()
    second.show()
    second.files.open(answers.path)
    assert second.messages.isVisible() and "net.chainrule" in second.messages._text.text()


@pytest.mark.parametrize(
    ("asked", "place"),
    [("40,50", QPoint(40, 50) + STEP), ("-8,0", QPoint(-8, 0) + STEP), ("", None), ("here", None), ("1,x", None)],
)
def test_it_stands_beside_the_one_that_asked(qapp: object, asked: str, place: QPoint | None) -> None:
    window, surroundings = QWidget(), {BESIDE: asked}
    window.move(3, 4)
    place_beside(window, surroundings)
    assert window.pos() == (place or QPoint(3, 4)) and surroundings == {}
    window.deleteLater()
