"""What can be set on one node: title, id, the parameters of its kind, their starts, and whether it is frozen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fields import FormRow
from app.panels.inspector.declarations import declaration_of, text_parameter
from app.panels.inspector.init_row import InitRow
from app.parts.form import DeclarationForm
from app.parts.labels import section
from app.session.document import Document
from app.translation import problem_hint, problem_message
from engine.compiler.plan import Step
from engine.graph.graph import Node
from engine.layers.parameters import Bool, Int, Parameter
from engine.problem import ProblemError
from engine.project import edits
from engine.project.change import Change
from engine.project.project import MAIN


class NodeForm(QWidget):
    """Shows a node and asks the document for changes. `renamed` carries the new id, for whoever selects by id."""

    renamed = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._page = ""
        self._node: Node | None = None
        self._title = self._row(
            text_parameter("title", self.tr("What the card says instead of the id.")), self.tr("Title")
        )
        id_help = self.tr("The name in the file, in the code and in the state_dict.")
        self._id = self._row(text_parameter("id", id_help, required=True), self.tr("Id"))
        repeat = Int(1, minimum=1, maximum=10_000, help=self.tr("How often the block follows itself."))
        repeat.name = "repeat"
        self._repeat = self._row(repeat, self.tr("Repeat"))
        frozen = Bool(False, help=self.tr("Frozen parameters are not updated."))
        frozen.name = "frozen"
        self._frozen = self._row(frozen, self.tr("Frozen"))
        self._params = DeclarationForm()
        self._params.committed.connect(self._set_param)
        self._params.reset.connect(self._reset_param)
        self._init_heading = section(self.tr("Start of the parameters"))
        self._init_rows: dict[str, InitRow] = {}
        self._init_layout = QVBoxLayout()
        self._init_layout.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for row in (self._title, self._id, self._params, self._repeat, self._frozen):
            layout.addWidget(row)
        layout.addSpacing(6)
        layout.addWidget(self._init_heading)
        layout.addLayout(self._init_layout)

    def show_node(self, page: str, node: Node, step: Step | None) -> None:
        """Shows this node; what was being typed for another one is committed first."""
        if self._node is not None and (page, node.id) != (self._page, self._node.id):
            self._finish_typing()
        self._page, self._node = page, node
        graph = self._document.project.page(page)
        self._title.set_value(node.title)
        self._id.set_value(node.id)
        self._repeat.set_value(node.repeat)
        self._repeat.setVisible(node.role == "block")
        self._frozen.set_value(node.frozen)
        project = self._document.project
        columns = tuple(project.data.columns()[0]) if page == MAIN else ()
        declaration, given = declaration_of(node, graph, self._document.interfaces, columns)
        self._params.show_values(declaration, given, owner=(page, node.id))
        self._params.setEnabled(node.role != "share")
        has_parameters = node.frozen or node.role == "block" or (step is not None and bool(step.parameters))
        self._frozen.setVisible(has_parameters and node.role != "share")
        self._show_init(node, step)
        problems = {
            problem.parameter: f"{problem_message(problem)}\n{problem_hint(problem)}".strip()
            for problem in (step.problems if step is not None else ())
            if problem.parameter
        }
        self._params.show_problems(problems)
        for name, row in self._init_rows.items():
            row.set_problem(problems.get(name))

    def _row(self, parameter: Parameter[Any], label: str) -> FormRow:
        row = FormRow(parameter, parameter.default, self, label=label)
        row.committed.connect(self._set_own)
        row.reset.connect(lambda name: self._set_own(name, parameter.default))
        return row

    def _show_init(self, node: Node, step: Step | None) -> None:
        own = () if node.role == "share" else (*(step.parameters if step is not None else ()), *node.init)
        names = [name for name in dict.fromkeys(own) if name not in node.tie]
        if names != list(self._init_rows):
            for row in self._init_rows.values():
                self._init_layout.removeWidget(row)
                row.hide()
                row.deleteLater()
            functions = _functions() if names else ()
            self._init_rows = {name: InitRow(name, functions) for name in names}
            for row in self._init_rows.values():
                row.committed.connect(self._set_init)
                self._init_layout.addWidget(row)
        self._init_heading.setVisible(bool(names))
        for name, row in self._init_rows.items():
            row.set_value(node.init.get(name))

    def _finish_typing(self) -> None:
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus():
            focused.clearFocus()

    def _set_own(self, name: str, value: Any) -> None:
        node = self._present()
        if node is None:
            return
        project, page = self._document.project, self._page
        match name:
            case "title":
                self._apply(edits.set_title(project, page, node, value))
            case "frozen":
                self._apply(edits.set_frozen(project, page, node, value))
            case "repeat":
                self._apply(
                    edits.edit_node(
                        project, page, node, lambda it: replace(it, repeat=value), "set_param", parameter="repeat"
                    )
                )
            case "id":
                self._rename(node, value)

    def _rename(self, node: str, new_id: str) -> None:
        try:
            change = edits.rename(self._document.project, self._page, node, new_id)
        except ProblemError as error:
            self._id.set_problem(problem_message(error.problem))
            return
        self._id.set_problem(None)
        self._apply(change)
        self.renamed.emit(new_id)

    def _set_param(self, name: str, value: object) -> None:
        node = self._present()
        if node is not None:
            self._apply(edits.set_param(self._document.project, self._page, node, name, value))

    def _reset_param(self, name: str) -> None:
        node = self._present()
        if node is not None:
            self._apply(edits.reset_param(self._document.project, self._page, node, name))

    def _set_init(self, name: str, value: object) -> None:
        node = self._present()
        if node is not None:
            self._apply(edits.set_init(self._document.project, self._page, node, name, value))

    def _present(self) -> str | None:
        """The id of the node that is shown, as long as it stands on its page."""
        if self._node is None or self._node.id not in self._document.project.page(self._page).nodes:
            return None
        return self._node.id

    def _apply(self, change: Change) -> None:
        self._document.apply(change, self)


def _functions() -> tuple[str, ...]:
    """What may start a parameter. Asked only of a checked node, so torch is there already."""
    from engine.compiler.init import FUNCTIONS

    return FUNCTIONS
