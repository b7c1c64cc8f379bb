"""What is stepped through: chosen from the data or typed in; what cannot be read is said, never raised."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.theatre.sample_picker import Choice, Column, SamplePicker, typed_array

POINT = Column("point", (2,), "float32", np.array([0.5, -1.0], np.float32))
LABEL = Column("label", (), "int64", np.array(3))
IMAGE = Column("image", (1, 28, 28), "float32", np.zeros((1, 28, 28), np.float32))


# ------------------------------------------------------------------ reading what was typed


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("[0.5, 1]", POINT, [[0.5, 1]]),
        ("[[0.5, 1], [2, -3e1]]", POINT, [[0.5, 1], [2, -30]]),
        (" [ 1 , true ] ", POINT, [[1, 1]]),
        ("3", LABEL, [3]),
        ("[3, 1, 2]", LABEL, [3, 1, 2]),
        ("[2.0]", LABEL, [2]),
        ("[[7]]", Column("x", (1,), "float64"), [[7]]),
        ("[1, 0]", Column("flag", (2,), "bool"), [[True, False]]),
        ("[NaN, Infinity]", POINT, [[np.nan, np.inf]]),
        ("[1, 2]", Column("x", (2,), "bfloat16"), [[1, 2]]),
        ("[[[1, 2]]]", Column("x", (1, 2), "uint8"), [[[1, 2]]]),
    ],
)
def test_numbers_in_brackets_are_read(text: str, column: Column, expected: object) -> None:
    array, problem = typed_array(text, column)
    assert problem == "" and array is not None
    np.testing.assert_array_equal(array, expected)
    assert array.dtype == ("float32" if column.dtype == "bfloat16" else column.dtype)


BAD = [
    "", "   ", "[", "[1, 2", "[1 2]", "0.5, 1", "abc", '"1"', '["a", "b"]', "null", "[null, 1]", "{}", '{"a": 1}',
    "[]", "[[], []]", "[1]", "[1, 2, 3]", "[[1], [2]]", "[[1, 2], [3]]", "[[[1, 2]]]", "3", "[[1, 2], 3]",
    "[[1, 2], []]",
    "[1, " + "9" * 5000 + "]", "[" * 3000 + "1" + "]" * 3000, "[" * 70 + "1, 2" + "]" * 70, "[1, 2]]", "[1, 2] x",
    "[01, 2]", "[1, '2']", "[1; 2]", "(1, 2)", "[-]", "\u0000", "[1,]",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:20]))
def test_what_is_no_sample_is_said(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        array, problem = typed_array(text, POINT)
    assert array is None and problem.startswith("expected ")


@pytest.mark.parametrize("text", ["1.5", "[NaN]", "[1, Infinity]", "1e300", "[300]", "-1"])
def test_what_is_no_whole_number_of_the_column_is_said(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        array, problem = typed_array(text, Column("label", (), "uint8"))
    assert array is None and problem.startswith("expected whole numbers")


def test_the_shape_that_was_expected_and_the_one_that_came_are_said() -> None:
    assert typed_array("[[1, 2, 3]]", POINT)[1] == "expected shape [2], got [3]"
    assert typed_array("[[1, 2], [3]]", POINT)[1] == "expected numbers, as many in each row"
    assert typed_array("[[[1, 2]]]", POINT)[1] == "expected shape [2], got [1, 2]"
    assert typed_array("[]", LABEL)[1] == "expected at least one sample"


def test_numbers_beyond_a_float_are_infinite_and_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        array, _ = typed_array("[1e300, -1e60]", POINT)
    np.testing.assert_array_equal(array, [[np.inf, -np.inf]])


@given(text=st.text(st.sampled_from("[]{}0123456789.,-+eE \"'NanInfinitytruefalsenull:\n")))
def test_whatever_is_typed_nothing_is_raised(text: str) -> None:
    for column in (POINT, LABEL):
        array, problem = typed_array(text, column)
        assert (array is None) == bool(problem)
        if array is not None:
            assert array.shape[1:] == column.shape and len(array) > 0 and array.dtype == column.dtype


@given(array=npst.arrays(np.float32, npst.array_shapes(min_dims=1, max_dims=4, max_side=4)))
def test_what_is_shown_in_the_field_is_read_back(array: np.ndarray) -> None:
    column = Column("x", array.shape[1:], "float32")
    again, problem = typed_array(json.dumps(array.tolist()), column)
    assert problem == ""
    np.testing.assert_array_equal(again, array)


# ------------------------------------------------------------------ the form


@pytest.fixture
def picker(qapp: QApplication) -> Iterator[SamplePicker]:
    parent = QWidget()
    made = SamplePicker(parent)
    made.told = []  # type: ignore[attr-defined]
    made.chosen.connect(made.told.append)  # type: ignore[attr-defined]
    yield made
    made.close()
    parent.deleteLater()


def told(picker: SamplePicker) -> list[Choice]:
    return picker.told  # type: ignore[attr-defined, no-any-return]


def opened(picker: SamplePicker, choice: Choice, *columns: Column) -> SamplePicker:
    picker.open_above(QPoint(900, 700), choice, columns)
    QApplication.processEvents()
    return picker


def same(one: Choice, other: Choice) -> bool:
    typed = one.typed.keys() == other.typed.keys() and all(
        np.array_equal(array, other.typed[name], equal_nan=True) for name, array in one.typed.items()
    )
    return typed and (one.part, one.index, one.count, one.shown) == (other.part, other.index, other.count, other.shown)


FROM_DATA = [Choice("train", 0, 1, 0, {}), Choice("validation", 7, 3, 2, {}), Choice("test", 2**31 - 1, 1024, 1023, {})]
TYPED = [
    Choice("train", 0, 1, 0, {"point": np.array([[1.25, np.nan]], np.float32), "label": np.array([1])}),
    Choice("test", 2, 4, 3, {"point": np.ones((3, 2), np.float32), "label": np.array([1, 0, 2])}),
]


@pytest.mark.parametrize("choice", FROM_DATA + TYPED)
def test_it_opens_with_what_is_chosen_and_gives_it_back(picker: SamplePicker, choice: Choice) -> None:
    opened(picker, choice, POINT, LABEL)
    assert picker.isVisible() and picker._from.hasFocus()
    picker.accept()
    assert not picker.isVisible()
    assert len(told(picker)) == 1 and same(told(picker)[0], choice)


def test_it_opens_again_with_what_is_chosen_then(picker: SamplePicker) -> None:
    for choice in (*TYPED, *FROM_DATA, TYPED[0]):
        opened(picker, choice, POINT, LABEL).accept()
        assert same(told(picker)[-1], choice)


def test_typing_begins_with_what_is_stepped_through_now(picker: SamplePicker) -> None:
    opened(picker, FROM_DATA[0], POINT, LABEL, IMAGE)
    picker._from.setCurrentIndex(1)
    assert picker._fields["point"].text() == "[0.5, -1.0]"
    assert picker._fields["label"].text() == "3"
    assert picker._fields["image"].text() == "", "784 numbers are typed by nobody"
    assert "[1, 28, 28]" in picker._fields["image"].placeholderText()


def test_what_is_wrong_is_said_and_may_be_mended(picker: SamplePicker) -> None:
    opened(picker, TYPED[0], POINT, LABEL)
    picker._fields["point"].setText("[1, 2")
    picker.accept()
    assert picker.isVisible() and told(picker) == []
    assert picker._problem.isVisible() and picker._problem.text().startswith("point: expected numbers in brackets")
    picker._fields["point"].setText("[1, 2]")
    enter = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(picker._fields["point"], enter)
    assert len(told(picker)) == 1
    np.testing.assert_array_equal(told(picker)[0].typed["point"], [[1, 2]])
    opened(picker, FROM_DATA[0], POINT, LABEL)
    assert picker._problem.isHidden()


def test_columns_need_as_many_samples(picker: SamplePicker) -> None:
    opened(picker, TYPED[0], POINT, LABEL)
    picker._fields["label"].setText("[1, 2]")
    picker.accept()
    assert told(picker) == [] and picker.isVisible()
    assert picker._problem.text() == "label: expected as many samples as in point, 1, got 2"


def test_one_of_the_batch_is_shown(picker: SamplePicker) -> None:
    opened(picker, FROM_DATA[0], POINT)
    assert picker._shown.maximum() == 0
    picker._count.setValue(5)
    picker._shown.setValue(4)
    picker._count.setValue(2)
    assert picker._shown.value() == 1
    picker.accept()
    assert (told(picker)[0].count, told(picker)[0].shown) == (2, 1)


def test_a_network_without_columns_says_so(picker: SamplePicker) -> None:
    opened(picker, FROM_DATA[0])
    picker._from.setCurrentIndex(1)
    assert picker._fields == {}
    picker.accept()
    assert told(picker)[0].typed == {}


def test_it_is_as_high_as_what_it_shows(picker: SamplePicker) -> None:
    many = [Column(f"c{number}", (2,), "float32") for number in range(9)]
    corner = QPoint(900, 700)
    opened(picker, FROM_DATA[0], *many)
    low = picker.height()
    for page, is_high in ((1, True), (0, False), (1, True)):
        picker._from.setCurrentIndex(page)
        for _ in range(2):
            assert (picker.height() > low + 100, picker.height() == low) == (is_high, not is_high)
            assert picker.pos() + QPoint(picker.width(), picker.height()) == corner, "it grows upwards"
            QApplication.processEvents()
    picker._fields["c3"].setText("?")
    before = picker.height()
    picker.accept()
    QApplication.processEvents()
    assert picker.height() > before and picker.pos() + QPoint(picker.width(), picker.height()) == corner
