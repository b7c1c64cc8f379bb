"""Values that come from outside, and values that are handed on."""

from __future__ import annotations

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.numbers import short
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note


def from_outside(asked: Asked) -> Explanation:
    """A number of the data; inside a block, what enters the block."""
    if asked.stop.reads:
        return handed_on(asked)
    column = asked.params["column"]
    adding = Adding(asked)
    adding.term(Factor(asked.y, asked.value, "value"))
    note = Note("from_data", {"column": column}) if column else Note("from_outside", {"node": asked.address})
    return adding.explanation(f"{asked.y} = {short(asked.value)}", note)


def handed_on(asked: Asked) -> Explanation:
    """The same number as came in."""
    brought = asked.edges[0]
    adding = Adding(asked)
    adding.term(brought.factor(asked.index))
    return adding.explanation(f"{asked.y} = {brought.symbol(asked.index)}")


RULES: dict[str, Rule] = {"Input": from_outside, "Output": handed_on}
