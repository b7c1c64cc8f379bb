"""What an edit is called in the Edit menu: the one table from a change's code to words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.project.change import Change

NAMED = 3  # so many nodes are named one by one; of more only their number is told


class ChangeText(NamedTuple):
    """The words for an edit of a few nodes, and for one of many."""

    few: Any  # a str; the stubs of PySide say that QT_TRANSLATE_NOOP returns an object
    many: Any = ""


CHANGE_TEXTS: Mapping[str, ChangeText] = {
    "add": ChangeText(QT_TRANSLATE_NOOP("Changes", "Add {names}"), QT_TRANSLATE_NOOP("Changes", "Add {count} layers")),
    "paste": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Paste {names}"), QT_TRANSLATE_NOOP("Changes", "Paste {count} layers")
    ),
    "duplicate": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Duplicate {names}"), QT_TRANSLATE_NOOP("Changes", "Duplicate {count} layers")
    ),
    "cut": ChangeText(QT_TRANSLATE_NOOP("Changes", "Cut {names}"), QT_TRANSLATE_NOOP("Changes", "Cut {count} layers")),
    "insert": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Insert {names}"), QT_TRANSLATE_NOOP("Changes", "Insert {count} layers")
    ),
    "change_kind": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Use {kind} for {names}"),
        QT_TRANSLATE_NOOP("Changes", "Use {kind} for {count} layers"),
    ),
    "add_skip": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Insert {names}"), QT_TRANSLATE_NOOP("Changes", "Insert {count} layers")
    ),
    "remove": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Delete {names}"), QT_TRANSLATE_NOOP("Changes", "Delete {count} layers")
    ),
    "move": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Move {names}"), QT_TRANSLATE_NOOP("Changes", "Move {count} layers")
    ),
    "remove_keeping_flow": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Take out {names}"), QT_TRANSLATE_NOOP("Changes", "Take out {count} layers")
    ),
    "align": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Align {names}"), QT_TRANSLATE_NOOP("Changes", "Align {count} layers")
    ),
    "distribute": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Distribute {names}"), QT_TRANSLATE_NOOP("Changes", "Distribute {count} layers")
    ),
    "tidy": ChangeText(QT_TRANSLATE_NOOP("Changes", "Tidy the layout")),
    "connect": ChangeText(QT_TRANSLATE_NOOP("Changes", "Connect {source} to {target}")),
    "reconnect": ChangeText(QT_TRANSLATE_NOOP("Changes", "Connect {source} to {target}")),
    "disconnect": ChangeText(QT_TRANSLATE_NOOP("Changes", "Disconnect")),
    "set_param": ChangeText(QT_TRANSLATE_NOOP("Changes", "Set {parameter} of {name}")),
    "set_title": ChangeText(QT_TRANSLATE_NOOP("Changes", "Title of {name}")),
    "set_frozen": ChangeText(QT_TRANSLATE_NOOP("Changes", "Freeze or thaw {name}")),
    "set_init": ChangeText(QT_TRANSLATE_NOOP("Changes", "Start of {parameter} of {name}")),
    "share": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Share the weights of {node} with {names}"),
        QT_TRANSLATE_NOOP("Changes", "Share the weights of {node} with {count} layers"),
    ),
    "stop_sharing": ChangeText(
        QT_TRANSLATE_NOOP("Changes", "Separate weights for {names}"),
        QT_TRANSLATE_NOOP("Changes", "Separate weights for {count} layers"),
    ),
    "set_tie": ChangeText(QT_TRANSLATE_NOOP("Changes", "Tie {parameter} of {name}")),
    "rename": ChangeText(QT_TRANSLATE_NOOP("Changes", "Rename {name} to {new}")),
    "annotate": ChangeText(QT_TRANSLATE_NOOP("Changes", "Edit a comment or frame")),
    "add_comment": ChangeText(QT_TRANSLATE_NOOP("Changes", "Add a comment")),
    "add_frame": ChangeText(QT_TRANSLATE_NOOP("Changes", "Add a frame")),
    "move_annotation": ChangeText(QT_TRANSLATE_NOOP("Changes", "Move a comment or frame")),
    "remove_annotations": ChangeText(QT_TRANSLATE_NOOP("Changes", "Delete a comment or frame")),
    "add_code": ChangeText(QT_TRANSLATE_NOOP("Changes", "New layer {name}")),
    "edit_code": ChangeText(QT_TRANSLATE_NOOP("Changes", "Code of {name}")),
    "remove_code": ChangeText(QT_TRANSLATE_NOOP("Changes", "Delete the code of {name}")),
    "set_data": ChangeText(QT_TRANSLATE_NOOP("Changes", "Data")),
    "set_training": ChangeText(QT_TRANSLATE_NOOP("Changes", "Training settings")),
    "set_name": ChangeText(QT_TRANSLATE_NOOP("Changes", "Name of the project")),
    "group": ChangeText(QT_TRANSLATE_NOOP("Changes", "Make the block {name}")),
    "ungroup": ChangeText(QT_TRANSLATE_NOOP("Changes", "Take {name} apart")),
    "rename_block": ChangeText(QT_TRANSLATE_NOOP("Changes", "Rename {name} to {new}")),
    "make_own": ChangeText(QT_TRANSLATE_NOOP("Changes", "Give {name} a block of its own")),
    "remove_block": ChangeText(QT_TRANSLATE_NOOP("Changes", "Delete the block {name}")),
    "block_parameters": ChangeText(QT_TRANSLATE_NOOP("Changes", "Parameters of {name}")),
    "reset_weights": ChangeText(QT_TRANSLATE_NOOP("Changes", "Reset weights")),
}
_ANY_EDIT: Any = QT_TRANSLATE_NOOP("Changes", "Edit")


def change_text(change: Change) -> str:
    """The name of an edit, in the language of the window."""
    text = CHANGE_TEXTS.get(change.code)
    if text is None:
        return QCoreApplication.translate("Changes", _ANY_EDIT)
    names = change.arguments.get("names", ())
    names = [str(name) for name in names] if isinstance(names, (list, tuple)) else [str(names)]
    template = text.many if text.many and not 0 < len(names) <= NAMED else text.few
    if change.code == "remove" and not names:  # only edges went
        template = CHANGE_TEXTS["disconnect"].few
    known = {**change.arguments, "names": ", ".join(names), "count": len(names)}
    return QCoreApplication.translate("Changes", template).format_map(_Known(known))


class _Known(dict[str, object]):
    """A change may lack an argument that its text names."""

    def __missing__(self, name: str) -> str:
        return "…"
