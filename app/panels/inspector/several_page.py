"""The inspector's page for several nodes: what they have in common, and what can be done to all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fields import FormRow
from app.parts.labels import heading, section
from app.parts.numbers import count
from app.parts.rows import Rows
from app.pictures.as_text import format_count
from app.session.document import Document
from engine.compiler.plan import Plan, Step
from engine.graph.graph import Node
from engine.layers.parameters import Bool
from engine.project import edits


class SeveralPage(QWidget):
    """Counts of what is selected, and one switch that freezes all of it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._page = ""
        self._nodes: tuple[str, ...] = ()
        self._heading = heading()
        self._kinds, self._cost = Rows(), Rows()
        frozen = Bool(False, required=True, help=self.tr("Frozen parameters are not updated."))
        frozen.name = "frozen"
        self._frozen = FormRow(frozen, False, self, label=self.tr("Frozen"))
        self._frozen.committed.connect(self._freeze)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(self._heading)
        layout.addWidget(self._frozen)
        for title, rows in ((self.tr("Kinds"), self._kinds), (self.tr("Cost"), self._cost)):
            layout.addSpacing(8)
            layout.addWidget(section(title))
            layout.addWidget(rows)
        layout.addStretch(1)

    def show_nodes(self, page: str, nodes: Sequence[Node], plan: Plan | None) -> None:
        """Shows what these nodes come to together."""
        self._page, self._nodes = page, tuple(node.id for node in nodes)
        self._heading.setText(self.tr("{count} nodes").format(count=len(nodes)))
        kinds = Counter(node.of for node in nodes if node.role != "share")
        kinds.update(node.of for node in nodes if node.role == "share")
        self._kinds.set_rows([(kind, count(number)) for kind, number in kinds.most_common()])
        steps = [plan.by_id[node.id] for node in nodes if node.id in plan.by_id] if plan is not None else []
        self._cost.set_rows(
            [
                (self.tr("Parameters"), count(sum(step.parameter_count for step in steps))),
                (self.tr("Multiply-adds"), format_count(sum(step.total_flops for step in steps) / 2)),
            ]
        )
        trained = [node for node in nodes if _can_freeze(node, plan.by_id.get(node.id) if plan is not None else None)]
        self._frozen.setVisible(bool(trained))
        self._frozen.set_value(bool(trained) and all(node.frozen for node in trained))

    def _freeze(self, _: str, frozen: object) -> None:
        present = project = self._document.project
        changes = []
        for node in self._nodes:
            if node in project.page(self._page).nodes:
                change = edits.set_frozen(present, self._page, node, bool(frozen))
                present = change.apply(present)
                changes.append(change)
        self._document.apply(edits.together("set_frozen", changes, name=", ".join(self._nodes)), self)


def _can_freeze(node: Node, step: Step | None) -> bool:
    return node.role != "share" and (node.frozen or step is None or step.parameter_count > 0)
