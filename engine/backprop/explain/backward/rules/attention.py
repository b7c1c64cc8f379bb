"""MultiheadAttention, link by link: values, probabilities, softmax, scores, projections. And the marks of positions.

Each link is a number inside the node with a reason of its own, so a card leads from a weight to the output, step by
step. The letters: softmax(Q Kᵀ / √d) = P, O = P V.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, constant, derivative
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question, numbered
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explanation import Note
from engine.backprop.inside.attention import PARTS, source
from engine.backprop.inside.node import Node
from engine.backprop.inside.opening import node_of

_ATTENTION = r"\mathrm{softmax}\left(\frac{Q K^{\top}}{\sqrt{d}}\right) V"


def attention(question: Question) -> Answer | None:
    """softmax(Q Kᵀ / √d) V in each head, then the last projection."""
    size = int(getattr(question.module, "head_dim", 0))
    note = Note("attention", {"formula": rf"y = O \, W^{{O}}, \quad O = {_ATTENTION}", "head_size": size})
    if not question.parts:  # what the step computed is not what these formulas say
        return by_autograd(question, notes=(note,))
    node = node_of(question.recording, question.address)
    if question.of_part:
        rule = {
            "q": _query, "k": _key, "v": _value, "scores": _score, "probabilities": _probability, "heads": _head
        }[question.name]  # fmt: skip
        return rule(question, size)
    if question.of_input:
        told = _mask(question) if "mask" in question.name else _entered(question, node)
    else:
        told = _of_output(question) if question.name.startswith("out_proj") else _projection(question, node)
    return Answer(told.formula, told.ways, (note,))


def _running(question: Question) -> str:
    return r"\sum_{t} " if question.is_single else r"\sum_{s,t} "


# ---------------------------------------------------------------------------------------------- weights


def _of_output(question: Question) -> Answer:
    """y = O Wᵀ + b."""
    row = question.index[0]
    at = question.places()[..., row].reshape(-1)
    right = _running(question) + question.arriving("s", "t", row)
    if question.name.endswith("bias"):
        return Answer(question.formula(right), (Way("output", at),))
    column = question.index[1]
    found = question.factors("inside", "heads", numbered(question.parts["heads"])[..., column].reshape(-1))
    right += rf" \cdot {question.part('heads', 's', 't', column)}"
    return Answer(question.formula(right), (Way("output", at, (found,)),))


def _projection(question: Question, node: Node) -> Answer:
    """q, k and v are linear in what entered; a learned place of key and value is one of theirs."""
    name = question.name
    if name in ("bias_k", "bias_v"):
        part, column = name[-1], question.index[-1]
        added = question.inputs[source(node, part)].shape[1]  # its place behind those that entered
        at = numbered(question.parts[part])[:, added, column]
        total = "" if question.is_single else r"\sum_{s} "
        right = total + question.arriving_inside(part, "s", added, column)
        return Answer(question.formula(right), (Way(part, at, (), "inside"),))
    number, row = divmod(question.index[0], question.parts["q"].shape[2])
    part = name[0] if name[0] in PARTS else PARTS[number]
    entered = question.inputs[source(node, part)]
    at = numbered(question.parts[part])[:, : entered.shape[1], row].reshape(-1)
    right = _running(question) + question.arriving_inside(part, "s", "t", row)
    if name == "in_proj_bias":
        return Answer(question.formula(right), (Way(part, at, (), "inside"),))
    column = question.index[1]
    factors = question.factors("input", source(node, part), numbered(entered)[..., column].reshape(-1))
    right += rf" \cdot {question.x('s', 't', column, name=source(node, part))}"
    return Answer(question.formula(right), (Way(part, at, (factors,), "inside"),))


# ---------------------------------------------------------------------------------------------- what entered


def _entered(question: Question, node: Node) -> Answer:
    """Through every projection that reads it: of self-attention through all three."""
    sample, place, column = question.index
    ways, right = [], []
    for number, part in enumerate(PARTS):
        if source(node, part) != question.name:
            continue
        at = numbered(question.parts[part])[sample, place]
        whole = "in_proj_weight" in question.parameters
        name, first = ("in_proj_weight", number * len(at)) if whole else (f"{part}_proj_weight", 0)
        rows = first + torch.arange(len(at))
        width = question.parameters[name].shape[1]
        ways.append(Way(part, at, (question.factors("parameter", name, rows * width + column),), "inside"))
        weight = rf"w^{{{part.upper()}}}_{{i,{column}}}"
        right.append(rf"\sum_{{i}} {question.arriving_inside(part, sample, place, 'i')} \cdot {weight}")
    return Answer(question.formula(" + ".join(right)), tuple(ways))


def _mask(question: Question) -> Answer:
    """A mask of numbers is added to the scores of all heads, or of those that it is for."""
    places = numbered(question.parts["scores"])
    if question.name == "key_padding_mask":
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


def _query(question: Question, size: int) -> Answer:
    """q_t meets every key: S_ts = q_t · k_s / √d."""
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


def _key(question: Question, size: int) -> Answer:
    """k_s meets every query."""
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


def _value(question: Question, size: int) -> Answer:
    """v_s is taken by every query, as far as it looks there: O_t = Σ_s P_ts v_s."""
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


def _score(question: Question, size: int) -> Answer:
    """Softmax over the places that one query looks at: ∂P_j / ∂S_s = P_j (δ_js − P_s)."""
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


def _probability(question: Question, size: int) -> Answer:
    """Through what the head took from that place, and through the output of the weights, the mean over the heads."""
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


def _head(question: Question, size: int) -> Answer:
    """Through the last projection: y = O Wᵀ + b."""
    sample, query, column = question.index
    if question.grad("output") is None:
        return Answer(question.formula("0"), ())
    at = question.places()[sample, query]
    width = question.parts["heads"].shape[2]
    weights = question.factors("parameter", "out_proj.weight", torch.arange(len(at)) * width + column)
    weight = question.symbol("parameter", "out_proj.weight", ("i", column))
    right = rf"\sum_{{i}} {question.arriving(sample, query, 'i')} \cdot {weight}"
    return Answer(question.formula(right), (Way("output", at, (weights,)),))


# ---------------------------------------------------------------------------------------------- built from it


def encoder(question: Question) -> Answer | None:
    """Attention and two linear layers, each with a shortcut around it."""
    first = question.values["norm_first"]
    formulas = (
        (r"h = x + \mathrm{Attention}(\mathrm{Norm}(x))", r"y = h + \mathrm{FeedForward}(\mathrm{Norm}(h))")
        if first
        else (r"h = \mathrm{Norm}(x + \mathrm{Attention}(x))", r"y = \mathrm{Norm}(h + \mathrm{FeedForward}(h))")
    )
    return by_autograd(question, notes=tuple(Note("part", {"formula": formula}) for formula in formulas))


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
