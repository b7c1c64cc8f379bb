"""TransformerEncoderLayer, part by part: shortcuts, normalizations, attention, and the two linear layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from engine.backprop.explain.backward.answer import Answer, Factors, Way, derivative
from engine.backprop.explain.backward.by_autograd import by_autograd
from engine.backprop.explain.backward.question import Question, numbered
from engine.backprop.explain.backward.rules.attention import (
    INSIDE,
    Site,
    inside_attention,
    mask,
    of_weights,
    through_projections,
)
from engine.backprop.explain.backward.rules.common import row_of
from engine.backprop.explanation import Note, Quantity
from engine.backprop.inside.encoder import ATTENTION, slope
from engine.backprop.inside.opening import node_of

_FORMULAS = {
    True: (r"r = x + \mathrm{Attention}(\mathrm{Norm}(x))", r"y = r + \mathrm{FeedForward}(\mathrm{Norm}(r))"),
    False: (r"n = \mathrm{Norm}(x + \mathrm{Attention}(x))", r"y = \mathrm{Norm}(n + \mathrm{FeedForward}(n))"),
}


def encoder(question: Question) -> Answer | None:
    """By the part, the weight or the input that is asked about."""
    notes = tuple(Note("part", {"formula": formula}) for formula in _FORMULAS[question.values["norm_first"]])
    if not question.parts:  # what the step computed is not what these formulas say
        return by_autograd(question, notes=notes)
    layer = _Layer(question)
    if question.of_part:
        return layer.of_part()
    told = layer.of_input() if question.of_input else layer.of_weight()
    return Answer(told.formula, told.ways, notes)


class _Layer:
    """The layer that is asked about; `first` says whether it normalizes before its parts."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.first: bool = question.values["norm_first"]
        size = question.parts["q"].shape[2] // question.values["nhead"]
        source: tuple[Quantity, str] = ("inside", "normed1") if self.first else ("input", "src")
        self.site = Site(question, size, lambda part: source, ("inside", "attended"), ATTENTION)

    # ------------------------------------------------------------------------------------------ what is asked about

    def of_part(self) -> Answer:
        """A part inside."""
        if self.question.name in INSIDE:
            return inside_attention(self.site)
        rules: Mapping[str, Callable[[], tuple[list[Way], list[str]]]] = {
            "attended": lambda: self._plainly("sum1", "kept1"),
            "fed": lambda: self._plainly("output" if self.first else "sum2", "kept3"),
            "hidden": self._through_second,
            "inner": self._through_activation,
            "sum1": self._after_attention,
            "sum2": lambda: self._through_norm("norm2"),
            "normed2": self._through_first,
            "normed1": self._normed1,
        }
        return self._answer(*rules[self.question.name]())

    def of_input(self) -> Answer:
        """What entered: past attention, and through it."""
        if "mask" in self.question.name:
            return mask(self.question)
        ways, right = self._plainly("sum1")
        if self.first:
            more, texts = self._through_norm("norm1")
            return self._answer(ways + more, right + texts)
        formula, projected = through_projections(self.site)
        return self._answer(ways + list(projected), [*right, formula.partition(" = ")[2]])

    def of_weight(self) -> Answer:
        """A weight or bias of one of its parts."""
        question = self.question
        if question.name.startswith(ATTENTION):
            return of_weights(self.site)
        name, _, kind = question.name.partition(".")
        if name.startswith("norm"):
            return self._of_norm(name, kind)
        after, entered, dropped = ("inner", "normed2" if self.first else "normed1", "")
        if name == "linear2":
            after, entered, dropped = "fed", "hidden", "kept2"
        at = numbered(question.parts[after])[..., question.index[0]].reshape(-1)
        right = self._running() + question.arriving_inside(after, "s", "t", question.index[0])
        if kind == "bias":
            return self._answer([Way(after, at, (), "inside")], [right])
        column = question.index[1]
        places = numbered(question.parts[entered])[..., column].reshape(-1)
        factors = [question.factors("inside", entered, places)]
        right += rf" \cdot {question.part(entered, 's', 't', column)}"
        if dropped in question.parts:
            factors.append(question.factors("inside", dropped, places))
            right += rf" \cdot {question.part(dropped, 's', 't', column)}"
        return self._answer([Way(after, at, tuple(factors), "inside")], [right])

    def _answer(self, ways: list[Way], right: list[str]) -> Answer:
        return Answer(self.question.formula(" + ".join(right)), tuple(ways))

    def _running(self) -> str:
        return r"\sum_{t} " if self.question.is_single else r"\sum_{s,t} "

    # ------------------------------------------------------------------------------------------ inside

    def _arriving(self, name: str, *index: int | str) -> str:
        question = self.question
        return question.arriving(*index) if name == "output" else question.arriving_inside(name, *index)

    def _way(self, name: str, at: Tensor, *factors: Factors) -> Way:
        return Way(name, at, factors, "output" if name == "output" else "inside")

    def _plainly(self, to: str, dropped: str = "") -> tuple[list[Way], list[str]]:
        """Added as it is, or as dropout left it."""
        question, at = self.question, row_of(self.question.at)
        right = self._arriving(to, *question.index)
        if dropped not in question.parts:
            return [self._way(to, at)], [right]
        right += rf" \cdot {question.part(dropped, *question.index)}"
        return [self._way(to, at, question.factors("inside", dropped, at))], [right]

    def _through_linear(self, name: str, to: str) -> tuple[Tensor, Factors, str]:
        """The places of what a linear layer gives, the weights that lead there, and the sum in symbols."""
        question = self.question
        sample, place, column = question.index
        at = numbered(question.parts[to])[sample, place]
        width = question.parameters[f"{name}.weight"].shape[1]
        weights = question.factors("parameter", f"{name}.weight", torch.arange(len(at)) * width + column)
        weight = question.symbol("parameter", f"{name}.weight", ("i", column))
        return at, weights, rf"\sum_{{i}} {question.arriving_inside(to, sample, place, 'i')} \cdot {weight}"

    def _through_first(self) -> tuple[list[Way], list[str]]:
        at, weights, right = self._through_linear("linear1", "inner")
        return [Way("inner", at, (weights,), "inside")], [right]

    def _through_second(self) -> tuple[list[Way], list[str]]:
        question = self.question
        at, weights, right = self._through_linear("linear2", "fed")
        if "kept2" not in question.parts:
            return [Way("fed", at, (weights,), "inside")], [right]
        dropped = question.factors("inside", "kept2", torch.full((len(at),), question.at))
        right = rf"{question.part('kept2', *question.index)} \cdot {right}"
        return [Way("fed", at, (weights, dropped), "inside")], [right]

    def _through_activation(self) -> tuple[list[Way], list[str]]:
        question, at = self.question, row_of(self.question.at)
        found = slope(node_of(question.recording, question.address), question.parts["inner"].reshape(-1)[at])
        name = r"\mathrm{ReLU}'" if question.values["activation"] == "relu" else r"\mathrm{GELU}'"
        symbol = f"{name}({question.part('inner', *question.index)})"
        right = rf"{question.arriving_inside('hidden', *question.index)} \cdot {symbol}"
        return [Way("hidden", at, (derivative(found, symbol),), "inside")], [right]

    def _after_attention(self) -> tuple[list[Way], list[str]]:
        """To the output by the shortcut and through the second normalization, or through the first alone."""
        if not self.first:
            return self._through_norm("norm1")
        ways, right = self._plainly("output")
        more, texts = self._through_norm("norm2")
        return ways + more, right + texts

    def _normed1(self) -> tuple[list[Way], list[str]]:
        """Through attention where it stands before that; else by the shortcut and through the linear layers."""
        if self.first:
            formula, ways = through_projections(self.site)
            return list(ways), [formula.partition(" = ")[2]]
        ways_past, right = self._plainly("sum2")
        more, texts = self._through_first()
        return ways_past + more, right + texts

    # ------------------------------------------------------------------------------------------ normalizations

    def _norm(self, name: str) -> tuple[str, Tensor]:
        """What a normalization gives, and what entered it."""
        question = self.question
        if name == "norm1":
            return "normed1", question.input("src").cpu().double() if self.first else question.parts["sum1"]
        return ("normed2", question.parts["sum1"]) if self.first else ("output", question.parts["sum2"])

    def _normal(self, entered: Tensor) -> tuple[Tensor, Tensor]:
        """x̂ along the last axis, and 1 / σ."""
        eps = float(self.question.values["layer_norm_eps"])
        spread: Tensor = (entered.var(dim=-1, unbiased=False, keepdim=True) + eps) ** -0.5
        return (entered - entered.mean(dim=-1, keepdim=True)) * spread, spread

    def _through_norm(self, name: str) -> tuple[list[Way], list[str]]:
        """∂n_i / ∂x_j = γ_i / σ (δ_ij − (1 + x̂_i x̂_j) / m), over the numbers of one place."""
        question, (gives, entered) = self.question, self._norm(name)
        sample, place, column = question.index
        normal, spread = self._normal(entered[sample, place])
        here = torch.zeros_like(normal)
        here[column] = 1
        slopes = spread * (here - (1 + normal * normal[column]) / len(normal))
        factors: list[Factors] = []
        gamma = ""
        if f"{name}.weight" in question.parameters:
            factors.append(question.factors("parameter", f"{name}.weight", torch.arange(len(normal))))
            gamma = r" \cdot \gamma_{i}"
        factors.append(
            derivative(slopes, lambda row: rf"\frac{{\partial \hat{{x}}_{{{row}}}}}{{\partial {question.asked}}}")
        )
        places = numbered(question.parts[gives]) if gives != "output" else question.places()
        local = (
            rf"\frac{{1}}{{\sigma}} \left(\delta_{{i,{column}}}"
            rf" - \frac{{1 + \hat{{x}}_{{i}} \hat{{x}}_{{{column}}}}}{{{len(normal)}}}\right)"
        )
        right = rf"\sum_{{i}} {self._arriving(gives, sample, place, 'i')}{gamma} \cdot {local}"
        return [self._way(gives, places[sample, place], *factors)], [right]

    def _of_norm(self, name: str, kind: str) -> Answer:
        """Its scale and shift, of all places."""
        question, (gives, entered), column = self.question, self._norm(name), self.question.index[0]
        places = numbered(question.parts[gives]) if gives != "output" else question.places()
        at = places[..., column].reshape(-1)
        right = self._running() + self._arriving(gives, "s", "t", column)
        if kind == "bias":
            return self._answer([self._way(gives, at)], [right])
        normal = self._normal(entered)[0][..., column].reshape(-1)
        slopes = derivative(normal, lambda row: rf"\hat{{x}}_{{{row},{column}}}")
        right += rf" \cdot \hat{{x}}_{{{'t' if question.is_single else 's,t'},{column}}}"
        return self._answer([self._way(gives, at, slopes)], [right])
