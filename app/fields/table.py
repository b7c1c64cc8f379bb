"""The one table from parameter type to editor."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from PySide6.QtWidgets import QWidget

from app.fields.choice_field import BoolField, ChoiceField
from app.fields.field import Field
from app.fields.line_field import LineField, NumberField
from app.fields.table_field import TableField
from engine.data.inline import Table
from engine.layers.parameters import Array, Bool, Choice, Float, Floats, Int, Ints, Parameter, Size, Text

EDITORS: Mapping[type[Parameter[Any]], type[Field]] = MappingProxyType(
    {
        Bool: BoolField,
        Int: NumberField,
        Float: NumberField,
        Text: LineField,
        Choice: ChoiceField,
        Size: LineField,
        Ints: LineField,
        Floats: LineField,
        Array: LineField,
        Table: TableField,
    }
)


def editor_class(parameter: Parameter[Any], value: object = None) -> type[Field]:
    """Which editor can show this value of this parameter.

    A value that its editor cannot show (an expression of a block, a slip in a file) gets a line of text, so that it is
    seen as it is; so does a parameter of a type that is not in the table.
    """
    found = next((EDITORS[base] for base in type(parameter).__mro__ if base in EDITORS), LineField)
    if issubclass(found, (BoolField, ChoiceField)) and not _can_choose(parameter, value):
        return LineField
    if found is TableField and not isinstance(value, Mapping):
        return LineField
    return found


def editor_for(parameter: Parameter[Any], value: object = None, parent: QWidget | None = None) -> Field:
    """An editor of this parameter that shows the value."""
    make: Any = editor_class(parameter, value)
    field: Field = make(parameter, parent)
    field.set_value(value)
    return field


def _can_choose(parameter: Parameter[Any], value: object) -> bool:
    if isinstance(parameter, Bool):
        return isinstance(value, bool) and not parameter.optional
    return value is None or (isinstance(value, str) and not value.startswith("="))
