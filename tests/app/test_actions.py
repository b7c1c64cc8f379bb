"""The table of actions: nothing stands in it twice, and every action is carried out by somebody."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

from PySide6.QtGui import QKeySequence

from app.actions import ACTIONS
from app.frame.modes import MODES
from app.main_window import MainWindow


def test_no_shortcut_means_two_things() -> None:
    keys = [QKeySequence(text).toString() for action in ACTIONS for text in action.shortcuts]
    keys += [QKeySequence(mode.shortcut).toString() for mode in MODES]
    assert all(keys)
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_every_action_can_be_done_by_keys() -> None:
    assert [action.id for action in ACTIONS if not action.shortcuts] == []


def test_every_action_has_somebody_who_carries_it_out(window: MainWindow) -> None:
    for action in ACTIONS:
        assert callable(attrgetter(action.handler)(window)), action.id
