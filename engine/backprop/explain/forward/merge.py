"""Layers that make one value of several."""

from __future__ import annotations

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import Numbers, constant
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.forward.shape import copied
from engine.backprop.explanation import Explanation, Factor

MINUS = constant("(-1)", -1.0)


def _at(asked: Asked, numbers: Numbers) -> Factor:
    """The number of an input that meets the others at the place that is asked about."""
    return numbers.factor(numbers.spread(asked.index))


def add(asked: Asked) -> Explanation:
    """A term for each input."""
    adding, factors = Adding(asked), [_at(asked, edge) for edge in asked.edges]
    for factor in factors:
        adding.term(factor)
    return adding.explanation(f"{asked.y} = {' + '.join(factor.symbol for factor in factors)}")


def multiply(asked: Asked) -> Explanation:
    """One product of all inputs."""
    adding, factors = Adding(asked), [_at(asked, edge) for edge in asked.edges]
    adding.term(*factors)
    product = r" \cdot ".join(factor.symbol for factor in factors)
    return adding.explanation(f"{asked.y} = {product}")


def subtract(asked: Asked) -> Explanation:
    """The first, and the second with its sign turned."""
    first, second = (_at(asked, asked.given(port)) for port in ("input", "other"))
    adding = Adding(asked)
    adding.term(first, always=True)
    adding.term(MINUS, second, always=True)
    return adding.explanation(f"{asked.y} = {first.symbol} - {second.symbol}")


def divide(asked: Asked) -> Explanation | None:
    """The first times the reciprocal of the second; no rule where that is 0."""
    first, other = _at(asked, asked.given()), asked.given("other")
    second = _at(asked, other)
    if second.value == 0:
        return None
    adding = Adding(asked)
    symbol = rf"\frac{{1}}{{{second.symbol}}}"
    adding.term(first, other.function(symbol, 1 / second.value, other.spread(asked.index)))
    return adding.explanation(rf"{asked.y} = \frac{{{first.symbol}}}{{{second.symbol}}}")


def matmul(asked: Asked) -> Explanation:
    """A row of the first times a column of the second; axes before the last two broadcast. See torch.matmul."""
    first, second = asked.given(), asked.given("other")
    before = list(asked.index)
    column = [before.pop()] if len(second.shape) > 1 else []
    row = [before.pop()] if len(first.shape) > 1 else []
    inner = range(first.shape[-1])
    left = (*_batch(first, before), *row)
    right = _batch(second, before)
    adding = Adding(asked)
    adding.products(first.window(*left, inner), second.window(*right, inner, *column))
    formula = rf"{asked.y} = \sum_k {first.symbol((*left, 'k'))}\, {second.symbol((*right, 'k', *column))}"
    return adding.explanation(formula)


def _batch(numbers: Numbers, before: list[int]) -> tuple[int, ...]:
    """The place along the axes before the matrix."""
    sizes = numbers.shape[:-2]
    own = before[len(before) - len(sizes) :]
    return tuple(0 if size == 1 else place for place, size in zip(own, sizes, strict=True))


RULES: dict[str, Rule] = {
    "Add": add,
    "Subtract": subtract,
    "Multiply": multiply,
    "Divide": divide,
    "MatMul": matmul,
    "Concatenate": copied,
    "Stack": copied,
    "Expand": copied,
}
