"""What a number of a step is called in words: `∇ weight[0, 1] of h`."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from engine.backprop.explanation import Place

_BATCHED = ("output", "input", "grad_output", "grad_input", "inside", "grad_inside")
_PART = re.compile(r"(?P<sum>a_)?(?P<name>\w+?)(?:_l(?P<layer>\d+)(?P<reverse>_reverse)?)?")

translate = QCoreApplication.translate


def place_text(place: Place, title_of: Callable[[str], str], is_single: bool = False) -> str:
    """The quantity, which element, and on which node; a batch of a single sample is not counted."""
    return translate("Stage", "{quantity} of {node}").format(
        quantity=quantity_text(place, is_single), node=title_of(place.address)
    )


def quantity_text(place: Place, is_single: bool = False) -> str:
    """The quantity and which element: `value[3]`, `∇ weight[0, 1]`."""
    name = place.name
    words: dict[str, str] = {
        "output": translate("Stage", "value") if name == "output" else name,
        "input": name if name != "input" else translate("Stage", "input"),
        "grad_output": translate("Stage", "∇ output") if name == "output" else f"∇ {name}",
        "grad_input": translate("Stage", "∇ of its {port}").format(port=name),
        "parameter": name,
        "grad_parameter": f"∇ {name}",
        "gradient": translate("Stage", "whole ∇ {name}").format(name=name),
        "clipped": translate("Stage", "clipped ∇ {name}").format(name=name),
        "after": translate("Stage", "new {name}").format(name=name),
    }
    if place.quantity in ("inside", "grad_inside"):
        words = {"inside": _part_text(name), "grad_inside": f"∇ {_part_text(name)}"}
    index = place.index
    if is_single and place.quantity in _BATCHED and index[:1] == (0,):
        index = index[1:]
    counted = f"[{', '.join(map(str, index))}]" if index else ""
    return f"{words[place.quantity]}{counted}"


def _part_text(part: str) -> str:
    """What a number inside a layer is called: `forget gate`, `sum of the cell gate (layer 1)`."""
    matched = _PART.fullmatch(part)
    assert matched is not None  # every part is named so
    words = {
        "i": translate("Stage", "input gate"),
        "f": translate("Stage", "forget gate"),
        "g": translate("Stage", "cell gate"),
        "o": translate("Stage", "output gate"),
        "r": translate("Stage", "reset gate"),
        "z": translate("Stage", "update gate"),
        "n": translate("Stage", "new gate"),
        "m": translate("Stage", "state's share of the new gate"),
        "a": translate("Stage", "sum"),
        "c": translate("Stage", "cell"),
        "h": translate("Stage", "state"),
        "u": translate("Stage", "state before projection"),
        "q": translate("Stage", "projected query"),
        "k": translate("Stage", "projected key"),
        "v": translate("Stage", "projected value"),
        "scores": translate("Stage", "score"),
        "probabilities": translate("Stage", "probability"),
        "kept": translate("Stage", "dropout"),
        "heads": translate("Stage", "head"),
        "attended": translate("Stage", "attention"),
        "sum1": translate("Stage", "first sum"),
        "sum2": translate("Stage", "second sum"),
        "normed1": translate("Stage", "first normalized"),
        "normed2": translate("Stage", "second normalized"),
        "inner": translate("Stage", "first linear"),
        "hidden": translate("Stage", "hidden unit"),
        "fed": translate("Stage", "second linear"),
        "kept1": translate("Stage", "dropout of attention"),
        "kept2": translate("Stage", "dropout of hidden units"),
        "kept3": translate("Stage", "dropout at the end"),
    }
    name = words.get(matched["name"], translate("Stage", "inner {name}").format(name=matched["name"]))
    text = translate("Stage", "sum of the {gate}").format(gate=name) if matched["sum"] else name
    if matched["reverse"]:
        return translate("Stage", "{name} (layer {layer}, backward)").format(name=text, layer=matched["layer"])
    if matched["layer"] not in (None, "0"):
        return translate("Stage", "{name} (layer {layer})").format(name=text, layer=matched["layer"])
    return text
