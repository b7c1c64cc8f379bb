"""Costs in words: how each measure is called, and what a node costs by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.parts.numbers import count
from app.pictures.as_text import format_bytes, format_count
from app.translation import QT_TRANSLATE_NOOP
from engine.compiler.costs.texts import field_text

if TYPE_CHECKING:
    from engine.compiler.costs.costs import Cost  # imports torch
    from engine.compiler.costs.fields import Field
    from engine.compiler.costs.shares import Measure

CONTEXT = "Costs"
NAMES: dict[Measure, str] = {
    "parameters": QT_TRANSLATE_NOOP("Costs", "Parameters"),
    "multiply_adds": QT_TRANSLATE_NOOP("Costs", "Multiply-adds"),
    "memory": QT_TRANSLATE_NOOP("Costs", "Memory"),
    "field": QT_TRANSLATE_NOOP("Costs", "Receptive field"),
}
MEANINGS: dict[Measure, str] = {
    "parameters": QT_TRANSLATE_NOOP("Costs", "Numbers that training changes; what is shared counts once"),
    "multiply_adds": QT_TRANSLATE_NOOP("Costs", "A multiplication and an addition each, for one sample, forward"),
    "memory": QT_TRANSLATE_NOOP(
        "Costs", "Bytes of one batch that a training step holds for its backward pass: outputs, and what autograd keeps"
    ),
    "field": QT_TRANSLATE_NOOP("Costs", "How much of the data each place sees, along each of its axes"),
}


def measure_name(measure: Measure) -> str:
    return QCoreApplication.translate(CONTEXT, NAMES[measure])


def measure_meaning(measure: Measure) -> str:
    return QCoreApplication.translate(CONTEXT, MEANINGS[measure])


def cost_text(cost: Cost, measure: Measure) -> str:
    """What a node costs by one measure; empty where it costs nothing, `–` where it is not known."""
    match measure:
        case "parameters":
            return count(cost.parameters) if cost.parameters else ""
        case "multiply_adds":
            return format_count(cost.multiply_adds) if cost.multiply_adds else ""
        case "memory":
            return memory_text(cost.memory)
    return seen_text(cost.field)


def memory_text(memory: int | None) -> str:
    if memory is None:
        return "–"
    return format_bytes(memory) if memory else ""


def seen_text(field: Field | None) -> str:
    if field is None:
        return ""
    return field_text(field, QCoreApplication.translate("Costs", "whole"))


def seen_in_full(field: Field | None) -> str:
    """Size, stride and offset of a receptive field; empty where there is nothing to say."""
    if field is None or field.is_whole:
        return ""
    text = QCoreApplication.translate("Costs", "sees {size}, moves by {stride}, begins at {offset}")
    parts = (field.size, field.stride, field.offset)
    size, stride, offset = (" × ".join(str(number).replace("-", "−") for number in part) for part in parts)
    return text.format(size=size, stride=stride, offset=offset)
