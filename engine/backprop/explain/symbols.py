"""The letters that formulas use: x for what enters, y for what leaves, w and b for weights, L for the loss.

Indices count from 0, as torch's do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LOSS = "L"
Index = Sequence[int | str]

_INPUTS = {
    "input": "x",
    "other": "z",
    "input1": "x^{(1)}",
    "input2": "x^{(2)}",
    "target": "t",
    "var": "v",
    "query": "q",
    "key": "k",
    "value": "v",
    "src": "x",
    "h_0": "h^{0}",
    "c_0": "c^{0}",
    "anchor": "a",
    "positive": "p",
    "negative": "n",
}
_OUTPUTS = {"output": "y", "h_n": "h^{T}", "c_n": "c^{T}", "weights": "A"}
_PARAMETERS = {"weight": "w", "bias": "b", "value": r"\theta"}
_PARTS = {  # inside a node; Q K V S P O as in FlashAttention (Dao et al. 2022), the others as in torch.nn.LSTM and GRU
    "q": "Q",
    "k": "K",
    "v": "V",
    "scores": "S",
    "probabilities": "P",
    "kept": "M",
    "heads": "O",
    "u": r"\tilde{h}",
    "attended": "Z",
    "sum1": "r^{1}",
    "sum2": "r^{2}",
    "normed1": "n^{1}",
    "normed2": "n^{2}",
    "inner": "a",
    "hidden": "h",
    "fed": "f",
    "kept1": "M^{1}",
    "kept2": "M^{2}",
    "kept3": "M^{3}",
}
_SCALE_AND_SHIFT = {"weight": r"\gamma", "bias": r"\beta"}


def indexed(name: str, index: Index) -> str:
    """A letter with its indices below: `w_{2,3}`."""
    return f"{name}_{{{','.join(map(str, index))}}}" if index else name


def partial(of: str, by: str) -> str:
    """The derivative of one by the other."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def upright(words: str) -> str:
    """A word as it is written, not as a product of letters."""
    escaped = words.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def input_letter(name: str) -> str:
    """The letter of an input by its name, or `input[0]` where it is variadic."""
    found = re.fullmatch(r"(.+)\[(\d+)\]", name)
    if found:
        return f"{input_letter(found[1])}^{{({found[2]})}}"
    return _INPUTS.get(name) or upright(name)


def output_letter(port: str) -> str:
    return _OUTPUTS.get(port) or upright(port)


def parameter_letter(kind: str, name: str) -> str:
    """The letter of a parameter; what its name says beyond `weight` or `bias` stands above it (`weight_hh_l0`)."""
    if "Norm" in kind and name in _SCALE_AND_SHIFT:
        return _SCALE_AND_SHIFT[name]
    if kind == "PReLU":
        return "a"
    if name in _PARAMETERS:
        return _PARAMETERS[name]
    parts = [part for part in re.split(r"[._]", name) if part]
    letter = "w" if "weight" in parts else "b" if "bias" in parts else ""
    if not letter:
        return upright(name)
    rest = ",".join(part for part in parts if part not in ("weight", "bias"))
    return f"{letter}^{{{upright(rest)}}}" if rest else letter


def part_letter(name: str, is_stacked: bool = False, is_both_ways: bool = False) -> str:
    """The letter of a part inside a node: `a^{i,1,\\leftarrow}` is the sum of gate i of layer 1 that reads backward."""
    found = re.fullmatch(r"(?P<base>\w+?)(?:_l(?P<layer>\d+)(?P<reverse>_reverse)?)?", name)
    assert found is not None
    letter, _, gate = found["base"].partition("_")
    above = [gate] if gate else []
    if is_stacked and found["layer"]:
        above.append(found["layer"])
    if is_both_ways:
        above.append(r"\leftarrow" if found["reverse"] else r"\rightarrow")
    base = _PARTS.get(letter, letter)
    return f"{base}^{{{','.join(above)}}}" if above else base
