from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from app.fields import FormRow, editor_for
from app.fields.line_field import LineField
from app.fields.table_field import MAXIMUM_SHOWN, TableField
from app.fields.text_forms import same
from engine.data.inline import MAXIMUM_COLUMNS, Inline

PARAMETER = Inline.parameters["columns"]
BLACKBOARD = {"x": [[2.0]], "target": [[28.0]]}
Made = tuple[TableField, list[object]]


@pytest.fixture
def make(qapp: QApplication) -> Iterator[Callable[[object], Made]]:
    """Makes an editor in a window that has the focus, and the list of what it commits."""
    made: list[TableField] = []

    def place(value: object) -> Made:
        field = editor_for(PARAMETER, value)
        assert isinstance(field, TableField)
        made.append(field)
        heard: list[object] = []
        field.committed.connect(heard.append)
        field.show()
        field.activateWindow()
        qapp.processEvents()
        return field, heard

    yield place
    for field in made:
        field.close()
        field.deleteLater()


def lines(field: TableField) -> list[tuple[QLineEdit, QLineEdit]]:
    return [tuple(row.findChildren(QLineEdit)) for row in field.rows]


def texts(field: TableField) -> list[tuple[str, str]]:
    return [(name.text(), values.text()) for name, values in lines(field)]


def notes(field: TableField) -> list[str]:
    return [label.text() for row in field.rows for label in row.findChildren(QLabel) if not label.isHidden()]


def type_over(line: QLineEdit, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, key)


def test_each_column_has_a_line_and_setting_is_silent(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    assert texts(field) == [("x", "[[2.0]]"), ("target", "[[28.0]]")]
    field.set_value({"a": [1, 2], "b": [0.5, 1.0], "c": [[1], [2]]})
    assert texts(field) == [("a", "[1, 2]"), ("b", "[0.5, 1.0]"), ("c", "[[1], [2]]")]
    field.set_value({"c": [[1], [2]]})
    assert texts(field) == [("c", "[[1], [2]]")]
    assert heard == []


def test_values_are_committed_with_the_whole_table(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    type_over(lines(field)[0][1], "[[3.0]]")
    assert heard == [{"x": [[3.0]], "target": [[28.0]]}]
    assert field.value() == heard[-1]


def test_a_point_is_an_edit_since_it_makes_another_dtype(make: Callable[[object], Made]) -> None:
    field, heard = make({"x": [[2]]})
    type_over(lines(field)[0][1], "[[2.0]]")
    assert len(heard) == 1
    assert same(heard[0], {"x": [[2.0]]})
    type_over(lines(field)[0][1], "[ [2.0] ]")
    assert len(heard) == 1
    assert texts(field) == [("x", "[[2.0]]")]


def test_a_new_name_keeps_values_and_order(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    type_over(lines(field)[0][0], "input")
    assert list(heard[-1].items()) == [("input", [[2.0]]), ("target", [[28.0]])]
    assert texts(field) == [("input", "[[2.0]]"), ("target", "[[28.0]]")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_what_cannot_be_read_is_marked_and_says_what_was_expected(make: Callable[[object], Made], key: Qt.Key) -> None:
    field, heard = make(BLACKBOARD)
    line = lines(field)[0][1]
    type_over(line, "[[2.0], 3", key)
    assert heard == []
    assert (line.text(), line.property("problem")) == ("[[2.0], 3", True)
    assert len(notes(field)) == 1
    assert "expected" in notes(field)[0]
    type_over(line, "[[2.5]]")
    assert heard == [{"x": [[2.5]], "target": [[28.0]]}]
    assert (line.property("problem"), notes(field)) == (False, [])


def test_a_slip_survives_edits_of_other_columns(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    type_over(lines(field)[0][1], "[[2.0], 3")
    type_over(lines(field)[1][1], "[[29.0]]")
    field.set_value(heard[-1])
    field.set_problem(None)
    assert texts(field) == [("x", "[[2.0], 3"), ("target", "[[29.0]]")]
    assert lines(field)[0][1].property("problem") is True
    type_over(lines(field)[0][1], "", Qt.Key.Key_Escape)
    field.set_value({"x": [[4.0]], "target": [[29.0]]})
    assert texts(field)[0] == ("x", "[[4.0]]")
    assert notes(field) == []


def test_two_columns_cannot_have_one_name(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    type_over(lines(field)[1][0], "x")
    assert heard == []
    assert lines(field)[1][0].property("problem") is True
    type_over(lines(field)[1][0], "y")
    assert list(heard[-1]) == ["x", "y"]


def test_a_column_is_added_with_as_many_samples_and_its_name_is_typed_over(make: Callable[[object], Made]) -> None:
    field, heard = make({"x": [[2.0], [3.0]], "column1": [1, 2]})
    field.findChild(QPushButton).click()
    assert heard == [{"x": [[2.0], [3.0]], "column1": [1, 2], "column2": [[0.0], [0.0]]}]
    name = lines(field)[2][0]
    assert name.hasFocus()
    QTest.keyClicks(name, "target")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert list(heard[-1]) == ["x", "column1", "target"]


def test_a_column_is_removed_but_not_the_last(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    type_over(lines(field)[0][1], "[[2.0", Qt.Key.Key_Return)
    QTest.mouseClick(field.rows[0].findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert heard == [{"target": [[28.0]]}]
    assert texts(field) == [("target", "[[28.0]]")]
    assert not field.rows[0].findChild(QToolButton).isEnabled()


def test_a_column_that_comes_back_stands_where_it_was(make: Callable[[object], Made]) -> None:
    field, _ = make({"a": [1], "b": [2], "c": [3]})
    field.set_value({"b": [2]})
    field.set_value({"a": [1], "b": [2], "c": [3]})
    assert texts(field) == [("a", "[1]"), ("b", "[2]"), ("c", "[3]")]
    QApplication.processEvents()
    tops = [row.y() for row in field.rows]
    assert tops == sorted(set(tops))


def test_a_long_column_shows_its_beginning_and_can_be_replaced_whole(make: Callable[[object], Made]) -> None:
    long = [[number / 7] for number in range(60_000)]
    field, heard = make({"x": long, "y": [1]})
    assert texts(field)[0][1].endswith("…")
    assert any("60,000" in note for note in notes(field))
    line = lines(field)[0][1]
    line.setFocus()
    line.setCursorPosition(3)
    QTest.keyClicks(line, "1")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (heard, line.property("problem")) == ([], True)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.property("problem") is False
    type_over(lines(field)[1][1], "2")
    assert heard[-1] == {"x": long, "y": [2]}
    type_over(line, "[5.0]")
    assert heard[-1] == {"x": [5.0], "y": [2]}
    assert notes(field) == []


def test_a_pasted_text_is_not_cut(make: Callable[[object], Made]) -> None:
    field, heard = make(BLACKBOARD)
    values = [float(number) for number in range(10_000)]
    line = lines(field)[0][1]
    line.setFocus()
    line.selectAll()
    line.insert(", ".join(map(str, values)))
    line.setModified(True)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert heard == [{"x": values, "target": [[28.0]]}]


def test_of_very_many_columns_the_first_are_shown_and_none_is_lost(make: Callable[[object], Made]) -> None:
    table = {f"c{number}": [number] for number in range(MAXIMUM_COLUMNS)}
    field, heard = make(table)
    assert len(field.rows) == MAXIMUM_SHOWN
    assert not field.findChild(QPushButton).isEnabled()
    type_over(lines(field)[0][1], "7")
    assert heard == [table | {"c0": [7]}]


def test_what_is_wrong_with_the_table_stands_below_it(make: Callable[[object], Made]) -> None:
    field, _ = make(BLACKBOARD)
    field.set_problem("expected columns with the same number of samples")
    shown = [label for label in field.findChildren(QLabel) if label.text() == field.problem]
    assert [label.isVisible() for label in shown] == [True]
    field.set_problem(None)
    assert not shown[0].isVisible()


def test_a_column_that_does_not_suit_is_shown_as_it_is_and_marked(make: Callable[[object], Made]) -> None:
    field, heard = make({"x": "many", "y": [[1], [2, 3]]})
    assert texts(field) == [("x", '"many"'), ("y", "[[1], [2, 3]]")]
    assert [values.property("problem") for _, values in lines(field)] == [True, True]
    type_over(lines(field)[1][1], "[[1], [2]]")
    assert heard == [{"x": "many", "y": [[1], [2]]}]


def test_a_row_of_a_form_gives_it_the_whole_width_and_a_line_to_what_is_no_table(qapp: QApplication) -> None:
    row = FormRow(PARAMETER, BLACKBOARD)
    row.resize(320, 400)
    row.show()
    qapp.processEvents()
    assert row.field.width() == row.width()
    assert row.field.y() > 0
    row.set_value(7)
    qapp.processEvents()
    assert isinstance(row.field, LineField)
    assert row.field.width() < row.width()
    row.set_value(BLACKBOARD)
    assert isinstance(row.field, TableField)
    row.close()
    row.deleteLater()
