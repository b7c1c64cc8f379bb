"""Every command of the window by a few letters: what stands in the menus, with its shortcut, newest use first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.parts.called import names_of
from app.parts.picker import Picker
from app.parts.picker_rows import Entry
from app.session.preferences import Preferences

REMEMBERED = 12
PATH = " › "
ADDED_LETTER = re.compile(r"\(&\w\)")  # the Chinese manner: 打开(&O)…


class Command(NamedTuple):
    """An action of the menus, and the titles of the menus that lead to it."""

    action: QAction
    path: tuple[str, ...]
    around: tuple[str, ...] = ()  # what the menus are called in other languages

    @property
    def id(self) -> str:
        """A name that stays; of entries without one (a file, an example) it is their text."""
        return self.action.objectName() or "/".join((*self.path, self.text))

    @property
    def text(self) -> str:
        return plain(self.action.text().partition("\t")[0])

    @property
    def is_own(self) -> bool:
        """Whether it is always there; files and examples come and go."""
        return bool(self.action.objectName())

    @property
    def keys(self) -> str:
        """The keys that do the same, as they are called here."""
        native = QKeySequence.SequenceFormat.NativeText
        shortcuts = [shortcut.toString(native) for shortcut in self.action.shortcuts()]
        return shortcuts[0] if shortcuts else self.action.text().partition("\t")[2]


class CommandPalette(QObject):
    """Opens the picker on all commands and carries out what is picked."""

    def __init__(
        self, menu_bar: QMenuBar, picker: Picker, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._menu_bar, self._picker, self._preferences = menu_bar, picker, preferences

    def open(self) -> None:
        """Lists every command, those first that were used last."""
        known = {command.id: command for command in commands_in(self._menu_bar)}
        recent = [name for name in self._preferences.recent_commands if name in known]
        own = [name for name, command in known.items() if command.is_own]
        entries = [_entry(known[name]) for name in dict.fromkeys([*recent, *own, *known])]
        self._picker.ask(entries, self.tr("Search all commands"), self._run, none=self.tr("No command is called so"))

    def _run(self, entry: Entry) -> None:
        others = [name for name in self._preferences.recent_commands if name != entry.id]
        self._preferences.recent_commands = tuple([entry.id, *others][:REMEMBERED])
        for command in commands_in(self._menu_bar):  # asked anew: what was listed may be gone by now
            if command.id == entry.id and command.action.isEnabled():
                command.action.trigger()
                return


def commands_in(menu: QMenuBar | QMenu, path: tuple[str, ...] = (), around: tuple[str, ...] = ()) -> Iterator[Command]:
    """The actions of a menu and of those inside it, each once; menus that fill themselves are asked to."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            inner.aboutToShow.emit()
            names = (*around, *map(plain, names_of(action)))
            yield from commands_in(inner, (*path, plain(inner.title())), names)
        elif not action.isSeparator() and action.isVisible() and action.text():
            yield Command(action, path, around)


def plain(text: str) -> str:
    """The text of a menu without the mark of its letter; one that was added for the mark alone goes with it."""
    return ADDED_LETTER.sub("", text).replace("&&", "\0").replace("&", "").replace("\0", "&")


def _entry(command: Command) -> Entry:
    action = command.action
    return Entry(
        command.id,
        command.text.removesuffix("…"),
        PATH.join(command.path),
        aside=command.keys,
        more=" ".join((action.objectName().replace("_", " "), *command.around)),
        others=tuple(plain(name).removesuffix("…") for name in names_of(action)),
        is_enabled=action.isEnabled(),
        is_ticked=action.isCheckable() and action.isChecked(),
    )
