"""Which form a node gets: the declaration of its kind, or one made from its block's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app.parts.block_declaration import block_declaration
from engine.graph.graph import Graph, Node
from engine.graph.ports import Interfaces
from engine.layers.data import Input
from engine.layers.parameters import Choice, Declaration, Text


def declaration_of(
    node: Node, graph: Graph, interfaces: Interfaces, columns: Iterable[str] = ()
) -> tuple[type[Declaration] | None, Mapping[str, Any]]:
    """The declaration of a node's parameters, and what is given; of a shared layer, those of the layer itself.

    `columns` are those of the data, which an Input chooses from.
    """
    if node.role == "share" and node.of in graph.nodes:
        node = graph.nodes[node.of]
    if node.role == "kind" and node.of == "Input" and columns:
        return _choosing(tuple(columns)), node.params
    if node.role in ("kind", "code"):
        return interfaces.kind(node), node.params
    if node.role == "block" and node.of in interfaces.blocks:
        return block_declaration(interfaces.blocks[node.of].parameters), node.params
    return None, node.params


def text_parameter(name: str, help: str, *, required: bool = False) -> Text:
    """A parameter of free text that stands in no declaration."""
    parameter = Text("", help=help, required=required)
    parameter.name = name
    return parameter


@lru_cache(maxsize=64)
def _choosing(columns: tuple[str, ...]) -> type[Declaration]:
    """The declaration of Input with its column to be chosen from a list."""
    chosen = Choice(None, choices=columns, optional=True, help=Input.parameters["column"].help)
    return type("Input", (Declaration,), {**Input.parameters, "column": chosen})
