"""The parameters of a block, one line each: name, type, default; and a button for one more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.theme.stylesheet import repolish
from app.translation import problem_message
from engine.graph.graph import BLOCK_TYPES, Block, BlockParameter
from engine.problem import ProblemError
from engine.project import block_edits
from engine.project.change import Change
from engine.project.project import Project

INITIAL = BlockParameter("int", 64)


class ParameterRow(QWidget):
    """One parameter. `renamed` carries its new name, `retyped` what it is now, `removed` nothing."""

    renamed = Signal(str)
    retyped = Signal(object)
    removed = Signal()

    def __init__(self, name: str, parameter: BlockParameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._parameter = name, parameter
        self.line = QLineEdit(name)
        self.line.setAccessibleName(self.tr("Name of the parameter"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Type of {name}").format(name=name))
        self.kind.addItems(list(BLOCK_TYPES))
        self.kind.setCurrentText(parameter.type)
        self.default = QLineEdit(str(parameter.default))
        self.default.setAccessibleName(self.tr("Default of {name}").format(name=name))
        self.default.setToolTip(self.tr("What a use of the block gets that does not set it"))
        remove = QToolButton()
        remove.setProperty("remove", True)
        remove.setFixedSize(22, 22)
        remove.setToolTip(self.tr("Remove this parameter"))
        remove.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget, stretch in ((self.line, 3), (self.kind, 2), (self.default, 3), (remove, 0)):
            layout.addWidget(widget, stretch)
        self.line.editingFinished.connect(self._rename)
        self.kind.activated.connect(self._retype)
        self.default.editingFinished.connect(self._retype)

    def show_problem(self, widget: QWidget, text: str) -> None:
        """Marks an editor and says why; an empty text takes the mark away."""
        widget.setToolTip(text)
        if bool(widget.property("problem")) != bool(text):
            widget.setProperty("problem", bool(text))
            repolish(widget)

    def _rename(self) -> None:
        if self.line.text() != self._name:
            self.renamed.emit(self.line.text())

    def _retype(self) -> None:
        type_ = self.kind.currentText()
        try:
            value = block_edits.typed(self.default.text(), type_)
        except ValueError:
            self.show_problem(self.default, self.tr("expected a default of type {type}").format(type=type_))
            return
        self.show_problem(self.default, "")
        parameter = BlockParameter(type_, value, self._parameter.extra)  # type: ignore[arg-type]
        if parameter != self._parameter:
            self._parameter = parameter
            self.retyped.emit(parameter)


class BlockParameters(QWidget):
    """All parameters of one block. `wanted` carries the change that a person asks for."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = Project()
        self._block = ""
        self._shown: tuple[str, Block] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.add = QPushButton(self.tr("Add a Parameter"))
        self.add.clicked.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._rows)
        layout.addWidget(self.add)

    @property
    def rows(self) -> list[ParameterRow]:
        """The lines, in order."""
        items = [self._rows.itemAt(number) for number in range(self._rows.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, ParameterRow)]

    def show_block(self, project: Project, name: str, block: Block) -> None:
        """Shows a block's parameters; what is being typed stays where nothing else is shown."""
        self._project, self._block = project, name
        if self._shown is not None and self._shown[0] == name and self._shown[1].parameters == block.parameters:
            return
        self._shown = (name, block)
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for parameter_name, parameter in block.parameters.items():
            self._rows.addWidget(self._row(parameter_name, parameter))

    def _row(self, name: str, parameter: BlockParameter) -> ParameterRow:
        row = ParameterRow(name, parameter)

        def ask(change: Change | None, widget: QWidget) -> None:
            if change is not None:
                row.show_problem(widget, "")
                self.wanted.emit(change)

        def rename(new: str) -> None:
            ask(self._made(row, row.line, lambda: block_edits.rename_parameter(*self._place, name, new)), row.line)

        def remove() -> None:
            ask(self._made(row, row.line, lambda: block_edits.remove_parameter(*self._place, name)), row.line)

        row.renamed.connect(rename)
        row.retyped.connect(lambda new: self.wanted.emit(block_edits.set_parameter(*self._place, name, new)))
        row.removed.connect(remove)
        return row

    @property
    def _place(self) -> tuple[Project, str]:
        return self._project, self._block

    def _made(self, row: ParameterRow, widget: QWidget, make: Callable[[], Change]) -> Change | None:
        """The change, or None with the reason on the line."""
        try:
            return make()
        except ProblemError as error:
            row.show_problem(widget, problem_message(error.problem))
            return None

    def _add(self) -> None:
        taken = {row.line.text() for row in self.rows}
        number = 1
        name = "channels"
        while name in taken:
            number += 1
            name = f"channels{number}"
        self.wanted.emit(block_edits.add_parameter(*self._place, name, INITIAL))
