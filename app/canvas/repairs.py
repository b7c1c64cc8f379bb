"""Carries out the repairs that a problem offers: the engine makes the change, the canvas finds places for new cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.canvas.editing import Editor
from app.canvas.scene import GraphScene
from engine.problem import Remedy
from engine.project.remedies import change_for, is_known

# A str each; the stubs of PySide say that QT_TRANSLATE_NOOP returns an object.
TEXTS: Mapping[str, Any] = {
    "insert_layer": QT_TRANSLATE_NOOP("Canvas", "Put a {kind} Before It"),
    "insert_layer of many": QT_TRANSLATE_NOOP("Canvas", "Put a {kind} Before {names}"),
    "set_parameter": QT_TRANSLATE_NOOP("Canvas", "Set {parameter} to {value}"),
    "set_parameter of another": QT_TRANSLATE_NOOP("Canvas", "Set {parameter} of {node} to {value}"),
    "change_kind": QT_TRANSLATE_NOOP("Canvas", "Use {kind} for {names}"),
    "set_init": QT_TRANSLATE_NOOP("Canvas", "Start {names} with {value}"),
    "add_skip": QT_TRANSLATE_NOOP("Canvas", "Add Skip Connections to {names}"),
    "set_training": QT_TRANSLATE_NOOP("Canvas", "Set {path} to {value}"),
    "unfreeze": QT_TRANSLATE_NOOP("Canvas", "Unfreeze"),
}
NAMED = 3  # so many nodes are named one by one; of more the first and the last


def repair_text(remedy: Remedy) -> str:
    """What a repair does, in a few words."""
    arguments: Any = remedy.arguments
    key = remedy.code
    names = list(arguments.get("nodes") or ())
    if key == "insert_layer" and names:
        key = "insert_layer of many"
    if key == "set_parameter" and "node" in arguments:
        key = "set_parameter of another"
    known = dict(arguments)
    if key == "set_init":
        names = [name for _, nodes in arguments["starts"] for name in nodes]
        known["value"] = ", ".join(dict.fromkeys(_start_name(init) for init, _ in arguments["starts"]))
    if key == "add_skip":
        names = [last for _, last in arguments["pairs"]]
    if isinstance(known.get("value"), Mapping):  # {"norm": 1.0}
        known["value"] = ", ".join(f"{name} {value}" for name, value in known["value"].items())
    return QCoreApplication.translate("Canvas", TEXTS[key]).format_map({**known, "names": _named(names)})


def can_repair(remedy: Remedy) -> bool:
    """Whether this is a repair of which we know how to do it."""
    return is_known(remedy)


def carry_out(remedy: Remedy, node: str, scene: GraphScene, editor: Editor) -> None:
    """Does what a repair of a node on this page says, as one edit."""
    document = scene.document
    editor.apply(change_for(document.project, scene.page, node, remedy, editor.room, document.interfaces))


def _start_name(init: Mapping[str, Any]) -> str:
    """The function of torch.nn.init with which weights start."""
    value = next(iter(init.values()))
    return str(value["function"] if isinstance(value, Mapping) else value)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= NAMED else f"{names[0]} … {names[-1]}"
