from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields.arithmetic import BadText
from app.fields.column import LONGEST, ColumnName, ColumnValues, is_long, leading_text
from app.fields.text_forms import from_text, same, to_text
from engine.data.inline import LARGEST_FLOAT

whole = st.integers(-(2**63), 2**63 - 1)
floats = st.floats(-LARGEST_FLOAT, LARGEST_FLOAT)


@given(st.lists(whole, min_size=1) | st.lists(floats, min_size=1) | st.lists(st.tuples(floats).map(list), min_size=1))
def test_every_column_comes_back_from_its_text(values: list[object]) -> None:
    assert same(from_text(ColumnValues(), to_text(ColumnValues(), values)), values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2", [2]),
        ("2.0", [2.0]),
        ("2, 3", [2, 3]),
        ("2, 3.0", [2, 3.0]),
        ("[2.0], [3.0]", [[2.0], [3.0]]),
        ("[[2.0]]", [[2.0]]),
        ("[[1/4, 2**3]]", [[0.25, 8]]),
    ],
)
def test_a_person_may_leave_brackets_out(text: str, values: object) -> None:
    assert same(from_text(ColumnValues(), text), values)


@pytest.mark.parametrize(
    "text", ["", "[]", "x", "[[1], [2, 3]]", "true", "1, none", "=n", "1e39", "[1, 2", "[[1.0], …"]
)
def test_other_values_are_refused(text: str) -> None:
    with pytest.raises(BadText):
        from_text(ColumnValues(), text)


def test_a_name_is_tidied_and_belongs_to_one_column() -> None:
    name = ColumnName(lambda: {"x", "y"})
    assert from_text(name, " target ") == "target"
    for text in ("", "  ", "x", " y", "a\tb", "n" * 65):
        with pytest.raises(BadText):
            from_text(name, text)


@pytest.mark.parametrize(
    ("values", "long"),
    [
        ([1] * LONGEST, False),
        ([1] * (LONGEST + 1), True),
        ([[1, 2]] * (LONGEST // 2), False),
        ([[[1, 2], [3, 4]]] * (LONGEST // 4 + 1), True),
        ("abc", False),
    ],
)
def test_what_counts_as_long_is_how_many_numbers_there_are(values: object, long: bool) -> None:
    assert is_long(values) is long


@given(st.lists(st.lists(floats, min_size=3, max_size=3), min_size=1, max_size=3).map(lambda some: some * LONGEST))
def test_the_beginning_of_a_long_column_is_short_and_cannot_be_read_as_its_value(values: list[object]) -> None:
    text = leading_text(values)
    assert len(text) < 30
    assert to_text(ColumnValues(), values).startswith(text.removesuffix("…"))
    with pytest.raises(BadText):
        from_text(ColumnValues(), text)
