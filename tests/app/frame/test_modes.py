"""The modes: each has its name, its key and docks that there are."""

from __future__ import annotations

from app.canvas.view import ON_STAGE
from app.frame.docks import DOCKS
from app.frame.modes import MODES, mode_named


def test_each_mode_has_its_name_and_its_key() -> None:
    assert [mode.id for mode in MODES] == ["design", "train", "backprop", "present"]
    assert [mode.shortcut for mode in MODES] == ["Alt+1", "Alt+2", "Alt+3", "Alt+4"]
    assert len({mode.text for mode in MODES}) == len(MODES)


def test_the_docks_of_each_mode_are_there() -> None:
    known = {spec.id for spec in DOCKS}
    for mode in MODES:
        assert mode.docks <= known, mode.id
        assert mode.front in {"", *mode.docks}, mode.id


def test_the_canvas_and_the_window_agree_on_what_a_stage_is() -> None:
    assert tuple(mode.id for mode in MODES if mode.is_stage) == ON_STAGE


def test_a_name_that_is_not_known_is_the_first_mode() -> None:
    assert mode_named("present") is MODES[3]
    assert mode_named("") is mode_named("no such mode") is MODES[0]
