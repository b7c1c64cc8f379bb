"""What goes into a port of a kind and what comes out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.translation import QT_TRANSLATE_NOOP
from engine.layers.layer import Accepts, Port

ACCEPTED: Mapping[Accepts, Any] = {
    "any": QT_TRANSLATE_NOOP("Ports", "any value"),
    "float": QT_TRANSLATE_NOOP("Ports", "floating-point values"),
    "float32": QT_TRANSLATE_NOOP("Ports", "float32 values"),
    "integer": QT_TRANSLATE_NOOP("Ports", "whole numbers"),
    "index": QT_TRANSLATE_NOOP("Ports", "whole numbers (int64 or int32)"),
    "int64": QT_TRANSLATE_NOOP("Ports", "whole numbers (int64)"),
    "number": QT_TRANSLATE_NOOP("Ports", "numbers"),
    "bool": QT_TRANSLATE_NOOP("Ports", "true or false"),
}


def input_text(port: Port) -> str:
    """What an input takes: its values, how many dimensions they have, and whether it needs an edge."""
    parts = [_tr(ACCEPTED[port.accepts])]
    if port.dims:
        counts = _tr(" or ").join(str(count) for count in port.dims)
        parts.append(_tr("of {count} dimensions, the batch counted").format(count=counts))
    elif port.at_least:
        parts.append(_tr("of {count} dimensions or more, the batch counted").format(count=port.at_least))
    if port.variadic:
        parts.append(_tr("any number of edges"))
    if port.falls_back_to:
        parts.append(_tr("without an edge the same as {port}").format(port=port.falls_back_to))
    elif not port.required:
        parts.append(_tr("may stay open"))
    return _tr("In: {parts}").format(parts=", ".join(parts))


def output_text(name: str) -> str:
    """What an output is: its shape stands on the card."""
    return _tr("Out: its shape follows from what comes in, and stands on the card")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ports", text)
