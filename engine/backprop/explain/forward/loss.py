"""Losses: one term for each number, or each sample, that was compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.backprop.explain.forward.adding import Adding
from engine.backprop.explain.forward.asked import Asked, told
from engine.backprop.explain.forward.loss_formulas import ELEMENTS, Element, element_of
from engine.backprop.explain.forward.numbers import (
    Array,
    Column,
    Numbers,
    Position,
    constant,
    everywhere,
    one_over,
    short,
)
from engine.backprop.explain.forward.rule import Rule
from engine.backprop.explain.symbols import indexed
from engine.backprop.explanation import Explanation, Factor, Note

CONSTANTS = {"margin": r"\Delta", "beta": r"\beta", "delta": r"\delta"}  # parameters that a formula names


def exact(tensor: Tensor) -> Tensor:
    """On the host, numbers with a point in double precision."""
    tensor = tensor.detach().to("cpu")
    return tensor.double() if tensor.is_floating_point() else tensor


def single_losses(asked: Asked) -> Array:
    """What torch's own function says of each number or sample by itself, in double precision."""
    given = [exact(edge.tensor) for edge in asked.edges]
    if asked.layer.kind() in ("MSELoss", "L1Loss", "SmoothL1Loss"):
        given[1] = given[1].double()  # whole numbers become like the input
    options: dict[str, Any] = {}
    for name, value in asked.params.items():
        if name not in ("loss_weight", "reduction") and value is not None:
            options[name] = torch.tensor(value, dtype=torch.float64) if isinstance(value, tuple) else value
    function: Callable[..., Tensor] = getattr(nn.functional, asked.layer.function)  # type: ignore[attr-defined]
    array: Array = function(*given, **options, reduction="none").numpy()
    return array


def averaged(asked: Asked, losses: Array, element: Element) -> Explanation:
    """The losses added, each divided by their number where the reduction is a mean."""
    count = {"mean": losses.size, "batchmean": losses.shape[0] if losses.ndim else 1}.get(asked.params["reduction"], 0)
    edges = asked.edges
    general = _general(losses.ndim)

    def factor(position: Position) -> Factor:
        symbol = element.of(edges, position)
        if len(edges[0].shape) == losses.ndim:
            return edges[0].function(symbol, float(losses[position]), position)
        return Factor(symbol, float(losses[position]), "value")

    def about(position: Position) -> Sequence[Note]:
        if len(edges) < 2 or edges[0].shape != edges[1].shape or len(position) != len(edges[0].shape):
            return ()
        x, t = edges[0], edges[1]
        return [_compared(x, t, position)]

    adding = Adding(asked)
    scale = [everywhere(one_over(count))] if count else []
    adding.products(*scale, Column(losses, factor), about=about)
    front = rf"\frac{{1}}{{{count}}} " if count else ""
    formula = rf"{asked.y} = {front}\sum_{{{','.join(general)}}} {element.in_general(edges, general)}"
    note = Note("mean_of", {"count": count}) if count else Note("sum_of", {"count": int(losses.size)})
    symbols = {name: symbol for name, symbol in CONSTANTS.items() if name in asked.params and symbol in formula}
    return adding.explanation(formula, note, *(told(symbol, asked.params[name]) for name, symbol in symbols.items()))


def _general(axes: int) -> tuple[str, ...]:
    return ("n", "i", "j", "k", "l", "m")[:axes] or ("n",)


def _compared(x: Numbers, t: Numbers, position: Position) -> Note:
    return Note(
        "compared",
        {
            "symbol": x.symbol(position),
            "value": x.at(position),
            "place": x.place(position),
            "target_symbol": t.symbol(position),
            "target": t.at(position),
            "target_place": t.place(position),
        },
    )


def compared(asked: Asked) -> Explanation:
    """A loss that torch computes number by number, or sample by sample."""
    return averaged(asked, single_losses(asked), element_of(asked.layer.kind(), asked.params))


def plain(asked: Asked) -> Explanation:
    """The mean or the sum of the input itself."""
    x = asked.given()
    is_mean = asked.params["reduction"] == "mean"
    count = x.tensor.numel()
    adding = Adding(asked)
    adding.products(*([everywhere(one_over(count))] if is_mean else []), x.whole())
    front = rf"\frac{{1}}{{{count}}} " if is_mean else ""
    note = Note("mean_of" if is_mean else "sum_of", {"count": count})
    return adding.explanation(rf"{asked.y} = {front}\sum_i {x.letter}_i", note)


def classes(asked: Asked) -> Explanation | None:
    """CrossEntropyLoss and NLLLoss: a term for each sample (or place of one), by the class that is right there."""
    x, t, params = asked.given(), asked.given("target"), asked.params
    if t.tensor.is_floating_point():
        return distributions(asked)
    of_scores, weights = asked.layer.kind() == "CrossEntropyLoss", params["weight"]
    target = t.tensor.detach().to("cpu").numpy()
    counts = target != params["ignore_index"]
    counted, losses = np.argwhere(counts), single_losses(asked)[counts]
    by_class = np.array(weights)[target[counts]] if weights else np.ones(len(losses))
    total = float(np.sum(by_class))

    def sample(number: int) -> Position:
        return tuple(int(place) for place in counted[number])

    def right(number: int) -> Position:
        first, *others = sample(number)
        return (first, int(target[sample(number)]), *others)

    if params["reduction"] == "mean" and total == 0:
        return None  # 0/0
    whole = bool(params.get("label_smoothing")) or not np.all(by_class)  # the sample's loss in one number

    def loss(position: Position) -> Factor:
        number = position[0]
        value, place = float(single[number]), right(number)
        if whole:
            return Factor(indexed(r"\ell", _shown(t, sample(number))), value, "value")
        probability = indexed("p", _shown(x, place))
        name = rf"(-\log {probability})" if of_scores else rf"(-{x.symbol(place)})"
        return x.function(name, value, place)

    def weight(position: Position) -> Factor:
        number = right(position[0])[1]
        return constant(indexed("w", (number,)), float(weights[number]))

    def about(position: Position) -> Sequence[Note]:
        place = right(position[0])
        probability = _probability(x, place) if of_scores else float(np.exp(x.at(place)))
        arguments = {"sample": place[0], "number": place[1], "probability": probability, "place": x.place(place)}
        return [Note("right_class", arguments)]

    single = losses if whole else losses / by_class
    columns = [Column(single, loss)] if whole or not weights else [Column(by_class, weight), Column(single, loss)]
    front, notes = "", [Note("sum_of", {"count": len(counted)})]
    if params["reduction"] == "mean":
        symbol = r"\sum_n w_{t_n}" if weights else ""
        columns.insert(0, everywhere(one_over(total, symbol)))
        front = rf"\frac{{1}}{{{symbol or short(total)}}} "
        notes = [Note("weighted_mean", {"total": total}) if weights else Note("mean_of", {"count": len(counted)})]
    if len(counted) < target.size:
        notes.append(Note("ignored", {"count": target.size - len(counted), "number": params["ignore_index"]}))
    adding = Adding(asked)
    adding.products(*columns, about=about)
    return adding.explanation(rf"{asked.y} = {front}\sum_n {_class_formula(asked, of_scores)}", *notes)


def _shown(numbers: Numbers, index: Sequence[int | str]) -> list[int | str]:
    return [place for axis, place in enumerate(index) if axis not in numbers.hidden]


def _class_formula(asked: Asked, of_scores: bool) -> str:
    """The loss of sample n, in symbols."""
    smoothing = asked.params.get("label_smoothing", 0.0)
    count = asked.given().shape[1]
    probability = r"\log p_{n,t_n}" if of_scores else "x_{n,t_n}"
    weight = "w_{t_n} " if asked.params["weight"] else ""
    if not smoothing:
        return rf"{weight}\left(-{probability}\right)"
    of_class = "w_c " if asked.params["weight"] else ""
    spread = rf"\frac{{{short(smoothing)}}}{{{count}}} \sum_c {of_class}\log p_{{n,c}}"
    return rf"\left(-{short(1 - smoothing)}\, {weight}{probability} - {spread}\right)"


def _probability(x: Numbers, place: Position) -> float:
    """The softmax along the classes, at one of them."""
    scores = x.window(place[0], range(x.shape[1]), *place[2:]).values
    powers = np.exp(scores - np.max(scores))
    return float(powers[place[1]] / np.sum(powers))


def distributions(asked: Asked) -> Explanation:
    """CrossEntropyLoss with probabilities as its target; the mean is over the samples."""
    x, params = asked.given(), asked.params
    losses = single_losses(asked)
    count = losses.size

    def factor(position: Position) -> Factor:
        return Factor(indexed(r"\ell", _shown(x, position)), float(losses[position]), "value")

    is_mean = params["reduction"] == "mean"
    adding = Adding(asked)
    adding.products(*([everywhere(one_over(count))] if is_mean else []), Column(losses, factor))
    smoothing, classes_ = params["label_smoothing"], x.shape[1]
    target = "t_{n,c}"
    if smoothing:
        target = rf"\left({short(1 - smoothing)}\, t_{{n,c}} + \frac{{{short(smoothing)}}}{{{classes_}}}\right)"
    weight = r"w_c\, " if params["weight"] else ""
    front = rf"\frac{{1}}{{{count}}} " if is_mean else ""
    formula = rf"{asked.y} = {front}\sum_n \left(-\sum_c {weight}{target} \log p_{{n,c}}\right)"
    return adding.explanation(formula, Note("mean_of" if is_mean else "sum_of", {"count": count}))


RULES: dict[str, Rule] = {
    **dict.fromkeys(ELEMENTS, compared),
    "CrossEntropyLoss": classes,
    "NLLLoss": classes,
    "Loss": plain,
}
