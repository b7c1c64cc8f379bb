"""Layers that multiply by a matrix of weights, and tables of vectors."""

from __future__ import annotations

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from
from engine.backprop.explain.forward.data import handed_on
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Note


def with_bias(asked: Asked, adding: Adding, formula: str, index: int) -> str:
    """Adds the bias as a term of its own, where there is one; the formula with it."""
    bias = asked.bias(index)
    if bias is None:
        return formula
    adding.term(bias, always=True)
    return f"{formula} + {bias.symbol}"


def linear(asked: Asked) -> Explanation | None:
    """A row of the input times a row of the weights, and the bias."""
    x, w = asked.given(), asked.weight("weight")
    if w is None:
        return None
    *row, unit = asked.index
    features = range(x.shape[-1])
    adding = Adding(asked)
    adding.products(w.window(unit, features), x.window(*row, features))
    formula = rf"{asked.y} = \sum_{{j}} {w.symbol((unit, 'j'))}\, {x.symbol((*row, 'j'))}"
    return adding.explanation(with_bias(asked, adding, formula, unit))


def bilinear(asked: Asked) -> Explanation | None:
    """Every number of the one row times every number of the other, each pair with a weight of its own."""
    first, second, w = asked.given("input1"), asked.given("input2"), asked.weight("weight")
    if w is None:
        return None
    *row, unit = asked.index
    rows, columns = range(first.shape[-1]), range(second.shape[-1])
    adding = Adding(asked)
    adding.products(
        first.window(*row, rows).on_axis(0, of=2),
        w.window(unit, rows, columns),
        second.window(*row, columns).on_axis(1, of=2),
    )
    symbols = (first.symbol((*row, "i")), w.symbol((unit, "i", "j")), second.symbol((*row, "j")))
    formula = rf"{asked.y} = \sum_{{i,j}} " + r"\, ".join(symbols)
    return adding.explanation(with_bias(asked, adding, formula, unit))


def embedding(asked: Asked) -> Explanation | None:
    """A number of the row that was looked up."""
    x, w = asked.given(), asked.weight("weight")
    if w is None:
        return None
    *place, column = asked.index
    number = int(x.at(tuple(place)))
    adding = Adding(asked)
    adding.term(w.factor((number, column)))
    looked_up = Note("looked_up", {"row": number, "rows": w.shape[0]})
    formula = f"{asked.y} = {w.symbol((x.symbol(place), column))}"
    return adding.explanation(formula, looked_up, computed_from(x, tuple(place)))


RULES: dict[str, Rule] = {
    "Linear": linear,
    "Bilinear": bilinear,
    "Identity": handed_on,
    "Embedding": embedding,
}
