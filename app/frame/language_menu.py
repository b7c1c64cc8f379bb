"""The menu of languages: as the system, or one of those that there is a translation for."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.parts.called import call, call_also
from app.translation import NAMES, QT_TRANSLATE_NOOP, Language, Tongue

# What people who do not read a language call it.
ALSO_CALLED: Mapping[Tongue, tuple[str, ...]] = {
    "en": ("英语", "英文"),
    "zh_CN": ("Chinese", "Simplified Chinese", "中文", "汉语"),
}


class LanguageMenu(QMenu):
    """Ticks the language that is on. Each is called by its own name, the same in every language."""

    def __init__(self, language: Language, parent: QMenu) -> None:
        super().__init__(parent)
        call(self.menuAction(), "Menus", QT_TRANSLATE_NOOP("Menus", "&Language"))
        self._language = language
        self._group = QActionGroup(self)
        call(self._add("system"), "Menus", QT_TRANSLATE_NOOP("Menus", "As the System"))
        for tongue, name in NAMES.items():
            call_also(self._add(tongue), *ALSO_CALLED[tongue]).setText(name)
        self.aboutToShow.connect(self._tick)

    def _add(self, tongue: Tongue) -> QAction:
        action = self.addAction("")
        action.setCheckable(True)
        action.setData(tongue)
        action.setObjectName(f"language_{tongue}")
        action.triggered.connect(lambda _=False: self._language.set_setting(tongue))
        return self._group.addAction(action)

    def _tick(self) -> None:
        for action in self._group.actions():
            action.setChecked(action.data() == self._language.setting)
