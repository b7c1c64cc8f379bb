"""MultiheadAttention, link by link: values, probabilities, softmax, scores, projections. And the marks of positions.

Each link is a number inside the node with a reason of its own, so a card leads from a weight to the output, step by
step. The letters: softmax(Q Kᵀ / √d) = P, O = P V.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, constant, derivative
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question, numbered
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explanation import Note, Quantity
from engine.backprop.inside.attention import PARTS, source
from engine.backprop.inside.opening import node_of

Source = Callable[[str], tuple[Quantity, str]]

_ATTENTION = r"\mathrm{softmax}\left(\frac{Q K^{\top}}{\sqrt{d}}\right) V"


@dataclass(frozen=True)
class Site:
    """Where attention stands in a node: how its weights are called there, what is projected, and what it gives.

    `source` says of q, k and v what each is projected from; `gives` is an output of the node or a part inside it.
    """

    question: Question
    size: int  # of a head
    source: Source
    gives: tuple[Literal["output", "inside"], str] = ("output", "output")
    prefix: str = ""

    def weight(self, name: str) -> str:
        return self.prefix + name

    def entered(self, part: str) -> Tensor:
        """The tensor that q, k or v is projected from."""
        quantity, name = self.source(part)
        return (self.question.parts if quantity == "inside" else self.question.inputs)[name]

    @property
    def given(self) -> Tensor:
        """The places of what it gives."""
        of, port = self.gives
        return numbered(self.question.parts[port]) if of == "inside" else self.question.places(port)

    def arriving(self, *index: int | str) -> str:
        of, port = self.gives
        if of == "inside":
            return self.question.arriving_inside(port, *index)
        return self.question.arriving(*index, port=port)

    def way(self, at: Tensor, *factors: Factors) -> Way:
        """Rows of what it gives."""
        of, port = self.gives
        return Way(port, at, factors, of)


INSIDE = ("q", "k", "v", "scores", "probabilities", "heads")


def attention(question: Question) -> Answer | None:
    """softmax(Q Kᵀ / √d) V in each head, then the last projection."""
    size = int(getattr(question.module, "head_dim", 0))
    note = Note("attention", {"formula": rf"y = O \, W^{{O}}, \quad O = {_ATTENTION}", "head_size": size})
    if not question.parts:  # what the step computed is not what these formulas say
        return by_autograd(question, notes=(note,))
    node = node_of(question.recording, question.address)
    site = Site(question, size, lambda part: ("input", source(node, part)))
    if question.of_part:
        return inside_attention(site)
    if question.of_input:
        told = mask(question) if "mask" in question.name else Answer(*through_projections(site))
    else:
        told = of_weights(site)
    return Answer(told.formula, told.ways, (note,))


def inside_attention(site: Site) -> Answer:
    """By the part that is asked about."""
    rules = {"q": _query, "k": _key, "v": _value, "scores": _score, "probabilities": _probability, "heads": _head}
    return rules[site.question.name](site)


def of_weights(site: Site) -> Answer:
    """A weight or bias of one of the projections."""
    is_last = site.question.name.startswith(site.weight("out_proj"))
    return _of_output(site) if is_last else _projection(site)


def _running(question: Question) -> str:
    return r"\sum_{t} " if question.is_single else r"\sum_{s,t} "


# ---------------------------------------------------------------------------------------------- weights


def _of_output(site: Site) -> Answer:
    """y = O Wᵀ + b."""
    question, row = site.question, site.question.index[0]
    at = site.given[..., row].reshape(-1)
    right = _running(question) + site.arriving("s", "t", row)
    if question.name.endswith("bias"):
        return Answer(question.formula(right), (site.way(at),))
    column = question.index[1]
    found = question.factors("inside", "heads", numbered(question.parts["heads"])[..., column].reshape(-1))
    right += rf" \cdot {question.part('heads', 's', 't', column)}"
    return Answer(question.formula(right), (site.way(at, found),))


def _projection(site: Site) -> Answer:
    """q, k and v are linear in what entered; a learned place of key and value is one of theirs."""
    question = site.question
    name = question.name.removeprefix(site.prefix)
    if name in ("bias_k", "bias_v"):
        part, column = name[-1], question.index[-1]
        added = site.entered(part).shape[1]  # its place behind those that entered
        at = numbered(question.parts[part])[:, added, column]
        total = "" if question.is_single else r"\sum_{s} "
        right = total + question.arriving_inside(part, "s", added, column)
        return Answer(question.formula(right), (Way(part, at, (), "inside"),))
    number, row = divmod(question.index[0], question.parts["q"].shape[2])
    part = name[0] if name[0] in PARTS else PARTS[number]
    entered, (quantity, origin) = site.entered(part), site.source(part)
    at = numbered(question.parts[part])[:, : entered.shape[1], row].reshape(-1)
    right = _running(question) + question.arriving_inside(part, "s", "t", row)
    if name == "in_proj_bias":
        return Answer(question.formula(right), (Way(part, at, (), "inside"),))
    column = question.index[1]
    factors = question.factors(quantity, origin, numbered(entered)[..., column].reshape(-1))
    right += rf" \cdot {question.symbol(quantity, origin, ('s', 't', column))}"
    return Answer(question.formula(right), (Way(part, at, (factors,), "inside"),))


# ---------------------------------------------------------------------------------------------- what entered


def through_projections(site: Site) -> tuple[str, tuple[Way, ...]]:
    """Formula and ways through every projection that reads what is asked: of self-attention through all three."""
    question, right, ways = site.question, list[str](), list[Way]()
    sample, place, column = question.index
    for number, part in enumerate(PARTS):
        if site.source(part)[1] != question.name:
            continue
        at = numbered(question.parts[part])[sample, place]
        whole = site.weight("in_proj_weight") in question.parameters
        name, first = ("in_proj_weight", number * len(at)) if whole else (f"{part}_proj_weight", 0)
        name, rows = site.weight(name), first + torch.arange(len(at))
        width = question.parameters[name].shape[1]
        ways.append(Way(part, at, (question.factors("parameter", name, rows * width + column),), "inside"))
        weight = rf"w^{{{part.upper()}}}_{{i,{column}}}"
        right.append(rf"\sum_{{i}} {question.arriving_inside(part, sample, place, 'i')} \cdot {weight}")
    return question.formula(" + ".join(right)), tuple(ways)


def mask(question: Question) -> Answer:
    """A mask of numbers is added to the scores of all heads, or of those that it is for."""
    places = numbered(question.parts["scores"])
    if "padding" in question.name:
        sample, key = question.index
        at = places[sample, :, :, key].reshape(-1)
        right = rf"\sum_{{h,t}} {question.arriving_inside('scores', sample, 'h', 't', key)}"
    elif len(question.index) == 2:
        query, key = question.index
        at = places[:, :, query, key].reshape(-1)
        total = r"\sum_{h}" if question.is_single else r"\sum_{s,h}"
        right = f"{total} {question.arriving_inside('scores', 's', 'h', query, key)}"
    else:
        number, query, key = question.index
        sample, head = divmod(number, places.shape[1])
        at = row_of(int(places[sample, head, query, key]))
        right = question.arriving_inside("scores", sample, head, query, key)
    return Answer(question.formula(right), (Way("scores", at, (), "inside"),))


# ---------------------------------------------------------------------------------------------- inside


def _inside(question: Question, name: str, at: Tensor) -> Factors:
    return question.factors("inside", name, at)


def _kept(question: Question, at: Tensor) -> tuple[Factors, ...]:
    """What dropout multiplied the probabilities by."""
    return (_inside(question, "kept", at),) if "kept" in question.parts else ()


def _kept_symbol(question: Question, *index: int | str) -> str:
    return rf" \cdot {question.part('kept', *index)}" if "kept" in question.parts else ""


def _query(site: Site) -> Answer:
    """q_t meets every key: S_ts = q_t · k_s / √d."""
    question, size = site.question, site.size
    sample, query, column = question.index
    head = column // size
    at = numbered(question.parts["scores"])[sample, head, query]
    keys = numbered(question.parts["k"])[sample, :, column]
    factors = (_inside(question, "k", keys), _over_root(size, len(at)))
    right = (
        rf"\frac{{1}}{{\sqrt{{{size}}}}} \sum_{{j}} {question.arriving_inside('scores', sample, head, query, 'j')}"
        rf" \cdot {question.part('k', sample, 'j', column)}"
    )
    return Answer(question.formula(right), (Way("scores", at, factors, "inside"),))


def _key(site: Site) -> Answer:
    """k_s meets every query."""
    question, size = site.question, site.size
    sample, key, column = question.index
    head = column // size
    at = numbered(question.parts["scores"])[sample, head, :, key]
    queries = numbered(question.parts["q"])[sample, :, column]
    factors = (_inside(question, "q", queries), _over_root(size, len(at)))
    right = (
        rf"\frac{{1}}{{\sqrt{{{size}}}}} \sum_{{t}} {question.arriving_inside('scores', sample, head, 't', key)}"
        rf" \cdot {question.part('q', sample, 't', column)}"
    )
    return Answer(question.formula(right), (Way("scores", at, factors, "inside"),))


def _over_root(size: int, count: int) -> Factors:
    return constant(1 / math.sqrt(size), rf"\frac{{1}}{{\sqrt{{{size}}}}}", count)


def _value(site: Site) -> Answer:
    """v_s is taken by every query, as far as it looks there: O_t = Σ_s P_ts v_s."""
    question, size = site.question, site.size
    sample, key, column = question.index
    head = column // size
    at = numbered(question.parts["heads"])[sample, :, column]
    looked = numbered(question.parts["probabilities"])[sample, head, :, key]
    factors = (_inside(question, "probabilities", looked), *_kept(question, looked))
    right = (
        rf"\sum_{{t}} {question.arriving_inside('heads', sample, 't', column)}"
        rf" \cdot {question.part('probabilities', sample, head, 't', key)}"
    )
    right += _kept_symbol(question, sample, head, "t", key)
    return Answer(question.formula(right), (Way("heads", at, factors, "inside"),))


def _score(site: Site) -> Answer:
    """Softmax over the places that one query looks at: ∂P_j / ∂S_s = P_j (δ_js − P_s)."""
    question = site.question
    sample, head, query, key = question.index
    at = numbered(question.parts["probabilities"])[sample, head, query]
    row = question.parts["probabilities"][sample, head, query]
    here = torch.zeros_like(row)
    here[key] = 1
    own = question.part("probabilities", *question.index)

    def symbol(number: int) -> str:
        return rf"\left({int(number == key)} - {own}\right)"

    factors = (_inside(question, "probabilities", at), derivative(here - row[key], symbol))
    other = question.part("probabilities", sample, head, query, "j")
    right = (
        rf"\sum_{{j}} {question.arriving_inside('probabilities', sample, head, query, 'j')}"
        rf" \cdot {other} \left(\delta_{{j,{key}}} - {own}\right)"
    )
    return Answer(question.formula(right), (Way("probabilities", at, factors, "inside"),))


def _probability(site: Site) -> Answer:
    """Through what the head took from that place, and through the output of the weights, the mean over the heads."""
    question, size = site.question, site.size
    sample, head, query, key = question.index
    columns = torch.arange(head * size, (head + 1) * size)
    at = numbered(question.parts["heads"])[sample, query, columns]
    own = torch.full((size,), question.at)
    factors = (_inside(question, "v", numbered(question.parts["v"])[sample, key, columns]), *_kept(question, own))
    ways = [Way("heads", at, factors, "inside")]
    dropped = _kept_symbol(question, *question.index)
    span = rf"i = {head * size}"
    right = (
        rf"\sum_{{{span}}}^{{{(head + 1) * size - 1}}} {question.arriving_inside('heads', sample, query, 'i')}"
        rf" \cdot {question.part('v', sample, key, 'i')}{dropped}"
    )
    if question.grad("weights") is not None:
        heads = question.parts["scores"].shape[1]
        place = row_of(int(question.places("weights")[sample, query, key]))
        mean = constant(1 / heads, rf"\frac{{1}}{{{heads}}}", 1)
        ways.append(Way("weights", place, (mean, *_kept(question, row_of(question.at)))))
        right += rf" + \frac{{1}}{{{heads}}} {question.arriving(sample, query, key, port='weights')}{dropped}"
    return Answer(question.formula(right), tuple(ways))


def _head(site: Site) -> Answer:
    """Through the last projection: y = O Wᵀ + b."""
    question = site.question
    sample, query, column = question.index
    if site.gives == ("output", "output") and question.grad("output") is None:
        return Answer(question.formula("0"), ())
    at = site.given[sample, query]
    name, width = site.weight("out_proj.weight"), question.parts["heads"].shape[2]
    weights = question.factors("parameter", name, torch.arange(len(at)) * width + column)
    weight = question.symbol("parameter", name, ("i", column))
    right = rf"\sum_{{i}} {site.arriving(sample, query, 'i')} \cdot {weight}"
    return Answer(question.formula(right), (site.way(at, weights),))


# ---------------------------------------------------------------------------------------------- positions


def position(question: Question) -> Answer | None:
    """y = x + what marks the place: unchanged for x, summed over the batch for a learned mark."""
    if question.of_input:
        right = question.arriving(*question.index)
        return Answer(question.formula(right), (Way("output", row_of(question.at)),))
    place, column = question.index
    at = question.places()[:, place, column]
    total = r"\sum_{n} " if len(at) > 1 else ""
    right = total + question.arriving("n", place, column)
    return Answer(question.formula(right), (Way("output", at),))
