"""Attention, the layer built from it, and what tells places apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.again import module_as_it_was, run_again
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.numbers import Array, Column, Position, constant, doubles, one_over
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explanation import Explanation, Factor, Note
from engine.compiler.random_state import random_state_kept


def _host(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu").double()


@dataclass(frozen=True)
class Head:
    """Attention of one query, in all heads: head × place. `scores` are scaled and masked."""

    scores: Tensor
    weights: Tensor
    kept: Tensor | None  # what dropout multiplied the weights by


class Attention:
    """MultiheadAttention for one place of one sample, in double precision. See torch.nn.MultiheadAttention."""

    def __init__(self, asked: Asked, sample: int, place: int) -> None:
        self.asked, self.sample, self.place = asked, sample, place
        self.heads: int = asked.params["num_heads"]
        self.weights = {name: _host(tensor) for name, tensor in asked.weights_before.items()}
        self.query = _host(asked.given("query").tensor[sample, place])
        self.key = self._brought("key", "query")
        self.value = self._brought("value", "key" if asked.has("key") else "query")
        self.size = len(self.query) // self.heads

    def _brought(self, port: str, instead: str) -> Tensor:
        return _host(self.asked.given(port if self.asked.has(port) else instead).tensor[self.sample])

    def projection(self, number: int) -> tuple[Tensor, Tensor]:
        """Weight and bias by which query (0), key (1) or value (2) becomes what the heads see."""
        embed = self.heads * self.size
        rows = slice(number * embed, (number + 1) * embed)
        whole = self.weights.get("in_proj_weight")
        weight = whole[rows] if whole is not None else self.weights[f"{'qkv'[number]}_proj_weight"]
        bias = self.weights.get("in_proj_bias")
        return weight, bias[rows] if bias is not None else torch.zeros(embed, dtype=torch.float64)

    def head(self) -> Head:
        """Scores and weights of every head."""
        weight, bias = self.projection(0)
        query = (weight @ self.query + bias).reshape(self.heads, self.size)
        weight, bias = self.projection(1)
        in_key = torch.einsum("hd,hde->he", query, weight.reshape(self.heads, self.size, -1))
        of_bias = (query * bias.reshape(self.heads, self.size)).sum(1, keepdim=True)
        scores = in_key @ self.key.T + of_bias
        if "bias_k" in self.weights:
            added = (query * self.weights["bias_k"].reshape(self.heads, self.size)).sum(1, keepdim=True)
            scores = torch.cat([scores, added], dim=1)
        if self.asked.params["add_zero_attn"]:
            scores = torch.cat([scores, torch.zeros(self.heads, 1, dtype=torch.float64)], dim=1)
        scores = scores / math.sqrt(self.size)
        for mask in self._masks():
            scores[:, : mask.shape[-1]] = scores[:, : mask.shape[-1]] + mask
        weights = scores.softmax(dim=1)
        return Head(scores, weights, self._kept(weights.shape[1]))

    def _masks(self) -> list[Tensor]:
        """What is added to the scores: −∞ where a mask is true."""
        found = []
        if self.asked.has("key_padding_mask"):
            found.append(self.asked.given("key_padding_mask").tensor[self.sample])
        if self.asked.has("attn_mask"):
            mask = self.asked.given("attn_mask").tensor
            rows = slice(self.sample * self.heads, (self.sample + 1) * self.heads)
            found.append(mask[self.place] if mask.dim() == 2 else mask[rows, self.place])
        return [
            torch.zeros(mask.shape, dtype=torch.float64).masked_fill(mask.detach().to("cpu"), -math.inf)
            if mask.dtype == torch.bool
            else _host(mask)
            for mask in found
        ]

    def _kept(self, places: int) -> Tensor | None:
        """What dropout drew for this place: drawn once more from the recorded random state."""
        p = self.asked.params["dropout"]
        if not p or not self.asked.is_training:
            return None
        query = self.asked.given("query").tensor
        shape = (query.shape[0], self.heads, query.shape[1], places)
        ones = torch.ones(shape, dtype=query.dtype, device=query.device)
        with random_state_kept():
            self.asked.one.random_state.restore()
            drawn = torch.nn.functional.dropout(ones, p, training=True)
        return _host(drawn[self.sample, :, self.place])

    def values_for(self, column: int) -> Tensor:
        """What each place has to say for one number of the output, through both projections: head × place."""
        out = self.weights["out_proj.weight"][column].reshape(self.heads, self.size)
        weight, bias = self.projection(2)
        through = torch.einsum("hd,hde->he", out, weight.reshape(self.heads, self.size, -1))
        values = through @ self.value.T + (out * bias.reshape(self.heads, self.size)).sum(1, keepdim=True)
        if "bias_v" in self.weights:
            added = (out * self.weights["bias_v"].reshape(self.heads, self.size)).sum(1, keepdim=True)
            values = torch.cat([values, added], dim=1)
        if self.asked.params["add_zero_attn"]:
            values = torch.cat([values, torch.zeros(self.heads, 1, dtype=torch.float64)], dim=1)
        return values


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
    adding.products(Column(doubles(torch.tensor(mean.value, dtype=torch.float64)), lambda _: mean), *columns)
    formula = (
        rf"{asked.y} = \frac{{1}}{{{layer.heads}}} \sum_h \operatorname{{softmax}}\left(s^{{h}}_{{{place}}}\right)"
        rf"_{{{looked_at}}},\quad s^{{h}}_{{{place},j}} = \frac{{q^{{h}}_{{{place}}} \cdot k^{{h}}_j}}{{\sqrt{{{layer.size}}}}}"
    )
    notes = [told(rf"s^{{{number}}}_{{{place},{looked_at}}}", float(score)) for number, score in enumerate(scores)]
    return adding.explanation(formula, Note("mean_of_heads", {"count": layer.heads}), *notes[: asked.most])


def encoder(asked: Asked) -> Explanation | None:
    """The sum of the parts that the shortcut adds: what came in, what attention found, what the two layers made of it.

    The parts are those of the very layer, run once more with what it drew. See torch.nn.TransformerEncoderLayer.
    """
    module: Any = module_as_it_was(asked)
    parts: dict[str, Tensor] = {}

    def keeping(name: str) -> Any:
        def hook(_: object, given: tuple[Tensor, ...], output: Tensor) -> None:
            parts[name] = _host(output[asked.index[0], asked.index[1]])

        return hook

    for name in ("norm1", "norm2", "dropout1", "dropout2"):
        getattr(module, name).register_forward_hook(keeping(name))
    run_again(asked, [edge.tensor.clone() for edge in asked.edges], module)
    if len(parts) < 4:
        return None  # torch took a way of its own
    x, column = asked.given("src"), asked.index[-1]
    number = x.factor(asked.index)
    found = float(parts["dropout1"][column])
    made = float(parts["dropout2"][column])
    attended = Factor(r"\mathrm{attention}", found, "value")
    fed = Factor(r"\mathrm{feedforward}", made, "value")
    adding = Adding(asked)
    if asked.params["norm_first"]:
        for factor in (number, attended, fed):
            adding.term(factor, always=True)
        names = (r"\mathrm{attention}(\mathrm{norm}_1(x))", r"\mathrm{feedforward}(\mathrm{norm}_2(x + \dots))")
        return adding.explanation(f"{asked.y} = {number.symbol} + {names[0]} + {names[1]}", *_steps(asked))
    return _normalized(asked, adding, parts, number, attended)


def _normalized(
    asked: Asked, adding: Adding, parts: dict[str, Tensor], number: Factor, attended: Factor
) -> Explanation:
    """The sum is normalized at the end: each part by the same mean and size."""
    column, eps = asked.index[-1], asked.params["layer_norm_eps"]
    summed = parts["norm1"] + parts["dropout2"]
    mean, variance = float(summed.mean()), float(summed.var(unbiased=False))
    size = constant(r"\frac{1}{\sqrt{\sigma^2 + \epsilon}}", 1 / math.sqrt(variance + eps))
    weight, bias = asked.weight("norm2.weight", r"\gamma"), asked.weight("norm2.bias", r"\beta")
    scale = [weight.factor((column,))] if weight is not None else []
    hidden = Factor("h", float(parts["norm1"][column]), "value")
    fed = Factor(r"\mathrm{feedforward}(h)", float(parts["dropout2"][column]), "value")
    for factor in (hidden, fed, Factor(r"(-\mu)", -mean, "constant")):
        adding.term(*scale, factor, size, always=True)
    formula = rf"{asked.y} = \gamma \frac{{h + \mathrm{{feedforward}}(h) - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}"
    if bias is not None:
        adding.term(bias.factor((column,)), always=True)
        formula += f" + {bias.symbol((column,))}"
    inner = rf"\mathrm{{norm}}_1({number.symbol} + \mathrm{{attention}}(x))"
    return adding.explanation(
        formula,
        Note("inside", {"symbol": "h", "formula": inner, "value": hidden.value}),
        told(number.symbol, number.value, number.place),
        told(r"\mathrm{attention}(x)", attended.value),
        told(r"\mu", mean),
        told(r"\sigma^2", variance),
        *_steps(asked),
    )


def _steps(asked: Asked) -> list[Note]:
    p = asked.params["dropout"]
    return [Note("dropout_within", {"p": p})] if p and asked.is_training else []


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
