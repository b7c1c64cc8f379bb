from __future__ import annotations

import math

import ziamath
from pytest import mark

from engine.backprop.explain.latex import latex, letters, number, numbers
from engine.backprop.explanation import Explanation, Factor, Place, Term

PLACE = Place("grad_input", "fc", "input", (0,))


def term(*values: float) -> Term:
    return Term(math.prod(values), tuple(Factor("a", value, "value") for value in values))


def told(value: float, *terms: Term, rest: float = 0.0, rest_count: int = 0) -> Explanation:
    return Explanation(PLACE, value, r"\frac{\partial L}{\partial x} = a \cdot b", terms, rest, rest_count)


@mark.parametrize(
    ("value", "text"),
    [
        (-16.0, "-16"), (0.5, "0.5"), (0.0, "0"), (-0.0, "0"), (1.0, "1"), (100.0, "100"),
        (3.1e-5, r"3.1 \times 10^{-5}"),
        (12345.678, "12350"), (0.0012345, "0.001234"), (1e5, r"1 \times 10^{5}"), (-2.5e-9, r"-2.5 \times 10^{-9}"),
        (0.99999, "1"), (99999.0, r"1 \times 10^{5}"), (1 / 3, "0.3333"),
        (math.inf, r"\infty"), (-math.inf, r"-\infty"),
        (math.nan, r"\mathrm{NaN}"), (0.00099999, "0.001"), (16.0625, "16.06"),
    ],
)  # fmt: skip
def test_numbers_read_well(value: float, text: str) -> None:
    assert number(value) == text


@mark.parametrize(
    ("explanation", "text"),
    [
        (told(-16, term(-8, 2)), r"-16 = -8 \cdot 2"),
        (told(16, term(-8, -2)), r"16 = -8 \cdot \left(-2\right)"),
        (told(-52, term(-12, 3), term(-8, 2)), r"-52 = -12 \cdot 3 - 8 \cdot 2"),
        (told(1, term(3), term(-2)), "1 = 3 - 2"),
        (told(3, term(1, 2), rest=1.0, rest_count=3), r"3 = 1 \cdot 2 + \dots \; (3\text{ more: } 1)"),
        (told(0), "0 = 0"),
        (told(0, term(-8, 0)), r"0 = -8 \cdot 0"),
        (told(2, term(2e-5, 1e5)), r"2 = 2 \times 10^{-5} \cdot 1 \times 10^{5}"),
    ],
)
def test_the_same_equation_in_numbers(explanation: Explanation, text: str) -> None:
    assert numbers(explanation) == text


def test_both_lines_can_be_copied_and_set() -> None:
    text = latex(told(16, term(-8, -2), rest=1.0, rest_count=3))
    assert r"\frac{\partial L}{\partial x} &= a \cdot b \\ 16 &= -8 \cdot \left(-2\right) + \dots" in text
    assert "<svg" in ziamath.Latex(text).svg()


def test_terms_that_are_not_written_out_are_told_with_the_rest() -> None:
    many = told(10, term(4), term(3), term(2), rest=1.0, rest_count=5)
    assert numbers(many, most=2) == r"10 = 4 + 3 + \dots \; (6\text{ more: } 3)"
    assert numbers(many, most=3) == numbers(many) == numbers(many, most=9)
    assert numbers(told(5, term(3), term(2)), most=1) == r"5 = 3 + \dots \; (1\text{ more: } 2)"


@mark.parametrize(
    ("text", "count"),
    [("1 = 2", 3), (r"-8 \cdot 2", 4), (r"\textcolor{#D9731A}{0.5} \cdot \left(-2\right)", 8),
     (r"3.1 \times 10^{-5}", 9), (r"(3\text{ more: } 1)", 9), (r"\frac{1}{2}", 2)],
)  # fmt: skip
def test_letters_are_counted_as_they_are_set(text: str, count: int) -> None:
    assert letters(text) == count
