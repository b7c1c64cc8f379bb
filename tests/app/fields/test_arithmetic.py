from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields.arithmetic import MAXIMUM_LENGTH, BadText, evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" 1e-3 ", 1e-3),
        ("007", 7),
        ("28*28", 784),
        ("1/255", 1 / 255),
        ("-(2 + 3) % 4", 3),
        ("7 // 2", 3),
        ("2**10", 1024),
        ("+4", 4),
        ("3, 3", [3, 3]),
        ("(3,)", [3]),
        ("[[1, 2], [3, 4.5]]", [[1, 2], [3, 4.5]]),
        ("none, 7", [None, 7]),
        ("True", True),
        ("off", False),
    ],
)
def test_what_a_person_may_type(text: str, value: object) -> None:
    assert evaluate(text) == value
    assert type(evaluate(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1 2",
        "1 +",
        "1/0",
        "2**0.5j",
        "(-1)**0.5",
        "9**9**9",
        "10**400",
        "1e308*10",
        "10**30*10",
        "true + 1",
        "[1] * 9",
        "__import__('os')",
        "print",
        "'text'",
        "x.y",
        "lambda: 1",
        "[" * 5000 + "]" * 5000,
        "-" * 100_000 + "1",
        "1" * (MAXIMUM_LENGTH + 1),
        "\0",
    ],
    ids=lambda text: text[:12],
)
def test_everything_else_is_refused_at_once(text: str) -> None:
    with pytest.raises(BadText):
        evaluate(text)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20))
def test_a_printed_number_is_read_back(number: float) -> None:
    read = evaluate(repr(number))
    assert read == number
    assert type(read) is type(number)


@given(st.text(max_size=30))
def test_no_text_does_more_than_raise_bad_text(text: str) -> None:
    try:
        value = evaluate(text)
    except BadText:
        return
    assert value is None or isinstance(value, (bool, int, float, list))
    assert not isinstance(value, float) or not math.isnan(value) or "nan" in text.lower()
