"""What a number of a step is called in words: `∇ weight[0, 1] of h`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from engine.backprop.explanation import Place

translate = QCoreApplication.translate


def place_text(place: Place, title_of: Callable[[str], str], is_single: bool = False) -> str:
    """The quantity, which element, and on which node; a batch of a single sample is not counted."""
    return translate("Stage", "{quantity} of {node}").format(
        quantity=quantity_text(place, is_single), node=title_of(place.address)
    )


def quantity_text(place: Place, is_single: bool = False) -> str:
    """The quantity and which element: `value[3]`, `∇ weight[0, 1]`."""
    name = place.name
    words = {
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
    index = place.index
    if is_single and place.quantity in ("output", "input", "grad_output", "grad_input") and index[:1] == (0,):
        index = index[1:]
    counted = f"[{', '.join(map(str, index))}]" if index else ""
    return f"{words[place.quantity]}{counted}"
