"""TransformerEncoderLayer, part by part: what its shortcuts add, and how each part was computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import Numbers, constant, doubles
from engine.backprop.explanation import Explanation, Factor, Note


def encoder(asked: Asked) -> Explanation | None:
    """By the part that the number is; of the output, what the second shortcut adds, or the last normalization."""
    if not asked.parts:
        return None  # the step computed something else
    first: bool = asked.params["norm_first"]
    source = asked.given("src")
    rules: Mapping[str, Callable[[], Explanation]] = {
        "attended": lambda: _linear(asked, "self_attn.out_proj", "heads"),
        "sum1": lambda: _sum(asked, source, "attended", "kept1"),
        "sum2": lambda: _sum(asked, asked.inside("normed1"), "fed", "kept3"),
        "normed1": lambda: _normalized(asked, "norm1", source if first else asked.inside("sum1")),
        "normed2": lambda: _normalized(asked, "norm2", asked.inside("sum1")),
        "inner": lambda: _linear(asked, "linear1", "normed2" if first else "normed1"),
        "hidden": lambda: _activated(asked),
        "fed": lambda: _linear(asked, "linear2", "hidden", "kept2"),
    }
    if asked.quantity == "inside":
        return rules[asked.port]()
    if first:
        return _sum(asked, asked.inside("sum1"), "fed", "kept3")
    return _normalized(asked, "norm2", asked.inside("sum2"))


def _sum(asked: Asked, shortcut: Numbers, part: str, mask: str) -> Explanation:
    """What came by the shortcut, and what the part adds, as dropout left it."""
    past, added = shortcut.factor(asked.index), asked.inside(part).factor(asked.index)
    adding = Adding(asked)
    adding.term(past, always=True)
    formula = f"{asked.y} = {past.symbol} + {added.symbol}"
    if mask in asked.parts:
        dropped = asked.inside(mask).factor(asked.index)
        adding.term(added, dropped, always=True)
        return adding.explanation(rf"{formula} \cdot {dropped.symbol}", *_dropout(asked))
    adding.term(added, always=True)
    return adding.explanation(formula)


def _dropout(asked: Asked) -> list[Note]:
    return [Note("dropout_within", {"p": asked.params["dropout"]})]


def _linear(asked: Asked, name: str, part: str, mask: str = "") -> Explanation:
    """A row of the weight times a row of the part before, and the bias."""
    weight, bias = asked.weight(f"{name}.weight"), asked.weight(f"{name}.bias")
    assert weight is not None  # every layer has it
    sample, place, unit = asked.index
    entered, features = asked.inside(part), range(weight.shape[1])
    columns = [weight.window(unit, features), entered.window(sample, place, features)]
    right = rf"\sum_{{j}} {weight.symbol((unit, 'j'))}\, {entered.symbol((sample, place, 'j'))}"
    if mask in asked.parts:
        columns.append(asked.inside(mask).window(sample, place, features))
        right += rf"\, {asked.inside(mask).symbol((sample, place, 'j'))}"
    adding = Adding(asked)
    adding.products(*columns)
    if bias is not None:
        adding.term(bias.factor((unit,)), always=True)
        right += f" + {bias.symbol((unit,))}"
    return adding.explanation(f"{asked.y} = {right}", *(_dropout(asked) if mask in asked.parts else ()))


def _activated(asked: Asked) -> Explanation:
    """ReLU, or GELU, a Φ(a)."""
    inner = asked.inside("inner").factor(asked.index)
    adding = Adding(asked)
    if asked.params["activation"] == "relu":
        symbol = rf"\max(0, {inner.symbol})"
        adding.term(Factor(symbol, asked.value, "value"))
        return adding.explanation(f"{asked.y} = {symbol}", told(inner.symbol, inner.value, inner.place))
    share = 0.5 * math.erfc(-inner.value / math.sqrt(2))
    adding.term(inner, Factor(rf"\Phi({inner.symbol})", share, "value"))
    return adding.explanation(rf"{asked.y} = {inner.symbol} \cdot \Phi({inner.symbol})")


def _normalized(asked: Asked, name: str, entered: Numbers) -> Explanation:
    """γ (x − μ) / σ + β, over the numbers of one place."""
    sample, place, column = asked.index
    row, eps = doubles(entered.tensor[sample, place]), float(asked.params["layer_norm_eps"])
    mean, variance = float(np.mean(row)), float(np.var(row))
    size = constant(r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", 1 / math.sqrt(variance + eps))
    weight, bias = asked.weight(f"{name}.weight", r"\gamma"), asked.weight(f"{name}.bias", r"\beta")
    scale = [weight.factor((column,))] if weight is not None else []
    number = entered.factor(asked.index)
    adding = Adding(asked)
    for factor in (number, Factor(r"(-\mu)", -mean, "constant")):
        adding.term(*scale, factor, size, always=True)
    front = f"{scale[0].symbol} " if scale else ""
    formula = rf"{asked.y} = {front}\frac{{{number.symbol} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}"
    if bias is not None:
        adding.term(bias.factor((column,)), always=True)
        formula += f" + {bias.symbol((column,))}"
    return adding.explanation(formula, told(r"\mu", mean), told(r"\sigma^2", variance))
