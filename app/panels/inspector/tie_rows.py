"""Which parameters of a layer are another one's: a list of the fitting ones for each, or its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.fields.combo import FormCombo
from app.fields.row import ElidedLabel
from app.parts.labels import section
from app.theme.stylesheet import repolish
from engine.compiler.plan import Plan
from engine.compiler.ties import tie_choices
from engine.graph.graph import Node


class TieRows(QWidget):
    """A line for each parameter that is tied, or could be. `committed` carries its name and a path, or an empty one."""

    committed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, TieRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 6, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(section(self.tr("The same as another parameter")))
        self.hide()

    def show_node(self, node: Node, plan: Plan | None, problems: Mapping[str | None, str]) -> None:
        """Shows what the parameters of a node are tied to, and what else they could be."""
        choices = choices_of(node, plan)
        if list(choices) != list(self.rows):
            for row in self.rows.values():
                self._layout.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = {name: TieRow(name) for name in choices}
            for row in self.rows.values():
                row.committed.connect(self.committed)
                self._layout.addWidget(row)
        for name, row in self.rows.items():
            row.show_tie(node.tie.get(name, ""), choices[name])
            row.set_problem(problems.get(name, ""))
        self.setVisible(bool(choices))


class TieRow(QWidget):
    """A parameter's name and what it is tied to."""

    committed = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.box = FormCombo()
        self.box.setAccessibleName(self.tr("What {name} is tied to").format(name=name))
        self.box.activated.connect(self._commit)
        help_text = self.tr("One tensor for both: its gradients add up, and it is updated and saved once.")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(ElidedLabel(name, help_text))
        layout.addWidget(self.box, 1)

    def show_tie(self, path: str, choices: Sequence[str]) -> None:
        """Shows a tie among what it could be; sends no signal."""
        paths = ["", *choices, *([path] if path and path not in choices else [])]
        if paths != [self.box.itemData(number) for number in range(self.box.count())]:
            self.box.clear()
            for one in paths:
                self.box.addItem(one or self.tr("own"), one)
        self.box.setCurrentIndex(paths.index(path))

    def set_problem(self, text: str) -> None:
        self.box.setToolTip(text or self.box.currentText())
        if bool(self.box.property("problem")) != bool(text):
            self.box.setProperty("problem", bool(text))
            repolish(self.box)

    def _commit(self, number: int) -> None:
        self.committed.emit(self._name, self.box.itemData(number))


def choices_of(node: Node, plan: Plan | None) -> dict[str, list[str]]:
    """The paths for each parameter of a layer that is tied, or has one to be tied to."""
    step = plan.by_id.get(node.id) if plan is not None else None
    if node.role == "share" or plan is None or step is None or step.copies:
        return {name: [] for name in node.tie}
    found = {name: tie_choices(plan, node.id, name) for name in step.parameters}
    tied: dict[str, list[str]] = {name: [] for name in node.tie if name not in found}
    return {name: paths for name, paths in {**found, **tied}.items() if paths or name in node.tie}
