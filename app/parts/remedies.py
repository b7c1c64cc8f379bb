"""Repairs of one click: what a problem offers, in words, and as a change of the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.graph.graph import Edge, PortRef
from engine.graph.ports import Interfaces
from engine.problem import Problem, Remedy
from engine.project import edits
from engine.project.change import Change
from engine.project.project import Project

_TEXTS = {
    "insert_layer": QT_TRANSLATE_NOOP("Remedies", "Insert {kind}"),
    "set_parameter": QT_TRANSLATE_NOOP("Remedies", "Set {parameter} to {value}"),
}


def remedy_text(remedy: Remedy) -> str:
    """What the button says."""
    text = QCoreApplication.translate("Remedies", _TEXTS[remedy.code])
    return text.format_map({name: str(value) for name, value in remedy.arguments.items()})


def remedies_of(project: Project, page: str, problem: Problem) -> tuple[Remedy, ...]:
    """The repairs of a problem that can be carried out on a page: those of a node that stands on it."""
    if problem.node is None or problem.node not in project.page(page).nodes:
        return ()
    return tuple(remedy for remedy in problem.remedies if remedy.code in _TEXTS)


def remedy_change(project: Project, page: str, node: str, remedy: Remedy, interfaces: Interfaces) -> Change:
    """The change that carries out a repair; false where there is nothing to repair any more."""
    arguments: Mapping[str, Any] = remedy.arguments
    if remedy.code == "set_parameter":
        return edits.set_param(project, page, node, arguments["parameter"], arguments["value"])
    return _inserted(project, page, node, arguments, interfaces)


def _inserted(project: Project, page: str, node: str, arguments: Mapping[str, Any], interfaces: Interfaces) -> Change:
    """Puts a new layer on every edge into the port; one that has several gets one for each."""
    changes = []
    present = project
    for edge in project.page(page).into(node):
        if edge.target.port != arguments["port"]:
            continue
        added, name = edits.add_node(
            present, page, arguments["kind"], arguments["params"], _between(present, page, edge)
        )
        present = added.apply(present)
        entering = edits.connect(present, page, Edge(edge.source, PortRef(name)), interfaces)
        present = entering.apply(present)
        leaving = edits.connect(present, page, Edge(PortRef(name), edge.target), interfaces)
        present = leaving.apply(present)
        changes += [added, entering, leaving]
    if not changes:
        return Change("add")
    return edits.together("add", changes, names=[arguments["kind"]])


def _between(project: Project, page: str, edge: Edge) -> tuple[float, float]:
    positions = project.positions(page)
    x1, y1 = positions.get(edge.source.node, (0.0, 0.0))
    x2, y2 = positions.get(edge.target.node, (x1, y1))
    return ((x1 + x2) / 2, (y1 + y2) / 2 + 90)
