"""The inspector's page while a block is open and nothing is selected: its name, parameters, ports and cost."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.fields import FormRow
from app.panels.inspector.block_parameters import BlockParameters
from app.panels.inspector.declarations import text_parameter
from app.parts.labels import section, soft
from app.parts.numbers import count
from app.parts.rows import Row, Rows
from app.pictures.as_text import format_count, shape_text
from app.session.document import Document
from app.translation import problem_message
from engine.compiler.plan import Plan
from engine.layers.tensor_type import TensorType
from engine.problem import ProblemError
from engine.project import block_edits, library
from engine.project.change import Change


class BlockPage(QWidget):
    """What belongs to the block itself; every use of it follows. `kept` tells that it is in the library now."""

    kept = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._block = ""
        name_help = self.tr("The name of the block, and of its class in the code.")
        self.name = FormRow(text_parameter("name", name_help, required=True), "", self, label=self.tr("Block"))
        self.name.committed.connect(self._rename)
        self.parameters = BlockParameters()
        self.parameters.wanted.connect(self._apply)
        hint = self.tr("A layer inside may use them in an expression that begins with =, such as = channels * 2.")
        self._facts = Rows()
        self.keep = QPushButton(self.tr("Keep in My Library"))
        self.keep.setToolTip(self.tr("So that it can be placed in any project"))
        self.keep.clicked.connect(self._keep)
        self._said = soft(wrap=True)
        self._said.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(self.name)
        layout.addSpacing(8)
        layout.addWidget(section(self.tr("Parameters of the block")))
        layout.addWidget(self.parameters)
        layout.addWidget(soft(hint, wrap=True))
        layout.addSpacing(8)
        layout.addWidget(section(self.tr("Ports and cost")))
        layout.addWidget(self._facts)
        ports = self.tr("Its Inputs and Outputs are its ports: place one of them for another port.")
        layout.addWidget(soft(ports, wrap=True))
        layout.addSpacing(8)
        layout.addWidget(self.keep)
        layout.addWidget(self._said)
        layout.addStretch(1)

    def show_block(self, name: str, plan: Plan | None) -> None:
        """Shows a block; `plan` is None until it was checked."""
        project = self._document.project
        if name != self._block:
            self._said.hide()
        self._block = name
        self.keep.setVisible(self._document.library_folder is not None)
        self.name.set_value(name)
        self.name.set_problem(None)
        self.parameters.show_block(project, name, project.blocks[name])
        self._facts.set_rows(self._rows(plan))

    def _rows(self, plan: Plan | None) -> list[Row]:
        uses = len(block_edits.uses_of(self._document.project, self._block))
        rows: list[Row] = [(self.tr("Uses"), count(uses))]
        for step in plan.steps if plan is not None else ():
            if step.is_input:
                rows.append((self.tr("In: {port}").format(port=step.id), _types(step.outputs.values(), self.tr("any"))))
            elif step.is_output:
                received = [kind for kinds in step.received.values() for kind in kinds]
                rows.append((self.tr("Out: {port}").format(port=step.id), _types(received, self.tr("not known yet"))))
        if plan is not None and plan.parameter_count:
            rows.append((self.tr("Parameters"), count(plan.parameter_count)))
            if plan.total_flops:
                rows.append((self.tr("Multiply-adds"), format_count(plan.total_flops / 2)))
        return rows

    def _keep(self) -> None:
        folder = self._document.library_folder
        assert folder is not None  # else there is no button
        try:
            library.keep(folder, self._document.project, self._block)
            self._said.setText(self.tr("It is listed under the layers, in every project."))
        except ProblemError as error:
            self._said.setText(problem_message(error.problem))
        self._said.show()
        self.kept.emit()

    def _apply(self, change: Change) -> None:
        self._document.apply(change, self)

    def _rename(self, _: str, name: object) -> None:
        try:
            self._apply(block_edits.rename_block(self._document.project, self._block, str(name)))
        except ProblemError as error:
            self.name.set_problem(problem_message(error.problem))


def _types(kinds: Iterable[TensorType], unknown: str) -> str:
    found = list(kinds)
    return shape_text(found[0].shape) if found else unknown
