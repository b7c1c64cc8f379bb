from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark, raises

from engine.graph.expressions import LARGEST, evaluate, is_expression, resolve
from engine.problem import ProblemError

NAMES = {"channels": 8, "rate": 0.5, "wide": True, "mode": "same"}


@mark.parametrize(
    ("text", "value"),
    [("=channels", 8), ("= channels * 4", 32), ("=(channels + 2) // 3", 3), ("=-channels % 5", 2), ("=rate / 2", 0.25),
     ("=wide", True), ("=mode", "same"), ("=7", 7), ("=+channels - 1", 7)],
)  # fmt: skip
def test_what_can_be_written(text: str, value: object) -> None:
    assert evaluate(text, NAMES) == value


@mark.parametrize(
    "text",
    ["=", "=other", "=channels **", "=2 ** 8", "=channels / 0", "=channels % 0", "=__import__('os')", "=channels()",
     "=[1]", "='a'", "=mode * 2", "=wide + 1", "=lambda: 1", "=channels if wide else 1", "=channels.real", "=1j",
     "=" + "(" * 5000, "=" + "9" * 100 + "*9", "=" + "-" * 190 + "x"],
)  # fmt: skip
def test_what_cannot(text: str) -> None:
    began = time.perf_counter()
    with raises(ProblemError) as caught:
        evaluate(text, NAMES)
    assert caught.value.problem.code == "expression"
    assert time.perf_counter() - began < 1


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from("+-*"))
def test_it_agrees_with_python(left: int, right: int, sign: str) -> None:
    text = f"({left}) {sign} ({right})"
    assert evaluate("=" + text, {}) == approx(eval(text))


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_problem(text: str) -> None:
    try:
        value = evaluate("=" + text, {})
    except ProblemError:
        return
    assert isinstance(value, (bool, int, float))
    assert abs(value) <= LARGEST or text.strip().isdigit()


def test_lists_of_expressions_and_the_name_of_the_parameter_in_a_problem() -> None:
    assert resolve({"size": ["=channels", 2], "bias": True}, NAMES) == {"size": [8, 2], "bias": True}
    with raises(ProblemError) as caught:
        resolve({"size": "=nobody"}, NAMES)
    assert caught.value.problem.parameter == "size"
    assert not is_expression("a=b")
