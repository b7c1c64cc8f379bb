"""The keys of the canvas; those that also stand in the window's menus reach it only where there is no menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.canvas.walking import Way

if TYPE_CHECKING:
    from app.canvas.view import GraphView

Command = Callable[["GraphView"], object]
Key, Standard = Qt.Key, QKeySequence.StandardKey
FAR = 4  # steps of the grid, with Shift

_STANDARD: tuple[tuple[QKeySequence.StandardKey, Command], ...] = (
    (Standard.SelectAll, lambda view: view.select_all()),
    (Standard.Copy, lambda view: view.copy()),
    (Standard.Cut, lambda view: view.cut()),
    (Standard.Paste, lambda view: view.paste()),
    (Standard.ZoomIn, lambda view: view.zoom_in()),
    (Standard.ZoomOut, lambda view: view.zoom_out()),
)
_PLAIN: dict[Qt.Key, Command] = {
    Key.Key_Delete: lambda view: view.delete_selection(),
    Key.Key_Backspace: lambda view: view.delete_selection(),
    Key.Key_Escape: lambda view: view.cancel(),
    Key.Key_F: lambda view: view.fit(),
    Key.Key_Return: lambda view: view.walking.inspect(),
    Key.Key_Enter: lambda view: view.walking.inspect(),
    Key.Key_Tab: lambda view: view.pointing.search(),
}
_ARROWS: dict[Qt.Key, tuple[int, int]] = {
    Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1),
}  # fmt: skip
_WALKS: dict[Qt.Key, Way] = {
    Key.Key_Left: "left", Key.Key_Right: "right", Key.Key_Up: "up", Key.Key_Down: "down",
}  # fmt: skip


def command_for(event: QKeyEvent) -> Command | None:
    """What a key does on the canvas; None where it does nothing."""
    for standard, command in _STANDARD:
        if event.matches(standard):
            return command
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if modifiers == Qt.KeyboardModifier.ControlModifier and key == Key.Key_D:
        return lambda view: view.duplicate()
    if key in _WALKS and modifiers == Qt.KeyboardModifier.ControlModifier:
        return lambda view: view.walking.go(_WALKS[key])
    if key in _ARROWS and modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        x, y = _ARROWS[key]
        steps = FAR if modifiers else 1
        return lambda view: view.nudge(x * steps, y * steps)
    return _PLAIN.get(key) if modifiers == Qt.KeyboardModifier.NoModifier else None
