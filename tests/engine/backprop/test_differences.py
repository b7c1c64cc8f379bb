"""Functions whose derivative is known, along one entry."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import mark

from engine.backprop.differences import EPSILON, STEP, TOLERANCE, Compared, Line, compare

Function = Callable[[float], float]


def found(function: Function, derivative: Function, entry: float, said: float | None = None) -> Compared:
    """What is found of a function at a place, where autograd says `said`, or the derivative."""

    def at(distance: float) -> np.ndarray:
        try:
            return np.array([function(entry + distance)])
        except (ValueError, ZeroDivisionError):
            return np.array([np.nan])

    def slope(distance: float) -> float:
        try:
            return derivative(entry + distance)
        except (ValueError, ZeroDivisionError):
            return math.nan

    return compare(Line(at, slope, np.array([1.0]), derivative(entry) if said is None else said, entry))


def relu(x: float) -> float:
    return max(x, 0.0)


def step(x: float) -> float:
    return float(x > 0)


SMOOTH: dict[str, tuple[Function, Function, tuple[float, ...]]] = {
    "square": (lambda x: x * x, lambda x: 2 * x, (0.0, 1.0, -3.0, 1e4)),
    "sine": (math.sin, math.cos, (0.0, 1.0, -3.0, 100.0)),
    "exponential": (math.exp, math.exp, (-30.0, 0.0, 20.0)),
    "tanh": (math.tanh, lambda x: 1 - math.tanh(x) ** 2, (-2.0, 0.0, 1.0, 15.0)),
    "logarithm": (math.log, lambda x: 1 / x, (1e-6, 1e-3, 1.0, 1e3)),
    "inverse": (lambda x: 1 / x, lambda x: -1 / x**2, (-1e-4, 1.0, 50.0)),
    "root": (math.sqrt, lambda x: 0.5 / math.sqrt(x), (1e-7, 1.0, 1e3)),
    "root of a square": (lambda x: math.sqrt(1 + x * x), lambda x: x / math.sqrt(1 + x * x), (0.5, -20.0)),
    "constant": (lambda x: 3.0, lambda x: 0.0, (0.0, 7.0)),
}
PLACES = [(name, place) for name, (_, _, places) in SMOOTH.items() for place in places]


@mark.parametrize(("name", "place"), PLACES)
def test_a_derivative_is_right(name: str, place: float) -> None:
    function, derivative, _ = SMOOTH[name]
    result = found(function, derivative, place)
    assert result.finding == "right" and result.error <= TOLERANCE
    assert math.isclose(result.numeric, derivative(place), rel_tol=1e-4, abs_tol=1e-8)


@mark.parametrize("off", [-1.0, 0.5, 0.999, 1.001, 2.0])
@mark.parametrize(("name", "place"), [(name, place) for name, place in PLACES if name != "constant"])
def test_any_other_number_is_wrong(name: str, place: float, off: float) -> None:
    function, derivative, _ = SMOOTH[name]
    true = derivative(place)
    if abs(true) * abs(1 - off) < 1e-9 * max(1.0, abs(function(place))):  # too little to be measured beside the value
        return
    assert found(function, lambda x: off * derivative(x), place).finding == "wrong"


@given(st.lists(st.floats(-2, 2), min_size=1, max_size=6), st.floats(-3, 3), st.floats(1e-3, 1), st.booleans())
def test_polynomials(coefficients: list[float], entry: float, share: float, negative: bool) -> None:
    function = np.polynomial.Polynomial(coefficients)
    derivative = function.deriv()
    assert found(function, derivative, entry).finding == "right"
    true = float(derivative(entry))
    said = true + (-share if negative else share) * max(1.0, abs(true))
    assert found(function, lambda x: float(derivative(x)) + said - true, entry, said).finding == "wrong"


def test_the_relative_error_is_that_of_cs231n() -> None:
    result = found(lambda x: 3 * x, lambda x: 2.0, 1.0)
    assert result.finding == "wrong"
    assert math.isclose(result.error, 1 / 3, rel_tol=1e-8)
    assert math.isclose(STEP, EPSILON ** (1 / 3)) and 6e-6 < STEP < 6.1e-6


@mark.parametrize("said", [0.0, 0.3, 1.0])
def test_a_kink_at_the_place_itself(said: float) -> None:
    result = found(relu, step, 0.0, said)
    assert result.finding == "kink"
    assert math.isclose(result.numeric, 0.5)


@mark.parametrize("said", [-1.0, -0.01, 1.01, math.nan, math.inf])
def test_what_no_side_of_a_kink_has_is_wrong(said: float) -> None:
    assert found(relu, lambda x: said, 0.0, said).finding == "wrong"


@mark.parametrize("place", [1e-5, 5e-6, -5e-6, 1e-7, -3e-8])
def test_a_kink_nearby_is_left_behind(place: float) -> None:
    assert found(relu, step, place).finding == "right"
    assert found(relu, lambda x: 0.5, place, 1.0 - step(place)).finding in ("wrong", "kink")
    assert found(relu, lambda x: 2.0, place).finding == "wrong"


def test_a_bent_function_with_a_kink() -> None:
    def bent(x: float) -> float:
        return math.exp(3 * x) if x > 0 else 1 - x * x

    def derivative(x: float) -> float:
        return 3 * math.exp(3 * x) if x > 0 else -2 * x

    assert found(bent, derivative, 0.0).finding == "kink"
    assert found(bent, lambda x: derivative(x) + 4, 0.0).finding == "wrong"


def test_kinks_that_meet_and_leave_a_straight_line() -> None:
    """relu(x) - relu(-x) is x, and autograd, which takes each by itself, says 0 at 0."""
    assert found(lambda x: relu(x) - relu(-x), lambda x: float(x != 0), 0.0).finding == "kink"
    assert found(lambda x: relu(x) - relu(-x), lambda x: 0.0, 0.0).finding == "wrong"
    assert found(lambda x: relu(x) - relu(-x), lambda x: float(x != 0), 0.0, 0.1).finding == "wrong"


def test_a_slope_without_end() -> None:
    def steep(x: float) -> float:
        return 0.5 / math.sqrt(x) if x > 0 else math.inf

    assert found(math.sqrt, steep, 0.0).finding == "kink"
    assert found(math.sqrt, steep, 0.0, math.nan).finding == "wrong"
    assert found(lambda x: math.copysign(abs(x) ** (1 / 3), x), steep, 0.0).finding == "kink"
    assert found(lambda x: 2 * x, lambda x: math.inf, 0.0).finding == "wrong"


def test_the_edge_of_what_a_function_takes() -> None:
    def only_below(x: float) -> float:
        return x * x if x <= 1 else math.nan

    assert found(only_below, lambda x: 2 * x, 1.0).finding == "right"
    assert found(only_below, lambda x: 1.9 * x, 1.0).finding == "wrong"


def test_nothing_finite() -> None:
    assert found(lambda x: math.nan, lambda x: 1.0, 0.0).finding == "not_finite"
    assert found(lambda x: math.inf if x else 0.0, lambda x: 1.0, 0.0).finding == "not_finite"


def test_a_small_part_of_a_large_value() -> None:
    """A gradient of a millionth of the value is measured, and one that is forgotten is found."""
    assert found(lambda x: 1.0 + 1e-7 * math.sin(x), lambda x: 1e-7 * math.cos(x), 0.3).finding == "right"
    assert found(lambda x: 1.0 + 1e-7 * math.sin(x), lambda x: 0.0, 0.3).finding == "wrong"


@mark.parametrize("logit", [15.0, 20.0, 25.0, 30.0])
def test_rounding_inside_a_tiny_value_is_no_fault(logit: float) -> None:
    """The loss of a sample that is learned well: log(1 + e⁻ˣ) loses the digits that 1 does not hold."""
    assert found(lambda x: math.log(1 + math.exp(-x)), lambda x: -1 / (1 + math.exp(x)), logit).finding == "right"


def test_rounding_of_large_parts_is_estimated() -> None:
    assert found(lambda x: (x + 1e6) - 1e6, lambda x: 1.0, 0.1).finding == "right"
    assert found(lambda x: (x + 1e6) - 1e6, lambda x: 0.9, 0.1).finding == "wrong"


def test_outputs_are_weighted_and_what_stands_still_adds_no_rounding() -> None:
    def at(distance: float) -> np.ndarray:
        return np.array([1e12, np.nan, np.inf, 1.0 + distance, 2.0 * distance, math.nan])

    weights = np.array([1.0, 1.0, 1.0, 0.5, -1.0, 0.0])
    result = compare(Line(at, lambda _: -1.5, weights, -1.5, 1.0))
    assert result.finding == "right" and math.isclose(result.numeric, -1.5, rel_tol=1e-9)
