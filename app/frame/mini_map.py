"""The mini-map's entry in the View menu, and what a person chose there at the last start."""

from __future__ import annotations

from PySide6.QtGui import QAction

from app.canvas.mini_map import MiniMap
from app.session.preferences import Preferences


def remember_mini_map(mini_map: MiniMap, action: QAction, preferences: Preferences) -> None:
    """Shows or hides the map as it was left, and keeps what is chosen from now on."""

    def keep(is_wanted: bool) -> None:
        preferences.mini_map = "shown" if is_wanted else "hidden"
        action.setChecked(is_wanted)

    action.setCheckable(True)
    mini_map.set_wanted(preferences.mini_map == "shown")
    action.setChecked(mini_map.is_wanted)
    mini_map.toggled.connect(keep)
