"""The inspector's page while nothing is selected: the project, in a few numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fields import FormRow
from app.panels.inspector.declarations import text_parameter
from app.parts.labels import section, soft
from app.parts.numbers import count
from app.parts.rows import Row, Rows
from app.pictures.as_text import format_count
from app.session.document import Document
from engine.compiler.plan import Plan
from engine.project import edits
from engine.project.project import Project


class ProjectPage(QWidget):
    """Name, counts, data and training."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        name_help = self.tr("The name of the project, and of the class in its code.")
        self._name = FormRow(text_parameter("name", name_help, required=True), "", self, label=self.tr("Name"))
        self._name.committed.connect(self._set_name)
        self._network, self._data, self._training = Rows(), Rows(), Rows()
        hint = soft(self.tr("Select a layer to see and change it."), wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(self._name)
        for title, rows in (
            (self.tr("Network"), self._network),
            (self.tr("Data"), self._data),
            (self.tr("Training"), self._training),
        ):
            layout.addSpacing(8)
            layout.addWidget(section(title))
            layout.addWidget(rows)
        layout.addSpacing(12)
        layout.addWidget(hint)
        layout.addStretch(1)

    def show_project(self, project: Project, plan: Plan | None) -> None:
        """Shows a project; `plan` is None until it was checked."""
        self._name.set_value(project.name)
        self._network.set_rows(self._network_rows(project, plan))
        columns, _ = project.data.columns()
        rows = [(self.tr("Source"), project.data.source)]
        rows += [(column.name, str(column.type)) for column in columns.values()]
        self._data.set_rows(rows)
        settings = project.training
        rate = settings.optimizer.params.get("lr")
        rows = [(self.tr("Optimizer"), settings.optimizer.kind)]
        rows += [(self.tr("Learning rate"), f"{rate:g}")] if isinstance(rate, (int, float)) else []
        rows += [
            (self.tr("Epochs"), count(settings.epochs)),
            (self.tr("Batch size"), count(settings.batch_size)),
            (self.tr("Seed"), str(settings.seed)),
        ]
        self._training.set_rows(rows)

    def _network_rows(self, project: Project, plan: Plan | None) -> list[Row]:
        rows = [
            (self.tr("Nodes"), count(len(project.graph.nodes))),
            (self.tr("Edges"), count(len(project.graph.sources))),
        ]
        if project.blocks:
            rows.append((self.tr("Blocks"), count(len(project.blocks))))
        if plan is not None:
            rows.append((self.tr("Parameters"), count(plan.parameter_count)))
            if plan.total_flops:
                rows.append((self.tr("Multiply-adds"), format_count(plan.total_flops / 2)))
        return rows

    def _set_name(self, _: str, name: object) -> None:
        self._document.apply(edits.set_name(self._document.project, str(name)), self)
