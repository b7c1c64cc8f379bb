"""What a person prefers, kept from one start to the next in a file of the user's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from app.session.kept_states import DEFAULT_BUDGET

T = TypeVar("T")


Look = Literal["system", "light", "dark", "light-contrast", "dark-contrast"]


class Kept(Generic[T]):
    """A preference: a key of the file, its type, and what counts where the file holds nothing that makes sense."""

    def __init__(self, key: str, default: T, choices: tuple[T, ...] = ()) -> None:
        self._key, self._default, self._choices = key, default, choices

    def __get__(self, preferences: Preferences, owner: type) -> T:
        value: Any = preferences.settings.value(self._key, self._default)
        if isinstance(self._default, int) and isinstance(value, str) and value.isdecimal():  # an INI file knows texts
            value = int(value)
        if isinstance(self._default, tuple):  # QSettings gives a list of one text as a text, an empty one as None
            value = tuple(str(item) for item in ([value] if isinstance(value, str) else value or ()))
        if not isinstance(value, type(self._default)) or (self._choices and value not in self._choices):
            return self._default
        return value

    def __set__(self, preferences: Preferences, value: T) -> None:
        preferences.settings.setValue(self._key, list(value) if isinstance(value, tuple) else value)


class Preferences:
    """Every preference there is, as an attribute that reads and writes it."""

    appearance = Kept[Look]("window/appearance", "system", get_args(Look))
    language = Kept[Literal["system", "en", "zh_CN"]]("window/language", "system", ("system", "en", "zh_CN"))
    geometry = Kept[QByteArray]("window/geometry", QByteArray())
    docks = Kept[QByteArray]("window/docks", QByteArray())
    mode = Kept[str]("window/mode", "")
    mini_map = Kept[Literal["shown", "hidden"]]("canvas/mini_map", "shown", ("shown", "hidden"))
    recent_files = Kept[tuple[str, ...]]("files/recent", ())
    recent_commands = Kept[tuple[str, ...]]("commands/recent", ())
    states_memory = Kept[int]("training/states_megabytes", DEFAULT_BUDGET)
    thresholds = Kept[str]("diagnosis/thresholds", "{}")  # JSON: those that a person has changed
    cost_measure = Kept[str]("canvas/cost_measure", "", ("", "parameters", "multiply_adds", "memory", "field"))
    trusted_code = Kept[tuple[str, ...]]("code/trusted", ())  # fingerprints of texts
    sample = Kept[str]("canvas/sample", "off", ("off", "on"))
    last_folder = Kept[str]("files/folder", "")

    def __init__(self, file: Path | None = None) -> None:
        file = file or platformdirs.user_config_path("chainrule", appauthor=False) / "chainrule.ini"
        self.settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def changed_thresholds(self) -> dict[str, Any]:
        """The thresholds of the diagnosis that a person has changed, by name."""
        try:
            found = json.loads(self.thresholds)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def keep_thresholds(self, given: Mapping[str, Any]) -> None:
        """Keeps the thresholds that differ from the defaults."""
        self.thresholds = json.dumps(dict(given))

    def sync(self) -> None:
        """Writes what was set; Qt does so by itself now and then, and at the end."""
        self.settings.sync()
