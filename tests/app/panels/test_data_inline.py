"""The data that is typed into the project: from the data panel to the document and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.fields.table_field import TableField
from app.panels.data import DataPanel
from app.session.document import Document
from app.theme import LIGHT


@pytest.fixture
def document(qapp: QApplication) -> Iterator[Document]:
    made = Document()
    yield made
    made.deleteLater()


@pytest.fixture
def panel(document: Document) -> Iterator[DataPanel]:
    made = DataPanel(document, LIGHT)
    yield made
    made.shutdown()
    made.close()
    made.deleteLater()


def choose(panel: DataPanel, source: str) -> TableField:
    panel._source.committed.emit("source", source)
    field = panel.findChild(TableField)
    assert field is not None
    return field


def values_line(field: TableField, index: int) -> QLineEdit:
    return list(field.rows)[index].findChildren(QLineEdit)[1]


def type_over(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_typed_data_reaches_the_document_and_undo_brings_the_old_back(document: Document, panel: DataPanel) -> None:
    field = choose(panel, "inline")
    steps = document.undo_stack.count()
    type_over(values_line(field, 0), "[[2.0], [3.0]]")
    type_over(values_line(field, 1), "5, 6")
    columns, problems = document.project.data.columns()
    assert not problems
    assert {name: column.dtype for name, column in columns.items()} == {"x": "float32", "y": "int64"}
    assert document.undo_stack.count() == steps + 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert values_line(field, 0).text() == "[[0.0], [1.0]]"
    assert values_line(field, 1).text() == "[[0.0], [1.0]]"
    document.undo_stack.redo()
    assert values_line(field, 0).text() == "[[2.0], [3.0]]"


def test_one_point_more_is_an_edit_of_its_own(document: Document, panel: DataPanel) -> None:
    field = choose(panel, "inline")
    type_over(values_line(field, 1), "0, 1")
    type_over(values_line(field, 1), "0.0, 1.0")
    assert document.project.data.columns()[0]["y"].dtype == "float32"
    document.undo_stack.undo()
    assert document.project.data.columns()[0]["y"].dtype == "int64"


def test_lengths_that_differ_are_told_below_the_table(document: Document, panel: DataPanel) -> None:
    field = choose(panel, "inline")
    type_over(values_line(field, 0), "[[2.0]]")
    assert field.problem is not None
    type_over(values_line(field, 1), "[[28.0]]")
    assert field.problem is None
