"""The languages of the window: what a person reads is asked of a translator, here or through `tr`.

The engine's sentences come as a code and arguments; `problem_message` and `problem_hint` translate the template first
and fill it afterwards. `PseudoTranslator` is the language of the tests: it marks every string that went through.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from engine.problem import Problem
from engine.texts import TEXTS

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "translations"
OPENING, CLOSING = "⟦", "⟧"


class PseudoTranslator(QTranslator):
    """Puts brackets around every string that is translated, so that one that is not can be seen."""

    def translate(
        self, context: str, source: str | None, disambiguation: str | None = None, n: int = -1
    ) -> str:  # the names of the parameters are Qt's
        return f"{OPENING}{source}{CLOSING}" if source else ""

    def isEmpty(self) -> bool:
        return False


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Marks a text of a table for lupdate, which knows this name; it is translated where it is shown.

    Qt's own function of this name does the same, but is typed as an object.
    """
    return text


def install(application: QCoreApplication, locale: QLocale) -> bool:
    """Installs the translation of a locale; False, and English, where `resources/translations` has none."""
    translator = QTranslator(application)
    if not translator.load(locale, "chainrule", "_", str(FOLDER)):
        return False
    return application.installTranslator(translator)


def metric_name(name: str) -> str:
    """A metric, or the loss, as the window calls it between numbers."""
    return QCoreApplication.translate("Metrics", name)


def problem_message(problem: Problem) -> str:
    """What was expected and what came, in the language of the window."""
    return problem.filled(QCoreApplication.translate("Problems", TEXTS[problem.code].message))


def problem_hint(problem: Problem) -> str:
    """What to do, in the language of the window; may be empty."""
    hint = TEXTS[problem.code].hint
    return problem.filled_hint(QCoreApplication.translate("Problems", hint)) if hint else ""
