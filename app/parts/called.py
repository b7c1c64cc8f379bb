"""What an action is called: its text in the language of the window, and the names under which it is found as well.

These are its names in all languages, and what people say. So whoever switched to a language that he cannot read finds
the way back by the words that he knows.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from app.translation import every_name

_PROPERTY = "also_called"


def call(action: QAction, context: str, text: str, *others: str) -> QAction:
    """Gives an action a text of a table, and its further names; of a menu it is the `menuAction` that has them."""
    action.setText(QCoreApplication.translate(context, text))
    return call_also(action, *every_name(context, text), *others)


def call_also(action: QAction, *names: str) -> QAction:
    """Lets an action be found under these names, too."""
    action.setProperty(_PROPERTY, list(names))
    return action


def names_of(action: QAction) -> tuple[str, ...]:
    """The further names of an action."""
    return tuple(action.property(_PROPERTY) or ())
