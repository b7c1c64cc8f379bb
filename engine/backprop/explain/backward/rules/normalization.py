"""Normalizations: every number of a group moves the mean and the size that all are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, derivative
from engine.backprop.explain.backward.question import Question, apart, exact, numbered
from engine.backprop.explain.backward.rules.common import running
from engine.backprop.explanation import Note


@dataclass(frozen=True)
class _Group:
    """The places that share a mean and a variance, and what is known of them."""

    at: Tensor
    values: Tensor
    mean: float
    variance: float  # of RMSNorm: the mean square
    eps: float
    centred: bool

    @property
    def scale(self) -> float:
        return float((self.variance + self.eps) ** -0.5)

    @property
    def normalized(self) -> Tensor:
        return (self.values - self.mean) * self.scale

    @property
    def note(self) -> Note:
        return Note("statistics", {"mean": self.mean, "variance": self.variance, "count": len(self.at)})


def _group(question: Question, index: tuple[int, ...]) -> _Group:
    """The group of an index of the input."""
    entered, kind = question.input(), question.kind
    places, module = numbered(entered), question.module
    if kind.startswith("BatchNorm"):
        at = places[:, index[1]].reshape(-1)
    elif kind == "InstanceNorm2d":
        at = places[index[:2]].reshape(-1)
    elif kind == "GroupNorm":
        sample, channel = index[0], index[1]
        groups: int = question.values["num_groups"]
        at = places[sample].reshape(groups, -1)[channel // (entered.shape[1] // groups)]
    else:
        shape: Any = module.normalized_shape  # type: ignore[union-attr]
        at = places[index[: entered.ndim - len(shape)]].reshape(-1)
    values = exact(entered.reshape(-1)[at.to(entered.device)])
    eps = _eps(question)
    if kind == "RMSNorm":
        return _Group(at, values, 0.0, float((values**2).mean()), eps, False)
    return _Group(at, values, float(values.mean()), float(values.var(unbiased=False)), eps, True)


def _weights(question: Question, at: Tensor) -> Tensor:
    """The place of the scale, or the shift, that belongs to each place of the input."""
    shape = question.input().shape
    if question.kind in ("LayerNorm", "RMSNorm"):
        module: Any = question.module
        return at % torch.Size(module.normalized_shape).numel()
    return at // int(shape[2:].numel()) % shape[1]


def _uses_running(question: Question) -> bool:
    """Whether fixed statistics were used in place of the batch's own."""
    module: Any = question.module
    return not module.training and getattr(module, "running_mean", None) is not None


def normalization(question: Question) -> Answer | None:
    """y = γ x̂ + β, x̂ = (x − mean) / √(variance + eps)."""
    if _uses_running(question):
        return None
    if question.of_input:
        return _of_input(question)
    at = _places_of_weight(question)
    letter = running(question)
    if question.name == "bias":
        return Answer(question.formula(rf"\sum_{{i}} {letter}"), (Way("output", at),))
    slope = derivative(_normalized_at(question, at), lambda row: rf"\hat{{x}}_{{{_text(question, int(at[row]))}}}")
    return Answer(question.formula(rf"\sum_{{i}} {letter} \cdot \hat{{x}}_{{i}}"), (Way("output", at, (slope,)),))


def _text(question: Question, place: int) -> str:
    index = apart(place, question.input().shape)
    return ",".join(map(str, question.shown("input", "input", index)))


def _of_input(question: Question) -> Answer:
    """∂y_i / ∂x_j = γ_i / σ (δ_ij − (1 + x̂_i x̂_j) / m)."""
    group = _group(question, question.index)
    own = int((group.at == question.at).nonzero())
    normal, count = group.normalized, len(group.at)
    here = torch.zeros(count, dtype=torch.float64)
    here[own] = 1
    slopes = group.scale * (here - (float(group.centred) + normal * normal[own]) / count)
    text = _text(question, question.at)
    factors: list[Factors] = []
    gamma = ""
    if "weight" in question.parameters:
        factors.append(question.factors("parameter", "weight", _weights(question, group.at)))
        gamma = r" \cdot \gamma_{i}"

    def symbol(row: int) -> str:
        return rf"\frac{{\partial \hat{{x}}_{{{_text(question, int(group.at[row]))}}}}}{{\partial {question.asked}}}"

    factors.append(derivative(slopes, symbol))
    top = (r"1 + " if group.centred else "") + rf"\hat{{x}}_{{i}} \hat{{x}}_{{{text}}}"
    size = r"\sigma^2 + \epsilon" if group.centred else r"\overline{x^2} + \epsilon"
    local = rf"\frac{{1}}{{\sqrt{{{size}}}}} \left(\delta_{{i,({text})}} - \frac{{{top}}}{{{count}}}\right)"
    right = rf"\sum_{{i}} {running(question)}{gamma} \cdot {local}"
    return Answer(question.formula(right), (Way("output", group.at, tuple(factors)),), (group.note,))


def _places_of_weight(question: Question) -> Tensor:
    """The places that the asked scale or shift was applied to."""
    places = numbered(question.input())
    if question.kind not in ("LayerNorm", "RMSNorm"):
        return places[:, question.index[0]].reshape(-1)
    return places.reshape(-1, question.target.numel())[:, question.at]


def _normalized_at(question: Question, at: Tensor) -> Tensor:
    """x̂ at the places of one scale: of one channel, or one in each row."""
    entered, kind = question.input(), question.kind
    if kind.startswith("BatchNorm"):
        return _group(question, (0, question.index[0])).normalized
    if kind in ("LayerNorm", "RMSNorm"):
        grouped = entered.reshape(-1, question.target.numel())
    elif kind == "GroupNorm":
        groups: int = question.values["num_groups"]
        chosen = question.index[0] // (entered.shape[1] // groups)
        grouped = entered.reshape(entered.shape[0], groups, -1)[:, chosen]
    else:
        grouped = entered[:, question.index[0]].reshape(entered.shape[0], -1)
    grouped, values = exact(grouped), exact(entered.reshape(-1)[at.to(entered.device)]).reshape(len(grouped), -1)
    if kind == "RMSNorm":
        scale: Tensor = ((grouped**2).mean(1, keepdim=True) + _eps(question)) ** -0.5
        return (values * scale).reshape(-1)
    spread: Tensor = (grouped.var(1, unbiased=False, keepdim=True) + _eps(question)) ** -0.5
    return ((values - grouped.mean(1, keepdim=True)) * spread).reshape(-1)


def _eps(question: Question) -> float:
    """What keeps the divisor from 0; for RMSNorm without one, the smallest step of the dtype, as in torch."""
    eps: Any = question.values["eps"]
    return torch.finfo(question.input().dtype).eps if eps is None else float(eps)
