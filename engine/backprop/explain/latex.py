"""An explanation as it is written down: the formula, and below it the same equation with the step's numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from engine.backprop.explanation import Explanation, Factor, Term

Colour = Callable[[Factor], str]

DIGITS = 4  # significant digits of a number
_SMALLEST, _LARGEST = 1e-3, 1e5  # sizes between which a number is written without a power of ten


def latex(explanation: Explanation) -> str:
    """Both lines, to be copied into a paper: in symbols, and with numbers. Needs the package amsmath there."""
    left, _, right = explanation.formula.partition(" = ")
    return rf"\begin{{aligned}} {left} &= {right} \\ {numbers(explanation, '&=')} \end{{aligned}}"


def numbers(explanation: Explanation, equals: str = "=", colour: Colour = lambda _: "", most: int | None = None) -> str:
    """The equation with this step's numbers: what came out is the sum of products, the rest as one number.

    `colour` says in which colour a factor is written, as `#D9731A`; empty for that of the rest. `most` is how many
    terms are written out; those behind them are added to the rest.
    """
    terms, others = explanation.terms[:most], explanation.terms[len(explanation.terms[:most]) :]
    count = explanation.rest_count + len(others)
    rest = math.fsum([explanation.rest, *(term.value for term in others)]) if others else explanation.rest
    right = ""
    for term in terms:
        if not right:
            right = _term(term, colour)
        else:
            is_less = _leading(term).startswith("-")
            right += f" - {_term(term, colour, is_less)}" if is_less else f" + {_term(term, colour)}"
    if count:
        dots = rf"\dots \; ({count}\text{{ more: }} {number(rest)})"
        right = f"{right} + {dots}" if right else dots
    if not right:
        right = number(rest)
    return f"{number(explanation.value)} {equals} {right}"


def letters(text: str) -> int:
    """About how many letters a line of LaTeX takes when it is set: a fraction counts as long as both its parts."""
    plain = re.sub(r"\\textcolor\{[^{}]*\}|\\(text|mathrm|left|right|frac)\b|[{}\s]", "", text)
    return len(re.sub(r"\\[a-zA-Z]+|\\.", "x", plain))


def number(value: float) -> str:
    r"""A number with at most four significant digits: `-16`, `0.5`, `3.1 \times 10^{-5}`."""
    if math.isnan(value):
        return r"\mathrm{NaN}"
    if math.isinf(value):
        return r"-\infty" if value < 0 else r"\infty"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{DIGITS - 1}e}")
    if _SMALLEST <= abs(rounded) < _LARGEST:
        places = max(0, DIGITS - 1 - math.floor(math.log10(abs(rounded))))
        text = f"{rounded:.{places}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    digits, _, power = f"{rounded:.{DIGITS - 1}e}".partition("e")
    return rf"{digits.rstrip('0').rstrip('.')} \times 10^{{{int(power)}}}"


def enclosed(text: str) -> str:
    """What starts with a minus, in parentheses."""
    return _bracketed(text) if text.startswith("-") else text


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _leading(term: Term) -> str:
    """The number with which a term begins."""
    return number(term.factors[0].value if term.factors else term.value)


def _term(term: Term, colour: Colour, is_turned: bool = False) -> str:
    """A product: the first factor as it is, or without its minus, negative ones after it in parentheses."""
    leading = _leading(term).removeprefix("-") if is_turned else _leading(term)
    if not term.factors:
        return leading
    first, *others = term.factors
    parts = [_coloured(leading, colour(first))]
    parts += [_coloured(enclosed(number(factor.value)), colour(factor)) for factor in others]
    return r" \cdot ".join(parts)


def _coloured(text: str, colour: str) -> str:
    return rf"\textcolor{{{colour}}}{{{text}}}" if colour else text
