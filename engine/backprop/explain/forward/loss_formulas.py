"""How each loss writes what it says of one number or one sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backprop.explain.forward.numbers import Numbers


@dataclass(frozen=True)
class Element:
    """A template in LaTeX: A, B and C stand for the numbers that the first, second and third edge brought.

    `long` says it where there is room, in the formula; `symbol` names one of many.
    """

    symbol: str
    long: str = ""

    def of(self, edges: Sequence[Numbers], index: Sequence[int | str]) -> str:
        """The loss at one place."""
        return self._filled(self.symbol, edges, index)

    def in_general(self, edges: Sequence[Numbers], index: Sequence[str]) -> str:
        """The loss at any place."""
        return self._filled(self.long or self.symbol, edges, index)

    @staticmethod
    def _filled(template: str, edges: Sequence[Numbers], index: Sequence[int | str]) -> str:
        for letter, edge in zip("ABC", edges, strict=False):
            template = template.replace(letter, edge.symbol(_fitting(edge, edges[0], index)))
        if "#" in template:
            shown = edges[0].symbol(index)
            template = template.replace("#", rf"\ell{shown[len(edges[0].letter) :]}")
        return template


def _fitting(edge: Numbers, first: Numbers, index: Sequence[int | str]) -> list[int | str]:
    """The index in a tensor that may have fewer axes than the first, or one number along an axis."""
    own = zip(index, edge.shape, first.shape, strict=False)
    return [0 if size == 1 and others != 1 else place for place, size, others in own]


def element_of(kind: str, params: Mapping[str, Any]) -> Element:
    """The formulas of a loss as its parameters make it."""
    element = ELEMENTS[kind]
    text = element.long
    if kind in ("BCELoss", "BCEWithLogitsLoss", "MultiLabelSoftMarginLoss", "MultiMarginLoss"):
        if params["weight"] is None:
            text = text.replace(r"-w \left", r"-\left").replace("w_c ", "").replace("w_{t_n} ", "")
        if params.get("pos_weight") is None:
            text = text.replace(r"p\, ", "")
    elif kind == "KLDivLoss" and params["log_target"]:
        text = r"e^{B} \left(B - A\right)"
    elif kind == "PoissonNLLLoss":
        text = r"e^{A} - B \cdot A" if params["log_input"] else r"A - B \log(A + \epsilon)"
        text = rf"\left({text}{' + s(B)' if params['full'] else ''}\right)"
    elif kind == "GaussianNLLLoss" and params["full"]:
        text = rf"\left({text} + \frac{{1}}{{2}} \log 2 \pi\right)"
    elif kind == "TripletMarginLoss" and params["swap"]:
        text = r"\max\left(0, d(a_n, p_n) - \min(d(a_n, n_n), d(p_n, n_n)) + \Delta\right)"
    return Element(element.symbol, text)


ELEMENTS: dict[str, Element] = {
    "MSELoss": Element(r"\left(A - B\right)^2"),
    "L1Loss": Element(r"\left|A - B\right|"),
    "SmoothL1Loss": Element(
        "#",
        r"\begin{cases} \frac{(A - B)^2}{2 \beta} & \left|A - B\right| < \beta \\"
        r" \left|A - B\right| - \frac{\beta}{2} & \end{cases}",
    ),
    "HuberLoss": Element(
        "#",
        r"\begin{cases} \frac{(A - B)^2}{2} & \left|A - B\right| \le \delta \\"
        r" \delta \left(\left|A - B\right| - \frac{\delta}{2}\right) & \end{cases}",
    ),
    "BCELoss": Element("#", r"\left(-w \left(B \log A + (1 - B) \log(1 - A)\right)\right)"),
    "BCEWithLogitsLoss": Element("#", r"\left(-w \left(p\, B \log \sigma(A) + (1 - B) \log \sigma(-A)\right)\right)"),
    "KLDivLoss": Element("#", r"B \left(\log B - A\right)"),
    "HingeEmbeddingLoss": Element("#", r"\begin{cases} A & B = 1 \\ \max(0, \Delta - A) & B = -1 \end{cases}"),
    "SoftMarginLoss": Element(r"\log\left(1 + e^{-B \cdot A}\right)"),
    "MultiMarginLoss": Element(
        "#", r"\frac{1}{C} \sum_{i \neq t_n} w_{t_n} \max\left(0, \Delta - x_{n,t_n} + x_{n,i}\right)^p"
    ),
    "MultiLabelMarginLoss": Element(
        "#", r"\frac{1}{C} \sum_{c \in t_n} \sum_{i \notin t_n} \max\left(0, 1 - x_{n,c} + x_{n,i}\right)"
    ),
    "MultiLabelSoftMarginLoss": Element(
        "#",
        r"\left(-\frac{1}{C} \sum_c w_c \left(t_{n,c} \log \sigma(x_{n,c})"
        r" + (1 - t_{n,c}) \log \sigma(-x_{n,c})\right)\right)",
    ),
    "MarginRankingLoss": Element(r"\max\left(0, -C \cdot (A - B) + \Delta\right)"),
    "CosineEmbeddingLoss": Element(
        "#", r"\begin{cases} 1 - \cos_n & t_n = 1 \\ \max(0, \cos_n - \Delta) & t_n = -1 \end{cases}"
    ),
    "TripletMarginLoss": Element("#", r"\max\left(0, d(a_n, p_n) - d(a_n, n_n) + \Delta\right)"),
    "PoissonNLLLoss": Element("#", r"\left(e^{A} - B \cdot A\right)"),
    "GaussianNLLLoss": Element("#", r"\frac{1}{2} \left(\log C + \frac{(A - B)^2}{C}\right)"),
}
