"""The parameters of a block as a kind would declare them, so that forms and texts treat both alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.graph.graph import BlockParameter
from engine.layers.parameters import Bool, Declaration, Float, Int, Parameter, Text

_TYPES: Mapping[str, type[Parameter[Any]]] = {"int": Int, "float": Float, "bool": Bool, "text": Text}


def block_declaration(parameters: Mapping[str, BlockParameter]) -> type[Declaration]:
    """A declaration with a parameter for each of a block's."""
    made = {name: _TYPES[parameter.type](parameter.default) for name, parameter in parameters.items()}
    return type("BlockParameters", (Declaration,), made)
