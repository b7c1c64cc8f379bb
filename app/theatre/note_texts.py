"""What is said beside a formula, in the language of the window: plain text, or a line of LaTeX where it has symbols."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from app.pictures.as_text import format_value
from engine.backprop.explain.latex import number
from engine.backprop.explain.notes import NOTES
from engine.backprop.explanation import Note

DIGITS = 4
TYPESET = ("symbol", "target_symbol", "formula")  # arguments that are LaTeX
_ARGUMENT = re.compile(r"\{(\w+)\}")


def is_typeset(note: Note) -> bool:
    """Whether a note has something to typeset in it."""
    return any(name in note.arguments for name in TYPESET)


def note_text(note: Note) -> str:
    """A note without symbols."""
    return _template(note).format_map({name: _plain(value) for name, value in note.arguments.items()})


def note_latex(note: Note) -> str:
    """A note as one line of LaTeX."""
    parts = []
    for place, part in enumerate(_ARGUMENT.split(_template(note))):
        if place % 2 == 0:
            parts.append(rf"\text{{{part}}}" if part else "")
        else:
            value = note.arguments.get(part, "")
            parts.append(str(value) if part in TYPESET else _number(value))
    return " ".join(filter(None, parts))


def _template(note: Note) -> str:
    return QCoreApplication.translate("Notes", NOTES[note.code])


def _plain(value: object) -> str:
    return format_value(value, DIGITS) if isinstance(value, float) else str(value)


def _number(value: object) -> str:
    return number(float(value)) if isinstance(value, (int, float)) else rf"\text{{{value}}}"
