"""A main window for tests: its own preferences, its own recovery folder, and answers instead of dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.main_window import MainWindow
    from engine.problem import Problem


class Answers:
    """Stands in for `Dialogs`: answers what the test has set, and remembers what was asked and shown."""

    def __init__(self) -> None:
        self.unsaved = "cancel"
        self.recover = "cancel"
        self.path: Path | None = None
        self.asked: list[str] = []
        self.shown: list[tuple[str, tuple[Problem, ...]]] = []

    def ask_unsaved(self, name: str) -> str:
        self.asked.append(name)
        return self.unsaved

    def ask_recover(self, name: str, time: datetime) -> str:
        self.asked.append(name)
        return self.recover

    def choose_open(self, folder: Path) -> Path | None:
        return self.path

    def choose_save(self, proposed: Path) -> Path | None:
        return self.path

    def choose_export(self, proposed: Path) -> Path | None:
        return self.path

    def show_problems(self, title: str, problems: tuple[Problem, ...]) -> None:
        self.shown.append((title, tuple(problems)))


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def make_window(qapp: object, tmp_path: Path, answers: Answers) -> Iterator[Callable[[], MainWindow]]:
    """Makes windows that share their preferences, as two starts of the program do; closes them afterwards."""
    from app.main_window import MainWindow
    from app.session.preferences import Preferences

    made: list[MainWindow] = []

    def make() -> MainWindow:
        preferences = Preferences(tmp_path / "chainrule.ini")
        if not made:
            preferences.appearance, preferences.language = "light", "en"
        window = MainWindow(qapp, preferences, answers)  # type: ignore[arg-type]
        made.append(window)
        return window

    yield make
    answers.unsaved = "discard"
    for window in made:
        window.close()
        window.shutdown()
        window.deleteLater()


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    """A window with the opening example, not shown, whose engine is ready."""
    made = make_window()
    made.files.open_at_start(None)
    made.panels.create_plots()
    made.checker.start()
    made.training.set_ready()
    return made
