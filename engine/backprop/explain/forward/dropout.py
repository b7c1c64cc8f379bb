"""Dropout: which numbers were switched off is read from the recorded outputs themselves."""

from __future__ import annotations

import math

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explain.forward.data import handed_on
from engine.backprop.explain.forward.numbers import constant
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note

ALPHA = 1.7580993408473766  # of SELU: what large negative values tend to, scale included; see torch.nn.AlphaDropout


def dropout(asked: Asked) -> Explanation:
    """x · m / (1 − p), with m = 1 where the number was kept and 0 where it was switched off."""
    p = asked.params["p"]
    if not asked.is_training or p == 0:
        return _at_rest(asked)
    number = asked.given().factor(asked.index)
    is_kept = asked.value != 0
    adding = Adding(asked)
    scale = (constant(r"\frac{1}{1 - p}", 1 / (1 - p)),) if is_kept else ()  # p = 1 keeps nothing
    adding.term(number, constant("m", float(is_kept)), *scale)
    note = _note(is_kept, p) if is_kept or number.value != 0 else Note("kept_or_not")
    return adding.explanation(rf"{asked.y} = {number.symbol} \cdot \frac{{m}}{{1 - p}}", note)


def alpha_scale(p: float) -> float:
    """The number that keeps the variance at 1; p = 1 keeps nothing, and torch gives 0."""
    return 1 / math.sqrt((ALPHA**2 * p + 1) * (1 - p)) if p < 1 else 0.0


def alpha_dropout(asked: Asked) -> Explanation:
    """a (x m − α (1 − m)) + a α p, which keeps mean 0 and variance 1. See torch.nn.AlphaDropout."""
    p = asked.params["p"]
    if not asked.is_training or p == 0:
        return _at_rest(asked)
    number = asked.given().factor(asked.index)
    a = alpha_scale(p)
    shift, kept, off = a * ALPHA * p, a * number.value, -a * ALPHA
    is_kept = abs(asked.value - (kept + shift)) < abs(asked.value - (off + shift))
    adding = Adding(asked)
    adding.term(constant("a", a), number if is_kept else constant(r"(-\alpha)", -ALPHA), always=True)
    adding.term(constant(r"a \alpha p", shift), always=True)
    formula = rf"{asked.y} = a \left(m\, {number.symbol} - (1 - m)\, \alpha\right) + a \alpha p"
    return adding.explanation(formula, _note(is_kept, p))


def _at_rest(asked: Asked) -> Explanation:
    told = handed_on(asked)
    return Explanation(told.place, told.value, told.formula, told.terms, notes=(Note("at_rest"),))


def _note(is_kept: bool, p: float) -> Note:
    return Note("kept", {"probability": 1 - p}) if is_kept else Note("switched_off", {"probability": p})


def noise(asked: Asked) -> Explanation:
    """A number that was drawn, from nothing that came in."""
    adding = Adding(asked)
    adding.term(Factor("n" if asked.is_training else "0", asked.value, "constant"))
    if not asked.is_training:
        return adding.explanation(f"{asked.y} = 0", Note("no_noise"))
    return adding.explanation(f"{asked.y} = n", Note("drawn"))


RULES: dict[str, Rule] = {
    "Dropout": dropout,
    "Dropout2d": dropout,
    "AlphaDropout": alpha_dropout,
    "Noise": noise,
}
