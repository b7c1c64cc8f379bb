"""Attention, and what tells places apart."""

from __future__ import annotations

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.attending import Attention, Head
from engine.backprop.explain.forward.encoder import encoder
from engine.backprop.explain.forward.numbers import (
    Array,
    Column,
    Position,
    constant,
    doubles,
    everywhere,
    one_over,
)
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note


def attention(asked: Asked) -> Explanation:
    """The output: what each place says, times the weight with which it is looked at, added over places and heads."""
    if asked.port == "weights":
        return weights(asked)
    sample, place, column = asked.index
    layer = Attention(asked, sample, place)
    head = layer.head()
    columns = [_weight_column(place, head), *_kept_columns(head), _value_column(column, layer)]
    adding = Adding(asked)
    adding.products(*columns)
    dropped = "" if head.kept is None else r"\, m_{h,s}"
    formula = rf"{asked.y} = \sum_{{h,s}} a^{{h}}_{{{place},s}}{dropped} \left(W^{{O}} v_{{h,s}}\right)_{{{column}}}"
    bias = asked.weight("out_proj.bias", "b")
    if bias is not None:
        adding.term(bias.factor((column,)), always=True)
        formula += f" + {bias.symbol((column,))}"
    return adding.explanation(formula, *_looking(asked, place, head))


def _weight_column(place: int, head: Head) -> Column:
    values = doubles(head.weights)

    def factor(position: Position) -> Factor:
        symbol = rf"a^{{{position[0]}}}_{{{place},{position[1]}}}"
        return Factor(symbol, float(values[position]), "value")

    return Column(values, factor)


def _kept_columns(head: Head) -> list[Column]:
    """What dropout left of the weights."""
    if head.kept is None:
        return []
    values = doubles(head.kept)
    return [
        Column(values, lambda at: Factor(rf"m_{{{at[0]},{at[1]}}}", float(values[at]), "constant")),
    ]


def _value_column(column: int, layer: Attention) -> Column:
    values: Array = doubles(layer.values_for(column))

    def factor(position: Position) -> Factor:
        symbol = rf"\left(W^{{O}} v_{{{position[0]},{position[1]}}}\right)_{{{column}}}"
        return Factor(symbol, float(values[position]), "value")

    return Column(values, factor)


def _looking(asked: Asked, place: int, head: Head) -> list[Note]:
    """Of each head the place at which it looks most."""
    notes = []
    for number, row in enumerate(head.weights):
        most = int(row.nan_to_num().argmax())
        arguments = {
            "head": number,
            "number": most,
            "weight": float(row[most]),
            "score": float(head.scores[number, most]),
        }
        notes.append(Note("looks_at", arguments))
    return notes[: asked.most]


def weights(asked: Asked) -> Explanation:
    """The weights: the softmax of the scaled scores, the mean over the heads."""
    sample, place, looked_at = asked.index
    layer = Attention(asked, sample, place)
    head = layer.head()
    column = doubles(head.weights[:, looked_at])
    scores = head.scores[:, looked_at]

    def factor(position: Position) -> Factor:
        symbol = rf"\operatorname{{softmax}}(s^{{{position[0]}}}_{{{place}}})_{{{looked_at}}}"
        return Factor(symbol, float(column[position]), "value")

    adding = Adding(asked)
    mean = one_over(layer.heads)
    columns = [Column(column, factor)]
    if head.kept is not None:
        kept = doubles(head.kept[:, looked_at])
        columns.append(Column(kept, lambda at: Factor(f"m_{{{at[0]}}}", float(kept[at]), "constant")))
    adding.products(everywhere(mean), *columns)
    formula = (
        rf"{asked.y} = \frac{{1}}{{{layer.heads}}} \sum_h \operatorname{{softmax}}\left(s^{{h}}_{{{place}}}\right)"
        rf"_{{{looked_at}}},\quad s^{{h}}_{{{place},j}} = \frac{{1}}{{\sqrt{{{layer.size}}}}}"
        rf" q^{{h}}_{{{place}}} \cdot k^{{h}}_j"
    )
    notes = [told(rf"s^{{{number}}}_{{{place},{looked_at}}}", float(score)) for number, score in enumerate(scores)]
    return adding.explanation(formula, Note("mean_of_heads", {"count": layer.heads}), *notes[: asked.most])


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


RULES: dict[str, Rule] = {
    "MultiheadAttention": attention,
    "TransformerEncoderLayer": encoder,
    "SinusoidalPositionalEncoding": sinusoidal,
    "LearnedPositionalEncoding": learned_positions,
}
