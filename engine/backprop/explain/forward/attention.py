"""Attention, from the projections to what was found, and what tells places apart."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, computed_from, told
from engine.backprop.explain.forward.encoder import encoder
from engine.backprop.explain.forward.numbers import (
    Array,
    Column,
    Numbers,
    Position,
    constant,
    doubles,
    everywhere,
    on_host,
    one_over,
)
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note
from engine.backprop.inside.attention import PARTS, heads_of, source
from engine.backprop.inside.opening import node_of


def attention(asked: Asked) -> Explanation | None:
    """By the part that the number is."""
    if not asked.parts:
        return None  # the step computed something else
    if asked.quantity == "output":
        return _weights(asked) if asked.port == "weights" else _output(asked)
    node = node_of(asked.recording, asked.address)
    return _inside(asked, lambda part: asked.given(source(node, part)))


def encoder_layer(asked: Asked) -> Explanation | None:
    """A layer with attention in it: the parts of attention are told as those of attention alone."""
    if asked.quantity == "inside" and (asked.port in PARTS or asked.port in _RULES or asked.port.startswith("kept")):
        entered = asked.inside("normed1") if asked.params["norm_first"] else asked.given("src")
        return _inside(asked, lambda part: entered, "self_attn.")
    return encoder(asked)


def _inside(asked: Asked, entered: Callable[[str], Numbers], prefix: str = "") -> Explanation:
    """A part of attention; `entered` says what q, k and v are projected from, `prefix` how its weights are called."""
    if asked.port in PARTS:
        return _projected(asked, entered(asked.port), prefix)
    return _kept(asked) if asked.port.startswith("kept") else _RULES[asked.port](asked)


def _size(asked: Asked) -> int:
    """The size of a head."""
    return int(asked.parts["q"].shape[2]) // int(asked.parts["scores"].shape[1])


def _looked(asked: Asked, *axes: int | range) -> list[Column]:
    """By how much it is looked: the probabilities, and what dropout left of them."""
    names = ("probabilities", "kept") if "kept" in asked.parts else ("probabilities",)
    return [asked.inside(name).window(*axes) for name in names]


def _dropped(asked: Asked, *index: int | str) -> str:
    return rf"\, {asked.inside('kept').symbol(index)}" if "kept" in asked.parts else ""


# ---------------------------------------------------------------------------------------------- what leaves the node


def _output(asked: Asked) -> Explanation:
    """What each place says, times the probability with which it is looked at, added over places and heads."""
    sample, place, column = asked.index
    heads, places = asked.parts["scores"].shape[1], asked.parts["scores"].shape[3]
    adding = Adding(asked)
    columns = _looked(asked, sample, range(heads), place, range(places))
    adding.products(*columns, _said(asked, sample, column))
    looked = asked.inside("probabilities").symbol((sample, "h", place, "j")) + _dropped(asked, sample, "h", place, "j")
    formula = rf"{asked.y} = \sum_{{h,j}} {looked} \left(W^{{O}} V_{{h,j}}\right)_{{{column}}}"
    bias = asked.weight("out_proj.bias", "b")
    if bias is not None:
        adding.term(bias.factor((column,)), always=True)
        formula += f" + {bias.symbol((column,))}"
    return adding.explanation(formula, *_looking(asked, sample, place))


def _said(asked: Asked, sample: int, column: int) -> Column:
    """What each place has to say for one number of the output, through the last projection: head × place."""
    values = heads_of(asked.parts["v"][sample : sample + 1], asked.parts["scores"].shape[1])[0]
    out = on_host(asked.weights_before["out_proj.weight"])[column].reshape(len(values), -1)
    said: Array = torch.einsum("hd,hjd->hj", out, values).numpy()

    def factor(position: Position) -> Factor:
        symbol = rf"\left(W^{{O}} V_{{{position[0]},{position[1]}}}\right)_{{{column}}}"
        return Factor(symbol, float(said[position]), "value")

    return Column(said, factor)


def _looking(asked: Asked, sample: int, place: int) -> list[Note]:
    """Of each head the place at which it looks most."""
    notes = []
    for number, row in enumerate(asked.parts["probabilities"][sample, :, place]):
        most = int(row.nan_to_num().argmax())
        arguments = {
            "head": number,
            "number": most,
            "weight": float(row[most]),
            "score": float(asked.parts["scores"][sample, number, place, most]),
        }
        notes.append(Note("looks_at", arguments))
    return notes[: asked.most]


def _weights(asked: Asked) -> Explanation:
    """The mean over the heads."""
    sample, place, looked_at = asked.index
    heads, size = asked.parts["scores"].shape[1], _size(asked)
    adding = Adding(asked)
    adding.products(everywhere(one_over(heads)), *_looked(asked, sample, range(heads), place, looked_at))
    looked = asked.inside("probabilities").symbol((sample, "h", place, looked_at))
    scores = asked.inside("scores")
    formula = (
        rf"{asked.y} = \frac{{1}}{{{heads}}} \sum_h {looked}{_dropped(asked, sample, 'h', place, looked_at)},\quad"
        rf" P = \operatorname{{softmax}}(S),\quad S = \frac{{1}}{{\sqrt{{{size}}}}} Q K^{{\top}}"
    )
    notes = [
        told(scores.symbol(index), scores.at(index), scores.place(index))
        for index in ((sample, head, place, looked_at) for head in range(heads))
    ]
    return adding.explanation(formula, Note("mean_of_heads", {"count": heads}), *notes[: asked.most])


# ---------------------------------------------------------------------------------------------- inside


def _projected(asked: Asked, entered: Numbers, prefix: str) -> Explanation:
    """A row of what entered times a row of the projection; a learned place, or zeros, behind those that entered."""
    part, (sample, place, column) = asked.port, asked.index
    adding = Adding(asked)
    if place >= entered.shape[1]:
        learned = asked.weight(f"bias_{part}", f"b^{{{part.upper()}}}")
        if learned is None or place > entered.shape[1]:
            adding.term(constant("0", 0.0))
            return adding.explanation(f"{asked.y} = 0")
        adding.term(learned.factor((0, 0, column)))
        return adding.explanation(f"{asked.y} = {learned.symbol((0, 0, column))}")
    whole, bias = asked.weight(f"{prefix}in_proj_weight", "w"), asked.weight(f"{prefix}in_proj_bias", "b")
    row = column + (PARTS.index(part) * asked.parts["q"].shape[2] if whole is not None else 0)
    weight = whole if whole is not None else asked.weight(f"{part}_proj_weight", "w")
    assert weight is not None  # one or the other is there
    features = range(entered.shape[2])
    adding.products(weight.window(row, features), entered.window(sample, place, features))
    formula = rf"{asked.y} = \sum_{{j}} {weight.symbol((row, 'j'))}\, {entered.symbol((sample, place, 'j'))}"
    if bias is not None:
        adding.term(bias.factor((PARTS.index(part) * asked.parts["q"].shape[2] + column,)), always=True)
        formula += f" + {bias.symbol((PARTS.index(part) * asked.parts['q'].shape[2] + column,))}"
    return adding.explanation(formula)


def _score(asked: Asked) -> Explanation:
    """q · k / √d, and what masks add."""
    sample, head, query, key = asked.index
    size, q, k = _size(asked), asked.inside("q"), asked.inside("k")
    columns = range(head * size, (head + 1) * size)
    root = constant(rf"\frac{{1}}{{\sqrt{{{size}}}}}", 1 / math.sqrt(size))
    adding = Adding(asked)
    adding.products(everywhere(root), q.window(sample, query, columns), k.window(sample, key, columns))
    formula = rf"{asked.y} = {root.symbol} \sum_{{i}} {q.symbol((sample, query, 'i'))}\, {k.symbol((sample, key, 'i'))}"
    for mask, index in _masks_at(asked):
        formula += f" + {mask.symbol(index)}"
        if mask.tensor.dtype != torch.bool:
            adding.term(mask.factor(index), always=True)
        elif bool(mask.tensor[index]):
            adding.term(mask.function(mask.symbol(index), -math.inf, index), always=True)
    return adding.explanation(formula)


def _masks_at(asked: Asked) -> list[tuple[Numbers, Position]]:
    """The masks that reach a score, and where in them its number stands; learned places have none."""
    sample, head, query, key = asked.index
    heads = asked.parts["scores"].shape[1]
    found: list[tuple[Numbers, Position]] = []
    for name in ("key_padding_mask", "src_key_padding_mask"):
        if asked.has(name):
            found.append((asked.given(name), (sample, key)))
    for name in ("attn_mask", "src_mask"):
        if asked.has(name):
            mask = asked.given(name)
            found.append((mask, (query, key) if len(mask.shape) == 2 else (sample * heads + head, query, key)))
    return [(mask, index) for mask, index in found if key < mask.shape[-1]]


def _probability(asked: Asked) -> Explanation:
    """Softmax over the places that one query looks at."""
    sample, head, query, key = asked.index
    scores = asked.inside("scores")
    row = doubles(scores.tensor[sample, head, query])
    largest = float(np.max(row))
    number, general = scores.symbol(asked.index), scores.symbol((sample, head, query, "j"))
    adding = Adding(asked)
    with np.errstate(all="ignore"):  # where all is masked there is no largest
        total, own = float(np.sum(np.exp(row - largest))), float(np.exp(row[key] - largest))
        share = constant(rf"\frac{{1}}{{\sum_j e^{{{general} - m}}}}", 1 / total)
    adding.term(Factor(f"e^{{{number} - m}}", own, "value"), share)
    formula = rf"{asked.y} = \frac{{e^{{{number}}}}}{{\sum_j e^{{{general}}}}}"
    return adding.explanation(formula, computed_from(scores, asked.index), told(rf"m = \max_j {general}", largest))


def _kept(asked: Asked) -> Explanation:
    """What dropout drew."""
    p, is_kept = float(asked.params["dropout"]), asked.value != 0
    adding = Adding(asked)
    adding.term(constant("m", float(is_kept)), *([constant(r"\frac{1}{1 - p}", 1 / (1 - p))] if is_kept else []))
    note = Note("kept", {"probability": 1 - p}) if is_kept else Note("switched_off", {"probability": p})
    return adding.explanation(rf"{asked.y} = \frac{{m}}{{1 - p}}", note)


def _head(asked: Asked) -> Explanation:
    """What a head found: the values, each as far as it looks there."""
    sample, query, column = asked.index
    head, places, v = column // _size(asked), range(asked.parts["v"].shape[1]), asked.inside("v")
    adding = Adding(asked)
    adding.products(*_looked(asked, sample, head, query, places), v.window(sample, places, column))
    looked = asked.inside("probabilities").symbol((sample, head, query, "j")) + _dropped(
        asked, sample, head, query, "j"
    )
    return adding.explanation(rf"{asked.y} = \sum_{{j}} {looked}\, {v.symbol((sample, 'j', column))}")


_RULES: dict[str, Callable[[Asked], Explanation]] = {
    "scores": _score,
    "probabilities": _probability,
    "heads": _head,
}


# ---------------------------------------------------------------------------------------------- positions


def sinusoidal(asked: Asked) -> Explanation:
    """The number that came in and the wave at its place."""
    number = asked.given().factor(asked.index)
    _, place, column = asked.index
    wave = float(asked.buffers_before["encoding"][place, column])
    name = r"\sin" if column % 2 == 0 else r"\cos"
    symbol = rf"{name}({place}\, \omega_{{{column // 2}}})"
    adding = Adding(asked)
    adding.term(number, always=True)
    adding.term(constant(symbol, wave), always=True)
    size = asked.given().shape[-1]
    frequency = told(rf"\omega_{{{column // 2}}}", 10000.0 ** (-2 * (column // 2) / size))
    return adding.explanation(f"{asked.y} = {number.symbol} + {symbol}", frequency)


def learned_positions(asked: Asked) -> Explanation | None:
    """The number that came in and the learned one of its place."""
    w = asked.weight("weight")
    if w is None:
        return None
    number, learned = asked.given().factor(asked.index), w.factor(asked.index[1:])
    adding = Adding(asked)
    adding.term(number, always=True)
    adding.term(learned, always=True)
    return adding.explanation(f"{asked.y} = {number.symbol} + {learned.symbol}")


# ---------------------------------------------------------------------------------------------- masks


def causal(asked: Asked) -> Explanation:
    """1, which hides, where the column lies behind the row; else 0."""
    row, column = asked.index
    symbol = rf"\left[{column} > {row}\right]"
    adding = Adding(asked)
    adding.term(constant(symbol, float(column > row)))
    return adding.explanation(f"{asked.y} = {symbol}")


RULES: dict[str, Rule] = {
    "CausalMask": causal,
    "MultiheadAttention": attention,
    "TransformerEncoderLayer": encoder_layer,
    "SinusoidalPositionalEncoding": sinusoidal,
    "LearnedPositionalEncoding": learned_positions,
}
