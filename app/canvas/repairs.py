"""Carries out the repairs that a problem offers: a layer put before a port, a parameter set to another value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from app.canvas.editing import Editor
from app.canvas.scene import GraphScene
from engine.problem import Remedy
from engine.project.edits import set_param


def repair_text(remedy: Remedy) -> str:
    """What a repair does, in a few words."""
    arguments = remedy.arguments
    if remedy.code == "insert_layer":
        text = QCoreApplication.translate("Canvas", "Put a {kind} Before It")
        return text.format(kind=arguments["kind"])
    if "node" in arguments:
        text = QCoreApplication.translate("Canvas", "Set {name} of {node} to {value}")
    else:
        text = QCoreApplication.translate("Canvas", "Set {name} to {value}")
    return text.format(name=arguments["parameter"], value=arguments["value"], node=arguments.get("node"))


def can_repair(remedy: Remedy) -> bool:
    """Whether this is a repair of which we know how to do it."""
    return remedy.code in ("insert_layer", "set_parameter")


def carry_out(remedy: Remedy, node: str, scene: GraphScene, editor: Editor) -> None:
    """Does what a repair of a node on this page says, as one edit."""
    arguments: Any = remedy.arguments
    document = scene.document
    if remedy.code == "set_parameter":
        place = arguments.get("node", node)
        change = set_param(document.project, scene.page, place, arguments["parameter"], arguments["value"])
        document.apply(change, scene)
        return
    edge = next((edge for edge in scene.graph.into(node) if edge.target.port == arguments["port"]), None)
    if edge is not None:
        editor.insert(arguments["kind"], edge.target, arguments.get("params") or {})
