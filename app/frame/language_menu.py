"""The menu of languages: as the system, or one of those that there is a translation for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.translation import NAMES, Language, Tongue


class LanguageMenu(QMenu):
    """Ticks the language that is on. Each is called by its own name, the same in every language."""

    def __init__(self, language: Language, parent: QMenu) -> None:
        super().__init__(QCoreApplication.translate("Menus", "&Language"), parent)
        self._language = language
        self._group = QActionGroup(self)
        self._add("system", QCoreApplication.translate("Menus", "As the System"))
        for tongue, name in NAMES.items():
            self._add(tongue, name)
        self.aboutToShow.connect(self._tick)

    def _add(self, tongue: Tongue, name: str) -> None:
        action = self.addAction(name)
        action.setCheckable(True)
        action.setData(tongue)
        action.setObjectName(f"language_{tongue}")
        action.triggered.connect(lambda _=False: self._language.set_setting(tongue))
        self._group.addAction(action)

    def _tick(self) -> None:
        for action in self._group.actions():
            action.setChecked(action.data() == self._language.setting)
