"""The languages of the window: what a person reads is asked of a translator, here or through `tr`.

The engine's sentences come as a code and arguments, and so do the phrases among these; `problem_message` and
`problem_hint` translate each template first and fill it afterwards. `PseudoTranslator` is the language of the tests:
it marks every string that went through.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from engine.problem import Problem

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "translations"
OPENING, CLOSING = "⟦", "⟧"
Tongue = Literal["system", "en", "zh_CN"]
NAMES: Mapping[Tongue, str] = {"en": "English", "zh_CN": "简体中文"}  # each in itself: who reads it finds it


class PseudoTranslator(QTranslator):
    """Puts brackets around every string that is translated, so that one that is not can be seen.

    `asked` are context and text of all that was asked for: a translation must know them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def translate(
        self, context: str, source: str | None, disambiguation: str | None = None, n: int = -1
    ) -> str:  # the names of the parameters are Qt's
        if not source:
            return ""
        self.asked.add((context, source))
        return f"{OPENING}{source}{CLOSING}"

    def isEmpty(self) -> bool:
        return False


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks a text of a table for lupdate, which knows this name; it is translated where it is shown.

    Qt's own function of this name does the same, but is typed as an object.
    """
    return text


class Language(QObject):
    """The language that is on. `changed` comes after it was changed: whoever shows words shows them anew.

    `system` follows the desktop, and is English where there is no translation into what that speaks.
    """

    changed = Signal()

    def __init__(self, application: QCoreApplication, setting: Tongue = "system") -> None:
        super().__init__(application)
        self._application, self._setting = application, setting
        self._translators: list[QTranslator] = []
        self._install()

    @property
    def setting(self) -> Tongue:
        return self._setting

    def set_setting(self, setting: Tongue) -> None:
        """Speaks another language from now on, or that of the system."""
        if setting != self._setting:
            self._setting = setting
            self._install()
            self.changed.emit()

    def _install(self) -> None:
        for translator in self._translators:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        locale = QLocale.system() if self._setting == "system" else QLocale(self._setting)
        QLocale.setDefault(locale)  # dates, too, are written as there
        self._translators = install(self._application, locale)


def install(application: QCoreApplication, locale: QLocale) -> list[QTranslator]:
    """Installs the translations of a locale; none, and English, where `resources/translations` has none."""
    own, qt = QTranslator(application), QTranslator(application)
    if not own.load(locale, "chainrule", "_", str(FOLDER)):
        return []
    installed = [own]
    if qt.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        installed.insert(0, qt)  # what is installed last is asked first
    for translator in installed:
        application.installTranslator(translator)
    return installed


def every_name(context: str, text: str) -> tuple[str, ...]:
    """What a text is called in every language, first in English: whoever knows one of them finds it."""
    translations = (translator.translate(context, text) for translator in _every_translation())
    return tuple(dict.fromkeys(filter(None, (text, *translations))))


@cache
def _every_translation() -> tuple[QTranslator, ...]:
    """All translations that there are, whichever language is on."""
    translators = []
    for tongue in NAMES:
        translator = QTranslator()
        if tongue != "en" and translator.load(str(FOLDER / f"chainrule_{tongue}")):
            translators.append(translator)
    return tuple(translators)


def metric_name(name: str) -> str:
    """A metric, or the loss, as the window calls it between numbers."""
    return QCoreApplication.translate("Metrics", name)


def problem_message(problem: Problem) -> str:
    """What was expected and what came, in the language of the window."""
    return problem.message_in(_of_problems)


def problem_hint(problem: Problem) -> str:
    """What to do, in the language of the window; may be empty."""
    return problem.hint_in(_of_problems)


def _of_problems(text: str) -> str:
    return QCoreApplication.translate("Problems", text)
