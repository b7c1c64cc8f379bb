"""The stage in the whole window, with the engine itself."""

from __future__ import annotations

import pytest

from app.main_window import MainWindow
from tests.app.conftest import Answers
from tests.app.theatre.on_stage import BY_HAND, Stage, Wait


@pytest.fixture
def stage(window: MainWindow, answers: Answers, wait_until: Wait) -> Stage:
    """Not entered yet, without motion: each step is there at once."""
    answers.unsaved = "discard"
    window.files.open_example(BY_HAND)
    window.checker.check()
    window.theatre.player.has_motion = False
    window.show()
    return Stage(window, wait_until)
