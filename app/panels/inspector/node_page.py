"""The inspector's page for one node: what it is, what can be set, what is wrong, its shapes, its gradient."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.canvas.repairs import can_repair
from app.panels.inspector.facts import gradient_rows, shape_and_cost
from app.panels.inspector.node_form import NodeForm
from app.panels.inspector.problem_card import ProblemCard
from app.panels.inspector.tie_rows import TieRows
from app.parts.labels import heading, section, soft
from app.parts.layouts import empty
from app.parts.rows import Rows
from app.session.document import Document
from app.translation import problem_message
from engine.compiler.plan import Plan, Step
from engine.graph.graph import Node
from engine.problem import Problem, ProblemError
from engine.project import block_edits
from engine.project.sharing import set_tie
from engine.training.events import Look


class NodePage(QWidget):
    """Everything about one node. `repair_wanted` carries the remedy that was chosen, and the address for which."""

    renamed = Signal(str)
    repair_wanted = Signal(str, object)
    block_wanted = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._page, self._node, self._address = "", "", ""
        self._step: Step | None = None
        self._carded: tuple[str, tuple[Problem, ...]] = ("", ())
        self._kind = soft()
        self._kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._heading = heading()
        self._summary = soft(wrap=True)
        self._form = NodeForm(document)
        self._form.renamed.connect(self.renamed)
        self.ties = TieRows()
        self.ties.committed.connect(self._tie)
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
        layout.addWidget(self._block_buttons())
        layout.addSpacing(2)
        layout.addLayout(self._cards)
        layout.addWidget(self._form)
        layout.addWidget(self.ties)
        for top, body in ((self._facts_heading, self._facts), (self._gradient_heading, self._gradient)):
            layout.addSpacing(8)
            layout.addWidget(top)
            layout.addWidget(body)
        layout.addLayout(self._plot_place)
        layout.addStretch(1)
        self._show_gradient(None)

    def _block_buttons(self) -> QWidget:
        """What can be done with the use of a block."""
        self.open_block, self.own_block = (
            QPushButton(self.tr("Open the Block")),
            QPushButton(self.tr("Make It Its Own")),
        )
        self.own_block.setToolTip(self.tr("Gives this use a copy of the block, which can be changed alone"))
        self.open_block.clicked.connect(lambda: self.block_wanted.emit(self._node))
        self.own_block.clicked.connect(self._make_own)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(self.open_block)
        row.addWidget(self.own_block)
        row.addStretch(1)
        return self._buttons

    def _make_own(self) -> None:
        change, _ = block_edits.make_own(self._document.project, self._page, self._node)
        self._document.apply(change, self)

    @property
    def plot_place(self) -> QVBoxLayout:
        """Where the histogram goes once plots can be made."""
        return self._plot_place

    def show_node(self, page: str, node: Node, step: Step | None, summary: str, address: str | None = None) -> None:
        """Shows a node; `step` is what is known of it, None before it was checked; `address` is its place in the
        network, None where it is no part of that.
        """
        self._page, self._node, self._step, self._address = page, node.id, step, address or ""
        self._heading.setText(node.title or node.id)
        kind = node.of if step is None or node.role != "share" else step.kind
        self._kind.setText(kind)
        shared = self.tr("the same layer as {node}").format(node=node.of) if node.role == "share" else summary
        self._summary.setText(shared)
        self._summary.setVisible(bool(shared))
        self._form.show_node(page, node, step)
        blocks = self._document.project.blocks
        self._buttons.setVisible(node.role == "block" and node.of in blocks)
        self.own_block.setVisible(len(block_edits.uses_of(self._document.project, node.of)) > 1)
        problems = step.problems if step is not None else ()
        self._show_problems(tuple(problem for problem in problems if problem.code != "code_pending"))
        rows = shape_and_cost(step) if step is not None else []
        self._facts_heading.setVisible(bool(rows))
        self._facts.set_rows(rows)

    def show_ties(self, node: Node, plan: Plan | None) -> None:
        """Shows what the parameters of the node are tied to, and could be."""
        problems = self._step.problems if self._step is not None else ()
        self.ties.show_node(node, plan, {problem.parameter: problem_message(problem) for problem in problems})

    def _tie(self, name: str, path: str) -> None:
        document = self._document
        try:
            change = set_tie(document.project, self._page, self._node, name, path, document.interfaces)
        except ProblemError as error:
            self.ties.rows[name].set_problem(problem_message(error.problem))
            return
        document.apply(change, self)

    def show_look(self, look: Look | None) -> None:
        """Shows the gradients of a look, where they reach this node."""
        self._show_gradient(look)

    def _show_gradient(self, look: Look | None) -> None:
        reached = look is not None and self._address in look.nodes
        self._gradient_heading.setVisible(reached)
        self._gradient.setVisible(reached)
        if look is not None and reached:
            parameters = tuple(self._step.parameters) if self._step is not None else ()
            self._gradient.set_rows(gradient_rows(look, self._address, parameters))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if (self._node, problems) == self._carded:
            return
        self._carded = (self._node, problems)
        empty(self._cards)
        for problem in problems:
            card = ProblemCard(problem, [remedy for remedy in problem.remedies if can_repair(remedy)])
            card.wanted.connect(partial(self.repair_wanted.emit, problem.node or self._node))
            self._cards.addWidget(card)
