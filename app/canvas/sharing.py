"""Layers that are one and the same: made so, parted again, and marked beside the one that is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.translation import problem_hint, problem_message
from engine.compiler.shares import built
from engine.problem import ProblemError
from engine.project.sharing import is_shared, partners, share, stop_sharing

if TYPE_CHECKING:
    from app.canvas.view import GraphView


class Sharing(QObject):
    """Commands for the selected nodes of a view; the cards of their partners have a border that tells them apart."""

    def __init__(self, view: GraphView) -> None:
        super().__init__(view)
        self._view = view
        view.selection_changed.connect(self.mark)

    def share(self) -> None:
        """Lets the selected nodes be one layer, that of the first of them; says why where that cannot be."""
        scene = self._view.graph_scene
        known = {step.id: built(step) for step in scene.plan.steps} if scene.plan is not None else {}
        document = scene.document
        try:
            change = share(document.project, scene.page, self._view.selected_nodes, document.interfaces, known)
        except ProblemError as error:
            hint = problem_hint(error.problem)
            self._view.refused.emit(problem_message(error.problem) + (f" ({hint})" if hint else ""))
            return
        self._view.editor.apply(change)

    def stop(self) -> None:
        """Gives each selected node that is another one's layer again a layer of its own."""
        scene = self._view.graph_scene
        change = stop_sharing(scene.document.project, scene.page, self._view.selected_nodes)
        self._view.editor.apply(change)

    def can_stop(self) -> bool:
        """Whether a selected node has a partner."""
        return any(is_shared(self._view.graph_scene.graph, node) for node in self._view.selected_nodes)

    def mark(self) -> None:
        """Marks the partners of what is selected now."""
        scene, chosen = self._view.graph_scene, self._view.selected_nodes
        found = {other for node in chosen if node in scene.graph.nodes for other in partners(scene.graph, node)}
        for node, item in scene.item_for_node.items():
            item.set_partner(node in found)
