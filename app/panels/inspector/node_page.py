"""The inspector's page for one node: what it is, what can be set, what is wrong, its shapes, its gradient."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.canvas.repairs import can_repair
from app.panels.inspector.facts import gradient_rows, shape_and_cost
from app.panels.inspector.node_form import NodeForm
from app.panels.inspector.problem_card import ProblemCard
from app.parts.labels import heading, section, soft
from app.parts.rows import Rows
from app.session.document import Document
from engine.compiler.plan import Step
from engine.graph.graph import Node
from engine.problem import Problem
from engine.training.events import Look


class NodePage(QWidget):
    """Everything about one node. `repair_wanted` carries the remedy that was chosen, and the address for which."""

    renamed = Signal(str)
    repair_wanted = Signal(str, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._page, self._node = "", ""
        self._step: Step | None = None
        self._carded: tuple[str, tuple[Problem, ...]] = ("", ())
        self._kind = soft()
        self._kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._heading = heading()
        self._summary = soft(wrap=True)
        self._form = NodeForm(document)
        self._form.renamed.connect(self.renamed)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        self._facts_heading = section(self.tr("Shape and cost"))
        self._facts = Rows()
        self._gradient_heading = section(self.tr("Gradient"))
        self._gradient = Rows()
        self._plot_place = QVBoxLayout()
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._heading, 1)
        title.addWidget(self._kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        layout.addLayout(title)
        layout.addWidget(self._summary)
        layout.addSpacing(2)
        layout.addLayout(self._cards)
        layout.addWidget(self._form)
        for top, body in ((self._facts_heading, self._facts), (self._gradient_heading, self._gradient)):
            layout.addSpacing(8)
            layout.addWidget(top)
            layout.addWidget(body)
        layout.addLayout(self._plot_place)
        layout.addStretch(1)
        self._show_gradient(None)

    @property
    def plot_place(self) -> QVBoxLayout:
        """Where the histogram goes once plots can be made."""
        return self._plot_place

    def show_node(self, page: str, node: Node, step: Step | None, summary: str) -> None:
        """Shows a node; `step` is what is known of it, None before it was checked."""
        self._page, self._node, self._step = page, node.id, step
        self._heading.setText(node.title or node.id)
        kind = node.of if step is None or node.role != "share" else step.kind
        self._kind.setText(kind)
        shared = self.tr("the same layer as {node}").format(node=node.of) if node.role == "share" else summary
        self._summary.setText(shared)
        self._summary.setVisible(bool(shared))
        self._form.show_node(page, node, step)
        problems = step.problems if step is not None else ()
        self._show_problems(tuple(problem for problem in problems if problem.code != "code_pending"))
        rows = shape_and_cost(step) if step is not None else []
        self._facts_heading.setVisible(bool(rows))
        self._facts.set_rows(rows)

    def show_look(self, look: Look | None) -> None:
        """Shows the gradients of a look, where they reach this node."""
        self._show_gradient(look)

    def _show_gradient(self, look: Look | None) -> None:
        reached = look is not None and self._node in look.nodes
        self._gradient_heading.setVisible(reached)
        self._gradient.setVisible(reached)
        if look is not None and reached:
            parameters = tuple(self._step.parameters) if self._step is not None else ()
            self._gradient.set_rows(gradient_rows(look, self._node, parameters))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if (self._node, problems) == self._carded:
            return
        self._carded = (self._node, problems)
        while self._cards.count():
            item = self._cards.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for problem in problems:
            card = ProblemCard(problem, [remedy for remedy in problem.remedies if can_repair(remedy)])
            card.wanted.connect(partial(self.repair_wanted.emit, problem.node or self._node))
            self._cards.addWidget(card)
