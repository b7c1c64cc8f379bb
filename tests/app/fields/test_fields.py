from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.fields import Field, FormRow, editor_for
from app.fields.choice_field import BoolField, ChoiceField, Switch
from app.fields.line_field import LineField, NumberField
from app.fields.row import ElidedLabel
from engine.layers.parameters import Array, Bool, Choice, Float, Floats, Int, Ints, Parameter, Size, Text

SAMPLES: list[tuple[Parameter[Any], object, object]] = [
    (Bool(True), True, False),
    (Int(1), 3, 4),
    (Float(0.1), 0.5, 0.25),
    (Text("a"), "image", "label"),
    (Choice("mean", choices=("mean", "sum")), "mean", "sum"),
    (Size(3, dimensions=2), 3, [3, 5]),
    (Ints(()), [1, 2], [4]),
    (Floats(None, optional=True), None, [0.5, 0.5]),
    (Array(0.0), 1.5, [[1, 2], [3, 4]]),
]
samples = pytest.mark.parametrize(("parameter", "first", "second"), SAMPLES, ids=[p.type_name for p, _, _ in SAMPLES])
Form = Callable[..., Any]


@pytest.fixture
def form(qapp: QApplication) -> Iterator[Form]:
    """Puts a field or a row into a window that has the focus; the window also holds a line to move the focus to."""
    window = QWidget()
    layout = QVBoxLayout(window)

    def place(widget: QWidget) -> QWidget:
        layout.addWidget(widget)
        layout.addWidget(QLineEdit(window, objectName="elsewhere"))
        window.show()
        window.activateWindow()
        qapp.processEvents()
        return widget

    yield place
    window.close()
    window.deleteLater()


def heard_from(field: Field) -> list[object]:
    heard: list[object] = []
    field.committed.connect(heard.append)
    return heard


def line_of(field: Field) -> QLineEdit:
    return field.findChild(QLineEdit)


def type_over(field: Field, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    line = line_of(field)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)
    if key is not None:
        QTest.keyClick(line, key)


def turn_wheel(widget: QWidget, notches: int) -> QWheelEvent:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


@samples
def test_setting_a_value_is_silent(form: Form, parameter: Parameter[Any], first: object, second: object) -> None:
    field = form(editor_for(parameter, first))
    heard = heard_from(field)
    assert field.value() == first
    field.set_value(second)
    assert field.value() == second
    assert heard == []


@samples
def test_a_problem_is_marked_and_told(form: Form, parameter: Parameter[Any], first: object, second: object) -> None:
    field = form(editor_for(parameter, first))
    editor = field.focusProxy()
    before = editor.toolTip()
    field.set_problem("expected something else")
    assert editor.property("problem") is True
    assert editor.toolTip().startswith("expected something else")
    field.set_problem(None)
    assert editor.property("problem") is False
    assert editor.toolTip() == before


def test_the_table_gives_each_type_its_editor(qapp: QApplication) -> None:
    class Special(Int):
        """A type made by somebody else: its editor is that of its base."""

    made = [editor_for(parameter, value) for parameter, value, _ in SAMPLES]
    assert [type(field) for field in made] == [
        BoolField,
        NumberField,
        NumberField,
        LineField,
        ChoiceField,
        LineField,
        LineField,
        LineField,
        LineField,
    ]
    assert isinstance(editor_for(Special(3), 3), NumberField)
    assert isinstance(editor_for(Bool(True), "=residual"), LineField)
    assert isinstance(editor_for(Bool(None, optional=True), None), LineField)


def test_enter_commits_once(form: Form) -> None:
    field = form(editor_for(Int(1, minimum=1), 16))
    heard = heard_from(field)
    type_over(field, "2*16")
    line_of(field).clearFocus()
    assert heard == [32]
    assert line_of(field).text() == "2*16" or line_of(field).text() == "32"


def test_leaving_commits_and_an_unchanged_text_does_not(form: Form) -> None:
    field = form(editor_for(Size(3, dimensions=2), 3))
    heard = heard_from(field)
    type_over(field, "3,5", None)
    assert heard == []
    field.window().findChild(QLineEdit, "elsewhere").setFocus()
    assert heard == [[3, 5]]
    type_over(field, " 3 , 5 ")
    assert heard == [[3, 5]]
    assert line_of(field).text() == "3, 5"


def test_escape_brings_the_value_back(form: Form) -> None:
    field = form(editor_for(Text("a"), "image"))
    heard = heard_from(field)
    type_over(field, "lab", Qt.Key.Key_Escape)
    assert line_of(field).text() == "image"
    line_of(field).clearFocus()
    assert heard == []


def test_what_cannot_be_read_stays_marked_and_is_not_committed(form: Form) -> None:
    field = form(editor_for(Int(1, minimum=1), 16))
    heard = heard_from(field)
    type_over(field, "0")
    assert (heard, field.value(), line_of(field).text()) == ([], 16, "0")
    assert field.problem is not None
    assert "at least 1" in field.problem
    type_over(field, "8")
    assert (heard, field.problem) == ([8], None)


def test_typing_is_not_overwritten_by_a_refresh_of_the_same_value(form: Form) -> None:
    field = form(editor_for(Int(1), 16))
    type_over(field, "17", None)
    field.set_value(16)
    assert line_of(field).text() == "17"
    field.set_value(20)
    assert line_of(field).text() == "20"


def test_an_empty_line_is_null_where_that_is_allowed(form: Form) -> None:
    field = form(editor_for(Float(None, optional=True), 0.5))
    heard = heard_from(field)
    assert line_of(field).placeholderText()
    type_over(field, "")
    assert heard == [None]


def test_arrows_step_and_commit_after_a_pause(form: Form, wait_until: Callable[..., None]) -> None:
    field = form(editor_for(Int(1, minimum=1, maximum=20), 16))
    heard = heard_from(field)
    line = line_of(field)
    line.setFocus()
    for _ in range(3):
        QTest.keyClick(line, Qt.Key.Key_Up)
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert (line.text(), heard) == ("18", [])
    wait_until(lambda: heard)
    assert heard == [18]
    QTest.keyClick(line, Qt.Key.Key_PageUp)
    line.clearFocus()
    assert heard == [18, 20]


def test_the_wheel_only_turns_what_has_the_focus(form: Form) -> None:
    field = form(editor_for(Float(0.001, above=0), 0.001))
    line = line_of(field)
    line.clearFocus()
    assert not turn_wheel(line, 1).isAccepted()
    assert line.text() == "0.001"
    line.setFocus()
    assert turn_wheel(line, 2).isAccepted()
    assert line.text() == "0.003"
    line.clearFocus()
    assert field.value() == 0.003


def test_the_wheel_leaves_a_choice_without_focus_alone(form: Form) -> None:
    field = form(editor_for(Choice("a", choices=("a", "b")), "a"))
    heard = heard_from(field)
    combo = field.findChild(QComboBox)
    combo.clearFocus()
    turn_wheel(combo, -1)
    assert (combo.currentText(), heard) == ("a", [])
    combo.setFocus()
    turn_wheel(combo, -1)
    assert (combo.currentText(), heard) == ("b", ["b"])


def test_a_switch_commits_when_it_is_toggled(form: Form) -> None:
    field = form(editor_for(Bool(True), True))
    heard = heard_from(field)
    switch = field.findChild(Switch)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert heard == [False, True]
    assert not field.grab().isNull()


def test_a_choice_shows_none_first_and_a_word_it_does_not_know(form: Form) -> None:
    field = form(editor_for(Choice(None, choices=("relu", "gelu"), optional=True), "swish"))
    heard = heard_from(field)
    combo = field.findChild(QComboBox)
    assert [combo.itemData(i) for i in range(combo.count())] == [None, "relu", "gelu", "swish"]
    assert combo.currentText() == "swish"
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert heard == [None]
    field.set_value("gelu")
    assert combo.count() == 3


def test_a_row_offers_reset_only_away_from_the_default(form: Form) -> None:
    parameter = Int(1, minimum=1, help="How far the window moves.")
    parameter.name = "stride"
    row = form(FormRow(parameter, 1))
    button = row.findChild(QToolButton)
    committed: list[tuple[str, object]] = []
    reset: list[str] = []
    row.committed.connect(lambda name, value: committed.append((name, value)))
    row.reset.connect(reset.append)
    assert button.isHidden()
    type_over(row.field, "2")
    assert committed == [("stride", 2)]
    assert not button.isHidden()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (reset, row.value()) == (["stride"], 2)  # the row asks; it is told
    row.set_value(1)
    assert button.isHidden()
    assert "How far the window moves." in row.findChild(QLabel).toolTip()


def test_a_row_of_a_required_parameter_has_no_reset(form: Form) -> None:
    parameter = Int(required=True, initial=64)
    parameter.name = "out_features"
    row = form(FormRow(parameter, 64))
    assert row.findChild(QToolButton).isHidden()


def test_a_row_changes_its_editor_when_the_value_asks_for_another(form: Form, qapp: QApplication) -> None:
    parameter = Bool(True)
    parameter.name = "bias"
    row = form(FormRow(parameter, True))
    committed: list[object] = []
    row.committed.connect(lambda name, value: committed.append(value))
    row.set_value("=with_bias")
    qapp.processEvents()
    assert line_of(row.field).text() == "=with_bias"
    type_over(row.field, "=other")
    row.set_value(False)
    assert isinstance(row.field, BoolField)
    row.field.findChild(Switch).click()
    assert committed == ["=other", True]


def test_a_long_name_is_elided_and_whole_in_the_tooltip(form: Form) -> None:
    label = form(ElidedLabel("a_parameter_with_a_very_long_name_indeed", "What it does."))
    assert label.text() != "a_parameter_with_a_very_long_name_indeed"
    assert label.toolTip() == "a_parameter_with_a_very_long_name_indeed\nWhat it does."
